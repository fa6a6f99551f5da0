"""Callers, accounts, other contexts' records and the handler of the alerts, without a network."""

import copy
import json
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
from alerts.shelf.store import ShelfStore
from alerts.store import AlertStore
from alerts.stores import Stores
from benchmarks.alerts.memory import MemoryTable
from cen.act import Act, Idempotency
from cen.clock import instant
from cen.dynamo.operations import typed
from cen.events import AlertChanged, NoticeRaised, NoticeSettled
from cen.http import Handler
from cen.paging import Cursors
from cen.principal import Account, Principal, Tier
from cen.uploads import Uploaded
from tests.answer import Answer
from tests.unit.alerts.around import Bucket, Directory, Operation, Operations, Records, SeenRecord

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

__all__ = ["Directory", "Operation", "Records", "SeenRecord"]

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


class Accounts:
    def find(self, client_id: str) -> Account | None:
        return Account("FR", "ncp-fr") if client_id == SERVICE.id else None


@dataclass
class World:
    table: MemoryTable = field(default_factory=MemoryTable)
    seizures: Records = field(default_factory=Records)
    pictures: Records = field(default_factory=Records)
    directory: Directory = field(default_factory=lambda: Directory(list(EVERYBODY)))
    bucket: Bucket = field(default_factory=Bucket)
    operations: Operations = field(default_factory=Operations)
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
            self.operations,
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
