"""Seizure records in DynamoDB.

    CASE#<id>                 HEAD                    the record as it is now
                              V#<version>             each earlier version
                              AUDIT#<time>#<version>  who did what and why; its insertion is the event others hear of
    REF#<administration>      <national reference>    guards that a reference is used once
    IDEM#<caller>             <idempotency key>       what a key was used for; expires
    ADM#<administration>      SETTINGS

One call enters a record: everything above goes in one transaction, or nothing does.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from cen import idempotency, jsontext
from cen.act import Act, Replay
from cen.audit import Entry
from cen.dynamo import Cancelled, Item, Table, delete, put, table
from cen.paging import Key, Page
from cen.problems import Unavailable
from cen.settings import settings
from seizures import items
from seizures.errors import DuplicateReference, stale
from seizures.model import AdministrationSettings, Chosen, Status, Verification
from seizures.record import Record

_ABSENT = "attribute_not_exists(#pk)"
_READ_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Opened:
    record: Record | None
    settings: AdministrationSettings


@dataclass(frozen=True, slots=True)
class SeizureStore:
    table: Table

    def read(self, id: str) -> Record | None:
        item = self.table.get(pk=f"CASE#{id}", sk="HEAD")
        return None if item is None else items.record_of(item)

    def read_many(self, ids: Sequence[str]) -> list[Record]:
        """Those of at most 100 records that there are, in the order asked for: one call."""
        if not ids:
            return []
        found = self.table.get_many([(f"CASE#{id}", "HEAD") for id in dict.fromkeys(ids)])
        return [items.record_of(item) for item in found if item is not None]

    def read_all(self, ids: Iterable[str]) -> list[Record]:
        """The same of any number: a call for each hundred, more where they are too large for one answer."""
        parts = batched(dict.fromkeys(ids), _READ_AT_ONCE, strict=False)
        return [record for part in parts for record in self._in_halves(part)]

    def _in_halves(self, ids: Sequence[str]) -> list[Record]:
        try:
            return self.read_many(ids)
        except Unavailable:
            if len(ids) == 1:
                raise
            middle = len(ids) // 2
            return self._in_halves(ids[:middle]) + self._in_halves(ids[middle:])

    def open(self, id: str, act: Act) -> Opened:
        """The record, the settings of the caller's administration, and `Replay` if this was done before: one call."""
        keys = [(f"CASE#{id}", "HEAD"), (f"ADM#{act.caller.administration}", "SETTINGS")]
        head, chosen, *used = self.table.get_many([*keys, *idempotency.keys(act)])
        check(act, *used)
        return Opened(None if head is None else items.record_of(head), settings_of(chosen))

    def version(self, id: str, version: int) -> Record | None:
        head, earlier = self.table.get_many([(f"CASE#{id}", "HEAD"), (f"CASE#{id}", version_key(version))])
        if head is not None and head["version"] == version:
            return items.record_of(head)
        return None if earlier is None else items.record_of(earlier)

    def create(self, record: Record, entry: Entry, act: Act) -> None:
        """Raises `DuplicateReference`, `IdempotencyKeyReused` or `Replay`."""
        self.commit(operations(None, [(record, entry)]), act, record.id, record.version)

    def save(self, before: Record, after: Record, entry: Entry, act: Act) -> None:
        """Raises also `StaleVersion` if the record is no longer the one that was read."""
        self.save_all([(before, after, entry)], act)

    def save_all(
        self,
        steps: Sequence[tuple[Record, Record, Entry]],
        act: Act,
        more: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        """Steps of several records, and what else is written with them: all or nothing. The same request sent again is
        answered with the first. Raises as `save`; `Cancelled` if it was `more` that stood in the way."""
        writes = [write for before, after, entry in steps for write in operations(before, [(after, entry)])]
        _, after, _ = steps[0]
        self.commit([*writes, *more], act, after.id, after.version)

    def commit(self, writes: Sequence[Mapping[str, Any]], act: Act, id: str, version: int) -> None:
        """All of it, and what the caller's idempotency key was used for: this version of this record, or other thing.
        Raises `Replay` with these if it was used before, and as `save`."""
        kept = idempotency.note(act, case_id=id, case_version=version)
        try:
            self.table.transact([writes[0], *kept, *writes[1:]])
        except Cancelled as cancelled:
            _explain(cancelled.standing, act)
            raise

    def history(self, id: str, since: str, start: Key | None, limit: int) -> Page[dict[str, Any]]:
        """Entries from an instant on (empty: from the first), newest first."""
        between = ("sk", f"AUDIT#{since}", "AUDIT#~")
        return self._entries(f"CASE#{id}", between, start, limit)

    def _entries(
        self, owner: str, between: tuple[str, str, str], start: Key | None, limit: int
    ) -> Page[dict[str, Any]]:
        page = self.table.query({"pk": owner}, between=between, start=start, limit=limit)
        return Page([jsontext.loads(str(item["entry"])) for item in page.items], page.next)

    def list_by_status(
        self, administration: str, status: Status, seized: tuple[str, str], start: Key | None, limit: int
    ) -> Page[dict[str, Any]]:
        """Rows of one administration in one status, newest seizure first; `seized` are the first and last day."""
        return self._rows("worklist", "wl", f"{administration}#{status}", seized, start, limit)

    def list_to_review(
        self, rilo: str, verification: Verification, seized: tuple[str, str], start: Key | None, limit: int
    ) -> Page[dict[str, Any]]:
        """Rows of published records that wait for a RILO (unverified) or for their owner's answer (queried)."""
        return self._rows("verification", "rv", f"{rilo}#{verification}", seized, start, limit)

    def _rows(
        self, index: str, prefix: str, partition: str, seized: tuple[str, str], start: Key | None, limit: int
    ) -> Page[dict[str, Any]]:
        page = self.table.query(
            {f"{prefix}_pk": partition},
            index=index,
            between=(f"{prefix}_sk", seized[0], f"{seized[1]}#~"),
            start=start,
            limit=limit,
        )
        return Page([jsontext.loads(str(item["row"])) for item in page.items], page.next)

    def id_of_reference(self, administration: str, reference: str) -> str | None:
        item = self.table.get(pk=f"REF#{administration}", sk=reference.upper())
        return None if item is None else str(item["case_id"])

    def settings(self, administration: str) -> Chosen:
        item = self.table.get(pk=f"ADM#{administration}", sk="SETTINGS")
        return Chosen(settings_of(item), int(item["version"]) if item else 0)

    def save_settings(self, administration: str, chosen: Chosen, entry: Entry) -> None:
        """Raises `StaleVersion` if they are no longer at the version before."""
        owner, version = f"ADM#{administration}", chosen.version
        item: Item = {"pk": owner, "sk": "SETTINGS", "version": version, "doc": chosen.settings.model_dump_json()}
        unless = f"{_ABSENT} OR #version = :before"
        kept: Item = {"pk": owner, "sk": f"AUDIT#{entry.at}#{version:08d}", "entry": jsontext.dumps(entry.document())}
        try:
            self.table.transact([put(item, unless, {"before": version - 1}), put(kept)])
        except Cancelled as cancelled:
            standing = cancelled.standing[0] or {}
            raise stale(int(standing.get("version", 0))) from cancelled

    def settings_history(self, administration: str, start: Key | None, limit: int) -> Page[dict[str, Any]]:
        return self._entries(f"ADM#{administration}", ("sk", "AUDIT#", "AUDIT#~"), start, limit)


def operations(
    before: Record | None, steps: Sequence[tuple[Record, Entry]], mark: Mapping[str, str | int] | None = None
) -> list[dict[str, Any]]:
    """What a transaction writes to take a record from where it stands (None: it is new) through these steps, with an
    audit entry each. `mark`: kept with the guard of the reference, if that is written."""
    passed = [before, *(record for record, _ in steps)]
    last = steps[-1][0]
    unless = (_ABSENT, None) if before is None else ("#version = :version", {"version": before.version})
    return [
        put(items.head(last), *unless),
        *(put(items.audit(record, entry, left)) for left, (record, entry) in zip(passed, steps, strict=False)),
        *(
            put({**items.plain(one), "pk": f"CASE#{one.id}", "sk": version_key(one.version)})
            for one in passed[:-1]
            if one
        ),
        *_reference_moves(before, last, mark or {}),
    ]


def open_store() -> SeizureStore:
    return SeizureStore(table(settings.table))


def version_key(version: int) -> str:
    return f"V#{version:08d}"


def _reference_moves(before: Record | None, after: Record, mark: Mapping[str, str | int]) -> list[dict[str, Any]]:
    old, new = items.reference_key(before), items.reference_key(after)
    if old == new:
        return []
    moves = []
    owner = f"REF#{after.administration}"
    if new:
        moves.append(put({**mark, "pk": owner, "sk": new, "case_id": after.id}, _ABSENT))
    if old:
        moves.append(delete(owner, old))
    return moves


def check(act: Act, *noted: Item | None) -> None:
    """Of what keys were used for. Raises `Replay` or `IdempotencyKeyReused`."""
    for item in noted:
        if item and idempotency.repeats(act, item):
            raise Replay(str(item["case_id"]), int(item["case_version"]))


def _explain(standing: Sequence[Item | None], act: Act) -> None:
    """Turns the item that stood in the way into the error it means; the idempotency key first, it explains the rest."""
    check(act, *(item for item in standing if item and idempotency.is_note(item)))
    for item in standing:
        if item and "case_id" in item:
            existing = str(item["case_id"])
            raise DuplicateReference("The national reference is in use.", existing_id=existing)
        if item and "version" in item:
            raise stale(int(item.get("written_in", item["version"])))


def settings_of(item: Item | None) -> AdministrationSettings:
    return AdministrationSettings() if item is None else AdministrationSettings.model_validate_json(str(item["doc"]))
