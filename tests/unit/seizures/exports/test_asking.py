"""Asking for an export: who may, for what, and how many at a time."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from cen.act import Replay
from cen.problems import IdempotencyKeyReused, Invalid, Unavailable
from seizures import jobs
from seizures.exports import service
from seizures.exports.model import ExportFormat, ExportRequest
from seizures.exports.store import ExportStore
from tests.unit.seizures.builders import LIMITED, READER_FR, READER_GB, act
from tests.unit.seizures.exports.conftest import Cloud

AT = "2026-03-20T12:00:01.000Z"
ASKED = ExportRequest(format=ExportFormat.CSV)


# Asking


def test_asking_answers_a_job_to_come_back_for(cloud: Cloud) -> None:
    answer = cloud.call("POST", "/v1/exports", READER_GB, {"format": "csv", "search": {"administration": "FR"}})
    assert answer.status == 202
    assert answer.headers["Location"] == f"exports/{answer.json['id']}"
    assert answer.json == {
        "id": answer.json["id"],
        "status": "counting",
        "format": "csv",
        "search": {"administration": "FR"},
        "written": 0,
        "created_at": "2026-03-20T12:00:00.000Z",
        "updated_at": "2026-03-20T12:00:00.000Z",
        "expires_at": "2026-03-27T12:00:00.000Z",
    }
    assert cloud.shown(answer.json["id"]) == answer.json


def test_the_audit_says_who_asked_for_what_and_does_not_expire(cloud: Cloud) -> None:
    id = cloud.ask(search={"administration": "FR"})
    (item,) = cloud.audit(id)
    assert item["sk"] == "AUDIT#2026-03-20T12:00:00.000Z#00000001"
    entry = json.loads(item["entry"])
    assert (entry["action"], entry["actor"], entry["administration"]) == ("requested", "reader-gb", "GB")
    assert json.loads(item["export"]) == {"format": "csv", "search": {"administration": "FR"}, "rows": None}
    assert "expires_at" not in item
    kept = cloud.table.get(pk=f"EXPORT#{id}", sk="JOB")
    assert kept
    assert kept["expires_at"] == int(cloud.clock.now.timestamp()) + 7 * 24 * 3600


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({}, "format", "required"),
        ({"format": "pdf"}, "format", "enum"),
        ({"format": "csv", "limit": 3}, "limit", "unknown_field"),
        ({"format": "csv", "start": "no"}, "start", "bool_type"),
        ({"format": "csv", "search": {"colour": "red"}}, "search.colour", "unknown_field"),
        ({"format": "csv", "search": {"limit": "3"}}, "search.limit", "unknown_field"),
        ({"format": "csv", "search": {"cursor": "x"}}, "search.cursor", "unknown_field"),
        ({"format": "csv", "search": {"administration": "ZZ"}}, "search.administration", "unknown_code"),
        (
            {"format": "csv", "search": {"seized_from": "2026-02-01", "seized_to": "2026-01-01"}},
            "search.seized_to",
            "before_from",
        ),
    ],
)
def test_what_cannot_be_searched_is_refused_by_name(cloud: Cloud, body: Any, path: str, code: str) -> None:
    answer = cloud.call("POST", "/v1/exports", READER_GB, body)
    assert answer.status == 422
    assert answer.errors == {path: code}


def test_the_report_is_about_cites(cloud: Cloud) -> None:
    assert cloud.shown(cloud.ask(format="aitr"))["search"] == {"category": "cites"}


def test_another_category_contradicts_the_report() -> None:
    report = ExportFormat.AITR
    assert service._completed(ExportRequest(format=report, search={"category": "cites"})) == {"category": "cites"}
    with pytest.raises(Invalid) as refused:
        service._completed(ExportRequest(format=report, search={"category": "drugs"}))
    assert [error.path for error in refused.value.errors] == ["search.category"]


def test_the_limited_tier_exports_nothing(cloud: Cloud) -> None:
    assert cloud.call("POST", "/v1/exports", LIMITED, {"format": "csv"}).status == 403


def test_a_key_sent_twice_makes_one_job(cloud: Cloud) -> None:
    body = {"format": "csv"}
    first = cloud.call("POST", "/v1/exports", READER_GB, body, Idempotency_Key="k")
    again = cloud.call("POST", "/v1/exports", READER_GB, body, Idempotency_Key="k")
    assert (again.status, again.json["id"]) == (202, first.json["id"])
    assert again.headers["Idempotency-Replayed"] == "true"
    other = cloud.call("POST", "/v1/exports", READER_GB, {"format": "xlsx"}, Idempotency_Key="k")
    assert (other.status, other.json["code"]) == (422, "idempotency_key_reused")
    cloud.clock.pass_by(days=1, seconds=1)
    later = cloud.call("POST", "/v1/exports", READER_GB, body, Idempotency_Key="k")
    assert later.json["id"] != first.json["id"]


def test_of_two_requests_with_one_key_at_once_one_makes_the_job(cloud: Cloud) -> None:
    """Both have looked before either writes."""
    cloud.call("POST", "/v1/exports", READER_GB, {"format": "csv"}, Idempotency_Key="k")
    made = service._new_job(act(READER_GB), ASKED, {}, 1)
    entry = jobs.entry(act(READER_GB), "requested", made)
    with pytest.raises(IdempotencyKeyReused):
        cloud.store.create(made, entry, act(READER_GB, key="k", sent="other"))
    used = cloud.table.get(pk="IDEM#reader-gb", sk="k")
    assert used
    with pytest.raises(Replay):
        cloud.store.create(made, entry, act(READER_GB, key="k", sent=str(used["fingerprint"])))


# How many


def test_five_unfinished_exports_are_what_one_caller_may_have(cloud: Cloud) -> None:
    ids = [cloud.ask() for _ in range(5)]
    refused = cloud.call("POST", "/v1/exports", READER_GB, {"format": "csv"})
    assert (refused.status, refused.json["code"]) == (429, "too_many_exports")
    assert refused.headers["Retry-After"] == "60"
    cloud.ask(READER_FR)
    assert cloud.call("POST", f"/v1/exports/{ids[2]}/cancel").status == 200
    cloud.ask()
    assert cloud.call("POST", "/v1/exports", READER_GB, {"format": "csv"}).status == 429
    cloud.clock.pass_by(days=8)
    cloud.ask()


@dataclass(frozen=True)
class Blind(ExportStore):
    """Sees each slot as free that it has not been asked for, then the last one for ever."""

    seen: list[int] = field(default_factory=list)
    last: int = 4

    def free_slot(self, *_: Any) -> int | None:
        self.seen.append(min(len(self.seen), self.last))
        return self.seen[-1]


def test_requests_that_race_for_a_slot_each_get_one(cloud: Cloud) -> None:
    cloud.ask()
    cloud.ask()
    blind = Blind(cloud.table)
    assert service.create(blind, act(READER_GB), ASKED, lambda _: None).job.slot == 2
    assert blind.seen == [0, 1, 2]
    with pytest.raises(Unavailable):
        service.create(Blind(cloud.table, last=0), act(READER_GB), ASKED, lambda _: None)
