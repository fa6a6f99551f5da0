"""Saved searches in the context's table.

SEARCH#<id>          HEAD                        the search
                     AUDIT#<time>#<version>      that it was saved or removed
                     AUDIT#MATCH#<record>        that a record matched: once, for two years; its insertion is the event
SEARCHES#<caller>    <id>                        the search, for the caller's list
                     COUNT                       how many there are
                     NAME#<name>                 guards that a name is used once
WATCH#<partition>    <rest>#<id>                 the search, where the matcher looks for it; `rest` as a print
                     -                           what else a record must have for there to be anything for it here

One call tells of a hundred partitions whether there is anything for a record. What stands there is not taken away with
the last search: it could be missed by one that is filed at that moment, and says only where to look in vain.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import batched
from typing import Any

from cen import jsontext
from cen.audit import Entry
from cen.dynamo import Cancelled, Item, Table, delete, put
from cen.paging import Key, Page
from seizures.watches.errors import CountChanged, DuplicateSearch, SameSearch
from seizures.watches.model import Saved, meets_rest

REMEMBERED_SECONDS = 2 * 365 * 24 * 3600
_ABSENT = "attribute_not_exists(#pk)"
_IDS = ("sk", "0", "8")  # ids begin with a digit below 8, what stands beside them does not
_ALL = ("sk", "0", "g")  # prints are hexadecimal
_MARK = "-"
_AT_ONCE = 100
_MATCHES_AT_ONCE = 50
_PAGE = 200
# Of one partition; beyond, every record that stands there looks at all searches that are filed there.
MOST_RESTS = 2_000
_ANY = "*"


@dataclass(frozen=True, slots=True)
class Mark:
    """What searches that are filed under a partition ask for besides. `version` 0: there is none yet."""

    rests: tuple[str, ...] = ()
    version: int = 0

    def with_one(self, rest: str) -> "Mark":
        rests = (_ANY,) if len(self.rests) >= MOST_RESTS else (*self.rests, rest)
        return Mark(rests, self.version + 1)

    def knows(self, rest: str) -> bool:
        return rest in self.rests or _ANY in self.rests


@dataclass(frozen=True, slots=True)
class Counted:
    """How many searches a caller has, the version of that number, and the marks of partitions as they were read."""

    number: int = 0
    version: int = 0
    marks: Mapping[str, Mark] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    search_id: str
    owner: str
    seizure_id: str
    version: int


@dataclass(frozen=True, slots=True)
class SearchStore:
    table: Table

    def count(self, saved: Saved) -> Counted:
        """Before it is saved. Raises `SameSearch`, with the id of the search that has this name."""
        owner = _owner(saved.owner.id)
        marks = [(_watch(one), _MARK) for one in saved.filed]
        counted, named, *marked = self.table.get_many([(owner, "COUNT"), (owner, _name(saved.name)), *marks])
        if named:
            raise SameSearch(str(named["search_id"]))
        return _counted(counted, dict(zip(saved.filed, map(_mark, marked), strict=True)))

    def create(self, saved: Saved, entry: Entry, counted: Counted) -> None:
        """`counted`: as it was read. Raises `CountChanged`, or `DuplicateSearch` if the name was taken meanwhile."""
        owner, document = _owner(saved.owner.id), saved.model_dump_json()
        operations = [
            _count(owner, counted, 1),
            put({"pk": owner, "sk": _name(saved.name), "search_id": saved.id}, _ABSENT),
            put({"pk": owner, "sk": saved.id, "doc": document}),
            put({"pk": _search(saved.id), "sk": "HEAD", "doc": document}, _ABSENT),
            put(_audit(saved, entry)),
            *(put({"pk": pk, "sk": sk, "doc": document}) for pk, sk in _places(saved)),
        ]
        for partition in saved.filed:
            mark = counted.marks.get(partition, Mark())
            if not mark.knows(saved.rest):
                operations.append(_marked(partition, mark, mark.with_one(saved.rest)))
        self._commit(operations)

    def renew(self, saved: Saved, entry: Entry) -> None:
        """Keeps it with other rights of its owner. Raises `CountChanged` if it was removed meanwhile."""
        document = saved.model_dump_json()
        places = [(_owner(saved.owner.id), saved.id), *_places(saved)]
        head = put({"pk": _search(saved.id), "sk": "HEAD", "doc": document}, "attribute_exists(#pk)")
        copies = [put({"pk": pk, "sk": sk, "doc": document}) for pk, sk in places]
        self._commit([head, put(_audit(saved, entry)), *copies])

    def remove(self, saved: Saved, entry: Entry, counted: Counted) -> None:
        """What it matched stays known for as long as it is remembered. Raises `CountChanged`."""
        owner = _owner(saved.owner.id)
        operations = [
            _count(owner, counted, -1),
            delete(owner, _name(saved.name)),
            delete(owner, saved.id),
            delete(_search(saved.id), "HEAD"),
            put(_audit(saved, entry)),
            *(delete(*place) for place in _places(saved)),
        ]
        self._commit(operations)

    def _commit(self, operations: Sequence[dict[str, Any]]) -> None:
        try:
            self.table.transact(operations)
        except Cancelled as cancelled:
            named = cancelled.standing[1]
            if named and "search_id" in named:
                taken = str(named["search_id"])
                raise DuplicateSearch("A search of yours has this name.", existing_id=taken) from cancelled
            raise CountChanged from cancelled

    def counted(self, caller_id: str) -> Counted:
        return _counted(self.table.get(pk=_owner(caller_id), sk="COUNT"), {})

    def read(self, id: str) -> Saved | None:
        item = self.table.get(pk=_search(id), sk="HEAD")
        return None if item is None else _saved(item)

    def read_many(self, ids: Sequence[str]) -> list[Saved]:
        """Those of at most 100 that there are."""
        return [_saved(item) for item in self.table.get_many([(_search(id), "HEAD") for id in ids]) if item]

    def list_of(self, caller_id: str, start: Key | None, limit: int) -> Page[Saved]:
        """The caller's own, newest first."""
        page = self.table.query({"pk": _owner(caller_id)}, between=_IDS, start=start, limit=limit)
        return Page([_saved(item) for item in page.items], page.next)

    def filed(self, partitions: Sequence[str], keys: str) -> Iterator[Saved]:
        """Searches that may find a record with these keys, which stands in these partitions; one that is filed under
        several of them, several times. A call tells for a hundred partitions where there is anything to look at."""
        for some in batched(partitions, _AT_ONCE, strict=False):
            marks = self.table.get_many([(_watch(one), _MARK) for one in some], consistent=False)
            for partition, mark in zip(some, map(_mark, marks), strict=True):
                if _ANY in mark.rests:
                    yield from self._of(partition, _ALL)
                    continue
                for rest in mark.rests:
                    if meets_rest(keys, rest):
                        yield from self._of(partition, ("sk", f"{_print(rest)}#", f"{_print(rest)}#~"))

    def _of(self, partition: str, between: tuple[str, str, str]) -> Iterator[Saved]:
        start: Key | None = None
        while True:
            page = self.table.query(
                {"pk": _watch(partition)}, between=between, start=start, limit=_PAGE, consistent=False
            )
            yield from map(_saved, page.items)
            start = page.next
            if start is None:
                return

    def remember(self, matches: Sequence[Match], at: str, now: int) -> int:
        """Writes those that are new; each becomes an event. Answers how many."""
        new = 0
        for some in batched(matches, _MATCHES_AT_ONCE, strict=False):
            left = list(some)
            while left:
                try:
                    self.table.transact([put(_matched(one, at, now), _ABSENT) for one in left])
                except Cancelled as cancelled:
                    left = [one for one, known in zip(left, cancelled.standing, strict=True) if known is None]
                    continue
                new += len(left)
                break
        return new

    def matches(self, id: str, start: Key | None, limit: int) -> Page[tuple[str, str]]:
        """Ids of records that matched, the newest records first, and when each did."""
        between = ("sk", "AUDIT#MATCH#", "AUDIT#MATCH#~")
        page = self.table.query({"pk": _search(id)}, between=between, start=start, limit=limit)
        found = [(str(item["sk"]).rpartition("#")[2], jsontext.loads(str(item["entry"]))["at"]) for item in page.items]
        return Page(found, page.next)


def _search(id: str) -> str:
    return f"SEARCH#{id}"


def _owner(caller_id: str) -> str:
    return f"SEARCHES#{caller_id}"


def _name(name: str) -> str:
    return f"NAME#{name.casefold()}"


def _watch(partition: str) -> str:
    return f"WATCH#{partition}"


def _saved(item: Item) -> Saved:
    return Saved.model_validate_json(str(item["doc"]))


def _places(saved: Saved) -> list[tuple[str, str]]:
    return [(_watch(partition), f"{_print(saved.rest)}#{saved.id}") for partition in saved.filed]


def _print(rest: str) -> str:
    return hashlib.sha256(rest.encode()).hexdigest()[:24]


def _counted(item: Item | None, marks: Mapping[str, Mark]) -> Counted:
    return Counted(int(item["number"]), int(item["version"]), marks) if item else Counted(marks=marks)


def _mark(item: Item | None) -> Mark:
    return Mark(tuple(jsontext.loads(str(item["rests"]))), int(item["version"])) if item else Mark()


def _marked(partition: str, before: Mark, after: Mark) -> dict[str, Any]:
    rests = jsontext.dumps(after.rests)
    item: Item = {"pk": _watch(partition), "sk": _MARK, "version": after.version, "rests": rests}
    return _if_unchanged(item, before.version)


def _count(owner: str, counted: Counted, by: int) -> dict[str, Any]:
    item: Item = {"pk": owner, "sk": "COUNT", "number": counted.number + by, "version": counted.version + 1}
    return _if_unchanged(item, counted.version)


def _if_unchanged(item: Item, version: int) -> dict[str, Any]:
    if version == 0:
        return put(item, _ABSENT)
    return put(item, "#version = :version", {"version": version})


def _audit(saved: Saved, entry: Entry) -> Item:
    return {
        "pk": _search(saved.id),
        "sk": f"AUDIT#{entry.at}#{entry.version:08d}",
        "entry": jsontext.dumps(entry.document()),
        "search": jsontext.dumps(saved.search),
    }


def _matched(match: Match, at: str, now: int) -> Item:
    return {
        "pk": _search(match.search_id),
        "sk": f"AUDIT#MATCH#{match.seizure_id}",
        "owner": match.owner,
        "entry": jsontext.dumps({"action": "matched", "at": at, "version": match.version}),
        "expires_at": now + REMEMBERED_SECONDS,
    }
