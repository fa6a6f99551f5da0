"""Seizures that were reported in an operation: one record for each message, of its sender's administration."""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

import pytest
from moto import mock_aws

from cen.audit import entry_for
from cen.doors import Drafted, Reported
from cen.dynamo import Cancelled
from cen.paging import Page
from seizures import door
from seizures.model import AdministrationSettings, Chosen
from seizures.reported import ReportedStore, draft
from seizures.store import SeizureStore
from seizures.watches.store import SearchStore
from tests.unit.seizures.builders import FULL, NCP, OFFICER, SIMPLE, act, record
from tests.unit.seizures.test_store_contract import make_table

OPERATION = "01KM0000000000000000000000"


@pytest.fixture
def store() -> Iterator[SeizureStore]:
    with mock_aws():
        yield SeizureStore(make_table())


def reported(document: dict[str, Any] | None = None, message: int = 7) -> Reported:
    return Reported(OPERATION, message, "FR", OFFICER.id, OFFICER.name, document or SIMPLE)


def entries(store: SeizureStore, id: str) -> list[dict[str, Any]]:
    page: Page[dict[str, Any]] = store.history(id, "", None, 10)
    return list(page.items)


def test_a_report_becomes_a_draft_that_says_where_it_came_from(store: SeizureStore) -> None:
    made = draft(store, reported(record(FULL, operation_id=...)), act())
    assert (made.version, made.status, made.errors) == (1, "draft", ())
    kept = store.read(made.id)
    assert kept is not None
    fields = kept.fields
    assert (fields["channel"], fields["operation_id"], fields["operation_message"]) == ("comm", OPERATION, 7)
    assert (kept.administration, kept.editors, fields["form"]) == ("FR", (OFFICER.id,), "full")
    (entry,) = entries(store, made.id)
    assert (entry["action"], entry["actor"], entry["administration"]) == ("entered", OFFICER.id, "FR")


def test_it_is_made_once_whatever_the_retries(store: SeizureStore) -> None:
    first = draft(store, reported(), act())
    assert draft(store, reported(record(SIMPLE, direction="export")), act()) == first
    assert draft(store, reported(message=8), act()).id != first.id


def test_two_at_once_make_one(store: SeizureStore) -> None:
    inner, left = store.table, [1]

    class Torn:
        """Another worker comes between the look and the write."""

        client, name = inner.client, inner.name

        def __getattr__(self, name: str) -> Any:
            return getattr(inner, name)

        def transact(self, operations: Any) -> None:
            if left:
                left.pop()
                draft(store, reported(), act())
            inner.transact(operations)

    made = draft(SeizureStore(Torn()), reported(), act())  # type: ignore[arg-type]
    assert made == draft(store, reported(), act())
    found = inner.query({"wl_pk": "FR#draft"}, index="worklist").items
    assert len(found) == 1


def test_a_refused_transaction_that_was_not_about_the_message_is_raised(store: SeizureStore) -> None:
    class Refusing:
        client, name = store.table.client, store.table.name
        get = store.table.get

        def transact(self, _: Any) -> None:
            raise Cancelled([None, None])

    with pytest.raises(Cancelled):
        draft(SeizureStore(Refusing()), reported(), act())  # type: ignore[arg-type]


def test_an_administration_may_have_them_submitted_at_once(store: SeizureStore) -> None:
    chosen = Chosen(AdministrationSettings(operation_cases="submitted"), 1)
    entry = entry_for(NCP, "x", "2026-03-20T12:00:00.000Z", 1, "r")
    store.save_settings("FR", chosen, entry)
    made = draft(store, reported(), act())
    assert (made.status, made.version) == ("submitted", 2)
    assert draft(store, reported(), act()) == made
    kept = store.read(made.id)
    assert kept is not None
    assert (kept.submitted_by, kept.rilo) == (OFFICER.id, "WE")
    store.save_settings(
        "FR",
        replace(chosen, settings=AdministrationSettings(four_eyes=False, operation_cases="submitted"), version=2),
        entry,
    )
    assert draft(store, reported(message=9), act()).status == "published"


def test_a_worker_that_died_before_submitting_is_made_up_for(store: SeizureStore) -> None:
    first = draft(store, reported(), act())
    entry = entry_for(NCP, "x", "2026-03-20T12:00:00.000Z", 1, "r")
    store.save_settings("FR", Chosen(AdministrationSettings(operation_cases="submitted"), 1), entry)
    again = draft(store, reported(), act())
    assert (again.id, again.status) == (first.id, "submitted")


def test_what_looks_personal_is_masked_and_the_audit_says_so(store: SeizureStore) -> None:
    document = record(
        FULL,
        operation_id=...,
        national_reference="M. Jean Dupont",
        narrative="The driver Mr John Smith, john.smith@example.org, was questioned.",
        concealment__description="In container MSKU 907032 3.",
    )
    document["national_reference"] = "jean.dupont 0612345678"
    made = draft(store, reported(document), act())
    assert made.errors == ()
    kept = store.read(made.id)
    assert kept is not None
    assert "john.smith" not in kept.document
    assert "Smith" not in kept.document
    assert "[e-mail]" in kept.fields["narrative"]
    (entry,) = entries(store, made.id)
    assert any("narrative" in one for one in entry["overrides"])
    assert "operation's message" in entry["override_reason"]


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"lines__0__type": "nonsense"}, "record.lines.0.type", "unknown_code"),
        ({"tlp": "RED"}, "record.tlp", "tlp_red"),
        ({"colour": "red"}, "record.colour", "unknown_field"),
        ({"seized_on": "2027-01-01"}, "record.seized_on", "future_date"),
    ],
)
def test_what_the_database_would_refuse_is_told_by_field(
    store: SeizureStore, changes: dict[str, Any], path: str, code: str
) -> None:
    made = draft(store, reported(record(SIMPLE, **changes)), act())
    assert made.id == ""
    assert [(one["path"], one["code"]) for one in made.errors] == [(path, code)]
    assert draft(store, reported(), act()).id  # the message is free for another try


def test_a_reference_that_is_used_is_told(store: SeizureStore) -> None:
    document = record(SIMPLE, national_reference="FR-1")
    assert draft(store, reported(document), act()).id
    made = draft(store, reported(document, message=8), act())
    assert [one["code"] for one in made.errors] == ["duplicate_reference"]


def test_a_confirmation_of_another_record_is_not_taken_along(store: SeizureStore) -> None:
    document = {**SIMPLE, "confirm": {"personal_data": "There is none, believe me."}, "narrative": "a.b@example.org"}
    made = draft(store, reported(document), act())
    kept = store.read(made.id)
    assert kept is not None
    assert kept.fields["narrative"] == "[e-mail]"


def test_a_note_that_leads_nowhere_is_a_fault(store: SeizureStore) -> None:
    own = ReportedStore(store.table, OPERATION, 7)
    pk, sk = own._note
    store.table.put({"pk": pk, "sk": sk, "made": "01KM0000000000000000000009"})
    with pytest.raises(Cancelled):
        draft(store, reported(), act())


def test_the_door_makes_drafts(store: SeizureStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "open_store", lambda: store)
    monkeypatch.setattr(door, "_behind", lambda: door.Behind(store, SearchStore(store.table)))
    question = {"draft": asdict(reported()), "request_id": "r"}
    answer = json.loads(json.dumps(door.handler(question, None)))
    assert Drafted(**answer).status == "draft"
    assert door.handler({"read": [answer["id"]]}, None)["seizures"][0]["id"] == answer["id"]
