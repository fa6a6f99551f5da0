"""The postings in DynamoDB: a table of its own, without backup, as it can be made anew from the records.

    <partition of keys>   <seized on>#<id>    sort key, keys and row of a record as one text: a page is parsed faster so
    CASE#<id>             POSTED              its version in the index, and where its postings stand

All postings of a record change in one transaction, or in several that each hold only while no newer version of the
record has come. So events may come late, twice, in any order and at once: the newest version stands in the end.
"""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from cen import jsontext
from cen.dynamo import Cancelled, Item, Table, check, delete, put, table
from cen.settings import settings
from seizures.search.keys import Entry
from seizures.search.walk import Posting

# Of a transaction, which may have 100 operations and 4 MB; one of them guards it.
_MOST_OPERATIONS = 99
_MOST_BYTES = 3_000_000
_SHORT = 10  # characters of a date
_SORT_LENGTH = 37  # a date, a mark, an id

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


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """`most`: operations of one transaction."""

    table: Table
    most: int = _MOST_OPERATIONS

    def read(self, partition: str, low: str, high: str, limit: int) -> tuple[Sequence[Posting], bool]:
        page = self.table.query(
            {"pk": partition}, between=("sk", low, high), limit=limit, consistent=False, only=("text",)
        )
        return [_read(str(item["text"])) for item in page.items], page.next is None

    def bring_up_to(
        self, id: str, version: int, entry: Entry | None, partitions: Sequence[str], *, force: bool = False
    ) -> bool:
        """The record stands in these partitions as of `version`, or nowhere (`entry` None). False: a newer version, or
        this one, was there already, and nothing was written. `force`: writes this one anew, never over a newer one."""
        posted = self.posted(id)
        if posted and (posted.version > version or (posted.version == version and posted.whole and not force)):
            return False
        before = posted.places if posted else frozenset()
        after = frozenset((partition, entry.sort) for partition in partitions) if entry else frozenset()
        operations = [delete(*place) for place in sorted(before - after)]
        if entry:
            operations += [_posting(entry, place) for place in sorted(after)]
        try:
            parts = [*batched(operations, self._at_once(entry), strict=False)]
            self._write(id, version, parts, before, after, force=force)
        except Cancelled:
            return False  # a newer version came in between
        return True

    def _write(
        self,
        id: str,
        version: int,
        parts: Sequence[Sequence[Mapping[str, Any]]],
        before: frozenset[Place],
        after: frozenset[Place],
        *,
        force: bool,
    ) -> None:
        whole = Posted(version, True, after)
        if len(parts) <= 1:
            self.table.transact([_claim(id, whole, force=force), *(one for part in parts for one in part)])
            return
        self.table.transact([_claim(id, Posted(version, False, before | after), force=force)])
        for part in parts:
            self.table.transact([_still(id, version), *part])
        self.table.transact([_claim(id, whole, force=force)])

    def forget(self, id: str) -> bool:
        """Takes away what the list of a record names, and the list. False: it changed meanwhile."""
        posted = self.posted(id)
        if posted is None:
            return False
        known = {"version": posted.version}
        try:
            for some in batched(sorted(posted.places), self.most, strict=False):
                self.table.transact([_still(id, posted.version), *(delete(*place) for place in some)])
            self.table.transact([delete(f"CASE#{id}", _LIST, "#version = :version", known)])
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
        return Posted(int(item["version"]), bool(item["whole"]), frozenset(_places(id, str(item["places"]))))


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


def _claim(id: str, posted: Posted, *, force: bool) -> dict[str, Any]:
    """Marks the version. Refused if a newer one is there; or this one whole, unless by `force`."""
    by_day: dict[str, list[str]] = {}
    for partition, sort in sorted(posted.places):
        by_day.setdefault(sort[:_SHORT], []).append(partition)
    item: Item = {
        "pk": f"CASE#{id}",
        "sk": _LIST,
        "version": posted.version,
        "whole": posted.whole,
        "places": _packed(by_day),
    }
    version = {"version": posted.version}
    if force:
        return put(item, "attribute_not_exists(#pk) OR #version <= :version", version)
    unless = "attribute_not_exists(#pk) OR #version < :version OR ( #version = :version AND #whole = :no )"
    return put(item, unless, version | {"no": False})


def _packed(by_day: Mapping[str, Sequence[str]]) -> str:
    """Partitions are much alike: a hundred lines of goods would not fit into an item otherwise."""
    return b64encode(zlib.compress(jsontext.dumps(by_day).encode())).decode()


def _still(id: str, version: int) -> dict[str, Any]:
    return check(f"CASE#{id}", _LIST, "#version = :version", {"version": version})


def _places(id: str, text: str) -> Iterator[Place]:
    by_day: dict[str, list[str]] = jsontext.loads(zlib.decompress(b64decode(text)))
    for day, partitions in by_day.items():
        yield from ((partition, f"{day}#{id}") for partition in partitions)
