"""Inboxes through the API: what is raised is there once for everybody it is for, and gone when it is settled."""

from datetime import timedelta
from typing import Any

import pytest

from alerts.inbox.model import Box, ReadState
from alerts.inbox.store import InboxStore
from alerts.inbox.titles import title
from alerts.inbox.worker import Notice, hear
from cen.clock import instant
from cen.events import NoticeRaised
from cen.problems import Unavailable
from cen.usage import spent
from tests.unit.alerts.delivery.world import (
    CENMAT,
    COLLEAGUE,
    LIMITED,
    NCP,
    OFFICER,
    OFFICER_CO,
    READER_GB,
    RILO_WE,
    SERVICE,
    Front,
)


def raised(key: str, to: str = "administration:FR", **more: Any) -> dict[str, Any]:
    usual = {"kind": "seizure.returned", "must_act": True, "subject": "seizures/01K00000000000000000000000"}
    return {"key": key, "to": to, **usual, **more}


def tell(front: Front, *notices: dict[str, Any]) -> list[bool]:
    store = InboxStore(front.table)
    found = []
    for notice in notices:
        front.clock.pass_by(seconds=1)
        found.append(hear(store, Notice.model_validate(notice), front.clock.now))
    return found


def listed(front: Front, caller: Any = OFFICER, query: str = "") -> list[Any]:
    answer = front.call("GET", f"/v1/inbox{query}", caller)
    assert answer.status == 200, answer.text
    return list(answer.json["items"])


def counts(front: Front, caller: Any = OFFICER) -> tuple[int, int]:
    found = front.call("GET", "/v1/inbox/counts", caller).json
    return found["must_act"], found["may_read"]


def test_what_is_to_be_done_is_there_for_everybody_addressed_and_nobody_else(front: Front) -> None:
    due = "2026-03-21T12:00:00.000Z"
    assert tell(front, raised("a", due=due), raised("b", "ncp:FR"), raised("c", "person:sub-officer-fr")) == [True] * 3
    assert tell(front, raised("d", "rilo:WE"), raised("e", "role:cenmat")) == [True] * 2
    assert [one["to"] for one in listed(front)] == ["person:sub-officer-fr", "administration:FR"]
    assert listed(front)[1]["due"] == due
    assert [one["to"] for one in listed(front, NCP)] == ["ncp:FR", "administration:FR"]
    assert [one["to"] for one in listed(front, RILO_WE)] == ["rilo:WE"]
    assert [one["to"] for one in listed(front, CENMAT)] == ["role:cenmat"]
    assert [one["to"] for one in listed(front, SERVICE)] == ["administration:FR"]
    for caller in (OFFICER_CO, READER_GB, LIMITED):
        assert listed(front, caller) == []
    assert [counts(front, one)[0] for one in (OFFICER, NCP, COLLEAGUE, OFFICER_CO)] == [2, 2, 1, 0]


def test_double_news_change_nothing_and_settled_ones_are_gone_for_everybody(front: Front) -> None:
    assert tell(front, raised("a"), raised("a"), raised("a", "ncp:FR")) == [True, False, True]
    assert counts(front, NCP) == (2, 0)
    assert tell(front, {"key": "a"}, {"key": "a"}) == [True, False]
    assert (counts(front, NCP), counts(front)) == ((0, 0), (0, 0))
    assert listed(front, NCP) == []
    assert tell(front, raised("a")) == [False]


def test_a_settlement_that_comes_before_what_it_settles_holds(front: Front) -> None:
    assert tell(front, {"key": "late"}, raised("late")) == [False, False]
    assert counts(front) == (0, 0)


def test_what_one_may_read_stays_when_it_is_settled(front: Front) -> None:
    tell(front, raised("a", must_act=False, kind="seizure.verified"), {"key": "a"})
    assert counts(front) == (0, 1)
    (one,) = listed(front, query="?box=may_read")
    assert (one["box"], one["kind"], one["title"]) == ("may_read", "seizure.verified", "A seizure record was verified")


def test_titles_come_in_two_languages_and_for_kinds_nobody_knows(front: Front) -> None:
    tell(front, raised("a"), raised("b", kind="thing.unheard"))
    english, french = ([one["title"] for one in listed(front, query=f"?lang={language}")] for language in ("en", "fr"))
    assert english == ["There is something for you to do", title("seizure.returned", "en", must_act=True)]
    assert french == ["Une action vous attend", title("seizure.returned", "fr", must_act=True)]
    assert title("x.y", "en", must_act=False) == "There is news for you"


def test_reading_is_each_persons_own(front: Front) -> None:
    tell(front, *(raised(str(number), must_act=False) for number in range(3)))
    first, second, third = listed(front, query="?box=may_read")
    assert front.call("POST", f"/v1/inbox/{second['id']}/read").json == {"must_act": 0, "may_read": 2}
    assert front.call("POST", f"/v1/inbox/{second['id']}/read").json["may_read"] == 2
    unread = listed(front, query="?box=may_read&state=unread")
    assert [one["id"] for one in unread] == [first["id"], third["id"]]
    assert [one["read"] for one in listed(front, query="?box=may_read")] == [False, True, False]
    assert counts(front, COLLEAGUE) == (0, 3)
    for one in (first, third):
        front.call("POST", f"/v1/inbox/{one['id']}/read")
    assert counts(front) == (0, 0)


def test_everything_up_to_a_moment_is_read_at_once(front: Front) -> None:
    tell(front, *(raised(str(number), must_act=False) for number in range(3)))
    moment = front.clock.now
    tell(
        front, raised("later", must_act=False), raised("task"), raised("mine", "person:sub-officer-fr", must_act=False)
    )
    answer = front.call("POST", "/v1/inbox/read", body={"up_to": instant(moment)})
    assert answer.json == {"must_act": 1, "may_read": 2}
    answer = front.call("POST", "/v1/inbox/read", body={"up_to": "2099-01-01T00:00:00Z", "box": "may_read"})
    assert answer.json == {"must_act": 1, "may_read": 0}
    assert listed(front, query="?state=unread") != []
    front.call("POST", "/v1/inbox/read", body={"up_to": "2099-01-01T00:00:00Z"})
    assert (listed(front, query="?state=unread"), counts(front)) == ([], (1, 0))


def test_what_is_not_in_ones_inbox_cannot_be_read(front: Front) -> None:
    tell(front, raised("a"))
    (one,) = listed(front)
    for id, caller in [(one["id"], OFFICER_CO), (one["id"], LIMITED), ("0" * 26, OFFICER), ("nonsense", OFFICER)]:
        answer = front.call("POST", f"/v1/inbox/{id}/read", caller)
        assert (answer.status, answer.json["code"]) == (404, "no_such_notice")


WRONG: list[tuple[str, str, Any, str]] = [
    ("POST", "/v1/inbox/read", {}, "up_to"),
    ("POST", "/v1/inbox/read", {"up_to": "yesterday"}, "up_to"),
    ("POST", "/v1/inbox/read", {"up_to": "2026-03-20T12:00:00Z", "box": "all"}, "box"),
    ("GET", "/v1/inbox?box=all", None, "box"),
    ("GET", "/v1/inbox?state=read", None, "state"),
    ("GET", "/v1/inbox?lang=de", None, "lang"),
]


@pytest.mark.parametrize(("method", "path", "body", "field"), WRONG)
def test_a_wrong_request_is_refused_naming_the_field(
    front: Front, method: str, path: str, body: Any, field: str
) -> None:
    answer = front.call(method, path, body=body)
    assert answer.status == 422
    assert field in [error["path"] for error in answer.json["errors"]]


def test_pages_run_over_all_boxes_newest_first(front: Front) -> None:
    for number in range(4):
        tell(front, raised(f"a{number}"), raised(f"p{number}", "person:sub-officer-fr"))
    everything = [one["id"] for one in listed(front, query="?limit=100")]
    seen: list[str] = []
    cursor = ""
    while True:
        page = front.call("GET", f"/v1/inbox?limit=3{cursor}").json
        seen += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == everything == sorted(everything, reverse=True)
    assert len(seen) == 8


def test_a_page_of_what_is_unread_passes_over_what_is_read(front: Front) -> None:
    tell(front, *(raised(str(number)) for number in range(9)))
    for one in listed(front)[:7]:
        front.call("POST", f"/v1/inbox/{one['id']}/read")
    page = front.call("GET", "/v1/inbox?state=unread&limit=3").json
    assert len(page["items"]) == 2
    assert page["next"] is None


def test_a_cursor_is_for_the_boxes_it_was_written_for(front: Front) -> None:
    tell(front, *(raised(str(number)) for number in range(3)))
    cursor = front.call("GET", "/v1/inbox?limit=1").json["next"]
    assert front.call("GET", f"/v1/inbox?limit=1&cursor={cursor}", NCP).json["code"] == "invalid_cursor"


def test_counts_are_one_call_and_few_units_whatever_there_is(front: Front) -> None:
    for number in range(5):
        tell(front, *(raised(f"{kind}{number}", to) for kind, to in (("a", "administration:FR"), ("n", "ncp:FR"))))
    front.call("POST", "/v1/inbox/read", NCP, {"up_to": instant(front.clock.now)})
    before = spent.snapshot()
    assert counts(front, NCP) == (10, 0)
    assert spent.since(before)[0] == 1


def test_what_is_older_than_a_month_is_no_news_to_whom_never_looked(front: Front) -> None:
    tell(front, *(raised(str(number), must_act=False) for number in range(3)))
    front.clock.pass_by(days=20)
    tell(front, raised("x", must_act=False))
    assert counts(front) == (0, 4)
    front.clock.pass_by(days=20)
    assert counts(front) == (0, 1)
    tell(front, raised("y", must_act=False))
    front.clock.pass_by(days=15)
    assert counts(front) == (0, 1)
    front.clock.pass_by(days=31)
    assert counts(front) == (0, 0)


class Overtaken(InboxStore):
    """Whose every write somebody else comes before."""

    def save_state(self, caller_id: str, before: ReadState, after: ReadState) -> bool:  # noqa: ARG002
        return False


def test_two_tabs_that_read_at_once_both_count(front: Front) -> None:
    store = InboxStore(front.table)
    before = store.state("x")
    assert store.save_state("x", before, before.with_one(Box.MAY_READ, "administration:FR", 2))
    assert not store.save_state("x", before, before.with_one(Box.MAY_READ, "administration:FR", 3))
    now = store.state("x")
    assert store.save_state("x", now, now.with_one(Box.MAY_READ, "administration:FR", 1))
    assert store.state("x").up_to == {"may_read:administration:FR": 2}
    from alerts.inbox import service
    from tests.unit.seizures.builders import act

    tell(front, raised("a"))
    (one,) = listed(front)
    with pytest.raises(Unavailable):
        service.read_one(Overtaken(front.table), act(OFFICER), one["id"])


def test_the_day_of_a_notice_is_that_of_its_arrival(front: Front) -> None:
    store = InboxStore(front.table)
    late = NoticeRaised.model_validate(raised("x", must_act=False))
    assert store.add(late, front.clock.now + timedelta(days=1))
    assert [item["at"] for item in front.items("BOX#administration:FR", "N#", "N#~")] == ["2026-03-21T12:00:00.000Z"]


OPERATION = "01KM0000000000000000000001"


def asked_in(operation: str, key: str, to: str = "administration:FR") -> dict[str, Any]:
    return raised(key, to, kind="warning.open", subject=f"operations/{operation}/messages/1")


def test_what_points_into_an_operation_is_there_for_those_who_sit_in_it_now(front: Front) -> None:
    front.seats.of[OPERATION] = {OFFICER.id, LIMITED.id}
    tell(front, raised("a"), asked_in(OPERATION, "b"), asked_in(OPERATION, "c", f"person:{LIMITED.id}"))
    tell(front, raised("d", "rilo:WE", subject=f"operations/{OPERATION}", kind="operation.consent_asked"))
    assert [one["kind"] for one in listed(front)] == ["warning.open", "seizure.returned"]
    assert [one["kind"] for one in listed(front, NCP)] == ["seizure.returned"]
    assert listed(front, LIMITED) == []
    assert [one["kind"] for one in listed(front, RILO_WE)] == ["operation.consent_asked"]
    front.seats.of[OPERATION] = set()
    assert [one["kind"] for one in listed(front)] == ["seizure.returned"]


def test_a_seat_is_asked_for_once_on_a_page_and_not_without_need(front: Front) -> None:
    front.seats.of[OPERATION] = {OFFICER.id}
    tell(front, *(asked_in(OPERATION, key) for key in "abc"), raised("d"))
    listed(front, OFFICER_CO)
    assert front.seats.asked == []
    assert len(listed(front)) == 4
    assert [operation for operation, _ in front.seats.asked] == [OPERATION]
