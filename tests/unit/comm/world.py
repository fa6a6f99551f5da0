"""The whole context in memory: its routes on a table of our own, and what works behind them when told to."""

import base64
import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.comm.memory import Memory
from cen.clock import instant
from cen.doors import Drafted, Reported, SeenSeizure
from cen.dynamo import Table
from cen.events import CaseOwed, MessageSent, NoticeRaised, NoticeSettled
from cen.http import Handler
from cen.paging import Cursors
from cen.principal import Account, Principal
from cen.problems import Unavailable
from cen.uploads import Form, Uploaded
from comm import outbox
from comm.api import api
from comm.clockwork import Clockwork
from comm.following import Follower
from comm.making import CaseMaker
from comm.notifier import Notifier
from comm.people import Person
from comm.sealing import Tampered
from comm.store import CommStore
from comm.stores import Stores
from tests.answer import Answer
from tests.unit.seizures.builders import CENMAT, NCP, OFFICER, OFFICER_CO, READER_GB, RILO_WE, SERVICE, person
from tests.unit.seizures.gateway import claims

START = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
TABLE, KEYS, ACCOUNTS = "comm", "keys", "accounts"
BRAZIL = person("officer-br", administration="BR")
COLLEAGUE_CO = person("colleague-co", administration="CO")
PEOPLE = (OFFICER, NCP, OFFICER_CO, COLLEAGUE_CO, RILO_WE, READER_GB, CENMAT, BRAZIL)


class FakeVault:
    """Wraps keys under a name; opens what it wrapped, for the same operation and generation."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[str, int, bytes]] = {}
        self.down = False
        self.opened: list[tuple[str, int]] = []

    def wrapped(self, operation: str, generation: int) -> str:
        self._check()
        name = base64.b64encode(secrets.token_bytes(24)).decode()
        self.kept[name] = operation, generation, secrets.token_bytes(32)
        return name

    def unwrapped(self, wrapped: str, operation: str, generation: int) -> bytes:
        self._check()
        self.opened.append((operation, generation))
        found = self.kept.get(wrapped)
        if found is None or found[:2] != (operation, generation):
            raise Tampered
        return found[2]

    def _check(self) -> None:
        if self.down:
            raise Unavailable


class FakeDoor:
    """The CEN database: makes drafts that follow their messages until their owners touch them (`change`), unless it is
    told to refuse."""

    def __init__(self) -> None:
        self.records: dict[str, SeenSeizure] = {}
        self.made: dict[tuple[str, int], str] = {}
        self.heard: dict[tuple[str, int], int] = {}
        self.own: dict[str, int] = {}
        self.asked: list[Reported] = []
        self.errors: list[dict[str, str]] = []

    def draft(self, reported: Reported, request_id: str) -> Drafted:  # noqa: ARG002
        self.asked.append(reported)
        key = reported.operation_id, reported.message
        newer = reported.version > self.heard.get(key, 0)
        if self.errors and newer:
            seen = self.records.get(self.made.get(key, ""))
            return (
                Drafted(seen.id, seen.version, seen.status, self.errors, behind=True)
                if seen
                else Drafted("", 0, "", self.errors)
            )
        self.heard[key] = max(reported.version, self.heard.get(key, 0))
        if newer and key not in self.made and self.heard[key] == reported.version and reported.record is not None:
            self.made[key] = f"01KM00000000000000000000{len(self.made):02d}"
            self._write(self.made[key], reported)
        if key not in self.made:
            return Drafted()
        seen = self.records[self.made[key]]
        behind = newer and self.own[seen.id] != seen.version
        if newer and not behind and self._says(seen) != reported.record:
            self._write(seen.id, reported)
        seen = self.records[seen.id]
        return Drafted(seen.id, seen.version, seen.status, behind=behind)

    def _says(self, seen: SeenSeizure) -> Any:
        return None if seen.status == "withdrawn" else json.loads(seen.document)

    def _write(self, id: str, reported: Reported) -> None:
        version = self.own[id] = self.own.get(id, 0) + 1
        status = "withdrawn" if reported.record is None else "draft"
        self.change(
            id, version, status, reported.administration, json.dumps(reported.record) if reported.record else ""
        )

    def change(self, id: str, version: int, status: str, administration: str = "", document: str = "") -> None:
        before = self.records.get(id)
        document = document or (before.document if before else "{}")
        administration = administration or (before.administration if before else "")
        self.records[id] = SeenSeizure(id, version, status, "unverified", administration, "WE", "AMBER", None, document)

    def read(self, ids: Any) -> list[SeenSeizure]:
        return [self.records[id] for id in ids if id in self.records]


class FakePool:
    def __init__(self) -> None:
        self.people = {
            one.name: Person(one.id, one.name, one.administration, str(one.tier) == "unrestricted") for one in PEOPLE
        }

    def find(self, name: str) -> Person | None:
        return self.people.get(name)

    def of_id(self, id: str) -> Person | None:
        return next((one for one in self.people.values() if one.id == id), None)


class FakeFiles:
    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def write(self, key: str, sealed: bytes) -> None:
        self.kept[key] = sealed

    def read(self, key: str) -> bytes | None:
        return self.kept.get(key)

    def below(self, prefix: str) -> Iterator[str]:
        return iter([key for key in self.kept if key.startswith(prefix)])

    def remove(self, key: str) -> None:
        del self.kept[key]


class FakeQuarantine:
    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def form(self, key: str, *, content_type: str, size: int) -> Form:
        return Form("https://uploads.example", {"key": key, "Content-Type": content_type, "size": str(size)}, "later")

    def read(self, uploaded: Uploaded, limit: int) -> bytes:  # noqa: ARG002
        if uploaded.key not in self.kept:
            raise LookupError(uploaded.key)
        return self.kept[uploaded.key]

    def remove(self, uploaded: Uploaded) -> None:
        self.kept.pop(uploaded.key, None)


class FakeWorkbooks:
    def make(self, report: dict[str, Any]) -> str:
        from comm.reporter import handler

        return handler({"report": json.loads(json.dumps(report))}, None)["workbook"]


class Accounts:
    def find(self, client_id: str) -> Account | None:
        return Account("FR", "feed") if client_id == SERVICE.id else None


def memory() -> Memory:
    return Memory(single=[ACCOUNTS], indexes={"board": ("bd_pk", "bd_sk")})


@dataclass
class World:
    dynamo: Any = field(default_factory=memory)
    vault: FakeVault = field(default_factory=FakeVault)
    door: FakeDoor = field(default_factory=FakeDoor)
    pool: FakePool = field(default_factory=FakePool)
    files: FakeFiles = field(default_factory=FakeFiles)
    quarantine: FakeQuarantine = field(default_factory=FakeQuarantine)
    now: datetime = START
    events: list[Any] = field(default_factory=list)
    published: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.store = CommStore(Table(self.dynamo, TABLE), KEYS, ACCOUNTS)
        self.rooms: Any = Stores(
            self.store,
            lambda: self.vault,
            lambda: self.pool,  # type: ignore[arg-type, return-value]
            lambda: self.quarantine,  # type: ignore[arg-type, return-value]
            lambda: self.files,  # type: ignore[arg-type, return-value]
            FakeWorkbooks,  # type: ignore[arg-type]
        )
        self.handler = Handler(api, lambda: self.rooms, Accounts(), Cursors(lambda: b"secret"), lambda: self.now)

    def call(
        self,
        method: str,
        path: str,
        caller: Principal,
        body: Any = None,
        *,
        query: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        signed_in: int | None = None,
    ) -> Answer:
        told = claims(caller) | ({"auth_time": str(signed_in)} if signed_in else {})
        event = {
            "httpMethod": method,
            "path": path,
            "headers": {"Content-Type": "application/json", **(headers or {})},
            "queryStringParameters": query,
            "multiValueQueryStringParameters": {name: [value] for name, value in (query or {}).items()} or None,
            "body": body if isinstance(body, str) or body is None else json.dumps(body),
            "isBase64Encoded": False,
            "requestContext": {"requestId": "req-1", "authorizer": {"claims": told}},
        }
        answer = self.handler(event, None)
        return Answer(answer["statusCode"], answer["headers"], answer["body"])

    def later(self, **delta: float) -> None:
        self.now += timedelta(**delta)

    # What works behind the routes.

    def drain(self) -> list[Any]:
        """Publishes what the outbox owes, and lets the workers hear of it, until there is nothing more."""
        heard: list[Any] = []
        while owed := self._owed():
            heard += owed
            for event in owed:
                self._hear(event)
        self.events += heard
        return heard

    def _owed(self) -> list[Any]:
        found = []
        for name, item in sorted(self.dynamo.every(), key=lambda pair: str(pair[1].get("sk"))):
            key = (item["pk"]["S"], item["sk"]["S"]) if "pk" in item else ("", "")
            if name == TABLE and key[1].startswith("AUDIT#") and key not in self.published:
                self.published.add(key)
                found += outbox.describe(item)
        return found

    def _hear(self, event: Any) -> None:
        if isinstance(event, MessageSent):
            Notifier(self.store)(event)
        elif isinstance(event, CaseOwed):
            CaseMaker(self.rooms, self.door, lambda: self.now)(event)

    def follow(self, seizure_id: str) -> None:
        Follower(self.store, self.door, lambda: self.now)(seizure_id)

    def tick(self) -> int:
        return Clockwork(self.store, self.files, lambda: self.now)()

    def raised(self, kind: str) -> list[NoticeRaised]:
        return [one for one in self.events if isinstance(one, NoticeRaised) and one.kind == kind]

    def settled(self) -> set[str]:
        return {one.key for one in self.events if isinstance(one, NoticeSettled)}

    def item(self, operation: str, sk: str) -> dict[str, Any]:
        (found,) = [
            one
            for name, one in self.dynamo.every()
            if one.get("pk", {}).get("S") == f"OP#{operation}" and one["sk"]["S"] == sk and name == TABLE
        ]
        return found

    def text(self) -> str:
        """All that stands in the tables, as their readers could see it."""
        return "\n".join(json.dumps(item, ensure_ascii=False) for _, item in self.dynamo.every())


def empty_stores() -> Any:
    """Stand behind routes that only have to be reached. The register knows the machine client."""
    world = World()
    world.dynamo.put_item(TableName=ACCOUNTS, Item={"client_id": {"S": SERVICE.id}, "active": {"BOOL": True}})
    return world.rooms


OPERATION: dict[str, Any] = {
    "code_name": "Grey Heron",
    "purpose": "Cocaine in reefers from the Caribbean.",
    "starts_on": "2026-03-20",
    "ends_on": "2026-03-29",
    "retain_until": "2026-06-30",
    "regions": ["EUR"],
    "categories": ["drugs"],
}

PROFILE: dict[str, Any] = {
    "category": "drugs.cocaine",
    "goods": "Bananas",
    "mode": "1",
    "departure": {"country": "CO", "locode": "COCTG"},
    "destination": {"country": "FR", "locode": "FRLEH"},
    "container": "MSKU 907032 3",
}


def text(says: str = "Look at the reefers.", **more: Any) -> dict[str, Any]:
    return {"kind": "text", "text": says, **more}


def warning(deadline: datetime = START + timedelta(hours=6), **more: Any) -> dict[str, Any]:
    return {"kind": "warning", "warning": {"deadline": instant(deadline), "profile": PROFILE}, **more}


def feedback(number: int, result: str = "nothing_found", **more: Any) -> dict[str, Any]:
    return {"kind": "feedback", "feedback": {"warning": number, "result": result}, **more}


def seizure(record: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"kind": "seizure", "record": record, **more}


@dataclass
class Room:
    """A running operation of the RILO, with France, Colombia and Germany, and calls on it."""

    world: World
    id: str

    @property
    def path(self) -> str:
        return f"/v1/operations/{self.id}"

    def call(self, method: str, path: str, caller: Principal, body: Any = None, **more: Any) -> Answer:
        return self.world.call(method, f"{self.path}{path}", caller, body, **more)

    def send(self, caller: Principal, body: dict[str, Any], **more: Any) -> dict[str, Any]:
        answer = self.call("POST", "/messages", caller, body, **more)
        assert answer.status == 201, answer.text
        sent: dict[str, Any] = answer.json
        return sent

    def read(self, caller: Principal, **query: Any) -> dict[str, Any]:
        answer = self.call("GET", "/messages", caller, query={name: str(value) for name, value in query.items()})
        assert answer.status == 200, answer.text
        page: dict[str, Any] = answer.json
        return page

    def numbers(self, caller: Principal, **query: Any) -> list[int]:
        return [one["number"] for one in self.read(caller, **query)["items"]]

    def add(self, member: str, role: str = "participant", sees: str = "start") -> dict[str, Any]:
        """`member`: a code, or a person's user name."""
        who = {"administration": member} if len(member) == 2 else {"person": member}
        answer = self.call("POST", "/members", RILO_WE, {**who, "role": role, "sees": sees})
        assert answer.status == 201, answer.text
        added: dict[str, Any] = answer.json
        return added

    def expel(self, member: str, by: Principal = RILO_WE) -> Answer:
        return self.call("DELETE", f"/members/{member}", by)


def room(world: World, *members: str, **changes: Any) -> Room:
    answer = world.call("POST", "/v1/operations", RILO_WE, OPERATION | changes)
    assert answer.status == 201, answer.text
    made = Room(world, answer.json["id"])
    for member in members:
        made.add(member)
    return made


def counted[T](calls: Callable[[], T], world: World) -> tuple[T, list[str], int]:
    """What it answers, the calls of DynamoDB, and those of the vault."""
    before, opened = len(world.dynamo.calls), len(world.vault.opened)
    found = calls()
    return found, world.dynamo.calls[before:], len(world.vault.opened) - opened
