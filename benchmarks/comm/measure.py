"""What a request on an operation costs: calls, units, and CPU beside the least that a page can cost."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.comm.simulation import ACCOUNTS, KEYS, START, TABLE, Operation, Rooms, act_of, officer
from benchmarks.comm.wire import Wire, live, replayed
from benchmarks.cpu import medians
from benchmarks.gateway import Call, Context, silence
from cen.dynamo import Table
from cen.dynamo.units import item_size, read_units
from cen.http import Handler
from cen.paging import Cursors
from comm.api import api
from comm.sealing import NONCE_BYTES
from comm.store import CommStore
from comm.vault import KmsVault

PAGE = 50


@dataclass(frozen=True, slots=True)
class Cost:
    """`calls`: requests to AWS, by operation; `units`: of what was read, one unit at least for each item asked for."""

    name: str
    calls: Sequence[str]
    units: float
    status: int
    items: int
    most_calls: int

    @property
    def within(self) -> bool:
        return self.status < 300 and len(self.calls) <= self.most_calls

    @property
    def opened(self) -> int:
        return self.calls.count("Decrypt")


class _Nobody:
    def find(self, _: str) -> None:
        return None


@dataclass
class Api:
    """The context's own handler on real clients that are answered from the simulation."""

    rooms: Rooms

    def __post_init__(self) -> None:
        self.units = 0.0
        kept = self.rooms.vault._kept  # noqa: SLF001 - the other half of the simulation
        self._live = live(self.rooms.memory, lambda wrapped: kept[wrapped][2])
        self.wire = Wire(self._counted)
        stores = _Stores(CommStore(Table(self.wire.dynamodb, TABLE), KEYS, ACCOUNTS), KmsVault(self.wire.kms, "key"))
        cursors = Cursors(lambda: b"a secret of thirty-two characters")
        self.handler = Handler(api, lambda: stores, _Nobody(), cursors, lambda: START)  # type: ignore[arg-type, return-value]

    def ask(self, name: str, call: Call, most_calls: int) -> Cost:
        self.wire.answer = self._counted
        self.wire.sent.clear()
        self.wire.bodies.clear()
        self.units = 0.0
        with silence():
            answer = self.handler(call.event(), Context())
        page = json.loads(answer["body"])
        shown = len(page.get("items", ()))
        return Cost(name, list(self.wire.sent), self.units, answer["statusCode"], shown, most_calls)

    def _counted(self, operation: str, request: Any) -> bytes:
        body = self._live(operation, request)
        if operation == "BatchGetItem":
            asked = sum(len(one["Keys"]) for one in json.loads(request.body)["RequestItems"].values())
            found = [item for items in json.loads(body)["Responses"].values() for item in items]
            self.units += sum(read_units(item_size(item)) for item in found) + asked - len(found)
        elif operation == "Query":
            self.units += read_units(sum(map(item_size, json.loads(body)["Items"])))
        return body


@dataclass(frozen=True, slots=True)
class _Stores:
    store: CommStore
    vault: KmsVault


def claims(code: str) -> dict[str, str]:
    one = officer(code)
    groups = f"[tier-unrestricted administration-{code}]"
    return {"sub": one.id, "username": one.name, "token_use": "access", "cognito:groups": groups, "auth_time": "1"}


def page(operation: Operation, after: int) -> Call:
    return _get(operation, "/messages", after=str(after), limit=str(PAGE))


def _get(operation: Operation, path: str, **query: str) -> Call:
    caller = claims(str(operation.officers[1].administration))
    return Call("GET", f"/v1/operations/{operation.id}{path}", caller, query=query)


def _post(operation: Operation, body: dict[str, Any]) -> Call:
    caller = claims(str(operation.officers[1].administration))
    headers = {"Idempotency-Key": f"k-{len(json.dumps(body))}-{body['kind']}"}
    return Call("POST", f"/v1/operations/{operation.id}/messages", caller, body, headers=headers)


def costs(api_: Api, operation: Operation, last: int) -> list[Cost]:
    """Of the first, a middle and the last page, of a poll, of sending, of the board and of a search."""
    middle = last // 3 - PAGE // 2  # where a key was followed by another
    return [
        api_.ask("page of 50, first", page(operation, 0), 3),
        api_.ask("page of 50, over two keys", page(operation, middle), 4),
        api_.ask("page of 50, last", page(operation, last - PAGE), 3),
        api_.ask("poll, nothing new", _get(operation, "/messages", after=str(last), limit="10"), 1),
        api_.ask("send a text", _post(operation, {"kind": "text", "text": "The seal is broken."}), 3),
        api_.ask("board", _get(operation, "/board"), 3),
        api_.ask("search of 200", _get(operation, "/messages", q="welded plates"), 5),
    ]


@dataclass(frozen=True, slots=True)
class Cpu:
    """Microseconds: of a page of 50, and of one Query of 50 rows with as many openings."""

    name: str
    ours: float
    floor: float

    @property
    def ratio(self) -> float:
        return self.ours / self.floor


def cpu(api_: Api, operation: Operation, after: int, name: str) -> Cpu:
    """In one run, each with its answers replayed."""
    call = page(operation, after)
    api_.ask(name, call, 3)
    stored = json.loads(api_.wire.bodies[0])["Responses"][TABLE]
    rows = [item for item in stored if item["sk"]["S"].startswith("M#")]
    if len(rows) != PAGE:
        raise RuntimeError(f"a page of {PAGE} has {len(rows)} messages")
    api_.wire.answer = replayed(list(api_.wire.bodies))
    event, context = call.event(), Context()
    floor = _floor(rows, api_.rooms, operation)
    with silence():
        spent = medians({"floor": floor, "ours": lambda: api_.handler(event, context)})
    return Cpu(name, spent["ours"], spent["floor"])


def _floor(rows: Sequence[dict[str, Any]], rooms: Rooms, operation: Operation) -> Callable[[], object]:
    """One Query of the rows as JSON, each opened and parsed: the least that can be done for a page."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    wire = Wire(replayed([json.dumps({"Count": PAGE, "Items": rows}).encode()]), plain=True)
    _, ring = rooms.store.again(operation.id, ["HEAD"])
    if ring is None:
        raise RuntimeError("no keys")
    keys = {g: rooms.vault.unwrapped(wrapped, operation.id, g) for g, wrapped in ring.keys.items()}
    bound = _bounds(rows, operation)

    def run() -> object:
        answer = wire.dynamodb.query(
            TableName=TABLE,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :from AND :to",
            ExpressionAttributeValues={":pk": {"S": "OP"}, ":from": {"S": "M#1"}, ":to": {"S": "M#2"}},
        )
        shown = []
        for item, about in zip(answer["Items"], bound, strict=True):
            raw = base64.b64decode(item["sealed"]["S"])
            cipher = AESGCM(keys[int(item["generation"]["N"])])
            shown.append(json.loads(cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], about)))
        return shown

    return run


def _bounds(rows: Sequence[dict[str, Any]], operation: Operation) -> list[bytes]:
    from comm.messages.writing import bound_to

    return [
        bound_to(
            operation.id,
            int(one["sk"]["S"][2:]),
            int(one["version"]["N"]),
            int(one["generation"]["N"]),
            one["clear"]["S"],
        )
        for one in rows
    ]


def last_number(rooms: Rooms, operation: Operation) -> int:
    from comm.room import enter

    return enter(rooms, act_of(operation.officers[0], START), operation.id).head.last
