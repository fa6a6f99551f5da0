"""Real clients whose requests are answered here: what botocore builds, signs, sends and parses is real."""

import base64
import io
import json
from collections.abc import Callable, Iterable
from typing import Any

import boto3
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config

from benchmarks.comm.memory import Memory
from cen.dynamo.table import CONFIG, parse_quickly
from comm import vault

_METHODS = {
    "BatchGetItem": "batch_get_item",
    "GetItem": "get_item",
    "PutItem": "put_item",
    "Query": "query",
    "TransactWriteItems": "transact_write_items",
}


class Wire:
    """`answer`: makes an answer's body of the operation's name and the request. `plain`: clients as boto3 makes them,
    and not as this project's are made."""

    def __init__(self, answer: Callable[[str, Any], bytes], *, plain: bool = False) -> None:
        self.answer = answer
        self.sent: list[str] = []
        self.bodies: list[bytes] = []
        session = boto3.Session("testing", "testing", region_name="us-east-1")
        self.dynamodb = session.client("dynamodb", config=None if plain else CONFIG)
        self.kms = session.client("kms", config=Config(**vault.CONFIG))
        if not plain:
            parse_quickly(self.dynamodb)
        for client, name in ((self.dynamodb, "dynamodb"), (self.kms, "kms")):
            client.meta.events.register(f"before-send.{name}", self._respond)

    def _respond(self, request: Any, **_: Any) -> AWSResponse:
        operation = request.headers["X-Amz-Target"].decode().rpartition(".")[2]
        body = self.answer(operation, request)
        self.sent.append(operation)
        self.bodies.append(body)
        headers = HTTPHeaders.from_dict({"Content-Type": "application/x-amz-json-1.0"})
        return AWSResponse(request.url, 200, headers, _Raw(body))


class _Raw(io.BytesIO):
    def stream(self, **_: Any) -> Iterable[bytes]:
        yield self.read()


def live(memory: Memory, key: Callable[[str], bytes]) -> Callable[[str, Any], bytes]:
    """Answers of the table in memory, and of a key service that opens what `key` knows."""

    def answer(operation: str, request: Any) -> bytes:
        asked = json.loads(request.body)
        if operation == "Decrypt":
            plain = base64.b64encode(key(asked["CiphertextBlob"])).decode()
            return json.dumps({"Plaintext": plain, "KeyId": asked["KeyId"]}).encode()
        found: dict[str, Any] = getattr(memory, _METHODS[operation])(**asked)
        return json.dumps(found).encode()

    return answer


def replayed(bodies: Iterable[bytes]) -> Callable[[str, Any], bytes]:
    """The same answers over and over, at no cost of ours."""
    kept, place = list(bodies), 0

    def answer(*_: Any) -> bytes:
        nonlocal place
        body = kept[place % len(kept)]
        place += 1
        return body

    return answer
