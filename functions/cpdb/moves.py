"""What changes beside a picture in the transaction that changes it: what stands for its pixels, what it belongs to,
whose heir it is, the slot of its upload, where it lies, and confirmations."""

from collections.abc import Mapping
from typing import Any

from cen import jsontext
from cen.dynamo import Item, check, delete, put
from cpdb import slots
from cpdb.model import PictureStatus
from cpdb.record import Picture

ABSENT = "attribute_not_exists(#pk)"
HEIR, LEFT = "HEIR", "LEFT"
_ON_THE_SHELF = frozenset({PictureStatus.PROCESSING, PictureStatus.READY})

type Operation = dict[str, Any]


def between(before: Picture, after: Picture) -> list[Operation]:
    return [
        *linked(before, after),
        *_guarded(before, after),
        *_inherited(before, after),
        *_slot(before, after),
        *_left(before, after),
    ]


def linked(before: Picture | None, after: Picture) -> list[Operation]:
    old, new = before.seizure_id if before else None, after.seizure_id
    if old == new:
        return []
    moves = [delete(f"SEIZURE#{old}", after.id)] if old else []
    return moves + ([put({"pk": f"SEIZURE#{new}", "sk": after.id})] if new else [])


def _guarded(before: Picture, after: Picture) -> list[Operation]:
    old, new = _guard(before), _guard(after)
    if old == new:
        return []
    moves = [delete(*old)] if old else []
    return moves + ([put({"pk": new[0], "sk": new[1], "picture_id": after.id}, ABSENT)] if new else [])


def _guard(picture: Picture) -> tuple[str, str] | None:
    kept = picture.kept
    return (f"PIXELS#{kept.digest}", kept.guard) if kept.guard and kept.digest else None


def still_stands(digest: str, scope: str, id: str) -> Operation:
    """For `save`: that picture stands for these pixels there."""
    return check(f"PIXELS#{digest}", scope, "#picture_id = :id", {"id": id})


def _inherited(before: Picture, after: Picture) -> list[Operation]:
    old, new = before.kept.heir_of, after.kept.heir_of
    if old == new:
        return []
    moves = [delete(f"PIC#{old}", f"{HEIR}#{after.id}")] if old else []
    return moves + ([put({"pk": f"PIC#{new}", "sk": f"{HEIR}#{after.id}"})] if new else [])


def _slot(before: Picture, after: Picture) -> list[Operation]:
    """Given back, unless its time is over: it may be another's by now."""
    kept = before.kept
    if kept.slot is None or after.kept.slot is not None or after.kept.updated_at >= (kept.slot_until or ""):
        return []
    return [delete(*slots.key(kept.uploader, kept.slot))]


def _places(picture: Picture) -> set[str]:
    """Where it lies, or is going to."""
    if picture.status not in _ON_THE_SHELF:
        return set()
    return {place for place in (picture.kept.shelf, picture.kept.drawing) if place}


def _left(before: Picture, after: Picture) -> list[Operation]:
    """Notes of the places that it leaves, see `leaving.py`."""
    return [put(_note(after, place)) for place in sorted(_places(before) - _places(after))]


def _note(picture: Picture, place: str) -> Item:
    return {
        "pk": f"PIC#{picture.id}",
        "sk": f"{LEFT}#{place}",
        "uf_pk": LEFT,
        "uf_sk": f"{picture.kept.updated_at}#{picture.id}#{place}",
    }


def seen_put(picture_id: str, seen: Mapping[str, Any]) -> Operation:
    """For `save`: a confirmation that is not there yet."""
    return put({"pk": f"PIC#{picture_id}", "sk": f"SEEN#{seen['id']}", "seen": jsontext.dumps(seen)}, ABSENT)


def seen_delete(picture_id: str, seen_id: str) -> Operation:
    """For `save`: a confirmation that is still there."""
    return delete(f"PIC#{picture_id}", f"SEEN#{seen_id}", "attribute_exists(#pk)")
