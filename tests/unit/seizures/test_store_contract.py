"""What a store of seizure records promises, held against DynamoDB (moto) and the fake that other tests use."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from cen import idempotency
from cen.act import Replay
from cen.body import model_of
from cen.dynamo import Table
from cen.problems import IdempotencyKeyReused, StaleVersion
from seizures import service
from seizures.errors import DuplicateReference
from seizures.model import AdministrationSettings, Chosen, Draft, Status, Verification
from seizures.record import Record, moved, new_record
from seizures.store import SeizureStore
from tests.unit.seizures.builders import NCP, OFFICER, SERVICE, SIMPLE, act, record
from tests.unit.seizures.fakes import FakeStore

ALL_DAYS = ("1970-01-01", "9999-12-31")


def make_table() -> Table:
    client = boto3.client(
        "dynamodb", region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing"
    )
    keys = ["pk", "sk", "wl_pk", "wl_sk", "rv_pk", "rv_sk"]
    client.create_table(
        TableName="seizures",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        GlobalSecondaryIndexes=[_index("worklist", "wl"), _index("verification", "rv")],
    )
    return Table(client, "seizures")


def _index(name: str, prefix: str) -> Any:
    return {
        "IndexName": name,
        "KeySchema": [
            {"AttributeName": f"{prefix}_pk", "KeyType": "HASH"},
            {"AttributeName": f"{prefix}_sk", "KeyType": "RANGE"},
        ],
        "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["row"]},
    }


@pytest.fixture(params=["fake", "dynamodb"])
def store(request: pytest.FixtureRequest) -> Iterator[SeizureStore]:
    if request.param == "fake":
        yield FakeStore()
        return
    with mock_aws():
        yield SeizureStore(make_table())


def draft(**changes: Any) -> Draft:
    value = record(SIMPLE, **changes)
    import json

    return model_of(Draft, json.dumps(value), value, {"today": act().now.date()})


def made(number: int, **changes: Any) -> Record:
    return new_record(
        draft(**changes),
        id=f"{number:026d}",
        administration="FR",
        channel="web",
        at="2026-03-20T12:00:00.000Z",
        actor="a",
    )


def entry(record: Record, action: str = "entered") -> Any:
    return service.audited(act(later=record.version), action, record)


def test_what_was_created_is_read_back_whole(store: SeizureStore) -> None:
    first = made(1, national_reference="R1", narrative="é – 海关")
    store.create(first, entry(first), act())
    assert store.read(first.id) == first
    assert store.read("0" * 26) is None
    assert store.id_of_reference("FR", "R1") == first.id
    assert store.id_of_reference("CO", "R1") is None


def test_a_reference_is_used_once_and_is_free_again_when_dropped(store: SeizureStore) -> None:
    first, second = made(1, national_reference="R1"), made(2, national_reference="R1")
    store.create(first, entry(first), act())
    with pytest.raises(DuplicateReference) as refused:
        store.create(second, entry(second), act())
    assert refused.value.more == {"existing_id": first.id}
    assert store.read(second.id) is None
    renamed = new_record(
        draft(national_reference="R2"),
        id=first.id,
        administration="FR",
        channel="web",
        at="2026-03-20T12:00:00.000Z",
        actor="a",
    )
    after = moved(renamed, at="2026-03-20T12:00:01.000Z")
    store.save(first, after, entry(after), act())
    store.create(second, entry(second), act())
    assert store.id_of_reference("FR", "R1") == second.id


def test_saving_keeps_the_earlier_version_and_refuses_a_stale_one(store: SeizureStore) -> None:
    first = made(1)
    store.create(first, entry(first), act())
    second = moved(
        first,
        at="2026-03-20T12:00:01.000Z",
        status=Status.SUBMITTED,
        submitted_by="a",
        submitted_at="2026-03-20T12:00:01.000Z",
    )
    store.save(first, second, entry(second, "submitted"), act())
    assert store.read(first.id) == second
    assert store.version(first.id, 1) == first
    assert store.version(first.id, 2) == second
    assert store.version(first.id, 3) is None
    with pytest.raises(StaleVersion) as refused:
        store.save(first, second, entry(second), act())
    assert refused.value.more == {"current_version": 2}


def test_a_key_is_remembered_with_what_it_was_used_for(store: SeizureStore) -> None:
    first = made(1)
    store.create(first, entry(first), act(key="k"))
    for attempt in (lambda a: store.create(made(2), entry(made(2)), a), lambda a: store.open("0" * 26, a)):
        with pytest.raises(Replay) as done:
            attempt(act(key="k"))
        assert (done.value.id, done.value.version) == (first.id, 1)
        with pytest.raises(IdempotencyKeyReused):
            attempt(act(key="k", sent="other"))
    store.create(made(3), entry(made(3)), act(SERVICE, key="k"))
    assert store.read(made(2).id) is None


def test_a_key_can_be_used_again_after_a_day(store: SeizureStore) -> None:
    store.create(made(1), entry(made(1)), act(key="k"))
    store.create(made(2), entry(made(2)), act(key="k", later=idempotency.SECONDS + 1))
    assert store.read(made(2).id) is not None


def test_the_key_explains_a_duplicate_reference_of_a_retry(store: SeizureStore) -> None:
    first = made(1, national_reference="R1")
    store.create(first, entry(first), act(key="k"))
    again = made(2, national_reference="R1")
    with pytest.raises(Replay):
        store.create(again, entry(again), act(key="k"))


def test_opening_brings_the_settings_of_the_callers_administration(store: SeizureStore) -> None:
    first = made(1)
    store.create(first, entry(first), act())
    assert store.open(first.id, act()).settings == AdministrationSettings(four_eyes=True)
    chosen = Chosen(AdministrationSettings(four_eyes=False), 1)
    store.save_settings("FR", chosen, entry(first, "four_eyes_off"))
    opened = store.open(first.id, act())
    assert opened.record == first
    assert (opened.settings, store.settings("FR")) == (chosen.settings, chosen)
    assert store.settings("CO") == Chosen(AdministrationSettings())
    with pytest.raises(StaleVersion):
        store.save_settings("FR", chosen, entry(first, "four_eyes_off"))
    assert [one["action"] for one in store.settings_history("FR", None, 5).items] == ["four_eyes_off"]
    assert store.open("0" * 26, act(NCP)).record is None


def test_lists_go_newest_first_through_pages_within_the_days_asked_for(store: SeizureStore) -> None:
    days = ["2026-01-05", "2026-01-03", "2026-01-09", "2026-01-01", "2026-01-03"]
    for number, day in enumerate(days):
        one = made(number, seized_on=day)
        store.create(one, entry(one), act())
    wanted = [(day, f"{n:026d}") for n, day in enumerate(days) if "2026-01-02" <= day <= "2026-01-05"]
    found: list[tuple[str, str]] = []
    start = None
    while True:
        page = store.list_by_status("FR", Status.DRAFT, ("2026-01-02", "2026-01-05"), start, 2)
        found += [(row["seized_on"], row["id"]) for row in page.items]
        assert len(page.items) <= 2
        start = page.next
        if start is None:
            break
    assert found == sorted(wanted, reverse=True)
    assert store.list_by_status("CO", Status.DRAFT, ALL_DAYS, None, 10).items == []
    assert store.list_by_status("FR", Status.PUBLISHED, ALL_DAYS, None, 10).items == []


def test_a_published_record_waits_for_its_rilo_until_verified(store: SeizureStore) -> None:
    first = made(1)
    store.create(first, entry(first), act())
    at = "2026-03-20T12:00:01.000Z"
    published = moved(first, at=at, status=Status.PUBLISHED, rilo="WE", published_at=at)
    store.save(first, published, entry(published), act())
    assert [row["id"] for row in store.list_to_review("WE", Verification.UNVERIFIED, ALL_DAYS, None, 9).items] == [
        first.id
    ]
    assert store.list_to_review("SA", Verification.UNVERIFIED, ALL_DAYS, None, 9).items == []
    verified = moved(published, at=at, verification=Verification.VERIFIED)
    store.save(published, verified, entry(verified), act())
    for state in Verification:
        assert store.list_to_review("WE", state, ALL_DAYS, None, 9).items == []


def test_the_history_is_newest_first(store: SeizureStore) -> None:
    first = made(1)
    store.create(first, entry(first), act())
    second = moved(first, at="2026-03-20T12:00:01.000Z")
    store.save(first, second, entry(second, "changed"), act())
    page = store.history(first.id, "", None, 1)
    assert [item["action"] for item in page.items] == ["changed"]
    rest = store.history(first.id, "", page.next, 5)
    assert [item["action"] for item in rest.items] == ["entered"]
    assert rest.items[0]["actor"] == OFFICER.id
    assert store.history("0" * 26, "", None, 5).items == []
