"""Corrections in DynamoDB, beside the records they are about.

CORRECTION#<id>                      CORRECTION  the correction as it is now
                                     AUDIT#…     what became of it; its insertion is what people hear of
TRAY#corrections@<administration>    …           what an administration received (`seizures.trays`)
TRAY#proposals@<party>               …           what an administration, a RILO or the team proposed
TRAY#corrections@case-<record>       …           those of a record
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cen import jsontext
from cen.act import Act
from cen.audit import Entry
from cen.dynamo import Cancelled, Item, put
from cen.paging import Key, Page
from seizures.corrections.errors import Overtaken
from seizures.corrections.model import Correction, CorrectionState
from seizures.record import Record
from seizures.store import SeizureStore
from seizures.trays import Filed, look, moves

_ABSENT = "attribute_not_exists(#pk)"
_PAGE = 100

# A record before and after a step, and what the audit says of it.
type Step = tuple[Record, Record, Entry]


@dataclass(frozen=True, slots=True)
class CorrectionStore:
    records: SeizureStore

    def read(self, id: str) -> Correction | None:
        item = self.records.table.get(pk=f"CORRECTION#{id}", sk="CORRECTION")
        return Correction.model_validate_json(str(item["doc"])) if item else None

    def received(self, administration: str, state: CorrectionState, start: Key | None, limit: int) -> Page[Correction]:
        return self._look(f"corrections@{administration}", [state], start, limit)

    def proposed(self, party: str, state: CorrectionState, start: Key | None, limit: int) -> Page[Correction]:
        return self._look(f"proposals@{party}", [state], start, limit)

    def of_record(self, id: str, states: Sequence[CorrectionState], start: Key | None, limit: int) -> Page[Correction]:
        return self._look(f"corrections@case-{id}", sorted(states), start, limit)

    def open_of_record(self, id: str) -> Sequence[Correction]:
        """All of them."""
        found: list[Correction] = []
        start = None
        while True:
            page = self.of_record(id, [CorrectionState.OPEN], start, _PAGE)
            found += page.items
            start = page.next
            if start is None:
                return found

    def _look(self, tray: str, states: Sequence[CorrectionState], start: Key | None, limit: int) -> Page[Correction]:
        page = look(self.records.table, tray, states, start, limit)
        return Page([Correction.model_validate_json(line) for line in page.items], page.next)

    def records_of(self, corrections: Sequence[Correction]) -> Mapping[str, Record]:
        found = self.records.read_all(one.seizure_id for one in corrections)
        return {record.id: record for record in found}

    def create(self, correction: Correction, entry: Entry, act: Act) -> None:
        """Raises `Replay` with the id of a correction, or `IdempotencyKeyReused`."""
        self.records.commit(_writes(None, correction, entry), act, correction.id, correction.step)

    def save(self, before: Correction, after: Correction, entry: Entry) -> None:
        """Raises `Overtaken`."""
        try:
            self.records.table.transact(_writes(before, after, entry))
        except Cancelled as cancelled:
            raise Overtaken from cancelled

    def accept(self, before: Correction, after: Correction, entry: Entry, step: Step, act: Act) -> None:
        """The record's change and the correction's, or neither. Raises `Overtaken`, and as `SeizureStore.save`."""
        try:
            self.records.save_all([step], act, _writes(before, after, entry))
        except Cancelled as cancelled:
            raise Overtaken from cancelled


def _writes(before: Correction | None, after: Correction, entry: Entry) -> list[dict[str, Any]]:
    head: Item = {"pk": f"CORRECTION#{after.id}", "sk": "CORRECTION", "step": after.step, "doc": _text(after)}
    guarded = put(head, "#step = :step", {"step": before.step}) if before else put(head, _ABSENT)
    audit: Item = {
        "pk": f"CORRECTION#{after.id}",
        "sk": f"AUDIT#{entry.at}#{entry.version:08d}",
        "entry": jsontext.dumps(entry.document()),
        "about": _told(after),
    }
    return [guarded, put(audit), *moves(_filed(before) if before else None, _filed(after))]


def _filed(correction: Correction) -> Filed:
    trays = {
        f"corrections@{correction.administration}",
        f"corrections@case-{correction.seizure_id}",
        f"proposals@{correction.proposer.party}",
    }
    return Filed(frozenset(trays), correction.state, correction.proposed_at, correction.id, _text(correction))


def _told(correction: Correction) -> str:
    """What the notices are made of: no word of the record or of the correction."""
    return correction.model_dump_json(include={"id", "administration", "proposer", "state"})


def _text(correction: Correction) -> str:
    return correction.model_dump_json(exclude_none=True)
