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

from cen import jsontext
from cen.paging import Key, Page
from cen.problems import Unavailable
from cen.usage import spent

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

type Item = dict[str, str | int | bool]

_BUSY = frozenset(
    "InternalServerError LimitExceededException ProvisionedThroughputExceededException RequestLimitExceeded"  # noqa: SIM905
    " ServiceUnavailable ThrottlingException TransactionInProgressException".split()
)
_BUSY_REASONS = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})
# Together well below the 29 s after which the gateway gives up on its own. Requests are built here and typed, so
# botocore need not look at every part of them again, which takes as long as parsing an answer; DynamoDB does anyway.
# What botocore calls itself is put together anew for each request, of some twenty parts.
CONFIG = Config(
    connect_timeout=2,
    read_timeout=5,
    retries={"mode": "standard", "total_max_attempts": 3},
    parameter_validation=False,
    user_agent="cen",
)


class Cancelled(Exception):
    """A transaction was refused by its conditions. `standing[i]` is the item that refused operation i, if one did."""

    def __init__(self, standing: Sequence[Item | None]) -> None:
        super().__init__("transaction cancelled")
        self.standing = standing


class Contended(Unavailable):
    """Another transaction was at the same items at the same moment: nothing was written, and it may be tried anew."""


@cache
def client() -> "DynamoDBClient":
    made: DynamoDBClient = boto3.client("dynamodb", config=CONFIG)
    parse_quickly(made)
    return made


def parse_quickly(client: "DynamoDBClient") -> None:
    """Pages of items are JSON in the very shape in which botocore hands them on; its parser, which asks a model about
    every attribute, takes ten times as long to say the same. Without this everything works, and pages cost more."""
    for operation in ("BatchGetItem", "Query"):
        client.meta.events.register(f"before-parse.dynamodb.{operation}", _parsed)


def _parsed(response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_: Any) -> None:
    if response_dict["status_code"] == 200:
        customized_response_dict.update(jsontext.loads(response_dict["body"]))
        response_dict["body"] = b"{}"


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

    def get_many(self, keys: Sequence[tuple[str, str]], *, consistent: bool = True) -> list[Item | None]:
        """Items by (pk, sk), in the order asked for, in one call of at most 100."""
        with _failures():
            answer = self.client.batch_get_item(
                RequestItems={
                    self.name: {"Keys": [typed({"pk": pk, "sk": sk}) for pk, sk in keys], "ConsistentRead": consistent}
                },
                ReturnConsumedCapacity="TOTAL",
            )
        if answer.get("UnprocessedKeys"):
            raise Unavailable
        _count(answer.get("ConsumedCapacity"))
        found = {(item["pk"], item["sk"]): item for item in map(_plain, answer["Responses"].get(self.name, []))}
        return [found.get(key) for key in keys]

    def put(self, item: Item) -> None:
        """One item, whatever stood there: half the price of a transaction."""
        with _failures():
            answer = self.client.put_item(TableName=self.name, Item=typed(item), ReturnConsumedCapacity="TOTAL")
        _count(answer.get("ConsumedCapacity"))

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
        return _page(answer)

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
        return _page(answer)

    def collect(self, pk: str, sk: str, name: str) -> int:
        """Adds a name to the set that this item is, as often as it comes only once, and answers how many are in it."""
        with _failures():
            answer = self.client.update_item(
                TableName=self.name,
                Key=typed({"pk": pk, "sk": sk}),
                UpdateExpression="ADD members :name",
                ExpressionAttributeValues={":name": {"SS": [name]}},
                ReturnValues="ALL_NEW",
                ReturnConsumedCapacity="TOTAL",
            )
        _count(answer.get("ConsumedCapacity"))
        return len(answer["Attributes"]["members"]["SS"])

    def transact(self, operations: Sequence[Mapping[str, Any]]) -> None:
        """All or nothing; botocore sends one client token however often it retries. Raises `Cancelled`."""
        with _failures():
            answer = self.client.transact_write_items(
                TransactItems=[
                    {kind: {"TableName": self.name, **body} for kind, body in operation.items()}  # type: ignore[misc]
                    for operation in operations
                ],
                ReturnConsumedCapacity="TOTAL",
            )
        _count(answer.get("ConsumedCapacity"))


def _page(answer: Any) -> Page[Item]:
    last = answer.get("LastEvaluatedKey") or {}
    return Page([_plain(item) for item in answer["Items"]], {name: value["S"] for name, value in last.items()} or None)


def get_across(client: "DynamoDBClient", asked: Mapping[str, Sequence[Mapping[str, str]]]) -> dict[str, list[Item]]:
    """Items of several tables by their whole keys, in one call and in any order: at most 100, found by table."""
    with _failures():
        answer = client.batch_get_item(
            RequestItems={
                table: {"Keys": [typed(key) for key in keys], "ConsistentRead": True} for table, keys in asked.items()
            },
            ReturnConsumedCapacity="TOTAL",
        )
    if answer.get("UnprocessedKeys"):
        raise Unavailable
    _count(answer.get("ConsumedCapacity"))
    return {table: [_plain(item) for item in answer["Responses"].get(table, ())] for table in asked}


def _count(consumed: Any) -> None:
    """`consumed`: one table's capacity, or a list of them."""
    spent.calls += 1
    for part in consumed if isinstance(consumed, list) else [consumed or {}]:
        spent.units += part.get("CapacityUnits", 0.0)


def put(item: Item, unless: str | None = None, values: Mapping[str, str | int] | None = None) -> dict[str, Any]:
    """A put for `transact`; `unless`: the condition that must hold (see `condition`)."""
    return {"Put": {"Item": typed(item), **condition(unless, values)}}


def check(pk: str, sk: str, unless: str, values: Mapping[str, str | int]) -> dict[str, Any]:
    """A condition on an item that the transaction leaves as it is."""
    return {"ConditionCheck": {"Key": typed({"pk": pk, "sk": sk}), **condition(unless, values)}}


def delete(
    pk: str, sk: str, unless: str | None = None, values: Mapping[str, str | int] | None = None
) -> dict[str, Any]:
    return {"Delete": {"Key": typed({"pk": pk, "sk": sk}), **condition(unless, values)}}


def add(pk: str, sk: str, amounts: Mapping[str, int]) -> dict[str, Any]:
    """Adds to numbers of an item, which need not be there yet."""
    terms = ", ".join(f"#{name} :{name}" for name in amounts)
    return {
        "Update": {
            "Key": typed({"pk": pk, "sk": sk}),
            "UpdateExpression": f"ADD {terms}",
            "ExpressionAttributeNames": {f"#{name}": name for name in amounts},
            "ExpressionAttributeValues": {f":{name}": _attribute(value) for name, value in amounts.items()},
        }
    }


def update(
    pk: str,
    sk: str,
    *,
    sets: Mapping[str, str | int] | None = None,
    adds: Mapping[str, int] | None = None,
    removes: Sequence[str] = (),
    unless: str | None = None,
    values: Mapping[str, str | int] | None = None,
) -> dict[str, Any]:
    """Attributes of an item, which is made if it is not there. `adds`: to numbers, which begin at 0."""
    told = {**(values or {}), **{f"set_{name}": value for name, value in (sets or {}).items()}}
    told |= {f"add_{name}": value for name, value in (adds or {}).items()}
    parts = {
        "SET": [f"#{name} = :set_{name}" for name in sets or ()],
        "ADD": [f"#{name} :add_{name}" for name in adds or ()],
        "REMOVE": [f"#{name}" for name in removes],
    }
    body = condition(unless, None)
    names = [*(sets or ()), *(adds or ()), *removes]
    body["ExpressionAttributeNames"] = body.get("ExpressionAttributeNames", {}) | {f"#{name}": name for name in names}
    body["UpdateExpression"] = " ".join(f"{verb} {', '.join(found)}" for verb, found in parts.items() if found)
    body["ExpressionAttributeValues"] = {f":{name}": _attribute(value) for name, value in told.items()}
    return {"Update": {"Key": typed({"pk": pk, "sk": sk}), **body}}


def condition(expression: str | None, values: Mapping[str, str | int] | None = None) -> dict[str, Any]:
    """A condition whose refusal hands back the item in the way. Names are written `#name`, values `:name`."""
    if expression is None:
        return {}
    names = {word for word in expression.replace("(", " ").replace(")", " ").split() if word.startswith("#")}
    body: dict[str, Any] = {
        "ConditionExpression": expression,
        "ExpressionAttributeNames": {name: name[1:] for name in names},
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    if values:
        body["ExpressionAttributeValues"] = {f":{name}": _attribute(value) for name, value in values.items()}
    return body


def typed(item: Mapping[str, str | int | bool]) -> dict[str, dict[str, Any]]:
    return {name: _attribute(value) for name, value in item.items()}


def _attribute(value: str | int | bool) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"BOOL": value}
    return {"N": str(value)} if isinstance(value, int) else {"S": value}


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
            raise Contended(retry_after=1) from error
        raise Cancelled([_standing(reason) for reason in reasons]) from error


def _standing(reason: Mapping[str, Any]) -> Item | None:
    if reason.get("Code") != "ConditionalCheckFailed":
        return None
    return _plain(reason.get("Item") or {})
