"""A cloud in memory: the context's table and the bucket of exports."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from cen.dynamo import Table
from cen.events import ExportRequested
from cen.principal import Principal
from seizures.exports import sink
from seizures.exports.store import ExportStore
from seizures.store import SeizureStore
from tests.answer import Answer
from tests.unit.seizures.builders import NOW, READER_GB
from tests.unit.seizures.gateway import Gateway
from tests.unit.seizures.test_store_contract import make_table

if TYPE_CHECKING:
    from tests.unit.seizures.exports.office import Office

BUCKET = "exports-bucket"


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class Cloud:
    """`call`: a request through the context's own handler; `items`: what stands in a partition, keys as sent."""

    table: Table
    s3: Any
    clock: Clock = field(default_factory=Clock)

    @property
    def store(self) -> ExportStore:
        return ExportStore(self.table)

    def call(self, method: str, path: str, caller: Principal = READER_GB, body: Any = None, **headers: str) -> Answer:
        gateway = Gateway(SeizureStore(self.table), self.clock)  # type: ignore[arg-type]
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        path, _, query = path.partition("?")
        parameters = dict(part.split("=", 1) for part in query.split("&")) if query else None
        return gateway.call(method, path, caller, body, headers=sent, query=parameters)

    def ask(self, caller: Principal = READER_GB, format: str = "csv", **more: Any) -> str:  # noqa: A002
        answer = self.call("POST", "/v1/exports", caller, {"format": format, **more})
        assert answer.status == 202, answer.text
        return str(answer.json["id"])

    def shown(self, id: str, caller: Principal = READER_GB) -> dict[str, Any]:
        answer = self.call("GET", f"/v1/exports/{id}", caller)
        assert answer.status == 200, answer.text
        return dict(answer.json)

    def audit(self, id: str) -> list[Any]:
        page = self.table.query({"pk": f"EXPORT#{id}"}, between=("sk", "AUDIT#", "AUDIT#~"), newest_first=False)
        return list(page.items)

    def files(self) -> list[str]:
        return [one["Key"] for one in self.s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]

    def uploads(self) -> list[Any]:
        return list(self.s3.list_multipart_uploads(Bucket=BUCKET).get("Uploads", []))


def event(id: str) -> ExportRequested:
    return ExportRequested(export_id=id)


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("CEN_EXPORTS_BUCKET", BUCKET)
    sink.client.cache_clear()
    with mock_aws():
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        yield Cloud(make_table(), s3)
    sink.client.cache_clear()


@pytest.fixture
def office(cloud: Cloud) -> "Office":
    from tests.unit.seizures.exports.office import office_of, simple

    return office_of(cloud, *(simple(number) for number in range(5)), page=2)
