"""A table in memory that keeps the promises of `cen.dynamo.Table`, and counts what it is asked by DynamoDB's rules.

A hundred thousand cases are more than the emulators hold in a bearable time. Conditions are those that this project
writes: comparisons, `attribute_not_exists`, joined by OR.
"""

import operator
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cen.dynamo import Cancelled, Item
from cen.dynamo.units import item_size, read_units, write_units
from cen.paging import Key, Page
from cen.problems import Unavailable

_PAGE_BYTES = 1024 * 1024
_ANSWER_BYTES = 16 * 1024 * 1024
_TRANSACTION_BYTES = 4 * 1024 * 1024
_ITEM_BYTES = 400 * 1024
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {"=": operator.eq, "<": operator.lt, ">": operator.gt}


@dataclass(slots=True)
class Spent:
    """`bytes`: of items that were read."""

    calls: int = 0
    bytes: int = 0
    read_units: float = 0.0
    write_units: int = 0
    calls_by_kind: dict[str, int] = field(default_factory=dict)


@dataclass
class MemoryTable:
    items: dict[str, dict[str, Item]] = field(default_factory=dict)
    sorted: dict[str, list[str]] = field(default_factory=dict)
    sets: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    spent: Spent = field(default_factory=Spent)

    def get(self, **key: str) -> Item | None:
        found = self._one(key["pk"], key["sk"])
        self._read("get", [found])
        return found

    def get_many(self, keys: Sequence[tuple[str, str]]) -> list[Item | None]:
        _must(0 < len(keys) <= 100, "BatchGetItem takes a hundred keys")
        _must(len(set(keys)) == len(keys), "BatchGetItem takes each key once")
        found = [self._one(pk, sk) for pk, sk in keys]
        if sum(item_size(item) for item in found if item) > _ANSWER_BYTES:
            raise Unavailable
        self._read("get_many", found)
        return found

    def _one(self, pk: str, sk: str) -> Item | None:
        item = self.items.get(pk, {}).get(sk)
        return None if item is None else dict(item)

    def _read(self, kind: str, found: Sequence[Item | None]) -> None:
        self._called(kind)
        sizes = [item_size(item) if item else 0 for item in found]
        self.spent.bytes += sum(sizes)
        self.spent.read_units += sum(map(read_units, sizes))

    def _called(self, kind: str) -> None:
        self.spent.calls += 1
        self.spent.calls_by_kind[kind] = self.spent.calls_by_kind.get(kind, 0) + 1

    def query(
        self,
        keys: Mapping[str, str],
        *,
        index: str | None = None,
        between: tuple[str, str, str] | None = None,
        start: Key | None = None,
        limit: int = 25,
        newest_first: bool = True,
        **_: Any,
    ) -> Page[Item]:
        if index:
            return self._indexed(keys, start, limit)
        (pk,) = keys.values()
        low, high = (between[1], between[2]) if between else ("", "\U0010ffff")
        known = self.sorted.get(pk, [])
        names = known[bisect_left(known, low) : bisect_right(known, high)]
        if newest_first:
            names = names[::-1]
        if start:
            names = [name for name in names if (name < start["sk"] if newest_first else name > start["sk"])]
        return self._page(pk, names, limit)

    def _page(self, pk: str, names: Sequence[str], limit: int) -> Page[Item]:
        """At most so many items, and a megabyte."""
        found: list[Item] = []
        size = 0
        for name in names[:limit]:
            found.append(dict(self.items[pk][name]))
            size += item_size(found[-1])
            if size > _PAGE_BYTES:
                break
        self._called("query")
        self.spent.bytes += size
        self.spent.read_units += read_units(size)
        more = len(found) < len(names)
        return Page(found, {"pk": pk, "sk": str(found[-1]["sk"])} if more else None)

    def _indexed(self, keys: Mapping[str, str], start: Key | None, limit: int) -> Page[Item]:
        ((name, value),) = keys.items()
        sort = name.replace("_pk", "_sk")
        found = [item for items in self.items.values() for item in items.values() if item.get(name) == value]
        found.sort(key=lambda item: str(item[sort]), reverse=True)
        if start:
            found = [item for item in found if str(item[sort]) < start[sort]]
        shown = found[:limit]
        last = {sort: str(shown[-1][sort])} if len(found) > limit else None
        self._called("query")
        return Page([dict(item) for item in shown], last)

    def scan(self, segment: int, segments: int, *, where: tuple[str, str], **_: Any) -> Page[Item]:
        """All in one page."""
        chosen = [pk for number, pk in enumerate(sorted(self.items)) if number % segments == segment]
        found = [item for pk in chosen for item in self.items[pk].values() if item.get(where[0]) == where[1]]
        self._called("scan")
        return Page([dict(item) for item in found])

    def collect(self, pk: str, sk: str, name: str) -> int:
        self._called("collect")
        self.spent.write_units += 1
        names = self.sets.setdefault((pk, sk), set())
        names.add(name)
        return len(names)

    def transact(self, operations: Sequence[Mapping[str, Any]]) -> None:
        _must(0 < len(operations) <= 100, "TransactWriteItems takes a hundred operations")
        bodies = [(kind, body) for operation in operations for kind, body in operation.items()]
        places = [_place(body) for _, body in bodies]
        _must(len(set(places)) == len(places), "TransactWriteItems takes each item once")
        sizes = [item_size(body.get("Item", {})) for _, body in bodies]
        _must(sum(sizes) <= _TRANSACTION_BYTES and max(sizes) <= _ITEM_BYTES, "TransactWriteItems takes 4 MB")
        self._called("transact")
        before = [self._one(*place) for place in places]
        refused = [not _holds(body, item) for (_, body), item in zip(bodies, before, strict=True)]
        if any(refused):
            raise Cancelled([item if no else None for item, no in zip(before, refused, strict=True)])
        for (kind, body), place, item in zip(bodies, places, before, strict=True):
            after = _plain(body["Item"]) if kind == "Put" else None if kind == "Delete" else item
            self.spent.write_units += write_units([max(item_size(one or {}) for one in (item, after))])
            self._write(place, after)

    def _write(self, place: tuple[str, str], item: Item | None) -> None:
        pk, sk = place
        standing, names = self.items.setdefault(pk, {}), self.sorted.setdefault(pk, [])
        if item is not None:
            if sk not in standing:
                insort(names, sk)
            standing[sk] = item
        elif sk in standing:
            del standing[sk]
            names.remove(sk)


def _must(holds: bool, says: str) -> None:
    if not holds:
        raise ValueError(says)


def _place(body: Mapping[str, Any]) -> tuple[str, str]:
    key = body.get("Item") or body["Key"]
    return key["pk"]["S"], key["sk"]["S"]


def _plain(item: Mapping[str, Any]) -> Item:
    return {name: _value(attribute) for name, attribute in item.items()}


def _value(attribute: Mapping[str, Any]) -> Any:
    ((kind, value),) = attribute.items()
    return int(value) if kind == "N" else value


def _holds(body: Mapping[str, Any], item: Item | None) -> bool:
    expression = body.get("ConditionExpression")
    if expression is None:
        return True
    values = {name: _value(value) for name, value in body.get("ExpressionAttributeValues", {}).items()}
    return any(_one_holds(part, body["ExpressionAttributeNames"], values, item) for part in expression.split(" OR "))


def _one_holds(part: str, names: Mapping[str, str], values: Mapping[str, Any], item: Item | None) -> bool:
    if part.startswith("attribute_not_exists"):
        return item is None
    name, compare, value = part.split()
    if item is None or names[name] not in item:
        return False
    return _COMPARE[compare](item[names[name]], values[value])
