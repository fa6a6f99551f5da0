"""One table through the low-level client, which parses a page five times faster than the resource.

Items are flat: strings, whole numbers, booleans. Documents are one JSON string attribute. Errors that mean "busy or
down" become `Unavailable`; a refused condition becomes `Cancelled` with the items that stood in the way.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as Disconnected

from cen.dynamo.bulk import Reads, Writes, teach
from cen.dynamo.operations import Item, typed
from cen.paging import Key, Page
from cen.problems import Unavailable
from cen.usage import spent

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MOST_KEYS = 100  # that one call reads

_BUSY = frozenset(
    {
        "InternalServerError",
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "ThrottlingException",
        "TransactionInProgressException",
    }
)
_BUSY_REASONS = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})
# Together well below the 29 s after which the gateway gives up on its own.
_CONFIG = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})


class Cancelled(Exception):
    """A transaction was refused by its conditions. `standing[i]` is the item that refused operation i, if one did."""

    def __init__(self, standing: Sequence[Item | None]) -> None:
        super().__init__("transaction cancelled")
        self.standing = standing


@cache
def client() -> "DynamoDBClient":
    made: DynamoDBClient = boto3.client("dynamodb", config=_CONFIG)
    return made


def table(name: str) -> "Table":
    return Table(client(), name)


@dataclass(frozen=True, slots=True)
class Table:
    client: "DynamoDBClient"
    name: str

    def get(self, **key: str) -> Item | None:
        """Strongly consistent read of one item, by its whole key."""
        with _failures():
            answer = self.client.get_item(
                TableName=self.name, Key=typed(key), ConsistentRead=True, ReturnConsumedCapacity="TOTAL"
            )
        _count(answer.get("ConsumedCapacity"))
        return _plain(answer["Item"]) if "Item" in answer else None

    def get_many(self, keys: Sequence[tuple[str, str]]) -> list[Item | None]:
        """Items by (pk, sk), in the order asked for, in one call."""
        asked = [typed({"pk": pk, "sk": sk}) for pk, sk in keys]
        return self._get({self.name: {"Keys": asked, "ConsistentRead": True}}, keys)

    def get_all(self, keys: Sequence[tuple[str, str]]) -> list[Item | None]:
        """The same of any number, a call for each hundred: see `bulk.py`."""
        teach(self.client)
        found: list[Item | None] = []
        for start in range(0, len(keys), MOST_KEYS):
            some = keys[start : start + MOST_KEYS]
            found += self._get(Reads(self.name, [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in some]), some)
        return found

    def _get(self, asked: dict[str, Any], keys: Sequence[tuple[str, str]]) -> list[Item | None]:
        with _failures():
            answer = self.client.batch_get_item(RequestItems=asked, ReturnConsumedCapacity="TOTAL")
        if answer.get("UnprocessedKeys"):
            raise Unavailable
        _count(answer.get("ConsumedCapacity"))
        found = {(item["pk"], item["sk"]): item for item in map(_plain, answer["Responses"].get(self.name, []))}
        return [found.get(key) for key in keys]

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
        """One page of one partition. `between` is (sort key's name, from, to), both ends included. `only`: attributes
        that are wanted; the read costs the same, parsing it less. Indexes are never consistent."""
        parts = [f"#{name} = :{name}" for name in keys]
        values = {f":{name}": value for name, value in keys.items()}
        names = list(keys)
        if between:
            names.append(between[0])
            parts.append(f"#{between[0]} BETWEEN :from AND :to")
            values |= {":from": between[1], ":to": between[2]}
        asked: dict[str, Any] = {"IndexName": index} if index else {"ConsistentRead": consistent}
        if only:
            asked["ProjectionExpression"] = ",".join(f"#{name}" for name in only)
            names += [name for name in only if name not in names]
        if start:
            asked["ExclusiveStartKey"] = {name: {"S": value} for name, value in start.items()}
        with _failures():
            answer = self.client.query(
                TableName=self.name,
                KeyConditionExpression=" AND ".join(parts),
                ExpressionAttributeNames={f"#{name}": name for name in names},
                ExpressionAttributeValues={name: {"S": value} for name, value in values.items()},
                Limit=limit,
                ScanIndexForward=not newest_first,
                ReturnConsumedCapacity="TOTAL",
                **asked,
            )
        _count(answer.get("ConsumedCapacity"))
        last = answer.get("LastEvaluatedKey")
        return Page([_plain(item) for item in answer["Items"]], {k: v["S"] for k, v in last.items()} if last else None)

    def scan(
        self, segment: int, segments: int, *, where: tuple[str, str], start: Key | None = None, limit: int = 500
    ) -> Page[Item]:
        """One page of one of so many parts of the whole table, for operators' commands: items whose attribute is this
        text. `limit`: of items that are looked at."""
        asked: dict[str, Any] = {"Segment": segment, "TotalSegments": segments, "Limit": limit}
        if start:
            asked["ExclusiveStartKey"] = {name: {"S": value} for name, value in start.items()}
        with _failures():
            answer = self.client.scan(
                TableName=self.name,
                FilterExpression="#name = :value",
                ExpressionAttributeNames={"#name": where[0]},
                ExpressionAttributeValues={":value": {"S": where[1]}},
                ConsistentRead=True,
                **asked,
            )
        last = answer.get("LastEvaluatedKey")
        return Page([_plain(item) for item in answer["Items"]], {k: v["S"] for k, v in last.items()} if last else None)

    def transact(self, operations: Sequence[Mapping[str, Any]]) -> None:
        """All or nothing; botocore sends one client token however often it retries. Raises `Cancelled`."""
        self._transact(
            [{kind: {"TableName": self.name, **body} for kind, body in operation.items()} for operation in operations]
        )

    def transact_many(self, operations: Sequence[Mapping[str, Any]]) -> None:
        """The same, for a hundred operations at a time: see `bulk.py`."""
        teach(self.client)
        self._transact(Writes(self.name, operations))

    def _transact(self, items: list[Any]) -> None:
        with _failures():
            answer = self.client.transact_write_items(TransactItems=items, ReturnConsumedCapacity="TOTAL")
        _count(answer.get("ConsumedCapacity"))


def _count(consumed: Any) -> None:
    """`consumed`: one table's capacity, or a list of them."""
    spent.calls += 1
    parts = consumed if isinstance(consumed, list) else [consumed or {}]
    spent.units += sum(part.get("CapacityUnits", 0.0) for part in parts)


def _plain(item: Mapping[str, Any]) -> Item:
    plain: Item = {}
    for name, attribute in item.items():
        ((kind, value),) = attribute.items()
        plain[name] = int(value) if kind == "N" else value
    return plain


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except (Disconnected, HTTPClientError) as error:
        raise Unavailable from error
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in _BUSY:
            raise Unavailable from error
        if code != "TransactionCanceledException":
            raise
        reasons: Sequence[Mapping[str, Any]] = error.response.get("CancellationReasons", [])
        if any(reason.get("Code") in _BUSY_REASONS for reason in reasons):
            raise Unavailable(retry_after=1) from error
        raise Cancelled([_standing(reason) for reason in reasons]) from error


def _standing(reason: Mapping[str, Any]) -> Item | None:
    if reason.get("Code") != "ConditionalCheckFailed":
        return None
    return _plain(reason.get("Item") or {})
