"""DynamoDB in memory, as far as this project asks it: items by key, ranges, conditions, transactions over tables.

Quick enough for tens of thousands of messages. `tests/unit/comm` holds it and moto to the same promises.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from botocore.exceptions import ClientError

from cen.dynamo.units import item_size

type Typed = dict[str, Any]

_PAGE_BYTES = 1_048_576
_TERM = re.compile(r"(?:(attribute_(?:not_)?exists)\((#\w+)\))|(?:(#\w+) (=|<) (:\w+))")


class Memory:
    """One partition key and, but for `single` tables, one sort key. `indexes`: names of the keys by index."""

    def __init__(self, single: Sequence[str] = (), indexes: Mapping[str, tuple[str, str]] | None = None) -> None:
        self._single = frozenset(single)
        self._indexes = dict(indexes or {})
        self._tables: dict[str, dict[tuple[str, str], Typed]] = {}
        self._sorted: dict[tuple[str, str], list[str]] = {}
        self.calls: list[str] = []
        self.read_bytes = 0
        self.committed: Callable[[str, Typed | None, Typed], None] = lambda *_: None

    # What boto3's client offers; names as there.

    def get_item(self, *, TableName: str, Key: Typed, **_: Any) -> Typed:  # noqa: N803
        self.calls.append("GetItem")
        found = self._table(TableName).get(self._key(TableName, Key))
        return {"Item": dict(found)} if found else {}

    def batch_get_item(self, *, RequestItems: Mapping[str, Any], **_: Any) -> Typed:  # noqa: N803
        self.calls.append("BatchGetItem")
        keys = [(table, key) for table, asked in RequestItems.items() for key in asked["Keys"]]
        seen = {(table, self._key(table, key)) for table, key in keys}
        if not 0 < len(keys) <= 100 or len(seen) != len(keys) or not all(a["Keys"] for a in RequestItems.values()):
            raise _error("ValidationException")
        found: dict[str, list[Typed]] = {table: [] for table in RequestItems}
        for table, key in seen:
            if item := self._table(table).get(key):
                found[table].append(dict(item))
                self.read_bytes += item_size(item)
        return {"Responses": found, "UnprocessedKeys": {}}

    def put_item(self, *, TableName: str, Item: Typed, **_: Any) -> Typed:  # noqa: N803
        self.calls.append("PutItem")
        self._write(TableName, self._key(TableName, Item), Item)
        return {}

    def query(self, *, TableName: str, **asked: Any) -> Typed:  # noqa: N803
        self.calls.append("Query")
        values = {name: value["S"] for name, value in asked["ExpressionAttributeValues"].items()}
        backwards = not asked["ScanIndexForward"]
        if "IndexName" in asked:
            items = self._indexed(TableName, asked["IndexName"], values)
        else:
            items = self._ranged(TableName, values)
        ordered = list(items)[::-1] if backwards else list(items)
        return self._page(ordered, asked)

    def transact_write_items(self, *, TransactItems: Sequence[Typed], **_: Any) -> Typed:  # noqa: N803
        self.calls.append("TransactWriteItems")
        steps = [next(iter(step.items())) for step in TransactItems]
        places = [
            (body["TableName"], self._key(body["TableName"], body.get("Item") or body["Key"])) for _, body in steps
        ]
        if not 0 < len(steps) <= 100 or len(set(places)) != len(places):
            raise _error("ValidationException")
        standing = [self._table(table).get(key) for table, key in places]
        reasons = [_refusal(body, before) for (_, body), before in zip(steps, standing, strict=True)]
        if any(reason["Code"] != "None" for reason in reasons):
            raise _error("TransactionCanceledException", CancellationReasons=reasons)
        for (kind, body), (table, key), before in zip(steps, places, standing, strict=True):
            after = _after(kind, body, before)
            if after is None:
                self._remove(table, key)
            elif kind != "ConditionCheck":
                self._write(table, key, after)
        return {}

    # For tests: everything that stands in the tables.

    def every(self) -> Iterator[tuple[str, Typed]]:
        for name, table in self._tables.items():
            for item in table.values():
                yield name, item

    def _table(self, name: str) -> dict[tuple[str, str], Typed]:
        return self._tables.setdefault(name, {})

    def _key(self, table: str, item: Typed) -> tuple[str, str]:
        if table in self._single:
            return next(iter(item.values()))["S"] if len(item) == 1 else item["client_id"]["S"], ""
        return item["pk"]["S"], item["sk"]["S"]

    def _write(self, table: str, key: tuple[str, str], item: Typed) -> None:
        before = self._table(table).get(key)
        if item_size(item) > 400 * 1024:
            raise _error("ValidationException")
        if before is None:
            order = self._sorted.setdefault((table, key[0]), [])
            order.insert(bisect_left(order, key[1]), key[1])
        self._table(table)[key] = dict(item)
        self.committed(table, before, item)

    def _remove(self, table: str, key: tuple[str, str]) -> None:
        if self._table(table).pop(key, None) is not None:
            self._sorted[table, key[0]].remove(key[1])

    def _ranged(self, table: str, values: Mapping[str, str]) -> Iterator[Typed]:
        order = self._sorted.get((table, values[":pk"]), [])
        first = bisect_left(order, values.get(":from", ""))
        last = bisect_right(order, values[":to"]) if ":to" in values else len(order)
        return (self._table(table)[values[":pk"], sk] for sk in order[first:last])

    def _indexed(self, table: str, index: str, values: Mapping[str, str]) -> Iterator[Typed]:
        pk, sk = self._indexes[index]
        found = [one for one in self._table(table).values() if pk in one and one[pk]["S"] == values[f":{pk}"]]
        return iter(sorted(found, key=lambda one: (one[sk]["S"], one["sk"]["S"])))

    def _page(self, ordered: list[Typed], asked: Mapping[str, Any]) -> Typed:
        start = asked.get("ExclusiveStartKey")
        if start:
            place = next(n for n, one in enumerate(ordered) if one["pk"] == start["pk"] and one["sk"] == start["sk"])
            ordered = ordered[place + 1 :]
        size, shown = 0, []
        for item in ordered[: asked["Limit"]]:
            size += item_size(item)
            shown.append(dict(item))
            if size > _PAGE_BYTES:
                break
        self.read_bytes += size
        more = len(shown) < len(ordered)
        names = ("pk", "sk", *(self._indexes[asked["IndexName"]] if "IndexName" in asked else ()))
        return {"Items": shown} | ({"LastEvaluatedKey": {name: shown[-1][name] for name in names}} if more else {})


def _error(code: str, **more: Any) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": code}, **more}, "Operation")  # type: ignore[typeddict-item]


def _refusal(body: Mapping[str, Any], before: Typed | None) -> Typed:
    if "ConditionExpression" not in body or _holds(body, before or {}):
        return {"Code": "None"}
    return {"Code": "ConditionalCheckFailed"} | ({"Item": dict(before)} if before else {})


def _holds(body: Mapping[str, Any], item: Typed) -> bool:
    names, values = body["ExpressionAttributeNames"], body.get("ExpressionAttributeValues", {})

    def term(text: str) -> bool:
        found = _TERM.fullmatch(text.strip())
        if found is None:
            raise _error("ValidationException")
        if found[1]:
            return bool((names[found[2]] in item) == (found[1] == "attribute_exists"))
        left, right = item.get(names[found[3]]), values[found[5]]
        if found[4] == "=":
            return bool(left == right)
        return left is not None and int(left["N"]) < int(right["N"])

    return any(all(map(term, one.split(" AND "))) for one in body["ConditionExpression"].split(" OR "))


_CLAUSE = re.compile(r"(SET|ADD|REMOVE) (.*?)(?= SET | ADD | REMOVE |\Z)")


def _after(kind: str, body: Mapping[str, Any], before: Typed | None) -> Typed | None:
    if kind == "Put":
        return dict(body["Item"])
    if kind == "Delete":
        return None
    if kind == "ConditionCheck":
        return before or {}
    item = dict(before or body["Key"])
    names, values = body["ExpressionAttributeNames"], body["ExpressionAttributeValues"]
    for verb, parts in _CLAUSE.findall(body["UpdateExpression"]):
        for part in parts.split(", "):
            name, *value = part.replace(" =", "").split(" ")
            if verb == "REMOVE":
                item.pop(names[name], None)
            elif verb == "SET":
                item[names[name]] = values[value[0]]
            else:
                number = int(item.get(names[name], {"N": "0"})["N"]) + int(values[value[0]]["N"])
                item[names[name]] = {"N": str(number)}
    return item
