"""Worklists and lists: who gets which rows, page by page."""

import pytest

from tests.unit.seizures.builders import (
    CENMAT,
    COLLEAGUE,
    NCP,
    OFFICER,
    OFFICER_CO,
    READER_FR,
    READER_GB,
    RILO_SA,
    RILO_WE,
    SIMPLE,
    record,
)
from tests.unit.seizures.gateway import Answer, Gateway
from tests.unit.seizures.test_life import enter, published, step


def listed(api: Gateway, caller: object, **query: str) -> Answer:
    return api.call("GET", "/v1/seizures", caller, query=query)  # type: ignore[arg-type]


def ids(answer: Answer) -> list[str]:
    assert answer.status == 200, answer.text
    return [item["id"] for item in answer.json["items"]]


def test_own_worklists_hold_what_is_in_that_status(api: Gateway) -> None:
    draft, waiting = enter(api), enter(api)
    step(api, waiting, "submit", OFFICER)
    assert ids(listed(api, COLLEAGUE, status="draft")) == [draft]
    assert ids(listed(api, NCP, status="submitted")) == [waiting]
    assert ids(listed(api, OFFICER_CO, status="draft")) == []
    assert listed(api, OFFICER_CO, status="draft", administration="FR").status == 403
    assert listed(api, READER_FR, status="draft").status == 403


def test_a_rilo_sees_what_waits_for_it(api: Gateway) -> None:
    id = published(api)
    assert ids(listed(api, RILO_WE, verification="unverified")) == [id]
    assert ids(listed(api, RILO_SA, verification="unverified")) == []
    step(api, id, "verify", RILO_WE)
    assert ids(listed(api, RILO_WE, verification="unverified")) == []
    assert ids(listed(api, OFFICER, verification="verified")) == [id]
    waiting = enter(api)
    assert ids(listed(api, RILO_WE, status="submitted", administration="FR")) == []
    step(api, waiting, "submit", OFFICER)
    assert ids(listed(api, RILO_WE, status="submitted", administration="FR")) == [waiting]
    assert listed(api, RILO_SA, status="submitted", administration="FR").status == 403


def test_pages_follow_each_other_to_the_end(api: Gateway) -> None:
    days = ["2026-03-05", "2026-03-01", "2026-03-09", "2026-03-07", "2026-03-03"]
    for day in days:
        published(api, record(SIMPLE, seized_on=day))
    found: list[str] = []
    query = {"administration": "FR", "limit": "2"}
    while True:
        answer = listed(api, READER_GB, **query)
        found += [item["seized_on"] for item in answer.json["items"]]
        if answer.json["next"] is None:
            break
        query["cursor"] = answer.json["next"]
    assert found == sorted(days, reverse=True)
    within = listed(api, READER_GB, administration="FR", seized_from="2026-03-03", seized_to="2026-03-05")
    assert [item["seized_on"] for item in within.json["items"]] == ["2026-03-05", "2026-03-03"]


def test_a_page_does_not_stop_at_rows_that_are_hidden(api: Gateway) -> None:
    open_one = published(api, record(SIMPLE, seized_on="2026-01-01"))
    for day in ("2026-03-01", "2026-03-02", "2026-03-03"):
        published(api, record(SIMPLE, seized_on=day, tlp="AMBER+STRICT"))
    first = listed(api, READER_GB, administration="FR", limit="2")
    rest = listed(
        api, READER_GB, administration="FR", limit="2", **({"cursor": first.json["next"]} if first.json["next"] else {})
    )
    assert open_one in ids(first) + ids(rest)
    assert {item["tlp"] for item in first.json["items"] + rest.json["items"]} == {"GREEN"}


def test_a_cursor_is_for_the_same_caller_and_the_same_question(api: Gateway) -> None:
    for _ in range(2):
        published(api)
    cursor = listed(api, READER_GB, administration="FR", limit="1").json["next"]
    assert ids(listed(api, READER_GB, administration="FR", limit="1", cursor=cursor))
    for caller, query in (
        (OFFICER, {"administration": "FR"}),
        (READER_GB, {"administration": "FR", "seized_from": "2026-01-01"}),
        (READER_GB, {"administration": "CO"}),
    ):
        refused = listed(api, caller, cursor=cursor, **query)
        assert (refused.status, refused.json["code"]) == (400, "invalid_cursor")


@pytest.mark.parametrize(
    ("query", "status", "path"),
    [
        ({"seized_from": "2026-03-01", "seized_to": "2026-02-01"}, 422, "seized_to"),
        ({"seized_from": "yesterday"}, 422, "seized_from"),
        ({"limit": "101"}, 422, "limit"),
        ({"limit": "0"}, 422, "limit"),
        ({"limit": "x"}, 422, "limit"),
        ({"status": "gone"}, 422, "status"),
        ({"administration": "XX"}, 422, "administration"),
        ({"colour": "red"}, 400, None),
    ],
)
def test_parameters_are_checked(api: Gateway, query: dict[str, str], status: int, path: str | None) -> None:
    answer = listed(api, OFFICER, **query)
    assert answer.status == status
    assert path is None or path in answer.errors


def test_a_caller_without_administration_names_one(api: Gateway) -> None:
    assert listed(api, CENMAT, status="draft").errors == {"administration": "required"}
    id = published(api)
    assert ids(listed(api, CENMAT)) == ids(listed(api, CENMAT, administration="FR")) == [id]
