"""The whole context on a cloud in memory: real stores, real workers, the real process that decodes. What the bus and
the queues would carry is carried at once, or when a test says so."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlparse

from cen.doors import SeenSeizure, Seizures
from cen.http import Handler
from cen.paging import Cursors
from cen.principal import Principal
from cen.uploads import Quarantine, Uploaded
from cpdb.api import api
from cpdb.catalogue.index import Catalogue
from cpdb.images.workshop import Workshop
from cpdb.keeping import Follower, Keeper
from cpdb.looks.hashing import Hasher
from cpdb.looks.store import LookStore
from cpdb.processing import Processor
from cpdb.record import Picture
from cpdb.redrawing import Redrawer
from cpdb.shelf import Shelf, new_place
from cpdb.store import PictureStore
from cpdb.stores import Stores
from cpdb.sweeping import Sweeper
from cpdb.uploads import look_key, picture_key
from tests.answer import Answer
from tests.unit.cpdb.files import photo, written
from tests.unit.cpdb.memory import MemoryS3, MemoryTable
from tests.unit.seizures.builders import NOW, OFFICER
from tests.unit.seizures.gateway import Accounts, claims

QUARANTINE, SHELF = "quarantine", "shelf"
TANK: dict[str, Any] = {"concealment": {"place": "road_vehicle.fuel_tank", "method": "built_cavity"}}


class Door:
    """The door to seizure records, in memory."""

    def __init__(self) -> None:
        self.records: dict[str, SeenSeizure] = {}
        self.asked = 0

    def ask(self, question: Any) -> Any:
        self.asked += 1
        found = [self.records[id] for id in question["read"] if id in self.records]
        return {"seizures": [asdict(one) | {"absorbed": self._merged_into(one.id)} for one in found]}

    def _merged_into(self, id: str) -> list[str]:
        return [one.id for one in self.records.values() if one.merged_into == id]

    def has(
        self,
        number: int,
        *,
        status: str = "published",
        tlp: str = "GREEN",
        administration: str = "FR",
        merged_into: str | None = None,
    ) -> str:
        id = f"{number:026d}"
        self.records[id] = SeenSeizure(id, 1, status, "unverified", administration, "WE", tlp, merged_into, "{}")
        return id


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class World:
    records: MemoryTable
    postings: MemoryTable
    s3: MemoryS3
    workshop: Workshop
    clock: Clock = field(default_factory=Clock)
    door: Door = field(default_factory=Door)

    def __post_init__(self) -> None:
        self.store = PictureStore(self.records)  # type: ignore[arg-type]
        self.catalogue = Catalogue(self.postings)  # type: ignore[arg-type]
        self.looks = LookStore(self.records)  # type: ignore[arg-type]
        self.quarantine = Quarantine(self.s3, QUARANTINE, self.clock)  # type: ignore[arg-type]
        self.shelf = Shelf(self.s3, SHELF)  # type: ignore[arg-type]
        self.seizures = Seizures(self.door)  # type: ignore[arg-type]
        self.processor = Processor(
            self.store, self.quarantine, self.workshop, self.shelf, self.seizures, new_place, self.clock
        )
        self.hasher = Hasher(self.looks, self.quarantine, self.workshop)
        self.redrawer = Redrawer(self.store, self.workshop, self.shelf, self.clock)
        self.follower = Follower(self.store, self.seizures, self.shelf, self.clock)
        self.keeper = Keeper(self.store, self.catalogue, self.shelf, self.follower, self.clock)
        self.sweeper = Sweeper(self.store, self.shelf, self.clock)

    @property
    def stores(self) -> Stores:
        return Stores(self.store, self.catalogue, lambda: self.quarantine, lambda: self.shelf, lambda: self.seizures)

    def call(
        self,
        method: str,
        path: str,
        caller: Principal = OFFICER,
        body: Any = None,
        *,
        query: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        event = {
            "httpMethod": method,
            "path": path,
            "headers": {"Content-Type": "application/json", **(headers or {})},
            "queryStringParameters": query,
            "multiValueQueryStringParameters": {name: [value] for name, value in (query or {}).items()} or None,
            "body": None if body is None else json.dumps(body),
            "isBase64Encoded": False,
            "requestContext": {"requestId": "req-1", "authorizer": {"claims": claims(caller)}},
        }
        handler = Handler(api, lambda: self.stores, Accounts(), Cursors(lambda: b"secret"), self.clock)
        answer = handler(event, None)
        return Answer(answer["statusCode"], answer["headers"], answer["body"])

    def enter(self, data: bytes, caller: Principal = OFFICER, content_type: str = "image/jpeg", **said: Any) -> str:
        body = {**TANK, "content_type": content_type, "size": len(data), **said}
        answer = self.call("POST", "/v1/pictures", caller, body)
        assert answer.status == 201, answer.text
        return str(answer.json["id"])

    def send(self, id: str, data: bytes, key: str | None = None) -> Uploaded:
        """As the form does."""
        key = key or picture_key(id)
        version = self.s3.put_object(Bucket=QUARANTINE, Key=key, Body=data)["VersionId"]
        return Uploaded(key, version, len(data))

    def upload(self, data: bytes | None = None, caller: Principal = OFFICER, **said: Any) -> str:
        """From the form to the catalogue."""
        data = written(photo()) if data is None else data
        id = self.enter(data, caller, **said)
        self.processor(id, self.send(id, data))
        self.keeper(id)
        return id

    def settle(self, id: str) -> None:
        """What workers do about a picture that has changed."""
        self.keeper(id)
        self.redrawer(id)
        self.keeper(id)

    def search_with(self, data: bytes, caller: Principal) -> Any:
        asked = self.call("POST", "/v1/pictures/searches", caller, {"content_type": "image/jpeg", "size": len(data)})
        assert asked.status == 201, asked.text
        id = asked.json["id"]
        self.hasher(id, self.send(id, data, look_key(id)))
        return self.call("GET", f"/v1/pictures/searches/{id}", caller).json

    def picture(self, id: str) -> Picture:
        found = self.store.read(id)
        assert found is not None
        return found

    def shown(self, id: str, caller: Principal = OFFICER) -> Any:
        answer = self.call("GET", f"/v1/pictures/{id}", caller)
        assert answer.status == 200, answer.text
        return answer.json

    def change(self, id: str, patch: Any, caller: Principal = OFFICER) -> Answer:
        etag = {"If-Match": f'"{self.picture(id).version}"'}
        return self.call("PATCH", f"/v1/pictures/{id}", caller, patch, headers=etag)

    def found(self, caller: Principal, **query: str) -> list[str]:
        """Ids on all pages."""
        ids: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            answer = self.call("GET", "/v1/pictures", caller, query=query | cursor)
            assert answer.status == 200, answer.text
            ids += [item["id"] for item in answer.json["items"]]
            if answer.json["next"] is None:
                return ids
            cursor = {"cursor": answer.json["next"]}

    def alike(self, id: str, caller: Principal = OFFICER) -> dict[str, int]:
        answer = self.call("GET", f"/v1/pictures/{id}/similar", caller)
        assert answer.status == 200, answer.text
        return {item["picture"]["id"]: item["distance"] for item in answer.json["items"]}

    def actions(self, id: str) -> list[str]:
        return [entry["action"] for entry in reversed(self.store.history(id, None, 100).items)]

    def objects(self, bucket: str = SHELF) -> list[str]:
        """Keys, of the quarantine once for each version."""
        return self.s3.keys(bucket)

    def content(self, link: str) -> bytes:
        """What a link names. Raises as S3 answers 404."""
        key = urlparse(link).path.removeprefix(f"/{SHELF}").removeprefix("/")
        body: bytes = self.s3.get_object(Bucket=SHELF, Key=key)["Body"].read()
        return body

    def standing(self) -> dict[tuple[str, str], Any]:
        """All of the catalogue but its lists, empty sets and counts of nothing."""
        found = {
            place: item.get("text") or item.get("members") or item.get("count")
            for place, item in self.postings.items.items()
            if place[1] != "STANDS"
        }
        return {place: value for place, value in found.items() if value}


def world(workshop: Workshop) -> World:
    return World(MemoryTable(), MemoryTable(), MemoryS3(frozenset({QUARANTINE})), workshop)


def empty_stores() -> Stores:
    """For tests that only have to reach a route."""
    return world(Workshop()).stores
