"""What others hear of a record: ids and versions of every change, nothing of its content."""

import json
from typing import Any

import boto3
import pytest
from moto import mock_aws

from cen.dynamo.operations import typed
from cen.events import ImportClosed, ImportPartReady, NoticeRaised
from seizures import service
from seizures.model import Status
from seizures.outbox import describe, handler
from seizures.record import moved
from seizures.store import SeizureStore
from tests.unit.seizures.builders import RILO_WE, act
from tests.unit.seizures.test_store_contract import made, make_table


def test_every_audit_entry_of_a_record_is_an_event_but_that_of_a_new_draft() -> None:
    with mock_aws():
        table = make_table()
        store = SeizureStore(table)
        record = made(1, narrative="A secret narrative.")
        store.create(record, service.audited(act(RILO_WE), "entered", record), act())
        after = moved(record, at=act(later=1).at, status=Status.SUBMITTED, submitted_at=act(later=1).at)
        store.save(record, after, service.audited(act(later=1), "submitted", after), act(later=1))
        page = table.query({"pk": f"CASE#{record.id}"}, between=("sk", "AUDIT#", "AUDIT#~"), newest_first=False)
        told = [describe(typed(item)) for item in page.items]
    (entered, (submitted, *_)) = told
    assert entered == []
    assert submitted.model_dump() == {
        "seizure_id": record.id,
        "version": 2,
        "action": "submitted",
        "administration": "FR",
    }


def test_settings_concern_nobody_else() -> None:
    image: dict[str, Any] = {"pk": {"S": "ADM#FR"}, "sk": {"S": "AUDIT#1"}, "entry": {"S": "{}"}}
    assert list(describe(image)) == []


def test_an_export_that_was_asked_for_is_an_event_of_its_own() -> None:
    image: dict[str, Any] = {"pk": {"S": "EXPORT#01K00000000000000000000000"}, "sk": {"S": "AUDIT#1"}}
    (event,) = describe(image)
    assert event.model_dump() == {"export_id": "01K00000000000000000000000"}


def test_the_handler_puts_events_on_the_bus_of_the_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CEN_EVENT_BUS", "cen-test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    image: dict[str, Any] = {"pk": {"S": "EXPORT#01K00000000000000000000000"}, "sk": {"S": "AUDIT#1"}}
    change = {"Keys": {"sk": {"S": "AUDIT#1"}}, "NewImage": image, "SequenceNumber": "1"}
    with mock_aws():
        boto3.client("events").create_event_bus(Name="cen-test")
        answer = handler({"Records": [{"eventName": "INSERT", "dynamodb": change}]}, None)
    assert answer == {"batchItemFailures": []}


def _import(action: str, **told: Any) -> Any:
    kept = {"rows": 9, "counts": None, "parts": None, "requester": "sub-1", "person": True, **told}
    return {
        "pk": {"S": f"IMPORT#{'0' * 26}"}, "sk": {"S": "AUDIT#x"}, "administration": {"S": "FR"},
        "entry": {"S": json.dumps({"action": action})}, "import": {"S": json.dumps(kept)},
    }  # fmt: skip


def test_an_import_tells_its_workers_and_who_waits_for_it() -> None:
    parts = describe(_import("read", parts=3))
    assert [(event.part, event.administration) for event in parts if isinstance(event, ImportPartReady)] == [
        (1, "FR"), (2, "FR"), (3, "FR"),
    ]  # fmt: skip
    closed, notice = describe(_import("finished", counts={"rejected": 2}))
    assert isinstance(closed, ImportClosed)
    assert isinstance(notice, NoticeRaised)
    assert (notice.to, notice.kind, notice.must_act) == ("person:sub-1", "import.finished", True)
    (_, clean) = describe(_import("finished", counts={"rejected": 0, "accepted": 5}))
    assert isinstance(clean, NoticeRaised)
    assert clean.must_act is False
    (failed,) = describe(_import("failed"))
    assert isinstance(failed, NoticeRaised)
    assert (failed.kind, failed.must_act) == ("import.failed", True)
    assert [type(event) for event in describe(_import("closed", counts={}))] == [ImportClosed]
    assert [type(event) for event in describe(_import("finished", person=False))] == [ImportClosed]
    assert describe(_import("requested")) == describe(_import("cancelled")) == []
