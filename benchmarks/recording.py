"""A DynamoDB client that remembers what went through it, and one that says it again without a network."""

from collections.abc import Callable, Iterable, Mapping
from itertools import cycle
from typing import TYPE_CHECKING, Any

from benchmarks.capacity import Exchange, Typed

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class Recorder:
    """`observer` looks at items before a transaction; its calls are not those of the use case."""

    def __init__(
        self, client: "DynamoDBClient", observer: "DynamoDBClient", keys: Mapping[str, tuple[str, ...]]
    ) -> None:
        self.exchanges: list[Exchange] = []
        self._client = client
        self._observer = observer
        self._keys = keys

    def __getattr__(self, operation: str) -> Callable[..., Mapping[str, Any]]:
        def record(**request: Any) -> Mapping[str, Any]:
            before = [self._standing(step) for step in request.get("TransactItems", ())]
            answer: Mapping[str, Any] = getattr(self._client, operation)(**request)
            self.exchanges.append(Exchange(operation, request, answer, before))
            return answer

        return record

    def _standing(self, step: Mapping[str, Mapping[str, Any]]) -> Typed | None:
        ((_, body),) = step.items()
        table = body["TableName"]
        target = body.get("Item") or body["Key"]
        key = {name: target[name] for name in self._keys[table]}
        return self._observer.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item")


class Replay:
    """Answers as recorded, over and over: the same request makes the same calls."""

    def __init__(self, exchanges: Iterable[Exchange]) -> None:
        self._answers = cycle([(exchange.operation, exchange.answer) for exchange in exchanges])

    def __getattr__(self, operation: str) -> Callable[..., Mapping[str, Any]]:
        def answer(**_: Any) -> Mapping[str, Any]:
            recorded, value = next(self._answers)
            if recorded != operation:
                raise RuntimeError(f"{operation} was called where {recorded} was recorded")
            return value

        return answer
