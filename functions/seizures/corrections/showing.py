"""A correction as its parties see it: what the record says now beside what is proposed."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cen.act import Act
from cen.principal import Tier
from cen.tlp import Tlp
from seizures.corrections.model import Correction, CorrectionState
from seizures.errors import SamePerson, StandsForOthers
from seizures.lifecycle import EDITABLE
from seizures.model import AdministrationSettings
from seizures.patch import content, merge_patch
from seizures.record import Record
from seizures.service import face, may_relabel
from seizures.visibility import may_read

# Of the caller's administration, read where a label is to change.
type Settings = Callable[[], AdministrationSettings]


def shown(correction: Correction, act: Act, record: Record | None, settings: Settings) -> dict[str, Any]:
    """A `ShownCorrection`. Of a record that is not open to the caller any more, only what they wrote themselves."""
    found: dict[str, Any] = {
        "id": correction.id,
        "seizure_id": correction.seizure_id,
        "administration": correction.administration,
        "state": correction.state,
        "by": correction.proposer.party,
        "proposed_at": correction.proposed_at,
        "reason": correction.reason,
        "changes": correction.changes,
        "changed": list(correction.changed),
        "differences": [],
        "seen_version": correction.seen,
        "stale": False,
        "yours": _steps(correction, act, record, settings),
    }
    if correction.decision:
        found["decision"] = correction.decision.model_dump(exclude_none=True)
    if correction.applied_version:
        found["applied_version"] = correction.applied_version
    if record is not None and open_to(act, record):
        found["stale"] = correction.state is CorrectionState.OPEN and record.written != correction.seen
        found["differences"] = list(_differences(correction, content(record.fields)))
    return found


def open_to(act: Act, record: Record | None) -> bool:
    return record is not None and may_read(act.caller, face(record), act.now.date())


def _steps(correction: Correction, act: Act, record: Record | None, settings: Settings) -> list[str]:
    if correction.state is not CorrectionState.OPEN or act.caller.tier is not Tier.UNRESTRICTED:
        return []
    if act.caller.administration == correction.administration:
        return ["accept", "decline"] if _may_accept(correction, act, record, settings) else ["decline"]
    party = correction.proposer.party
    own = {act.caller.administration, *(f"rilo-{rilo}" for rilo in act.caller.rilos), *act.caller.roles}
    return ["withdraw"] if party in own else []


def _may_accept(correction: Correction, act: Act, record: Record | None, settings: Settings) -> bool:
    """Whether the record still takes changes, and the caller may give it the label that it would have."""
    if record is None or record.status not in EDITABLE:
        return False
    label = Tlp(correction.changes.get("tlp", record.tlp))
    if label is record.tlp:
        return True
    try:
        may_relabel(act, record, label, settings())
    except (SamePerson, StandsForOthers):
        return False
    return True


def _differences(correction: Correction, now: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    wanted = merge_patch(now, correction.changes)
    for path in correction.changed:
        sides = {"now": _at(now, path), "proposed": _at(wanted, path)}
        yield {"path": path, **{name: value for name, value in sides.items() if value is not None}}


def _at(document: Any, path: str) -> Any:
    for step in path.split("."):
        if isinstance(document, list):
            document = document[int(step)] if step.isdigit() and int(step) < len(document) else None
        else:
            document = document.get(step) if isinstance(document, Mapping) else None
    return document
