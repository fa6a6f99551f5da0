"""DynamoDB in memory, as much of it as the stores of the alerts use, with what it would cost by the published rules.

The unit tests use it too, and hold it and moto to the same behaviour.
"""
# ruff: noqa: ARG002, S101 - it takes what the real one takes, and refuses what the real one would

import re
from bisect import insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cen.dynamo import Cancelled, Item, Table, item_size, read_units, write_units
from cen.dynamo.operations import plain
from cen.paging import Key, Page

_TERM = re.compile(r"attribute_(not_exists|exists)\(#(\w+)\)|\(?#(\w+) (=|<) :(\w+)\)?")


@dataclass(frozen=True)
class MemoryTable(Table):
    """`calls`: names of what was asked, each with its read and write units."""

    client: Any = None
    name: str = "memory"
    items: dict[str, dict[str, Item]] = field(default_factory=dict)
    order: dict[str, list[str]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    units: list[tuple[float, int]] = field(default_factory=list)

    def forget_costs(self) -> None:
        self.calls.clear()
        self.units.clear()

    def _cost(self, operation: str, read: float = 0, write: int = 0) -> None:
        self.calls.append(operation)
        self.units.append((read, write))

    def hold(self, pk: str, sk: str, item: Item) -> None:
        """What stands there already, at no cost."""
        self._put(pk, sk, {"pk": pk, "sk": sk, **item})

    def get(self, **key: str) -> Item | None:
        item = self._at(key["pk"], key["sk"])
        self._cost("get", read_units(item_size(item or {})))
        return item

    def get_many(self, keys: Sequence[tuple[str, str]], *, consistent: bool = True) -> list[Item | None]:
        assert 0 < len(keys) <= 100
        assert len(set(keys)) == len(keys)
        items = [self._at(*key) for key in keys]
        self._cost("get_many", sum(read_units(item_size(item or {}), consistent=consistent) for item in items))
        return items

    def query(
        self,
        keys: Mapping[str, str],
        *,
        index: str | None = None,
        between: tuple[str, str, str] | None = None,
        start: Key | None = None,
        limit: int = 25,
        newest_first: bool = True,
        consistent: bool = True,
        only: Sequence[str] = (),
    ) -> Page[Item]:
        (pk,) = keys.values()
        low, high = between[1:] if between else ("", "\U0010ffff")
        assert low or not between, "DynamoDB takes no empty key"
        found = [sk for sk in self.order.get(pk, []) if low <= sk <= high]
        if newest_first:
            found.reverse()
        if start:
            assert set(start) == {"pk", "sk"}
            found = [sk for sk in found if (sk < start["sk"] if newest_first else sk > start["sk"])]
        page = [self.items[pk][sk] for sk in found[:limit]]
        self._cost("query", read_units(sum(map(item_size, page)), consistent=consistent))
        more = len(found) >= limit and bool(page)
        shown = [{name: item[name] for name in only if name in item} if only else dict(item) for item in page]
        return Page(shown, {"pk": pk, "sk": found[limit - 1]} if more else None)

    def transact(self, operations: Sequence[Mapping[str, Any]]) -> None:
        assert 0 < len(operations) <= 100
        bodies = [next(iter(operation.items())) for operation in operations]
        keys = [_key(kind, body) for kind, body in bodies]
        assert len(set(keys)) == len(keys), "an item may be touched once in a transaction"
        standing = [self._refusal(key, body) for key, (_, body) in zip(keys, bodies, strict=True)]
        if any(item is not None for item in standing):
            raise Cancelled(standing)
        sizes = []
        for (pk, sk), (kind, body) in zip(keys, bodies, strict=True):
            before = item_size(self.items.get(pk, {}).get(sk, {}))
            if kind == "Put":
                self._put(pk, sk, plain(body["Item"]))
            elif kind == "Delete":
                self._delete(pk, sk)
            elif kind == "Update":
                self._put(pk, sk, _added(self._at(pk, sk) or {"pk": pk, "sk": sk}, body))
            sizes.append(max(before, item_size(self.items.get(pk, {}).get(sk, {}))))
        self._cost("transact", write=write_units(sizes))

    def _at(self, pk: str, sk: str) -> Item | None:
        item = self.items.get(pk, {}).get(sk)
        return None if item is None else dict(item)

    def _put(self, pk: str, sk: str, item: Item) -> None:
        partition = self.items.setdefault(pk, {})
        if sk not in partition:
            insort(self.order.setdefault(pk, []), sk)
        partition[sk] = item

    def _delete(self, pk: str, sk: str) -> None:
        if self.items.get(pk, {}).pop(sk, None) is not None:
            self.order[pk].remove(sk)

    def _refusal(self, key: tuple[str, str], body: Mapping[str, Any]) -> Item | None:
        condition = body.get("ConditionExpression")
        if condition is None:
            return None
        values = plain(body.get("ExpressionAttributeValues", {}))
        item = self._at(*key)
        holds = any(
            all(_true(term, item or {}, values) for term in part.split(" AND ")) for part in condition.split(" OR ")
        )
        return None if holds else item or {}


def _true(term: str, item: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    match = _TERM.fullmatch(term.strip())
    assert match, term
    if match[1]:
        return (match[2] in item) == (match[1] == "exists")
    if match[3] not in item:
        return False
    left, right = item[match[3]], values[f":{match[5]}"]
    return bool(left == right if match[4] == "=" else left < right)


def _added(item: Item, body: Mapping[str, Any]) -> Item:
    amounts = plain(body["ExpressionAttributeValues"])
    for placeholder, value in amounts.items():
        name = placeholder.removeprefix(":add_")  # as `cen.dynamo.update` names them
        item[name] = int(item.get(name, 0)) + int(value)
    return item


def _key(kind: str, body: Mapping[str, Any]) -> tuple[str, str]:
    key = body["Item"] if kind == "Put" else body["Key"]
    return key["pk"]["S"], key["sk"]["S"]
