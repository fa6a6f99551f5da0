"""Enters the drawings as any officer enters a picture: the record, the signed form, the file. Safe to run again: keys
make it happen once, and later the same pixels are known."""

import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from local.seed.client import Client, Refused
from local.seed.drawings import DRAWINGS, Drawing

_BOUNDARY = "----the-seed-of-a-picture"
_UNFINISHED = ("awaiting_upload", "processing")
_LOOKS = 200  # of a tenth of a second

type Post = Callable[[Mapping[str, Any], bytes], None]
# The token it was entered with, and its id.
type Entered = tuple[str, str]


def post(form: Mapping[str, Any], content: bytes) -> None:
    """Every field of the form, then the file."""
    parts = [
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in form["fields"].items()
    ]
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'.encode()
    body = b"".join([*parts, head, content, f"\r\n--{_BOUNDARY}--\r\n".encode()])
    kind = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
    with urllib.request.urlopen(urllib.request.Request(form["url"], body, kind), timeout=60):  # noqa: S310 - our own
        pass


def enter_pictures(
    client: Client, tokens: Sequence[str], post: Post = post, drawings: Sequence[Drawing] = DRAWINGS
) -> list[Entered]:
    """`tokens`: of officers, who take turns. Raises `Refused`."""
    return [_enter(client, tokens[number % len(tokens)], one, post) for number, one in enumerate(drawings)]


def shown(client: Client, entered: Sequence[Entered], sleep: Callable[[float], None] = time.sleep) -> int:
    """How many are in the catalogue, once none is on its way any more."""
    for _ in range(_LOOKS):
        status = [_status(client, *one) for one in entered]
        if not set(status) & set(_UNFINISHED):
            break
        sleep(0.1)
    return sum(one in ("ready", "duplicate") for one in status)


def _enter(client: Client, token: str, drawing: Drawing, post: Post) -> Entered:
    content = drawing.content()
    body = {**drawing.entry(), "size": len(content)}
    answer = client.call("POST", "/v1/pictures", token, body, {"Idempotency-Key": f"seed-picture-{drawing.name}"})
    if answer.status != 201:
        raise Refused("POST /v1/pictures", answer, body)
    if _status(client, token, answer.body["id"]) == "awaiting_upload":
        post(answer.body["upload"], content)
    return token, answer.body["id"]


def _status(client: Client, token: str, id: str) -> str:
    answer = client.call("GET", f"/v1/pictures/{id}", token)
    if answer.status != 200:
        raise Refused(f"GET /v1/pictures/{id}", answer)
    return str(answer.body["status"])
