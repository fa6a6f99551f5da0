"""Capacity units of what was really sent to and answered by DynamoDB, from item sizes by the published rules.

Index entries are written after the table's transaction and not as a part of it, so they cost single units.
Source: Amazon DynamoDB Developer Guide, "Read and write operations" and "Using global secondary indexes".
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cen.dynamo.units import item_size, read_units, write_units

type Typed = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Index:
    """A global secondary index: its key attributes (partition, sort) and every attribute an entry holds."""

    key: tuple[str, str]
    attributes: frozenset[str]

    def entry(self, item: Typed | None) -> Typed | None:
        if item is None or any(name not in item for name in self.key):
            return None
        return {name: value for name, value in item.items() if name in self.attributes}

    def units(self, before: Typed | None, after: Typed | None) -> int:
        """Of bringing the index up to date with an item that was `before` and is `after`."""
        old, new = self.entry(before), self.entry(after)
        if old == new:
            return 0
        if old and new and all(old[name] == new[name] for name in self.key):
            return write_units([max(item_size(old), item_size(new))], transactional=False)
        return write_units([item_size(entry) for entry in (old, new) if entry], transactional=False)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call with its answer. `before[i]`: the item that stood where operation i of a transaction writes."""

    operation: str
    request: Mapping[str, Any]
    answer: Mapping[str, Any]
    before: Sequence[Typed | None] = ()


@dataclass(frozen=True, slots=True)
class Units:
    read: float = 0.0
    write: int = 0

    def __add__(self, other: "Units") -> "Units":
        return Units(self.read + other.read, self.write + other.write)


def units_of(exchange: Exchange, indexes: Sequence[Index]) -> Units:
    return _RULES[exchange.operation](exchange, indexes)


def _get(exchange: Exchange, _: Sequence[Index]) -> Units:
    consistent = bool(exchange.request.get("ConsistentRead"))
    return Units(read=read_units(item_size(exchange.answer.get("Item", {})), consistent=consistent))


def _get_many(exchange: Exchange, _: Sequence[Index]) -> Units:
    """Each item is rounded up on its own; one that is not there costs as a small one."""
    total = 0.0
    for table, asked in exchange.request["RequestItems"].items():
        consistent = bool(asked.get("ConsistentRead"))
        found = exchange.answer["Responses"].get(table, [])
        sizes = [item_size(item) for item in found] + [0] * (len(asked["Keys"]) - len(found))
        total += sum(read_units(size, consistent=consistent) for size in sizes)
    return Units(read=total)


def _query(exchange: Exchange, _: Sequence[Index]) -> Units:
    """Items are summed, then rounded. Exact as long as queries have no filter and ask for whole items."""
    if {"FilterExpression", "ProjectionExpression"} & exchange.request.keys():
        raise ValueError("what a filter or a projection leaves out is read too, but is not in the answer")
    size = sum(item_size(item) for item in exchange.answer["Items"])
    return Units(read=read_units(size, consistent=bool(exchange.request.get("ConsistentRead"))))


def _transact(exchange: Exchange, indexes: Sequence[Index]) -> Units:
    total = 0
    for operation, before in zip(exchange.request["TransactItems"], exchange.before, strict=True):
        ((kind, body),) = operation.items()
        after = {"Put": body.get("Item"), "Delete": None}[kind]
        total += write_units([max(item_size(item or {}) for item in (before, after))])
        total += sum(index.units(before, after) for index in indexes)
    return Units(write=total)


_RULES: dict[str, Callable[[Exchange, Sequence[Index]], Units]] = {
    "get_item": _get,
    "batch_get_item": _get_many,
    "query": _query,
    "transact_write_items": _transact,
}
