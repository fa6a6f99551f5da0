"""What a reader gets of a picture, with links that are made as it is read."""

from collections.abc import Callable, Mapping
from typing import Any

from cen import jsontext
from cen.access import RULES, Permission
from cen.act import Act
from cpdb.model import PictureStatus
from cpdb.record import Picture, document
from cpdb.shelf import Shelf

THUMBNAIL = ("thumbnail", "webp")


def knows_seizures(act: Act) -> bool:
    """Whether the caller may know which seizure record a picture belongs to."""
    return RULES[Permission.SEIZURE_READ].allows(act.caller)


def picture_shown(picture: Picture, act: Act, shelf: Callable[[], Shelf]) -> dict[str, Any]:
    shown = document(picture, linked=knows_seizures(act))
    place = picture.kept.shelf
    if picture.status is PictureStatus.READY and place is not None:
        shown["renditions"] = [
            {**stored.model_dump(), "link": shelf().link(place, stored.name, stored.format)}
            for stored in picture.kept.renditions
        ]
    return shown


def row_shown(found: Mapping[str, Any], act: Act, shelf: Callable[[], Shelf]) -> dict[str, Any]:
    """`found`: as `record.row` makes it, or as a list keeps it."""
    shown = {name: value for name, value in found.items() if not name.startswith("_")}
    if not knows_seizures(act):
        shown.pop("seizure_id", None)
    place = found.get("_shelf")
    if place is not None and found["status"] == PictureStatus.READY:
        shown["thumbnail"] = shelf().link(place, *THUMBNAIL)
    return shown


def text_row_shown(text: str, act: Act, shelf: Callable[[], Shelf]) -> dict[str, Any]:
    return row_shown(jsontext.loads(text), act, shelf)
