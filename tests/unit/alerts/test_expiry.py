"""An alert ends at its minute, stays findable, and asks its office what is to become of it."""

from datetime import timedelta
from typing import Any

import pytest

from alerts.ending import expire
from alerts.sweeper import Stuck, Sweeper
from tests.unit.alerts.world import (
    NCP,
    NOW,
    OFFICER,
    OFFICER_CO,
    RILO_WE,
    SERVICE,
    World,
    alert,
    later,
    person,
)

MINUTE = timedelta(minutes=1)


def sweep(world: World, work: str = "expire") -> dict[str, int]:
    done = sweeper(world, world.stores.alerts)({"do": work}, None)
    assert done.pop("alerts_stuck", 0) == 0
    return done


def sweeper(world: World, store: Any) -> Sweeper:
    return Sweeper(lambda: store, lambda: world.stores.postings, lambda: world.directory, lambda: world.now)


def test_it_leaves_the_list_at_the_minute_without_any_job(world: World) -> None:
    end = NOW + timedelta(hours=1)
    id = world.publish(valid_until=later(hours=1))
    world.now = end - timedelta(milliseconds=1)
    assert world.listed(OFFICER) == [id]
    assert world.call("GET", f"alerts/{id}", OFFICER).json["status"] == "published"
    world.now = end
    assert world.listed(OFFICER) == []
    assert world.call("GET", f"alerts/{id}", OFFICER).json["status"] == "expired"
    assert world.call("POST", f"alerts/{id}/rate", OFFICER, {"useful": True}).json["code"] == "wrong_state"


def test_the_clock_marks_it_and_asks_its_office(world: World) -> None:
    id = world.publish(valid_until=later(hours=1), acknowledge_by=later(minutes=30), tlp="AMBER")
    still = world.publish(valid_until=later(hours=2))
    world.events()
    assert sweep(world) == {"alerts_expired": 0}
    world.now += timedelta(hours=1)
    assert sweep(world) == {"alerts_expired": 1}
    assert sweep(world) == {"alerts_expired": 0}
    events = world.events()
    (asked,) = [one for one in events if type(one).__name__ == "NoticeRaised"]
    assert (asked.to, asked.kind, asked.must_act) == ("rilo:WE", "alert.expired", True)
    settled = [one.key for one in events if type(one).__name__ == "NoticeSettled"]
    assert len(settled) == 4  # nobody has to acknowledge it any more
    assert [one.action for one in events if type(one).__name__ == "AlertChanged"] == ["expired"]
    assert world.listed(OFFICER, status="expired") == [id]
    assert world.listed(OFFICER) == [still]
    assert world.call("GET", f"alerts/{id}", OFFICER_CO).status == 404
    last = world.call("GET", f"alerts/{id}/history", RILO_WE).json["items"][0]
    assert (last["action"], last["actor_kind"]) == ("expired", "system")


@pytest.mark.parametrize("swept", [True, False])
def test_its_author_renews_it(world: World, swept: bool) -> None:
    id = world.publish(valid_until=later(hours=1))
    world.now += timedelta(hours=1)
    if swept:
        sweep(world)
    asked = [one.key for one in world.raised() if one.kind == "alert.expired"]
    past = world.call("POST", f"alerts/{id}/renew", RILO_WE, {"valid_until": later(minutes=59)})
    assert past.json["errors"][0]["path"] == "valid_until"
    done = world.call("POST", f"alerts/{id}/renew", RILO_WE, {"valid_until": later(days=9)})
    assert (done.status, done.json["status"], done.json["valid_until"]) == (200, "published", later(days=9))
    assert world.settled() == asked
    assert world.listed(OFFICER) == [id]
    assert world.listed(OFFICER, status="expired") == []
    world.now = NOW + timedelta(days=9)
    assert sweep(world) == {"alerts_expired": 1}


def test_its_author_closes_it(world: World) -> None:
    id = world.publish(valid_until=later(hours=1))
    assert world.call("POST", f"alerts/{id}/close", RILO_WE).json["code"] == "wrong_state"
    world.now += timedelta(hours=1)
    sweep(world)
    (asked,) = [one.key for one in world.raised() if one.kind == "alert.expired"]
    done = world.call("POST", f"alerts/{id}/close", RILO_WE)
    assert (done.status, done.json["status"]) == (200, "expired")
    assert world.settled() == [asked]
    again = world.call("POST", f"alerts/{id}/close", RILO_WE)
    assert again.json["version"] == done.json["version"]
    assert world.listed(OFFICER, status="expired") == [id]


def test_what_is_closed_before_it_was_marked_asks_nobody(world: World) -> None:
    id = world.publish(valid_until=later(hours=1))
    world.now += timedelta(hours=1)
    assert world.call("POST", f"alerts/{id}/close", RILO_WE).status == 200
    assert sweep(world) == {"alerts_expired": 0}
    assert [one for one in world.raised() if one.kind == "alert.expired"] == []


def test_a_renewal_may_ask_for_an_acknowledgement_anew(world: World) -> None:
    id = world.publish(tlp="AMBER", acknowledge_by=later(minutes=30))
    world.events()
    done = world.call("POST", f"alerts/{id}/renew", RILO_WE, {"valid_until": later(days=40)})
    assert "acknowledge_by" not in done.json
    before = set(world.settled())
    assert len(before) == 4
    asked = {"valid_until": later(days=50), "acknowledge_by": later(days=3)}
    assert world.call("POST", f"alerts/{id}/renew", RILO_WE, asked).json["acknowledge_by"] == later(days=3)
    anew = {one.key for one in world.raised()}
    assert len(anew) == 4
    assert not anew & before  # what is settled is never raised again


def test_what_was_proposed_ends_with_its_rilo(world: World) -> None:
    id = world.draft(NCP, valid_until=later(hours=1))
    version = world.call("POST", f"alerts/{id}/propose", NCP).headers["ETag"]
    assert world.call("POST", f"alerts/{id}/publish", RILO_WE, headers={"If-Match": version}).status == 200
    world.events()
    world.now += timedelta(hours=1)
    sweep(world)
    assert [(one.to, one.kind) for one in world.raised()] == [("rilo:WE", "alert.expired")]
    world.call("POST", f"alerts/{id}/withdraw", RILO_WE, {"reason": "It was flour."})
    (told,) = world.raised()
    assert (told.to, told.kind, told.must_act) == ("ncp:FR", "alert.withdrawn", False)


def test_a_machines_alert_asks_its_office(world: World) -> None:
    """A machine client of an administration has no role, so it is a contact point's draft that it would be."""
    assert world.call("POST", "alerts", SERVICE, alert()).status == 403


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"valid_until": later(seconds=-1)}, "valid_until", "past"),
        ({"valid_until": later()}, "valid_until", "past"),
        ({"valid_until": later(days=3000)}, "valid_until", "too_far"),
        ({"valid_until": "2026-04-01"}, "valid_until", "wrong_instant"),
        ({"valid_until": "2026-04-01T10:00:00"}, "valid_until", "wrong_instant"),
        ({"valid_until": "0001-01-01T00:00:00+14:00"}, "valid_until", "wrong_instant"),
        ({"valid_until": 1}, "valid_until", "string_type"),
        ({"acknowledge_by": later(seconds=-1)}, "acknowledge_by", "past"),
        ({"acknowledge_by": later(days=31)}, "acknowledge_by", "after_expiry"),
        ({"acknowledge_by": later(days=3), "tlp": "AMBER+STRICT"}, "acknowledge_by", "not_this_label"),
    ],
)
def test_times_that_make_no_sense_are_refused(world: World, changes: Any, path: str, code: str) -> None:
    refused = world.call("POST", "alerts", RILO_WE, alert(**changes))
    assert refused.status == 422
    assert (refused.json["errors"][0]["path"], refused.json["errors"][0]["code"]) == (path, code)


def test_times_are_answered_in_one_spelling(world: World) -> None:
    made = world.call("POST", "alerts", RILO_WE, alert(valid_until="2026-04-01T02:00:00+02:00"))
    assert made.json["valid_until"] == "2026-04-01T00:00:00.000Z"


def test_a_change_by_somebody_else_holds_up_nobody(world: World) -> None:
    """What is renewed between the look and the write stays as it was renewed."""
    id = world.publish(valid_until=later(hours=1))
    world.now += timedelta(hours=1)
    store = world.stores.alerts
    old = store.read(id)
    world.call("POST", f"alerts/{id}/renew", RILO_WE, {"valid_until": later(days=9)})

    class Stale(type(store)):  # type: ignore[misc]
        def read(self, _: str) -> Any:
            return old

    assert expire(Stale(world.table), id, world.now) is False
    assert sweep(world) == {"alerts_expired": 0}
    assert world.listed(OFFICER) == [id]


def test_lists_follow_an_administration_that_moves(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from cen import members

    id = world.publish(NCP, tlp="AMBER+STRICT")
    known = members.rilo_of
    moved = lambda code, day: "ECE" if code == "FR" else known(code, day)  # noqa: E731
    monkeypatch.setattr(members, "rilo_of", moved)
    assert world.listed(OFFICER) == []
    assert sweep(world, "tidy") == {"alerts_refiled": 1}
    assert world.listed(OFFICER) == [id]
    assert sweep(world, "tidy") == {"alerts_refiled": 0}
    rows = [pk for pk, items in world.table.items.items() if pk.startswith("CURRENT#") and items]
    assert rows == ["CURRENT#ECE"]


def test_lists_follow_a_person_who_moves(world: World) -> None:
    id = world.publish(tlp="RED", recipients=["officer-co"])
    assert world.listed(OFFICER_CO) == [id]
    moved = person("officer-co", administration="FR")
    world.directory.people = [moved if one.name == moved.name else one for one in world.directory.people]
    assert world.listed(moved) == [id]  # filed with its own office, whose region is the same
    away = person("officer-co", administration="JP")
    world.directory.people = [away if one.name == away.name else one for one in world.directory.people]
    assert world.listed(away) == []
    assert sweep(world, "tidy") == {"alerts_refiled": 1}
    assert world.listed(away) == [id]
    world.directory.people = [one for one in world.directory.people if one.name != away.name]
    sweep(world, "tidy")
    assert world.listed(away) == []


def test_one_that_cannot_be_marked_holds_up_no_other(world: World) -> None:
    ids = sorted(world.publish(valid_until=later(hours=1)) for _ in range(3))
    world.table.items[f"ALERT#{ids[0]}"]["HEAD"]["doc"] = "{}"
    world.now += timedelta(hours=1)
    with pytest.raises(Stuck, match="1"):
        sweep(world)
    assert set(world.listed(OFFICER, status="expired")) == set(ids[1:])


def test_the_night_tells_the_index_what_no_event_did(world: World) -> None:
    id = world.publish(text="Marker alpha.")
    assert world.listed(OFFICER, q="alpha") == []
    sweep(world, "tidy")
    assert world.listed(OFFICER, q="alpha") == [id]


def test_who_does_not_know_where_it_is_filed_cannot_take_it_from_there(world: World) -> None:
    from alerts.record import refiled
    from cen.problems import StaleVersion

    id = world.publish(NCP, tlp="AMBER+STRICT")
    store = world.stores.alerts
    before = store.read(id)
    assert before is not None
    store.refile(before, refiled(before, ["ECE"]))
    with pytest.raises(StaleVersion):
        store.refile(before, refiled(before, ["SA"]))


def test_people_are_counted_by_the_clock(world: World) -> None:
    assert sweep(world, "count") == {"people_counted": 13}
    assert world.call("GET", f"alerts/{world.draft()}/audience", RILO_WE).status == 200
    assert world.directory.counts == 1


def test_the_clock_ends_many_in_one_go(world: World) -> None:
    ids = {world.publish(tlp="AMBER", valid_until=later(hours=1)) for _ in range(60)}
    world.now += timedelta(hours=1)
    assert sweep(world) == {"alerts_expired": 60}
    found = {
        row["id"]
        for row in world.call("GET", "alerts", OFFICER, query={"status": "expired", "limit": "100"}).json["items"]
    }
    assert found == ids
