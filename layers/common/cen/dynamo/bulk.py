"""Large requests at a tenth of the processor's time.

botocore walks through every attribute of every item three times in Python: it checks them, looks for names of tables,
writes them. For a transaction of a hundred writes that is six milliseconds, more than everything else about them. Here
it gets a stand-in, and the body as pydantic's writer made it; signing, retries and errors stay its own. A test holds
the bodies to what botocore would have written.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from pydantic_core import to_json

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_KEPT = "cen_ready_made_body"


class Writes(list[Any]):
    """What stands for the operations of a transaction on their way through botocore. `body`: the request's, whole."""

    def __init__(self, table: str, operations: Sequence[Mapping[str, Any]]) -> None:
        super().__init__([{"Put": {"TableName": table, "Item": {}}}])
        items = [{kind: {"TableName": table, **body} for kind, body in one.items()} for one in operations]
        # The same token however often botocore sends the body again.
        asked = {"TransactItems": items, "ReturnConsumedCapacity": "TOTAL", "ClientRequestToken": str(uuid4())}
        self.body = to_json(asked)


class Reads(dict[str, Any]):
    """What stands for the keys of a batch."""

    def __init__(self, table: str, keys: Sequence[Mapping[str, Any]]) -> None:
        super().__init__({table: {"Keys": [{}]}})
        asked = {"RequestItems": {table: {"Keys": keys, "ConsistentRead": True}}, "ReturnConsumedCapacity": "TOTAL"}
        self.body = to_json(asked)


def teach(client: "DynamoDBClient") -> None:
    """So that the client sends what is ready made. Twice is the same as once."""
    events = client.meta.events
    for operation in ("TransactWriteItems", "BatchGetItem"):
        events.register(f"before-parameter-build.dynamodb.{operation}", _set_aside, unique_id=f"{_KEPT}-{operation}")
        events.register(f"before-call.dynamodb.{operation}", _put_in, unique_id=f"{_KEPT}-{operation}-call")


def _set_aside(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    for name in ("TransactItems", "RequestItems"):
        items = params.get(name)
        if isinstance(items, Writes | Reads):
            context[_KEPT] = items.body
            # What botocore looks into must be of the plain kind.
            params[name] = list(items) if isinstance(items, Writes) else dict(items)


def _put_in(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    if body := context.pop(_KEPT, None):
        params["body"] = body
