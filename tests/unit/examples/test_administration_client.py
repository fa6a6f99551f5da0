"""The example enters each record once, however often and with whatever breaks it is run."""

import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from examples.administration_client import Answer, enter
from tests.unit.seizures.builders import NOW, OFFICER, SERVICE, SIMPLE
from tests.unit.seizures.fakes import FakeStore
from tests.unit.seizures.gateway import Gateway

RECORD = {**SIMPLE, "national_reference": "FR 2026/12 b"}
SAMPLES = Path(__file__).parents[3] / "examples" / "records.jsonl"


class Api:
    """The API as the example calls it; `breaks_at` is the part of a path at which the run ends."""

    def __init__(self) -> None:
        self.store = FakeStore()
        self.days = 0
        self.breaks_at = "nowhere"

    def __call__(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        if self.breaks_at in path:
            raise ConnectionError
        gateway = Gateway(self.store, lambda: NOW + timedelta(days=self.days))
        text = None if body is None else body.decode()
        answer = gateway.call(method, path, SERVICE, text, headers=dict(headers))
        return answer.status, answer.headers, answer.json

    @property
    def records(self) -> list[Any]:
        return [record.fields for record in self.store.heads.values()]


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture
def broken_off(api: Api) -> Api:
    """A first run that ended between entering and submitting."""
    api.breaks_at = "/submit"
    with pytest.raises(ConnectionError):
        enter(api, RECORD)
    api.breaks_at = "nowhere"
    assert [record["status"] for record in api.records] == ["draft"]
    return api


def test_a_record_is_entered_and_submitted_whatever_its_reference_looks_like(api: Api) -> None:
    assert enter(api, RECORD).endswith(" submitted")
    assert [record["status"] for record in api.records] == ["submitted"]


@pytest.mark.parametrize("days", [0, 2])
def test_run_again_nothing_is_entered_twice(api: Api, days: int) -> None:
    enter(api, RECORD)
    api.days = days
    assert "submitted" in enter(api, RECORD)
    assert len(api.records) == 1


@pytest.mark.parametrize("days", [0, 2])
def test_a_run_that_broke_off_is_finished(broken_off: Api, days: int) -> None:
    broken_off.days = days
    assert enter(broken_off, RECORD).endswith(" submitted")
    assert [record["status"] for record in broken_off.records] == ["submitted"]


@pytest.mark.parametrize("days", [0, 2])
def test_a_draft_that_was_left_is_submitted_as_the_record_is_now(broken_off: Api, days: int) -> None:
    broken_off.days = days
    assert enter(broken_off, {**RECORD, "seized_on": "2026-03-13"}).endswith(" submitted")
    assert [(one["status"], one["seized_on"]) for one in broken_off.records] == [("submitted", "2026-03-13")]


def test_a_record_corrected_after_it_was_submitted_is_told_and_left(api: Api) -> None:
    enter(api, RECORD)
    assert enter(api, {**RECORD, "seized_on": "2026-03-13"}).endswith("which is submitted")
    assert [record["seized_on"] for record in api.records] == ["2026-03-14"]


def test_a_draft_that_an_officer_is_writing_is_left(api: Api) -> None:
    Gateway(api.store).call("POST", "/v1/seizures", OFFICER, RECORD)
    assert enter(api, RECORD).endswith("which is draft")
    assert [record["status"] for record in api.records] == ["draft"]


def test_a_refusal_names_the_fields(api: Api) -> None:
    assert "lines.0.quantity.unit: Not a code" in enter(api, json.loads(SAMPLES.read_text("utf-8").splitlines()[2]))
    assert enter(api, {**RECORD, "seized_on": "0"}).startswith("refused: seized_on: ")
    assert enter(api, RECORD).endswith(" submitted")


def test_a_refusal_without_fields_is_told_too() -> None:
    def reused(*_: Any) -> Answer:
        return 422, {}, {"code": "idempotency_key_reused", "detail": "Used for another request."}

    assert enter(reused, RECORD) == "refused: idempotency_key_reused: Used for another request."


def test_a_record_that_cannot_be_submitted_says_why(api: Api) -> None:
    def closed(method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        return (409, {}, {"status": 409, "detail": "No."}) if "submit" in path else api(method, path, body, headers)

    assert enter(closed, RECORD).endswith(" No.")


def test_other_refusals_stop_the_run() -> None:
    with pytest.raises(SystemExit, match="FR 2026/12 b: 401"):
        enter(lambda *_: (401, {}, {"code": "unauthenticated"}), RECORD)


def test_the_sample_records_are_entered(api: Api) -> None:
    became = [enter(api, json.loads(line)) for line in SAMPLES.read_text("utf-8").splitlines()]
    assert [words.rpartition(" ")[2] for words in became[:2]] == ["submitted", "submitted"]
