"""DynamoDB and S3 as far as imports use them, in memory, behind the real clients: what is sent, signed and parsed is
real, and the time that the stand-ins take themselves is known."""

import io
import json
import shutil
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import boto3
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config

from cen.dynamo import Table
from cen.dynamo.table import CONFIG, parse_quickly
from cen.uploads import Uploaded

type _Key = tuple[str, str]


class Database:
    """Conditions are not looked at: everything that is loaded here is new. `own`: seconds of processor time."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.own = 0.0
        self._items: dict[_Key, Any] = {}
        config = CONFIG.merge(Config(retries={"total_max_attempts": 1}))
        self._client = boto3.Session("testing", "testing", region_name="us-east-1").client("dynamodb", config=config)
        parse_quickly(self._client)
        self._client.meta.events.register("before-send.dynamodb.*", self._respond)
        self.table = Table(self._client, "seizures")

    def _respond(self, request: Any, **_: Any) -> AWSResponse:
        begun = time.process_time()
        operation = str(request.headers["X-Amz-Target"], "ascii").rpartition(".")[2]
        self.calls[operation] += 1
        body = json.dumps(getattr(self, f"_{operation}")(json.loads(request.body))).encode()
        self.own += time.process_time() - begun
        headers = HTTPHeaders.from_dict({"Content-Type": "application/x-amz-json-1.0"})
        return AWSResponse(request.url, 200, headers, _Raw(body))

    def _TransactWriteItems(self, asked: Any) -> Any:  # noqa: N802 - as DynamoDB calls them
        for operation in asked["TransactItems"]:
            ((kind, body),) = operation.items()
            if kind == "Put":
                self._items[_key(body["Item"])] = body["Item"]
            else:
                self._items.pop(_key(body["Key"]), None)
        return {}

    def _GetItem(self, asked: Any) -> Any:  # noqa: N802
        found = self._items.get(_key(asked["Key"]))
        return {"Item": found} if found else {}

    def _BatchGetItem(self, asked: Any) -> Any:  # noqa: N802
        ((name, wanted),) = asked["RequestItems"].items()
        found = [self._items[_key(key)] for key in wanted["Keys"] if _key(key) in self._items]
        return {"Responses": {name: found}, "UnprocessedKeys": {}}

    def _Query(self, asked: Any) -> Any:  # noqa: N802
        values = {name: value["S"] for name, value in asked["ExpressionAttributeValues"].items()}
        keys = sorted(
            key for key in self._items if key[0] == values[":pk"] and values[":from"] <= key[1] <= values[":to"]
        )
        return {"Items": [self._items[key] for key in keys]}


def _key(item: Any) -> _Key:
    return item["pk"]["S"], item["sk"]["S"]


class _Raw(io.BytesIO):
    def stream(self, **_: Any) -> Iterable[bytes]:
        yield self.read()


@dataclass(slots=True)
class Bucket:
    objects: dict[str, bytes] = field(default_factory=dict)

    def put_object(self, *, Key: str, Body: Any, **_: Any) -> None:  # noqa: N803 - as S3 calls them
        self.objects[Key] = Body if isinstance(Body, bytes) else Body.read()

    def get_object(self, *, Key: str, **_: Any) -> dict[str, Any]:  # noqa: N803
        return {"Body": io.BytesIO(self.objects[Key])}


@dataclass(frozen=True, slots=True)
class Disk:
    """What S3 holds takes no memory of the worker."""

    folder: Path

    def put_object(self, *, Key: str, Body: Any, **_: Any) -> None:  # noqa: N803
        target = self.folder / Key
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            shutil.copyfileobj(io.BytesIO(Body) if isinstance(Body, bytes) else Body, file)

    def get_object(self, *, Key: str, **_: Any) -> dict[str, Any]:  # noqa: N803
        # Parts are small, and nobody has to close this.
        return {"Body": BytesIO((self.folder / Key).read_bytes())}


@dataclass(frozen=True, slots=True)
class Uploads:
    content: bytes

    def read(self, _: Uploaded, __: int) -> bytes:
        return self.content

    def remove(self, _: Uploaded) -> None:
        pass
