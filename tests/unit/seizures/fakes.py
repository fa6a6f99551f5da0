"""A store in memory that keeps the promises of `SeizureStore`; `test_store_contract.py` holds both to them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cen import idempotency
from cen.act import Act, Replay
from cen.audit import Entry
from cen.doors import Statistics
from cen.paging import Key, Page
from cen.problems import IdempotencyKeyReused
from cen.tlp import Tlp
from seizures.errors import DuplicateReference, stale
from seizures.items import reference_key
from seizures.model import AdministrationSettings, Chosen, Status, Verification
from seizures.record import Record, row
from seizures.search import keys as search_keys
from seizures.search.index import SearchIndex
from seizures.search.walk import Posting
from seizures.store import Opened, SeizureStore


@dataclass
class FakeStatistics:
    """The door to the statistics. `found`: what it answers of an administration."""

    found: dict[str, Any] = field(default_factory=dict)

    def ask(self, question: Any) -> Any:
        return {"supported": self.found.get(question["supported"], {"count": 0, "found": []})}

    def __call__(self) -> Statistics:
        return Statistics(self)  # type: ignore[arg-type]


class EmptyTable:
    """Stands behind routes that only have to be reached: it holds nothing and takes everything."""

    def get(self, **_: str) -> None:
        return None

    def get_many(self, keys: Sequence[tuple[str, str]]) -> list[None]:
        return [None] * len(keys)

    def query(self, *_: Any, **__: Any) -> Page[Any]:
        return Page([])

    def transact(self, _: Any) -> None:
        return None


@dataclass(frozen=True)
class FakeStore(SeizureStore):
    table: Any = field(default_factory=EmptyTable)
    heads: dict[str, Record] = field(default_factory=dict)
    versions: dict[tuple[str, int], Record] = field(default_factory=dict)
    audits: dict[str, list[Entry]] = field(default_factory=dict)
    references: dict[tuple[str, str], str] = field(default_factory=dict)
    keys: dict[tuple[str, str], tuple[str, str, int, float]] = field(default_factory=dict)
    chosen: dict[str, Chosen] = field(default_factory=dict)

    def read(self, id: str) -> Record | None:
        return self.heads.get(id)

    def open(self, id: str, act: Act) -> Opened:
        self._check_key(act)
        return Opened(self.heads.get(id), self.settings(str(act.caller.administration)).settings)

    def version(self, id: str, version: int) -> Record | None:
        head = self.heads.get(id)
        return head if head and head.version == version else self.versions.get((id, version))

    def create(self, record: Record, entry: Entry, act: Act) -> None:
        self._check_key(act)
        self._move_reference(None, record)
        self._write(record, entry, act)

    def save(self, before: Record, after: Record, entry: Entry, act: Act) -> None:
        self._check_key(act)
        current = self.heads[before.id]
        if current.version != before.version:
            raise stale(current.version)
        self._move_reference(before, after)
        self.versions[before.id, before.version] = before
        self._write(after, entry, act)

    def _write(self, record: Record, entry: Entry, act: Act) -> None:
        self.heads[record.id] = record
        self.audits.setdefault(record.id, []).append(entry)
        if act.idempotency:
            until = act.now.timestamp() + idempotency.SECONDS
            used = (act.idempotency.fingerprint, record.id, record.version, until)
            self.keys[act.caller.id, act.idempotency.key] = used

    def _check_key(self, act: Act) -> None:
        used = self.keys.get((act.caller.id, act.idempotency.key)) if act.idempotency else None
        if used is None or used[3] < act.now.timestamp():
            return
        if act.idempotency is None or used[0] != act.idempotency.fingerprint:
            raise IdempotencyKeyReused("used")
        raise Replay(used[1], used[2])

    def _move_reference(self, before: Record | None, after: Record) -> None:
        old, new = reference_key(before), reference_key(after)
        if old == new:
            return
        if new:
            taken = self.references.get((after.administration, new))
            if taken:
                raise DuplicateReference("taken", existing_id=taken)
            self.references[after.administration, new] = after.id
        if old:
            del self.references[after.administration, old]

    def history(self, id: str, since: str, start: Key | None, limit: int) -> Page[dict[str, Any]]:
        kept = [entry for entry in reversed(self.audits.get(id, [])) if entry.at >= since]
        entries = [json.loads(json.dumps(entry.document())) for entry in kept]
        return _page(entries, start, limit)

    def list_by_status(
        self, administration: str, status: Status, seized: tuple[str, str], start: Key | None, limit: int
    ) -> Page[dict[str, Any]]:
        return self._rows(lambda r: r.administration == administration and r.status is status, seized, start, limit)

    def list_to_review(
        self, rilo: str, verification: Verification, seized: tuple[str, str], start: Key | None, limit: int
    ) -> Page[dict[str, Any]]:
        def waits(record: Record) -> bool:
            published = record.status is Status.PUBLISHED
            waiting = record.verification is verification is not Verification.VERIFIED
            return published and record.rilo == rilo and waiting and record.tlp is not Tlp.AMBER_STRICT

        return self._rows(waits, seized, start, limit)

    def _rows(self, wanted: Any, seized: tuple[str, str], start: Key | None, limit: int) -> Page[dict[str, Any]]:
        found = [r for r in self.heads.values() if wanted(r) and seized[0] <= r.seized_on <= seized[1]]
        found.sort(key=lambda record: (record.seized_on, record.id), reverse=True)
        return _page([json.loads(json.dumps(row(record))) for record in found], start, limit)

    def id_of_reference(self, administration: str, reference: str) -> str | None:
        return self.references.get((administration, reference.upper()))

    def settings(self, administration: str) -> Chosen:
        return self.chosen.get(administration, Chosen(AdministrationSettings()))

    def save_settings(self, administration: str, chosen: Chosen, entry: Entry) -> None:
        current = self.settings(administration)
        if current.version != chosen.version - 1:
            raise stale(current.version)
        self.chosen[administration] = chosen
        self.audits.setdefault(administration, []).append(entry)

    def settings_history(self, administration: str, start: Key | None, limit: int) -> Page[dict[str, Any]]:
        return _page([entry.document() for entry in reversed(self.audits.get(administration, []))], start, limit)


@dataclass(frozen=True)
class FakeIndex(SearchIndex):
    """Postings in memory; `test_search_index.py` holds it and the real one to the same promises."""

    table: Any = None
    partitions: dict[str, dict[str, Posting]] = field(default_factory=dict)
    lists: dict[str, tuple[int, search_keys.Entry | None, Sequence[str]]] = field(default_factory=dict)
    reads: list[tuple[str, int]] = field(default_factory=list)

    def read(self, partition: str, low: str, high: str, limit: int) -> tuple[Sequence[Posting], bool]:
        standing = self.partitions.get(partition, {})
        found = [standing[sort] for sort in sorted(standing, reverse=True) if low <= sort <= high]
        self.reads.append((partition, len(found[:limit])))
        return found[:limit], len(found) <= limit

    read_consistent = read

    def bring_up_to(
        self,
        id: str,
        version: int,
        entry: search_keys.Entry | None,
        partitions: Sequence[str],
        *,
        force: bool = False,
    ) -> bool:
        known = self.lists.get(id)
        if known and (known[0] > version or (known[0] == version and not force)):
            return False
        if known and known[1]:
            for partition in known[2]:
                del self.partitions[partition][known[1].sort]
        if entry:
            for partition in partitions:
                self.partitions.setdefault(partition, {})[entry.sort] = Posting(entry.sort, entry.row, entry.keys)
        self.lists[id] = (version, entry, partitions)
        return True


def _page(items: list[dict[str, Any]], start: Key | None, limit: int) -> Page[dict[str, Any]]:
    first = int(start["at"]) if start else 0
    shown = items[first : first + limit]
    more = first + limit < len(items)
    return Page(shown, {"at": str(first + limit)} if more else None)
