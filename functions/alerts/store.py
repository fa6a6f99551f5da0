"""Alerts in DynamoDB.

ALERT#<id>                  HEAD                    the alert as it is now
                            V#<version>             each earlier version
                            AUDIT#<time>#<version>  who did what and why; its insertion is what others hear of
                            AUDIT#NEWER#<run>       that a run has newer figures than a report that people have
                            ACK#<addressee>         that it was acknowledged; AUDIT#ACK#<time>#<addressee>: by whom
                            RATE#<reader>           what a reader thinks of it; RATINGS: how many think so
                            ROW                     its row, for who found the id elsewhere
CURRENT#<home>              <time>#<id>             rows of what is valid, by home (see `files`); newest first
PAST#<home>                 <time>#<id>             rows of what is expired or superseded
OFFICE#<office>#<status>    <time>#<id>             rows of what only its office sees
DUE                         <valid until>#<id>      what is valid, by when it ends
CENSUS                      NOW                     how many people there are of each kind
IDEM#<caller>               <idempotency key>       what a key was used for; expires
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from alerts import items
from alerts.census import Census, census_of
from alerts.errors import stale
from alerts.files import DUE
from alerts.record import Record
from alerts.told import Told
from cen import idempotency, jsontext
from cen.act import Act, Replay
from cen.audit import Entry
from cen.dynamo import Cancelled, Item, Table, put, table, update
from cen.paging import Key, Page
from cen.problems import Unavailable
from cen.settings import settings

_ABSENT = "attribute_not_exists(#pk)"


@dataclass(frozen=True, slots=True)
class Opened:
    record: Record | None
    census: Census | None


@dataclass(frozen=True, slots=True)
class Answers:
    """`useful`: what the reader said; `acknowledged`: when, by addressee."""

    record: Record | None
    ratings: Mapping[str, int]
    useful: bool | None
    acknowledged: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AlertStore:
    table: Table

    def read(self, id: str) -> Record | None:
        return _record(self.table.get(pk=f"ALERT#{id}", sk="HEAD"))

    def read_many(self, ids: Sequence[str]) -> list[Record]:
        """Those that there are."""
        found = self.table.get_many([(f"ALERT#{id}", "HEAD") for id in ids])
        return [items.read(item) for item in found if item]

    def open(self, id: str, act: Act) -> Opened:
        """The alert, the last census, and `Replay` if this was done before: one call."""
        keys = [(f"ALERT#{id}", "HEAD"), ("CENSUS", "NOW")]
        head, census, *used = self.table.get_many([*keys, *idempotency.keys(act)])
        _check(act, *used)
        return Opened(_record(head), None if census is None else census_of(str(census["doc"])))

    def version(self, id: str, version: int) -> Record | None:
        head, earlier = self.table.get_many([(f"ALERT#{id}", "HEAD"), (f"ALERT#{id}", _version_key(version))])
        if head is not None and head["version"] == version:
            return items.read(head)
        return _record(earlier)

    def versions(self, id: str, since: int, start: Key | None, limit: int) -> Page[Record]:
        """Earlier ones from a number on, newest first."""
        between = ("sk", _version_key(since), "V#~")
        page = self.table.query({"pk": f"ALERT#{id}"}, between=between, start=start, limit=limit)
        return Page([items.read(item) for item in page.items], page.next)

    def history(self, id: str, since: str, start: Key | None, limit: int) -> Page[dict[str, Any]]:
        """Steps from an instant on, or from one with its version (empty: from the first), newest first."""
        between = ("sk", f"AUDIT#{since}", "AUDIT#9")
        page = self.table.query({"pk": f"ALERT#{id}"}, between=between, start=start, limit=limit)
        return Page([jsontext.loads(str(item["entry"])) for item in page.items], page.next)

    def rows(self, partition: str, after: str | None, limit: int) -> Page[Item]:
        """Rows of a list, newest first, from behind a sort key. Eventually consistent: half the price, and what left
        the list a moment ago was open a moment ago."""
        start = {"pk": partition, "sk": after} if after else None
        return self.table.query({"pk": partition}, start=start, limit=limit, consistent=False)

    def due(self, until: str, start: Key | None, limit: int) -> Page[str]:
        """Ids of what is valid no longer than until then, the earliest first."""
        between = ("sk", "0", f"{until}#~")
        page = self.table.query({"pk": DUE}, between=between, start=start, limit=limit, newest_first=False)
        return Page([str(item["sk"]).partition("#")[2] for item in page.items], page.next)

    def create(self, record: Record, entry: Entry, act: Act, told: Told | None = None) -> None:
        """Raises `IdempotencyKeyReused` or `Replay`."""
        operations = [put(items.head(record), _ABSENT), put(items.audit(record.id, entry, told or Told()))]
        self.commit(operations + items.refiled(None, record), act, record.id, record.version)

    def save(self, before: Record, after: Record, entry: Entry, told: Told, act: Act | None) -> None:
        """`before`: as it was read. Raises also `StaleVersion` if the alert is no longer that. `act`: None where the
        clock acts, which sends no idempotency key."""
        operations = [
            _replaced(before, after),
            put(items.audit(after.id, entry, told)),
            put({**items.plain(before), "pk": f"ALERT#{before.id}", "sk": _version_key(before.version)}),
        ]
        self.commit(operations + items.refiled(before, after), act, after.id, after.version)

    def refile(self, before: Record, after: Record) -> None:
        """The same version under other keys. Raises `StaleVersion`."""
        self.commit([_replaced(before, after), *items.refiled(before, after)], None, after.id, after.version)

    def acknowledged(self, id: str) -> dict[str, str]:
        """When, by addressee: all of them, as nobody is asked beyond the administrations there are."""
        page = self.table.query({"pk": f"ALERT#{id}"}, between=("sk", "ACK#", "ACK#~"), limit=500)
        return {str(item["sk"]).removeprefix("ACK#"): str(item["at"]) for item in page.items}

    def acknowledge(self, id: str, addressee: str, entry: Entry, told: Told) -> None:
        """Once; doing it again changes nothing."""
        item: Item = {"pk": f"ALERT#{id}", "sk": f"ACK#{addressee}", "at": entry.at, "by": entry.actor}
        with suppress(Cancelled):
            self.table.transact([put(item, _ABSENT), put(items.acknowledgement(id, addressee, entry, told))])

    def tell(self, id: str, run: str, entry: Entry, told: Told) -> None:
        """Of newer figures, once for each run; the alert stays as it is."""
        with suppress(Cancelled):
            self.table.transact([put(items.newer(id, run, entry, told), _ABSENT)])

    def rate(self, id: str, reader: str, *, useful: bool) -> None:
        """Raises `Unavailable` if the reader rates it twice at the same moment."""
        pk, sk = f"ALERT#{id}", f"RATE#{reader}"
        before = self.table.get(pk=pk, sk=sk)
        if before is not None and before["useful"] is useful:
            return
        amounts = _counted(useful, 1) | (_counted(not useful, -1) if before else {})
        unless = "#useful = :before" if before else _ABSENT
        values = {"before": not useful} if before else None
        item: Item = {"pk": pk, "sk": sk, "useful": useful}
        try:
            self.table.transact([put(item, unless, values), update(pk, "RATINGS", adds=amounts)])
        except Cancelled as cancelled:
            raise Unavailable from cancelled

    def answers(self, id: str, reader: str, addressees: Sequence[str]) -> Answers:
        """The alert, how it was rated, and what these have answered: one call."""
        pk = f"ALERT#{id}"
        keys = [(pk, "HEAD"), (pk, "RATINGS"), (pk, f"RATE#{reader}"), *((pk, f"ACK#{one}") for one in addressees)]
        head, ratings, rate, *acks = self.table.get_many(keys)
        done = {one: str(ack["at"]) for one, ack in zip(addressees, acks, strict=True) if ack}
        counts = {name: int((ratings or {}).get(name, 0)) for name in ("useful", "not_useful")}
        return Answers(_record(head), counts, None if rate is None else bool(rate["useful"]), done)

    def keep_census(self, census: Census) -> None:
        self.table.transact([put({"pk": "CENSUS", "sk": "NOW", "doc": census.document()})])

    def commit(self, operations: Iterable[dict[str, Any]], act: Act | None, id: str, version: int) -> None:
        """All of them and the idempotency key, or nothing."""
        first, *others = operations
        try:
            self.table.transact([first, *idempotency.note(act, record_id=id, record_version=version), *others])
        except Cancelled as cancelled:
            _explain(cancelled.standing, act)
            raise


def _counted(useful: bool, by: int) -> dict[str, int]:
    return {"useful" if useful else "not_useful": by}


def open_store() -> AlertStore:
    return AlertStore(table(settings.table))


def _record(item: Item | None) -> Record | None:
    return None if item is None else items.read(item)


def _replaced(before: Record, after: Record) -> dict[str, Any]:
    values: dict[str, str | int] = {"version": before.version, "homes": items.homes(before)}
    return put(items.head(after), "#version = :version AND #homes = :homes", values)


def _version_key(version: int) -> str:
    return f"V#{version:08d}"


def _check(act: Act | None, *noted: Item | None) -> None:
    for item in noted:
        if item and idempotency.repeats(act, item):
            raise Replay(str(item["record_id"]), int(item["record_version"]))


def _explain(standing: Sequence[Item | None], act: Act | None) -> None:
    """Turns the item that stood in the way into the error it means; the idempotency key first, it explains the rest."""
    _check(act, *(item for item in standing if item and idempotency.is_note(item)))
    for item in standing:
        if item and "version" in item:
            raise stale(int(item["version"]))
