"""AMBER for the members of a joint operation: who reads and finds it, as long as they have their seat."""

from typing import Any

import pytest

from alerts.ending import expire
from cen.principal import Principal
from tests.unit.alerts.joint import ABSENT, ID, OTHER, OURS
from tests.unit.alerts.world import (
    CENMAT,
    COLLEAGUE_WE,
    EXTERNAL,
    LIMITED_DE,
    NCP,
    NCP_CO,
    OFFICER,
    OFFICER_CO,
    OFFICER_DE,
    READER_GB,
    RILO_SA,
    RILO_WE,
    SERVICE,
    Operation,
    World,
    alert,
    later,
)


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"tlp": "GREEN"}, "operation", "only_amber"),
        ({"tlp": "AMBER+STRICT"}, "operation", "only_amber"),
        ({"tlp": "RED", "recipients": ["officer-fr"]}, "operation", "only_amber"),
        ({"regions": ["WE"]}, "regions", "regions_or_operation"),
        ({"operation": ...}, "regions", "required"),
        ({"operation": "1"}, "operation", "wrong_format"),
    ],
)
def test_amber_is_for_regions_or_for_an_operation(world: World, changes: Any, path: str, code: str) -> None:
    answer = world.call("POST", "alerts", RILO_WE, alert(**{**OURS, **changes}))
    assert (answer.status, [(one["path"], one["code"]) for one in answer.json["errors"]]) == (422, [(path, code)])
    assert world.operations.asked == []


@pytest.mark.usefixtures("heron")
def test_members_read_it_and_for_others_it_is_not_there(world: World) -> None:
    id = world.publish(**OURS)
    for caller in (OFFICER, NCP, OFFICER_CO, SERVICE, RILO_WE, COLLEAGUE_WE):
        assert world.call("GET", f"alerts/{id}", caller).json["operation"] == ID, caller
    absent = world.call("GET", f"alerts/{ABSENT}", OFFICER_DE)
    for caller in (OFFICER_DE, LIMITED_DE, READER_GB, NCP_CO, RILO_SA, CENMAT, EXTERNAL):
        answer = world.call("GET", f"alerts/{id}", caller)
        assert (answer.status, answer.text) == (404, absent.text), caller


WAYS: list[tuple[str, str, Any]] = [
    ("GET", "", None),
    ("GET", "/history", None),
    ("GET", "/notice", None),
    ("GET", "/acknowledgements", None),
    ("GET", "/audience", None),
    ("GET", "/versions", None),
    ("GET", "/versions/1", None),
    ("POST", "/rate", {"useful": True}),
    ("POST", "/acknowledge", None),
    ("POST", "/withdraw", {"reason": "Why"}),
    ("PATCH", "", {"title": "Mine"}),
]


def test_an_expulsion_acts_with_the_next_request_whatever_is_asked(world: World, heron: Operation) -> None:
    id = world.publish(**OURS, acknowledge_by=later(days=1))

    def ways(caller: Principal) -> list[tuple[int, str]]:
        found = []
        for method, path, body in WAYS:
            answer = world.call(method, f"alerts/{id}{path}", caller, body, headers={"If-Match": '"99"'})
            found.append((answer.status, answer.json.get("code", "")))
        return found

    member = ways(NCP)
    assert [status for status, _ in member] == [200, 200, 404, 403, 403, 403, 403, 200, 200, 403, 403]
    assert member[2] == (404, "no_notice")
    heron.wholes["FR"].add(NCP.id)
    assert ways(NCP) == [(404, "no_such_alert")] * len(WAYS)
    assert world.call("GET", f"alerts/{id}", OFFICER).status == 200
    del heron.wholes["FR"]
    assert world.call("GET", f"alerts/{id}", OFFICER).status == 404
    del heron.persons[OFFICER_CO.id]
    assert world.call("GET", f"alerts/{id}", OFFICER_CO).status == 404


@pytest.mark.usefixtures("heron")
def test_the_door_is_asked_by_who_reads_it_and_by_nobody_else(world: World) -> None:
    id, open_to_all = world.publish(**OURS), world.publish()
    world.operations.asked.clear()
    for caller in (OFFICER, RILO_WE, EXTERNAL):
        world.call("GET", f"alerts/{open_to_all}", caller)
        world.call("GET", "alerts", caller)
        world.call("GET", "alerts", caller, query={"q": "reefer"})
    for caller in (COLLEAGUE_WE, LIMITED_DE, EXTERNAL, CENMAT):  # its office; who can have no seat
        world.call("GET", f"alerts/{id}", caller)
    assert world.operations.asked == []
    for _ in range(2):
        world.call("GET", f"alerts/{id}", OFFICER)
    assert world.operations.asked == [(ID, "officer-fr")] * 2


def test_it_is_listed_for_members_under_its_operation_alone(world: World, heron: Operation) -> None:
    world.operations.standing[OTHER] = Operation(wholes={"FR": set()})
    id = world.publish(**OURS)
    green = world.publish()
    for caller in (OFFICER, OFFICER_CO, RILO_WE, SERVICE):
        assert world.listed(caller, operation=ID) == [id]
        assert world.listed(caller, operation=OTHER) == world.listed(caller, operation=ABSENT) == []
    assert world.listed(OFFICER) == world.listed(OFFICER_CO) == [green]
    assert world.listed(RILO_WE) == world.listed(COLLEAGUE_WE) == sorted([green, id], reverse=True)
    row = world.call("GET", "alerts", OFFICER, query={"operation": ID}).json["items"][0]
    assert (row["operation"], "regions" in row) == (ID, False)
    assert world.listed(OFFICER, operation=ID, severity="low") == []
    world.now = world.now.replace(month=6)
    assert world.listed(OFFICER, operation=ID, status="expired") == []
    expire(world.stores.alerts, id, world.now)
    assert world.listed(OFFICER, operation=ID, status="expired") == [id]
    assert world.listed(OFFICER, status="expired") == []
    heron.wholes["FR"].add(OFFICER.id)
    assert world.listed(OFFICER, operation=ID, status="expired") == []


@pytest.mark.usefixtures("heron")
def test_an_empty_list_does_not_tell_whether_there_is_an_operation(world: World) -> None:
    for _ in range(3):
        world.publish(**OURS)
    world.events()
    for caller in (OFFICER_DE, LIMITED_DE, CENMAT, RILO_SA, EXTERNAL, COLLEAGUE_WE):
        for more in ({}, {"status": "expired"}, {"q": "reefer"}, {"q": "reefer", "status": "all"}):
            world.table.forget_costs()
            known, unknown = (
                world.call("GET", "alerts", caller, query={"operation": operation, "limit": "1", **more})
                for operation in (ID, ABSENT)
            )
            assert (known.status, known.text) == (200, unknown.text)
            assert known.json == {"items": [], "next": None}
            assert world.table.calls == []


@pytest.mark.usefixtures("heron")
def test_words_find_it_for_members_who_name_its_operation(world: World) -> None:
    id = world.publish(**OURS, title="Ivory")
    world.publish(title="Ivory")
    world.events()
    assert world.listed(OFFICER, q="ivory", operation=ID) == [id]
    assert world.listed(OFFICER, q="ivory", operation=ID, status="all") == [id]
    assert id not in world.listed(OFFICER, q="ivory")
    assert id in world.listed(COLLEAGUE_WE, q="ivory")
    assert world.listed(OFFICER_DE, q="ivory", operation=ID) == []


def test_a_cursor_is_bound_to_its_operation_and_the_seat_is_asked_for_with_each_page(
    world: World, heron: Operation
) -> None:
    world.operations.standing[OTHER] = heron
    ids = sorted(world.publish(**OURS) for _ in range(3))
    asked = {"operation": ID, "limit": "2"}
    page = world.call("GET", "alerts", OFFICER, query=asked).json
    assert [row["id"] for row in page["items"]] == ids[:0:-1]
    on = {"cursor": page["next"]}
    assert world.listed(OFFICER, **asked, **on) == ids[:1]
    for other in ({**asked, "operation": OTHER}, {"limit": "2"}):
        assert world.call("GET", "alerts", OFFICER, query={**other, **on}).json["code"] == "invalid_cursor"
    heron.wholes["FR"].add(OFFICER.id)
    assert world.listed(OFFICER, **asked, **on) == []


@pytest.mark.usefixtures("heron")
def test_of_what_is_not_published_the_operation_is_a_filter(world: World) -> None:
    draft = world.draft(**OURS)
    world.draft()
    world.operations.asked.clear()
    assert world.listed(COLLEAGUE_WE, status="draft", operation=ID) == [draft]
    assert world.listed(RILO_SA, status="draft", operation=ID) == []
    assert world.operations.asked == []
