"""A picture of a seizure follows its record: it is no more open than the record, and waits until that is published.

The record is the other context's; it is asked for through that one's door, before a picture is linked to it, when the
picture becomes ready, and whenever either of them has changed.
"""

from typing import Any

from cen.doors import SeenSeizure, Seizures
from cen.problems import FieldError, Invalid
from cen.tlp import Tlp, wider
from cpdb.record import Picture

_PUBLISHED = "published"
_HOPS = 3  # of records that were merged into one that was merged


def record_of(seizures: Seizures, id: str) -> SeenSeizure | None:
    """The record, or the one it was merged into."""
    for _ in range(_HOPS):
        found = next(iter(seizures.read([id])), None)
        if found is None or found.merged_into is None:
            return found
        id = found.merged_into
    return None


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
    """What is to change: `held`, `tlp`, `seizure_id`; None: nothing. A label is tightened and never widened again: who
    wants that does it by hand. A record that is gone leaves its picture held."""
    if picture.seizure_id is None:
        return None
    wanted: dict[str, Any] = {"held": True}
    if record is not None:
        label = Tlp(record.tlp)
        wanted = {
            "held": record.status != _PUBLISHED,
            "tlp": (label if wider(label, picture.tlp) else picture.tlp).value,
            "seizure_id": record.id,
        }
    stands = {"held": picture.kept.held, "tlp": picture.tlp.value, "seizure_id": picture.seizure_id}
    return wanted if any(stands[name] != value for name, value in wanted.items()) else None


def followed(picture: Picture, wanted: dict[str, Any], at: str) -> Picture:
    content = {**picture.content, **{name: value for name, value in wanted.items() if name != "held"}}
    return picture.changed(at, content, held=wanted["held"])
