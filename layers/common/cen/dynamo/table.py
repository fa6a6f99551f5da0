"""One table through the low-level client, which parses a page five times faster than the resource.

Items are flat: strings, whole numbers, booleans. Documents are one JSON string attribute. Errors that mean "busy or
down" become `Unavailable`; a refused condition becomes `Cancelled` with the items that stood in the way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from cen import jsontext
from cen.dynamo.bulk import Reads, Writes, teach
from cen.dynamo.failures import failures
from cen.dynamo.operations import Item, plain, typed
from cen.paging import Key, Page
from cen.problems import Unavailable
from cen.usage import spent

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MOST_KEYS = 100  # that one call reads

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
        with failures():
            answer = self.client.get_item(
                TableName=self.name, Key=typed(key), ConsistentRead=True, ReturnConsumedCapacity="TOTAL"
            )
        _count(answer.get("ConsumedCapacity"))
        return plain(answer["Item"]) if "Item" in answer else None

    def get_many(self, keys: Sequence[tuple[str, str]], *, consistent: bool = True) -> list[Item | None]:
        """Items by (pk, sk), in the order asked for, in one call of at most 100."""
        asked = [typed({"pk": pk, "sk": sk}) for pk, sk in keys]
        return self._get({self.name: {"Keys": asked, "ConsistentRead": consistent}}, keys)

    def get_all(self, keys: Sequence[tuple[str, str]]) -> list[Item | None]:
        """The same of any number, a call for each hundred: see `bulk.py`."""
        teach(self.client)
        found: list[Item | None] = []
        for start in range(0, len(keys), MOST_KEYS):
            some = keys[start : start + MOST_KEYS]
            found += self._get(Reads(self.name, [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in some]), some)
        return found

    def _get(self, asked: dict[str, Any], keys: Sequence[tuple[str, str]]) -> list[Item | None]:
        with failures():
            answer = self.client.batch_get_item(RequestItems=asked, ReturnConsumedCapacity="TOTAL")
        if answer.get("UnprocessedKeys"):
            raise Unavailable
        _count(answer.get("ConsumedCapacity"))
        found = {(item["pk"], item["sk"]): item for item in map(plain, answer["Responses"].get(self.name, []))}
        return [found.get(key) for key in keys]

    def put(self, item: Item) -> None:
        """One item, whatever stood there: half the price of a transaction."""
        with failures():
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
        with failures():
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
        with failures():
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
        with failures():
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
        self._transact(
            [{kind: {"TableName": self.name, **body} for kind, body in operation.items()} for operation in operations]
        )

    def transact_many(self, operations: Sequence[Mapping[str, Any]]) -> None:
        """The same, for a hundred operations at a time: see `bulk.py`."""
        teach(self.client)
        self._transact(Writes(self.name, operations))

    def _transact(self, items: list[Any]) -> None:
        with failures():
            answer = self.client.transact_write_items(TransactItems=items, ReturnConsumedCapacity="TOTAL")
        _count(answer.get("ConsumedCapacity"))


def _page(answer: Any) -> Page[Item]:
    last = answer.get("LastEvaluatedKey") or {}
    return Page([plain(item) for item in answer["Items"]], {name: value["S"] for name, value in last.items()} or None)


def get_across(client: "DynamoDBClient", asked: Mapping[str, Sequence[Mapping[str, str]]]) -> dict[str, list[Item]]:
    """Items of several tables by their whole keys, in one call and in any order: at most 100, found by table."""
    with failures():
        answer = client.batch_get_item(
            RequestItems={
                table: {"Keys": [typed(key) for key in keys], "ConsistentRead": True} for table, keys in asked.items()
            },
            ReturnConsumedCapacity="TOTAL",
        )
    if answer.get("UnprocessedKeys"):
        raise Unavailable
    _count(answer.get("ConsumedCapacity"))
    return {table: [plain(item) for item in answer["Responses"].get(table, ())] for table in asked}


def _count(consumed: Any) -> None:
    """`consumed`: one table's capacity, or a list of them."""
    spent.calls += 1
    for part in consumed if isinstance(consumed, list) else [consumed or {}]:
        spent.units += part.get("CapacityUnits", 0.0)
