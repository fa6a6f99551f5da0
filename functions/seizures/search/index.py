"""The postings in DynamoDB: a table of its own, without backup, as it can be made anew from the records.

    <partition of keys>   <seized on>#<id>    sort key, keys and row of a record as one text: a page is parsed faster so
    CASE#<id>             POSTED              its version in the index, and where its postings stand

All postings of a record change in one transaction, or in several, each of which holds only if the list is still as its
writer read it or left it. So events may come late, twice, in any order and at once, and writers may die: the newest
version stands in the end, and nothing beside it.
"""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import batched
from typing import Any

from cen import jsontext
from cen.dynamo import Cancelled, Item, Table, check, delete, put, table
from cen.problems import Unavailable
from cen.settings import settings
from seizures.search.keys import Entry
from seizures.search.walk import Posting

# Of a transaction, which may have 100 operations and 4 MB; one of them guards it.
_MOST_OPERATIONS = 99
_MOST_BYTES = 3_000_000
_SHORT = 10  # characters of a date
_SORT_LENGTH = 37  # a date, a mark, an id

_ATTEMPTS = 5
_MOST_READ = 100  # items of one call
_LIST = "POSTED"

# Postings as (partition, sort key).
type Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Posted:
    """`whole`: the postings are those of the version; else a change was begun, and `places` holds before and after."""

    version: int
    whole: bool
    places: frozenset[Place]
    changes: int


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """`most`: operations of one transaction."""

    table: Table
    most: int = _MOST_OPERATIONS

    def read(self, partition: str, low: str, high: str, limit: int) -> tuple[Sequence[Posting], bool]:
        return self._read(partition, low, high, limit, consistent=False)

    def read_consistent(self, partition: str, low: str, high: str, limit: int) -> tuple[Sequence[Posting], bool]:
        """What is written is there, at twice the price."""
        return self._read(partition, low, high, limit, consistent=True)

    def _read(
        self, partition: str, low: str, high: str, limit: int, *, consistent: bool
    ) -> tuple[Sequence[Posting], bool]:
        between = ("sk", low, high)
        page = self.table.query({"pk": partition}, between=between, limit=limit, consistent=consistent, only=("text",))
        return [_read(str(item["text"])) for item in page.items], page.next is None

    def bring_up_to(
        self, id: str, version: int, entry: Entry | None, partitions: Sequence[str], *, force: bool = False
    ) -> bool:
        """The record stands in these partitions as of `version`, or nowhere (`entry` None). False: a newer version, or
        this one, was there already, and nothing was written. `force`: writes this one anew, never over a newer one."""
        for _ in range(_ATTEMPTS):
            posted = self.posted(id)
            if posted and (posted.version > version or (posted.version == version and posted.whole and not force)):
                return False
            before = posted.places if posted else frozenset()
            after = frozenset((partition, entry.sort) for partition in partitions) if entry else frozenset()
            operations = [delete(*place) for place in sorted(before - after)]
            if entry:
                operations += [_posting(entry, place) for place in sorted(after)]
            parts = [*batched(operations, self._at_once(entry), strict=False)]
            with suppress(Cancelled):  # somebody else has changed the list since: look again
                self._write(id, Posted(version, True, after, posted.changes if posted else 0), before, parts)
                return True
        raise Unavailable("Others are changing the postings of this record.")

    def _write(
        self, id: str, goal: Posted, before: frozenset[Place], parts: Sequence[Sequence[Mapping[str, Any]]]
    ) -> None:
        """`goal.changes`: of the list that was read. Every transaction holds only if the list is as this writer read it
        or left it, so that nobody goes on from what somebody else has changed."""
        if len(parts) <= 1:
            self.table.transact([_claim(id, goal), *(one for part in parts for one in part)])
            return
        self.table.transact([_claim(id, replace(goal, whole=False, places=before | goal.places))])
        for part in parts:
            self.table.transact([_still(id, goal.changes + 1), *part])
        self.table.transact([_claim(id, replace(goal, changes=goal.changes + 1))])

    def forget(self, id: str) -> bool:
        """Takes away what the list of a record names, and the list. False: it changed meanwhile."""
        posted = self.posted(id)
        if posted is None:
            return False
        known = {"changes": posted.changes}
        try:
            for some in batched(sorted(posted.places), self.most, strict=False):
                self.table.transact([_still(id, posted.changes), *(delete(*place) for place in some)])
            self.table.transact([delete(f"CASE#{id}", _LIST, "#changes = :changes", known)])
        except Cancelled:
            return False
        return True

    def standing(self, places: Iterable[Place]) -> dict[Place, str]:
        """The texts of those postings that are there."""
        found: dict[Place, str] = {}
        for some in batched(sorted(places), _MOST_READ, strict=False):
            for place, item in zip(some, self.table.get_many(some), strict=True):
                if item:
                    found[place] = str(item["text"])
        return found

    def _at_once(self, entry: Entry | None) -> int:
        """Operations that one transaction has room for."""
        size = len(f"{entry.row}{entry.keys}".encode()) if entry else 1
        return max(1, min(self.most, _MOST_BYTES // size))

    def posted(self, id: str) -> Posted | None:
        item = self.table.get(pk=f"CASE#{id}", sk=_LIST)
        if item is None:
            return None
        places = frozenset(_places(id, str(item["places"])))
        return Posted(int(item["version"]), bool(item["whole"]), places, int(item.get("changes", 0)))


def open_index() -> SearchIndex:
    return SearchIndex(table(settings.search_table))


def posting_text(entry: Entry) -> str:
    return f"{entry.sort}{entry.keys}{entry.row}"


def _read(text: str) -> Posting:
    """Keys stand between blanks and have no brace; the row begins with one."""
    row = text.index("{", _SORT_LENGTH)
    return Posting(text[:_SORT_LENGTH], text[row:], text[_SORT_LENGTH:row])


def _posting(entry: Entry, place: Place) -> dict[str, Any]:
    return put({"pk": place[0], "sk": place[1], "text": posting_text(entry)})


def _claim(id: str, posted: Posted) -> dict[str, Any]:
    """The list as it is to be. Refused unless it is the one that was read: `posted.changes` tells."""
    by_day: dict[str, list[str]] = {}
    for partition, sort in sorted(posted.places):
        by_day.setdefault(sort[:_SHORT], []).append(partition)
    item: Item = {
        "pk": f"CASE#{id}",
        "sk": _LIST,
        "version": posted.version,
        "whole": posted.whole,
        "places": _packed(by_day),
        "changes": posted.changes + 1,
    }
    if posted.changes == 0:
        return put(item, "attribute_not_exists(#changes)")
    return put(item, "#changes = :changes", {"changes": posted.changes})


def _packed(by_day: Mapping[str, Sequence[str]]) -> str:
    """Partitions are much alike: a hundred lines of goods would not fit into an item otherwise."""
    return b64encode(zlib.compress(jsontext.dumps(by_day).encode())).decode()


def _still(id: str, changes: int) -> dict[str, Any]:
    return check(f"CASE#{id}", _LIST, "#changes = :changes", {"changes": changes})


def _places(id: str, text: str) -> Iterator[Place]:
    by_day: dict[str, list[str]] = jsontext.loads(zlib.decompress(b64decode(text)))
    for day, partitions in by_day.items():
        yield from ((partition, f"{day}#{id}") for partition in partitions)
