"""Callers, accounts, other contexts' records and the handler of the alerts, without a network."""

import copy
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from alerts.api import api
from alerts.citing import Sources
from alerts.indexer import Indexer
from alerts.library.receiving import Librarian
from alerts.outbox import describe
from alerts.readers import Reader
from alerts.search.postings import Postings
from alerts.shelf.files import file_name
from alerts.shelf.store import ShelfStore
from alerts.store import AlertStore
from alerts.stores import Stores
from benchmarks.alerts.memory import MemoryTable
from cen.act import Act, Idempotency
from cen.clock import Clock, instant
from cen.dynamo.operations import typed
from cen.events import AlertChanged, NoticeRaised, NoticeSettled
from cen.http import Handler
from cen.paging import Cursors
from cen.principal import Account, Principal, Tier
from cen.uploads import Form, TooLarge, Uploaded
from tests.answer import Answer

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)


def later(**more: float) -> str:
    return instant(NOW + timedelta(**more))


def person(
    name: str, tier: Tier | None = Tier.UNRESTRICTED, administration: str | None = None, **more: Any
) -> Principal:
    return Principal(id=f"sub-{name}", name=name, kind="person", tier=tier, administration=administration, **more)


def _set(*names: str) -> frozenset[str]:
    return frozenset(names)


OFFICER = person("officer-fr", administration="FR")
NCP = person("ncp-fr", administration="FR", roles=_set("ncp"))
OFFICER_DE = person("officer-de", administration="DE")
NCP_DE = person("ncp-de", administration="DE", roles=_set("ncp"))
NCP_CO = person("ncp-co", administration="CO", roles=_set("ncp"))
OFFICER_CO = person("officer-co", administration="CO")
RILO_WE = person("rilo-we", administration="DE", rilos=_set("WE"))
COLLEAGUE_WE = person("rilo-we-2", administration="BE", rilos=_set("WE"))
RILO_SA = person("rilo-sa", administration="CL", rilos=_set("SA"))
READER_GB = person("reader-gb", Tier.READ_ONLY, "GB")
LIMITED_DE = person("limited-de", Tier.LIMITED, "DE")
EXTERNAL = person("external", Tier.LIMITED)
CENMAT = person("cenmat", roles=_set("cenmat"))
NO_TIER = person("no-tier", None, "FR")
SERVICE = Principal(id="client-fr", name="ncp-fr", kind="service", tier=Tier.UNRESTRICTED, administration="FR")
EVERYBODY = (
    *(OFFICER, NCP, OFFICER_DE, NCP_DE, NCP_CO, OFFICER_CO, RILO_WE, COLLEAGUE_WE, RILO_SA, READER_GB),
    *(LIMITED_DE, EXTERNAL, CENMAT),
)

ALERT: dict[str, Any] = {
    "kind": "alert",
    "title": "Cocaine in reefer floors",
    "text": "Bricks lie between the floor beams of refrigerated containers from the west coast.",
    "severity": "high",
    "tlp": "GREEN",
    "valid_until": later(days=30),
    "categories": ["drugs"],
    "regions": ["WE"],
}
NOTICE: dict[str, Any] = {
    **ALERT,
    "kind": "concealment_notice",
    "concealment": {
        "what": "Cocaine, 120 kg",
        "place": "container.structure.floor",
        "method": "built_cavity",
        "mode": "1",
        "how_found": "The scanner showed a floor thicker than usual.",
        "how_to_spot": "Fresh welds along the beams; the floor sounds dull.",
    },
}


def alert(base: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    made = copy.deepcopy(base or ALERT) | changes
    return {name: value for name, value in made.items() if value is not ...}


@dataclass(frozen=True)
class SeenRecord:
    """A record of another context, as its door shows it."""

    id: str
    administration: str = "FR"
    rilo: str | None = "WE"
    tlp: str = "GREEN"
    status: str = "published"


@dataclass
class Records:
    """Records of another context; `asked`: what was looked up."""

    standing: dict[str, SeenRecord] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def put(self, *records: SeenRecord) -> None:
        self.standing |= {record.id: record for record in records}

    def read(self, ids: Sequence[str]) -> Sequence[SeenRecord]:
        self.asked += ids
        return [self.standing[id] for id in ids if id in self.standing]


@dataclass
class Directory:
    """The accounts of the people."""

    people: list[Principal] = field(default_factory=lambda: list(EVERYBODY))
    counts: int = 0

    def groups(self) -> Iterable[str]:
        self.counts += 1
        return sorted({group for one in self.people for group in Reader.of(one).groups} | {"unrelated"})

    def members(self, group: str) -> Iterable[str]:
        return [one.name for one in self.people if group in Reader.of(one).groups]

    def find(self, username: str) -> Reader | None:
        return next((Reader.of(one) for one in self.people if one.name == username), None)


@dataclass
class Bucket:
    """Quarantine and files in memory. `waiting`: content by key."""

    waiting: dict[str, bytes] = field(default_factory=dict)
    files: dict[str, tuple[bytes, str, str]] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)

    def quarantine(self, clock: Clock) -> Any:
        return _Quarantine(self, clock)

    def keep(self, id: str, content: bytes, content_type: str, title: str) -> None:
        self.files[id] = content, content_type, title

    def link(self, id: str, content_type: str, title: str) -> str:
        return f"https://files.example/{id}?{file_name(title, content_type)}"

    def remove(self, id: str) -> None:
        self.files.pop(id, None)
        self.removed.append(id)


@dataclass
class _Quarantine:
    bucket: Bucket
    clock: Clock

    def form(self, key: str, *, content_type: str, size: int) -> Form:
        fields = {"key": key, "Content-Type": content_type, "size": str(size)}
        return Form("https://quarantine.example", fields, instant(self.clock() + timedelta(minutes=5)))

    def read(self, uploaded: Uploaded, limit: int) -> bytes:
        content = self.bucket.waiting[uploaded.key]
        if len(content) > limit:
            raise TooLarge(uploaded.key)
        return content

    def remove(self, uploaded: Uploaded) -> None:
        self.bucket.waiting.pop(uploaded.key, None)


class Accounts:
    def find(self, client_id: str) -> Account | None:
        return Account("FR", "ncp-fr") if client_id == SERVICE.id else None


@dataclass
class World:
    table: MemoryTable = field(default_factory=MemoryTable)
    seizures: Records = field(default_factory=Records)
    pictures: Records | None = None
    directory: Directory = field(default_factory=Directory)
    bucket: Bucket = field(default_factory=Bucket)
    now: datetime = NOW
    heard: set[tuple[str, str]] = field(default_factory=set)

    @property
    def stores(self) -> Stores:
        sources = Sources(self.seizures, self.pictures)
        alerts = AlertStore(self.table)
        return Stores(
            alerts,
            Postings(self.table),
            ShelfStore(alerts),
            sources,
            lambda: self.directory,
            lambda: self.bucket.quarantine(lambda: self.now),
            lambda: self.bucket,
        )

    def call(
        self,
        method: str,
        path: str,
        caller: Principal,
        body: Any = None,
        *,
        query: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        event = {
            "httpMethod": method,
            "path": f"/v1/{path}",
            "headers": {"Content-Type": "application/json", **(headers or {})},
            "queryStringParameters": query,
            "body": json.dumps(body) if body is not None else None,
            "requestContext": {"requestId": "req-1", "authorizer": {"claims": claims(caller)}},
        }
        stores = self.stores
        answer = Handler(api, lambda: stores, Accounts(), Cursors(lambda: b"secret"), lambda: self.now)(event, None)
        return Answer(answer["statusCode"], answer["headers"], answer["body"])

    def draft(self, caller: Principal = RILO_WE, **changes: Any) -> str:
        answer = self.call("POST", "alerts", caller, alert(**changes))
        assert answer.status == 201, answer.text
        return str(answer.json["id"])

    def publish(self, caller: Principal = RILO_WE, **changes: Any) -> str:
        id = self.draft(caller, **changes)
        answer = self.call("POST", f"alerts/{id}/publish", caller)
        assert answer.status == 200, answer.text
        return id

    def patch(self, id: str, caller: Principal, changes: Any) -> Answer:
        return self.call("PATCH", f"alerts/{id}", caller, changes, headers={"If-Match": "*"})

    def listed(self, caller: Principal, **query: str) -> list[str]:
        answer = self.call("GET", "alerts", caller, query=query or None)
        assert answer.status == 200, answer.text
        return [row["id"] for row in answer.json["items"]]

    def upload(self, form: dict[str, Any], content: bytes) -> None:
        """What the browser, the bucket and the worker do with a file."""
        key = form["fields"]["key"]
        self.bucket.waiting[key] = content
        librarian = Librarian(
            self.stores.shelves, self.bucket.quarantine(lambda: self.now), self.bucket, lambda: self.now
        )
        librarian.hear(Uploaded(key, "1", len(content)))

    def events(self) -> list[Any]:
        """What left by the outbox since it was last asked, in order; what it says of alerts is indexed."""
        new = [
            item
            for pk, partition in self.table.items.items()
            for sk, item in partition.items()
            if sk.startswith("AUDIT#") and (pk, sk) not in self.heard
        ]
        self.heard |= {(str(item["pk"]), str(item["sk"])) for item in new}
        found = [event for item in new for event in describe(typed(item))]
        for event in found:
            if isinstance(event, AlertChanged):
                Indexer(lambda: (self.stores.alerts, self.stores.postings))(event)
        return found

    def raised(self) -> list[NoticeRaised]:
        return [event for event in self.events() if isinstance(event, NoticeRaised)]

    def settled(self) -> list[str]:
        return [event.key for event in self.events() if isinstance(event, NoticeSettled)]


def claims(caller: Principal) -> dict[str, str]:
    if caller.kind == "service":
        return {"sub": caller.id, "client_id": caller.id, "token_use": "access", "scope": f"cen/tier-{caller.tier}"}
    groups = " ".join(Reader.of(caller).groups)
    return {"sub": caller.id, "username": caller.name, "token_use": "access", "cognito:groups": f"[{groups}]"}


def act(caller: Principal, *, key: str | None = None, if_match: str | None = None, at: datetime = NOW) -> Act:
    return Act(caller, at, "req-1", Idempotency(key, "x") if key else None, if_match)
