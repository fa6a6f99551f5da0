"""Pictures like a picture: the nearest by their hashes, each judged by its line as it is now."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cen.act import Act
from cpdb.alike.find import SHOWN, Alike, like
from cpdb.errors import WrongState
from cpdb.model import PictureStatus
from cpdb.record import Picture, face_of
from cpdb.showing import row_shown
from cpdb.visibility import reader

if TYPE_CHECKING:
    from cpdb.catalogue.index import Catalogue
    from cpdb.shelf import Shelf
    from cpdb.store import PictureStore


class Similar(NamedTuple):
    """`more`: others are as near, or less."""

    pairs: Sequence[tuple[Mapping[str, Any], Alike]]
    more: bool


def of_picture(store: "PictureStore", catalogue: "Catalogue", act: Act, picture: Picture) -> Similar:
    if picture.status is not PictureStatus.READY:
        raise WrongState("Only a picture that is ready has others like it.", current_status=picture.status.value)
    found = like(catalogue, int(picture.kept.hashes[0], 16), reader(act.caller, act.now.date()), but=picture.id)
    return _judged(store, act, found)


def of_hash(store: "PictureStore", catalogue: "Catalogue", act: Act, text: str) -> Similar:
    return _judged(store, act, like(catalogue, int(text, 16), reader(act.caller, act.now.date())))


def _judged(store: "PictureStore", act: Act, found: Sequence[Alike]) -> Similar:
    """The catalogue may be a moment behind."""
    seer = reader(act.caller, act.now.date())
    nearest = {one.id: one for one in found[:SHOWN]}
    pairs = [
        (row, nearest[row["id"]])
        for row in store.rows(list(nearest))
        if row["status"] == PictureStatus.READY and seer.sees(face_of(row))
    ]
    return Similar(pairs, len(found) > SHOWN)


def shown(found: Similar, act: Act, shelf: "Callable[[], Shelf]") -> dict[str, Any]:
    items = [
        {"picture": row_shown(row, act, shelf), "distance": alike.distance, "part": alike.part}
        for row, alike in found.pairs
    ]
    return {"items": items, "more": found.more}
