"""Pairs in DynamoDB, beside the records they are about.

    PAIR#<id>                  PAIR             the pair as it is now
                               AUDIT#<time>#…   what became of it; its insertion is what the contact points hear of
    TRAY#pairs@<whose>         …                the lists of the administrations and RILOs concerned (`seizures.trays`)
    TRAY#pairs@case-<record>   …                the pairs of a record

A pair is written only if it is as its writer read it, and if both records are at the versions that were compared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cen import jsontext
from cen.act import Act
from cen.audit import Entry
from cen.dynamo import Cancelled, Item, check, put
from cen.paging import Key, Page
from seizures import items
from seizures.duplicates.errors import Overtaken
from seizures.duplicates.model import Member, Pair, PairState
from seizures.model import AdministrationSettings
from seizures.record import Record
from seizures.store import SeizureStore, settings_of
from seizures.trays import Filed, look, moves, trays

_ABSENT = "attribute_not_exists(#pk)"
_KIND = "pairs"
_MOST_OF_A_RECORD = 100


# A record before and after a step, and what the audit says of it.
type Step = tuple[Record, Record, Entry]


@dataclass(frozen=True, slots=True)
class Opened:
    """`settings`: of the administration that was asked for."""

    pair: Pair | None
    records: Mapping[str, Record]
    settings: AdministrationSettings


@dataclass(frozen=True, slots=True)
class PairStore:
    records: SeizureStore

    def read(self, id: str) -> Pair | None:
        item = self.records.table.get(pk=f"PAIR#{id}", sk="PAIR")
        return _pair(item) if item else None

    def open(self, id: str, records: Sequence[str], administration: str | None = None) -> Opened:
        """The pair and its records, those that there are, and the settings of an administration: one call."""
        keys = [(f"PAIR#{id}", "PAIR"), *((f"CASE#{record}", "HEAD") for record in records)]
        if administration is not None:
            keys.append((f"ADM#{administration}", "SETTINGS"))
        pair, *rest = self.records.table.get_many(keys)
        heads, chosen = rest[: len(records)], (rest[len(records) :] or [None])[0]
        found = {record.id: record for record in map(items.record_of, filter(None, heads))}
        return Opened(_pair(pair) if pair else None, found, settings_of(chosen))

    def of_record(self, id: str) -> list[Pair]:
        """All of them, whatever became of them."""
        states = sorted(PairState)
        page = look(self.records.table, f"{_KIND}@case-{id}", states, limit=_MOST_OF_A_RECORD)
        return [Pair.model_validate_json(line) for line in page.items]

    def list_of(self, party: str, state: PairState, start: Key | None, limit: int) -> Page[Pair]:
        page = look(self.records.table, f"{_KIND}@{party}", [state], start, limit)
        return Page([Pair.model_validate_json(line) for line in page.items], page.next)

    def records_of(self, pairs: Sequence[Pair]) -> dict[str, Record]:
        """Their records, those that there are: one call for fifty pairs."""
        found = self.records.read_all(member.id for pair in pairs for member in pair.members)
        return {record.id: record for record in found}

    def save(self, before: Pair | None, after: Pair, entry: Entry | None, compared: Sequence[Member]) -> bool:
        """False if a record is no longer at the version that was compared: news of it is on the way. Raises
        `Overtaken`."""
        guards = [check(f"CASE#{one.id}", "HEAD", "#version = :version", {"version": one.version}) for one in compared]
        try:
            self.records.table.transact([*_writes(before, after, entry), *guards])
        except Cancelled as cancelled:
            if cancelled.standing[0] is not None:
                raise Overtaken from cancelled
            return False
        return True

    def settle(self, steps: Sequence[Step], before: Pair | None, after: Pair, entry: Entry, act: Act) -> None:
        """Steps of its records and the pair's, all or nothing. Raises `Overtaken`, and as `SeizureStore.save`."""
        try:
            self.records.save_all(steps, act, _writes(before, after, entry))
        except Cancelled as cancelled:
            raise Overtaken from cancelled


def _writes(before: Pair | None, after: Pair, entry: Entry | None) -> list[dict[str, Any]]:
    """Operations, the first of which is refused if the pair is no longer as it was."""
    head: Item = {"pk": f"PAIR#{after.id}", "sk": "PAIR", "step": after.step, "doc": _text(after)}
    guarded = put(head, "#step = :step", {"step": before.step}) if before else put(head, _ABSENT)
    audit = [put(_audit(after, entry))] if entry else []
    return [guarded, *audit, *_moves(before, after)]


def _moves(before: Pair | None, after: Pair) -> list[dict[str, Any]]:
    found = moves(_filed(before) if before else None, _filed(after))
    return [*found, *moves(_of_cases(before) if before else None, _of_cases(after))]


def _filed(pair: Pair) -> Filed:
    whose = [] if pair.state is PairState.CLOSED else [party for party in pair.parties if party not in pair.aside]
    return Filed(trays(_KIND, whose), pair.state, pair.found_at, pair.id, _text(pair))


def _of_cases(pair: Pair) -> Filed:
    cases = [f"case-{member.id}" for member in pair.members]
    return Filed(trays(_KIND, cases), pair.state, pair.found_at, pair.id, _text(pair))


def _audit(pair: Pair, entry: Entry) -> Item:
    return {
        "pk": f"PAIR#{pair.id}",
        "sk": f"AUDIT#{entry.at}#{entry.version:08d}",
        "entry": jsontext.dumps(entry.document()),
        "about": _text(pair),
    }


def _text(pair: Pair) -> str:
    return pair.model_dump_json(exclude_none=True)


def _pair(item: Item) -> Pair:
    return Pair.model_validate_json(str(item["doc"]))
