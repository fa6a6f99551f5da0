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
from cen.problems import Unavailable
from seizures import door, service
from seizures.model import AdministrationSettings, Chosen, Patch, Reason
from seizures.reported import draft
from seizures.store import SeizureStore
from seizures.watches.store import SearchStore
from tests.unit.seizures.builders import FULL, NCP, OFFICER, SIMPLE, act, record
from tests.unit.seizures.test_store_contract import make_table

OPERATION = "01KM0000000000000000000000"


@pytest.fixture
def store() -> Iterator[SeizureStore]:
    with mock_aws():
        yield SeizureStore(make_table())


def reported(document: dict[str, Any] | None = None, message: int = 7, version: int = 1) -> Reported:
    return Reported(OPERATION, message, version, "FR", OFFICER.id, OFFICER.name, document or SIMPLE)


def withdrawn(version: int = 2) -> Reported:
    return Reported(OPERATION, 7, version, "FR", OFFICER.id, OFFICER.id, None)


def submits_at_once(store: SeizureStore, **more: Any) -> None:
    chosen = Chosen(AdministrationSettings(operation_cases="submitted", **more), 1)
    store.save_settings("FR", chosen, entry_for(NCP, "x", "2026-03-20T12:00:00.000Z", 1, "r"))


def document_of(store: SeizureStore, made: Drafted) -> dict[str, Any]:
    kept = store.read(made.id)
    assert kept is not None
    return kept.fields


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
    assert draft(store, reported(), act()) == first
    assert draft(store, reported(message=8), act()).id != first.id


CORRECTED = record(SIMPLE, direction="export")


def test_a_case_follows_its_message_whatever_is_heard_first(store: SeizureStore) -> None:
    first = draft(store, reported(), act())
    second = draft(store, reported(CORRECTED, version=2), act())
    assert (second.id, second.version, second.status, second.behind) == (first.id, 2, "draft", False)
    assert draft(store, reported(CORRECTED, version=2), act()) == second
    assert draft(store, reported(), act()) == second
    fields = document_of(store, second)
    assert (fields["direction"], fields["channel"], fields["operation_message"]) == ("export", "comm", 7)
    changed = entries(store, first.id)[0]
    assert (changed["action"], changed["changed"]) == ("changed", ["direction"])
    third = draft(store, reported(CORRECTED, version=3), act())  # only its text was corrected
    assert third == second


def test_what_a_correction_brings_is_masked_too(store: SeizureStore) -> None:
    draft(store, reported(), act())
    made = draft(store, reported(record(SIMPLE, narrative="a.b@example.org"), version=2), act())
    assert document_of(store, made)["narrative"] == "[e-mail]"
    assert any("narrative" in one for one in entries(store, made.id)[0]["overrides"])


def test_a_case_that_its_owner_has_touched_stays_as_they_left_it(store: SeizureStore) -> None:
    made = draft(store, reported(), act())
    service.change(store, act(OFFICER, if_match='"1"'), made.id, Patch({"direction": "transit"}))
    behind = draft(store, reported(CORRECTED, version=2), act())
    assert (behind.id, behind.version, behind.behind) == (made.id, 2, True)
    assert draft(store, reported(CORRECTED, version=2), act()) == behind
    assert document_of(store, made)["direction"] == "transit"
    assert draft(store, withdrawn(3), act()).behind
    assert document_of(store, made)["status"] == "draft"


def test_a_correction_that_the_database_would_refuse_leaves_the_case_behind(store: SeizureStore) -> None:
    made = draft(store, reported(), act())
    behind = draft(store, reported(record(SIMPLE, lines__0__type="nonsense"), version=2), act())
    assert (behind.id, behind.version, behind.behind) == (made.id, 1, True)
    assert [one["path"] for one in behind.errors] == ["record.lines.0.type"]
    assert not draft(store, reported(CORRECTED, version=3), act()).behind
    assert document_of(store, made)["direction"] == "export"


def test_a_case_that_was_submitted_at_once_follows_as_long_as_nobody_else_wrote(store: SeizureStore) -> None:
    submits_at_once(store)
    made = draft(store, reported(), act())
    second = draft(store, reported(CORRECTED, version=2), act())
    assert (second.version, second.status, second.behind) == (3, "submitted", False)
    assert document_of(store, made)["direction"] == "export"
    service.approve(store, act(NCP, if_match='"3"'), made.id)
    assert draft(store, reported(SIMPLE, version=3), act()).behind


def test_a_case_that_nobody_touched_goes_with_its_message(store: SeizureStore) -> None:
    made = draft(store, reported(), act())
    gone = draft(store, withdrawn(), act())
    assert (gone.id, gone.version, gone.status, gone.behind) == (made.id, 2, "withdrawn", False)
    assert draft(store, withdrawn(), act()) == gone
    assert draft(store, reported(), act()) == gone
    entry = entries(store, made.id)[0]
    assert (entry["action"], entry["reason_code"], entry["actor"]) == ("withdrawn", "other", OFFICER.id)


def test_a_case_that_its_owner_withdrew_before_is_not_behind_a_withdrawn_message(store: SeizureStore) -> None:
    made = draft(store, reported(), act())
    service.withdraw(store, act(), made.id, Reason(reason_code="duplicate"))
    gone = draft(store, withdrawn(), act())
    assert (gone.version, gone.status, gone.behind) == (2, "withdrawn", False)


def test_no_case_is_made_once_it_was_heard_that_the_message_is_withdrawn(store: SeizureStore) -> None:
    assert draft(store, withdrawn(), act()) == Drafted()
    assert draft(store, reported(), act()) == Drafted()
    assert draft(store, withdrawn(), act()) == Drafted()
    assert store.table.query({"wl_pk": "FR#draft"}, index="worklist").items == []


def test_a_published_case_that_needs_a_second_person_is_left_behind(store: SeizureStore) -> None:
    submits_at_once(store, four_eyes=False)
    made = draft(store, reported(), act())
    assert made.status == "published"
    chosen = Chosen(AdministrationSettings(), 2)
    store.save_settings("FR", chosen, entry_for(NCP, "x", "2026-03-20T12:00:00.000Z", 2, "r"))
    wider = draft(store, reported(record(SIMPLE, tlp="CLEAR"), version=2), act())
    assert (wider.status, wider.behind) == ("published", True)
    assert draft(store, withdrawn(3), act()).behind
    assert document_of(store, made)["status"] == "published"


def test_an_owner_who_comes_between_keeps_what_they_wrote(store: SeizureStore) -> None:
    made = draft(store, reported(), act())
    inner, left = store.table, [1]

    class Torn:
        client, name = inner.client, inner.name

        def __getattr__(self, name: str) -> Any:
            return getattr(inner, name)

        def transact(self, operations: Any) -> None:
            if left:
                left.pop()
                patch = Patch({"direction": "transit"})
                service.change(SeizureStore(inner), act(OFFICER, if_match='"1"'), made.id, patch)
            inner.transact(operations)

    torn = SeizureStore(Torn())  # type: ignore[arg-type]
    assert draft(torn, reported(CORRECTED, version=2), act()).behind
    left.append(1)
    assert document_of(store, made)["direction"] == "transit"


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

    with pytest.raises(Unavailable):
        draft(SeizureStore(Refusing()), reported(), act())  # type: ignore[arg-type]


def test_an_administration_may_have_them_submitted_at_once(store: SeizureStore) -> None:
    submits_at_once(store)
    made = draft(store, reported(), act())
    assert (made.status, made.version) == ("submitted", 2)
    assert draft(store, reported(), act()) == made
    kept = store.read(made.id)
    assert kept is not None
    assert (kept.submitted_by, kept.rilo) == (OFFICER.id, "WE")
    chosen = Chosen(AdministrationSettings(), 1)
    entry = entry_for(NCP, "x", "2026-03-20T12:00:00.000Z", 1, "r")
    store.save_settings(
        "FR",
        replace(chosen, settings=AdministrationSettings(four_eyes=False, operation_cases="submitted"), version=2),
        entry,
    )
    assert draft(store, reported(message=9), act()).status == "published"


def test_a_worker_that_died_before_submitting_is_made_up_for(store: SeizureStore) -> None:
    first = draft(store, reported(), act())
    submits_at_once(store)
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
    note = {"made": "01KM0000000000000000000009", "message_version": 1, "record_version": 1, "behind": 0}
    store.table.put({"pk": f"OPERATION#{OPERATION}", "sk": "00000007", **note})
    with pytest.raises(LookupError):
        draft(store, reported(), act())


def test_the_door_makes_drafts(store: SeizureStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "open_store", lambda: store)
    monkeypatch.setattr(door, "_behind", lambda: door.Behind(store, SearchStore(store.table)))
    question = {"draft": asdict(reported()), "request_id": "r"}
    answer = json.loads(json.dumps(door.handler(question, None)))
    assert Drafted(**answer).status == "draft"
    assert door.handler({"read": [answer["id"]]}, None)["seizures"][0]["id"] == answer["id"]
