"""Pictures and audit entries as DynamoDB items, and back."""

from typing import Any

from cen import jsontext
from cen.audit import Entry
from cen.dynamo import Item
from cpdb.model import Kept, PictureStatus
from cpdb.record import Picture, row

UNFINISHED = "UNFINISHED"


def plain(picture: Picture) -> Item:
    """What a picture is besides its key. Content is checked when it is said, not when it is read: codes may go."""
    return {
        "version": picture.version,
        "attempts": picture.kept.attempts,
        "content": jsontext.dumps(picture.content),
        "kept": picture.kept.model_dump_json(exclude_none=True, exclude_defaults=True),
    }


def head(picture: Picture) -> Item:
    kept = picture.kept
    item: Item = plain(picture) | {"pk": f"PIC#{picture.id}", "sk": "HEAD"}
    # What somebody has to look after, by when.
    return item | ({"uf_pk": UNFINISHED, "uf_sk": f"{kept.due}#{picture.id}"} if kept.due else {})


def line(picture: Picture) -> Item:
    """What lists and looks for what is alike read of it. Where an administration's are listed, it stands as well."""
    return {
        "pk": f"PIC#{picture.id}",
        "sk": "ROW",
        "wl_pk": f"{picture.kept.administration}#{picture.status}",
        "wl_sk": picture.id,
        "row": jsontext.dumps(row(picture)),
    }


def audit(picture: Picture, entry: Entry) -> Item:
    """`administration` is the picture's, whoever acted. `tell`: the person who uploaded it, where it was rejected.
    `drawing`: where it is to be drawn anew."""
    item: Item = {
        "pk": f"PIC#{picture.id}",
        "sk": f"AUDIT#{entry.at}#{entry.version:08d}",
        "administration": picture.kept.administration,
        "entry": jsontext.dumps(entry.document()),
    }
    told = picture.status is PictureStatus.REJECTED and picture.kept.uploader_kind == "person"
    drawn = picture.status is PictureStatus.PROCESSING and picture.kept.drawing is not None
    item |= {"drawing": str(picture.kept.drawing)} if drawn else {}
    return item | ({"tell": picture.kept.uploader} if told else {})


def picture_of(item: Item) -> Picture:
    content: dict[str, Any] = jsontext.loads(str(item["content"]))
    return Picture(content, Kept.model_validate_json(str(item["kept"])))
