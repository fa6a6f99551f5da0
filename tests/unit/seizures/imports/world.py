"""A table, two buckets and the workers of imports, driven by the outbox's own events."""

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl

from cen.events import ImportClosed, ImportPartReady
from cen.http import Handler
from cen.paging import Cursors
from cen.principal import Principal
from cen.uploads import Quarantine, Uploaded
from seizures.imports.files import ImportFiles, report_key, upload_key
from seizures.imports.parts import Parts
from seizures.imports.reader import Reader
from seizures.imports.report import Reporter
from seizures.imports.routes import ImportStores
from seizures.imports.sheets import write_template
from seizures.imports.store import ImportStore
from seizures.imports_api import api
from seizures.outbox import describe
from seizures.store import SeizureStore
from tests.answer import Answer
from tests.unit.seizures.builders import NOW, OFFICER
from tests.unit.seizures.gateway import Accounts, claims
from tests.unit.seizures.imports.memory import MemoryS3, MemoryTable

UPLOADS, IMPORTS = "uploads-bucket", "imports-bucket"


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class World:
    """`seen`: sort keys of audit items that were described."""

    scratch: Path
    table: Any = field(default_factory=MemoryTable)
    s3: Any = field(default_factory=MemoryS3)
    clock: Clock = field(default_factory=Clock)
    seen: set[str] = field(default_factory=set)

    @property
    def store(self) -> ImportStore:
        return ImportStore(self.table)

    @property
    def records(self) -> SeizureStore:
        return SeizureStore(self.table)

    @property
    def files(self) -> ImportFiles:
        return ImportFiles(self.s3, IMPORTS)

    @property
    def quarantine(self) -> Quarantine:
        return Quarantine(self.s3, UPLOADS, self.clock)

    @property
    def parts(self) -> Parts:
        return Parts(self.store, self.files, self.clock)

    @property
    def reader(self) -> Reader:
        return Reader(self.store, self.quarantine, self.files, self.clock, self.scratch)

    @property
    def reporter(self) -> Reporter:
        return Reporter(self.store, self.files, self.clock)

    def call(self, method: str, path: str, caller: Principal = OFFICER, body: Any = None, **headers: str) -> Answer:
        path, _, query = path.partition("?")
        parameters = dict(part.split("=", 1) for part in query.split("&")) if query else None
        event = {
            "httpMethod": method,
            "path": path,
            "headers": {"Content-Type": "application/json"} | {n.replace("_", "-"): v for n, v in headers.items()},
            "queryStringParameters": parameters,
            "multiValueQueryStringParameters": {n: [v] for n, v in (parameters or {}).items()} or None,
            "body": body if isinstance(body, str) or body is None else json.dumps(body),
            "isBase64Encoded": False,
            "requestContext": {"requestId": "req-1", "authorizer": {"claims": claims(caller)}},
        }

        def form(id: str, size: int) -> Any:
            return self.quarantine.form(upload_key(id), content_type="application/octet-stream", size=size)

        stores = ImportStores(self.store, self.files, form, write_template)
        answer = Handler(api, lambda: stores, Accounts(), Cursors(lambda: b"secret"), self.clock)(event, None)
        return Answer(answer["statusCode"], answer["headers"], answer["body"])

    def ask(self, content: bytes, caller: Principal = OFFICER, filename: str = "file.csv", **more: Any) -> str:
        answer = self.call("POST", "/v1/imports", caller, {"filename": filename, "size": len(content), **more})
        assert answer.status == 201, answer.text
        return str(answer.json["id"])

    def upload(self, id: str, content: bytes) -> Uploaded:
        made = self.s3.put_object(Bucket=UPLOADS, Key=upload_key(id), Body=content)
        return Uploaded(upload_key(id), made["VersionId"], len(content))

    def load(self, content: bytes | str, caller: Principal = OFFICER, **more: Any) -> dict[str, Any]:
        """The import when everybody has done their work."""
        data = content.encode() if isinstance(content, str) else content
        id = self.ask(data, caller, **more)
        self.reader(self.upload(id, data))
        self.work(id)
        return self.shown(id, caller)

    def work(self, id: str) -> None:
        """What the outbox tells, to whom it tells it."""
        waiting = self.events(id)
        while waiting:
            for event in waiting:
                if isinstance(event, ImportPartReady):
                    self.parts(event)
                elif isinstance(event, ImportClosed):
                    self.reporter(event)
            waiting = self.events(id)

    def events(self, id: str) -> list[Any]:
        """Of audit items that were not described yet."""
        page = self.table.query(
            {"pk": f"IMPORT#{id}"}, between=("sk", "AUDIT#", "AUDIT#~"), newest_first=False, limit=100
        )
        found = []
        for item in page.items:
            if (key := f"{id}{item['sk']}") not in self.seen:
                self.seen.add(key)
                found += describe({name: {"S": str(value)} for name, value in item.items()})
        return found

    def shown(self, id: str, caller: Principal = OFFICER) -> dict[str, Any]:
        answer = self.call("GET", f"/v1/imports/{id}", caller)
        assert answer.status == 200, answer.text
        return dict(answer.json)

    def counts(self, shown: Mapping[str, Any]) -> dict[str, int]:
        """Those that are not zero; together as many as there are rows."""
        return {name: count for name, count in shown["counts"].items() if count}

    def rows(self, id: str, outcome: str | None = None, limit: int = 100, caller: Principal = OFFICER) -> list[Any]:
        """All pages."""
        found: list[Any] = []
        cursor = None
        while True:
            query = f"?limit={limit}" + (f"&outcome={outcome}" if outcome else "")
            answer = self.call("GET", f"/v1/imports/{id}/rows{query}" + (f"&cursor={cursor}" if cursor else ""), caller)
            assert answer.status == 200, answer.text
            found += answer.json["items"]
            cursor = answer.json["next"]
            if cursor is None:
                return found

    def record(self, id: str) -> dict[str, Any]:
        found = self.records.read(id)
        assert found
        return found.fields

    def all_records(self) -> list[dict[str, Any]]:
        found = [json.loads(str(item["doc"])) for (_, sort), item in self.table.items.items() if sort == "HEAD"]
        return sorted(found, key=lambda one: one.get("national_reference") or one["id"])

    def report(self, id: str) -> list[list[Any]]:
        content = self.s3.get_object(Bucket=IMPORTS, Key=report_key(id))["Body"].read()
        book = openpyxl.load_workbook(io.BytesIO(content))
        return [list(row) for row in book["Seizures"].iter_rows(values_only=True)]


HEADER = "reference;date;country;direction;mode;departure;destination;category;type;quantity;unit"


def row(number: int, **changes: Any) -> str:
    """A line of a CSV below `HEADER`."""
    said = {
        "reference": f"FR-2026-{number:06d}", "date": "2026-03-14", "country": "FR", "direction": "import", "mode": "3",
        "departure": "ES", "destination": "FR", "category": "tobacco", "type": "cigarettes", "quantity": 2000 + number,
        "unit": "H87", **changes,
    }  # fmt: skip
    return ";".join(str(said[name]) for name in HEADER.split(";"))


def table_of(*rows: str, header: str = HEADER) -> str:
    return "\n".join([header, *rows]) + "\n"


def many(count: int, make: Callable[[int], str] = row) -> str:
    return table_of(*(make(number) for number in range(1, count + 1)))
