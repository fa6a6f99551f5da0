"""A picture of a seizure follows its record: it is no more open than the record, and waits until that is published.

The record is the other context's; it is asked for through that one's door, before a picture is linked to it, when the
picture becomes ready, and whenever either of them has changed.

A picture stays linked to its administration's own record when that is merged into another, and what stands for the
record is looked up each time: so nothing of the picture has to be put back when the merge is undone. While a record
stands for others it is neither withdrawn nor labelled for fewer readers, so no news of it is missed by their pictures.
"""

from dataclasses import replace
from typing import Any

from cen.doors import READ_AT_ONCE, SeenSeizure, Seizures
from cen.problems import FieldError, Invalid
from cen.tlp import Tlp, wider
from cpdb.record import Picture

_PUBLISHED = "published"


def record_of(seizures: Seizures, id: str) -> SeenSeizure | None:
    """The record as its pictures follow it: its own id and administration; of one that was merged, the status of the
    record that stands for it in the end, and the narrowest label on the way there."""
    own = found = _read(seizures, id)
    label, met = Tlp.CLEAR, {id}
    while found is not None:
        label = Tlp(found.tlp) if wider(Tlp(found.tlp), label) else label
        if found.merged_into is None:
            break
        if found.merged_into in met:
            return None
        met.add(found.merged_into)
        found = _read(seizures, found.merged_into)
    return None if own is None or found is None else replace(own, status=found.status, tlp=label.value)


def one_case(seizures: Seizures, id: str) -> list[str]:
    """Ids of the record and of those that it stands for, at most a hundred: what was merged into it, and into these."""
    found = asked = [id]
    while asked and len(found) < READ_AT_ONCE:
        met = set(found)
        into = (one for record in seizures.read(asked) for one in record.absorbed if one not in met)
        asked = list(dict.fromkeys(into))[: READ_AT_ONCE - len(found)]
        found = [*found, *asked]
    return found


def _read(seizures: Seizures, id: str) -> SeenSeizure | None:
    return next(iter(seizures.read([id])), None)


def check_link(record: SeenSeizure | None, administration: str, label: Tlp) -> bool:
    """Whether a picture that is linked to the record is held back for now. Raises 422 if the record is not the
    administration's own, in the same words as if it did not exist, or if the picture would be more open."""
    if record is None or record.administration != administration:
        own = FieldError("seizure_id", "no_such_seizure", "Your administration has no such record.")
        raise Invalid("Some fields are not valid.", errors=[own])
    if wider(Tlp(record.tlp), label):
        told = FieldError(
            "tlp", "wider_than_record", f"The seizure record is {record.tlp}; its pictures cannot be more open."
        )
        raise Invalid("Some fields are not valid.", errors=[told])
    return record.status != _PUBLISHED


def follows(picture: Picture, record: SeenSeizure | None) -> dict[str, Any] | None:
    """What is to change: `held`, `tlp`; None: nothing. A label is tightened and never widened again: who
    wants that does it by hand. A record that is gone leaves its picture held."""
    if picture.seizure_id is None:
        return None
    wanted: dict[str, Any] = {"held": True}
    if record is not None:
        label = Tlp(record.tlp)
        wanted = {
            "held": record.status != _PUBLISHED,
            "tlp": (label if wider(label, picture.tlp) else picture.tlp).value,
        }
    stands = {"held": picture.kept.held, "tlp": picture.tlp.value}
    return wanted if any(stands[name] != value for name, value in wanted.items()) else None


def followed(picture: Picture, wanted: dict[str, Any], at: str) -> Picture:
    content = {**picture.content, **{name: value for name, value in wanted.items() if name != "held"}}
    return picture.changed(at, content, held=wanted["held"])
