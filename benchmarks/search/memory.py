"""DynamoDB's answers to the index's queries from memory, over the real client: what is sent, parsed and read is real.

A hundred thousand records stand in eleven million places, more than an emulator holds; here all places of a record
share its texts.
"""

import io
import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

import boto3
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config

from cen.dynamo import Table
from cen.dynamo.units import item_size, read_units
from seizures.search.index import SearchIndex, posting_text
from seizures.search.keys import Entry

_TABLE = "search"


@dataclass(slots=True)
class Partitions:
    standing: dict[str, list[Entry]] = field(default_factory=dict)

    def fill(self, entries: Iterable[tuple[Entry, Sequence[str]]]) -> None:
        """Oldest first."""
        for entry, partitions in entries:
            for partition in partitions:
                self.standing.setdefault(partition, []).append(entry)

    def query(self, partition: str, low: str, high: str, limit: int) -> tuple[list[Entry], bool]:
        found = self.standing.get(partition, [])
        start = bisect_left(found, low, key=attrgetter("sort"))
        end = bisect_right(found, high, key=attrgetter("sort"))
        page = found[max(start, end - limit) : end]
        return page[::-1], end - start > limit


@dataclass(slots=True)
class Seen:
    """What one request read. `bodies`: the answers as they came over the wire."""

    calls: int = 0
    rows: int = 0
    units: float = 0.0
    bodies: list[bytes] = field(default_factory=list)


class Wire:
    """A client whose requests are answered here. `answer` makes the body of a Query's answer from the request's."""

    def __init__(self) -> None:
        self.answer: Callable[[dict[str, Any]], bytes] = lambda _: b"{}"
        config = Config(retries={"total_max_attempts": 1})
        self.client = boto3.Session("testing", "testing", region_name="us-east-1").client("dynamodb", config=config)
        self.client.meta.events.register("before-send.dynamodb.Query", self._respond)

    def index(self) -> SearchIndex:
        return SearchIndex(Table(self.client, _TABLE))

    def _respond(self, request: Any, **_: Any) -> AWSResponse:
        body = self.answer(request)
        headers = HTTPHeaders.from_dict({"Content-Type": "application/x-amz-json-1.0"})
        return AWSResponse(request.url, 200, headers, _Raw(body))


class _Raw(io.BytesIO):
    def stream(self, **_: Any) -> Iterable[bytes]:
        yield self.read()


def live(wire: Wire, partitions: Partitions, seen: Seen) -> None:
    """Answers come from the partitions; what is read is counted by DynamoDB's rules for items as they are stored."""

    def answer(request: Any) -> bytes:
        asked = json.loads(request.body)
        values = {name: value["S"] for name, value in asked["ExpressionAttributeValues"].items()}
        page, more = partitions.query(values[":pk"], values[":from"], values[":to"], asked["Limit"])
        seen.calls += 1
        seen.rows += len(page)
        seen.units += read_units(sum(map(stored_size, page)) + len(values[":pk"]) * len(page), consistent=False)
        body = json.dumps(_document(page, more, values[":pk"])).encode()
        seen.bodies.append(body)
        return body

    wire.answer = answer


def replayed(wire: Wire, bodies: Sequence[bytes]) -> None:
    """The same answers over and over, at no cost of ours."""
    place = 0

    def answer(_: Any) -> bytes:
        nonlocal place
        body = bodies[place % len(bodies)]
        place += 1
        return body

    wire.answer = answer


def stored_size(entry: Entry) -> int:
    """Of a posting, without the value of its partition key."""
    return item_size({"pk": "", "sk": entry.sort, "text": posting_text(entry)})


def _document(page: Sequence[Entry], more: bool, partition: str) -> dict[str, Any]:
    items = [{"text": {"S": posting_text(one)}} for one in page]
    found: dict[str, Any] = {"Count": len(items), "ScannedCount": len(items), "Items": items}
    if more:
        found["LastEvaluatedKey"] = {"pk": {"S": partition}, "sk": {"S": page[-1].sort}}
    return found
