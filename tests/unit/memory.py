"""A table in memory that keeps the promises of `cen.dynamo.Table`, for tests that make thousands of calls, which moto
would take minutes for. `test_memory.py` holds both to the same promises.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cen.dynamo import Cancelled, Item, Table
from cen.dynamo.operations import typed
from cen.paging import Key, Page

_PREFIXES = {"worklist": "wl", "verification": "rv"}
_EQUAL = re.compile(r"#(\w+) (=|<) :(\w+)")

type _Where = tuple[str, str]


@dataclass(frozen=True)
class MemoryTable(Table):
    """Conditions: `attribute_not_exists(#pk)`, `#name = :value`, `#name < :value`, joined by OR."""

    client: Any = None
    name: str = "memory"
    items: dict[_Where, Item] = field(default_factory=dict)

    def get(self, **key: str) -> Item | None:
        return _copy(self.items.get((key["pk"], key["sk"])))

    def get_many(self, keys: Sequence[tuple[str, str]]) -> list[Item | None]:
        assert 0 < len(set(keys)) == len(keys) <= 100
        return [_copy(self.items.get(key)) for key in keys]

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
        del consistent
        sort = f"{_PREFIXES[index]}_sk" if index else "sk"
        found = [item for item in self.items.values() if all(item.get(name) == value for name, value in keys.items())]
        low, high = between[1:] if between else ("", "\uffff")
        found = [item for item in found if sort in item and low <= str(item[sort]) <= high]
        found.sort(key=lambda item: (str(item[sort]), str(item["sk"])), reverse=newest_first)
        if start:
            where = [(item["pk"], item["sk"]) for item in found].index((start["pk"], start["sk"]))
            found = found[where + 1 :]
        page = found[:limit]
        more = {name: str(page[-1][name]) for name in {"pk", "sk", sort, *keys}} if len(found) > limit else None
        wanted = set(only)
        return Page([{n: v for n, v in item.items() if not wanted or n in wanted} for item in page], more)

    def transact(self, operations: Sequence[Mapping[str, Any]]) -> None:
        assert 0 < len(operations) <= 100
        steps = [(kind, body, _where(body)) for operation in operations for kind, body in operation.items()]
        assert len({where for _, _, where in steps}) == len(steps), "one item twice in a transaction"
        standing = [
            None if _holds(body, self.items.get(where)) else self.items.get(where, {}) for _, body, where in steps
        ]
        if any(item is not None for item in standing):
            raise Cancelled(standing)
        for kind, body, where in steps:
            if kind == "Put":
                self.items[where] = _untyped(body["Item"])
            elif kind == "Delete":
                self.items.pop(where, None)


def _where(body: Mapping[str, Any]) -> _Where:
    key = body.get("Item") or body["Key"]
    return key["pk"]["S"], key["sk"]["S"]


def _holds(body: Mapping[str, Any], item: Item | None) -> bool:
    condition = body.get("ConditionExpression")
    if condition is None:
        return True
    return any(_one_holds(part, body, item) for part in condition.split(" OR "))


def _one_holds(part: str, body: Mapping[str, Any], item: Item | None) -> bool:
    names = body["ExpressionAttributeNames"]
    if part.startswith("attribute_not_exists("):
        return item is None or names[part[21:-1]] not in item
    match = _EQUAL.fullmatch(part)
    assert match, f"not a condition of this fake: {part}"
    name, operator, value = match.groups()
    if item is None or names[f"#{name}"] not in item:
        return False
    wanted = _untyped({"x": body["ExpressionAttributeValues"][f":{value}"]})["x"]
    found: Any = item[names[f"#{name}"]]
    return bool(found == wanted if operator == "=" else found < wanted)


def _untyped(item: Mapping[str, Any]) -> Item:
    plain: Item = {}
    for name, attribute in item.items():
        ((kind, value),) = attribute.items()
        plain[name] = int(value) if kind == "N" else value
    return plain


def _copy(item: Item | None) -> Item | None:
    return None if item is None else _untyped(typed(item))
