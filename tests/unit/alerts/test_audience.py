"""Who will see it, before it is sent: numbers that come from the rule itself."""

from datetime import timedelta
from typing import Any

import pytest

from alerts.census import FRESH, census_of, take
from alerts.errors import TooManyPeople
from cen.events import NoticeRaised, NoticeSettled
from cen.principal import Tier
from tests.unit.alerts.world import (
    CENMAT,
    EVERYBODY,
    EXTERNAL,
    NCP,
    NO_TIER,
    OFFICER,
    OFFICER_DE,
    RILO_SA,
    RILO_WE,
    Directory,
    World,
    later,
    person,
)


def reach(world: World, caller: Any = RILO_WE, **changes: Any) -> Any:
    answer = world.call("GET", f"alerts/{world.draft(caller, **changes)}/audience", caller)
    assert answer.status == 200, answer.text
    return answer.json


def test_the_region_is_counted_by_administration_and_tier(world: World) -> None:
    found = reach(world, tlp="AMBER")
    assert found["administrations"] == [
        {"administration": "BE", "limited": 0, "read_only": 0, "unrestricted": 1},
        {"administration": "DE", "limited": 1, "read_only": 0, "unrestricted": 3},
        {"administration": "FR", "limited": 0, "read_only": 0, "unrestricted": 2},
        {"administration": "GB", "limited": 0, "read_only": 1, "unrestricted": 0},
    ]
    assert found["rilos"] == [{"rilo": "WE", "people": 2}]
    assert (found["people"], found["beyond_the_office"], found["cenmat"], found["outside"]) == (8, 6, 0, 0)
    assert found["counted_at"] == later()


def test_the_whole_community_and_its_guests(world: World) -> None:
    everybody = len(EVERYBODY)
    assert reach(world, tlp="CLEAR")["people"] == everybody
    green = reach(world)
    assert (green["people"], green["outside"], green["cenmat"]) == (everybody - 1, 0, 1)
    assert reach(world, tlp="CLEAR")["outside"] == 1


def test_red_is_counted_by_name_and_says_who_is_nobody(world: World) -> None:
    found = reach(world, tlp="RED", recipients=["officer-co", "external", "nobody", "rilo-we-2"])
    assert found["unknown_recipients"] == ["nobody"]
    # Two of the office, one of them named; the officer, the guest.
    assert (found["people"], found["beyond_the_office"], found["outside"]) == (4, 2, 1)
    assert {one["administration"] for one in found["administrations"]} == {"BE", "CO", "DE"}


def test_a_proposal_is_counted_as_its_rilo_would_publish_it(world: World) -> None:
    id = world.draft(NCP, tlp="AMBER")
    world.call("POST", f"alerts/{id}/propose", NCP)
    for caller in (NCP, RILO_WE):
        found = world.call("GET", f"alerts/{id}/audience", caller).json
        assert (found["people"], found["beyond_the_office"]) == (8, 6)
    assert world.call("GET", f"alerts/{id}/audience", RILO_SA).status == 404
    assert world.call("GET", "alerts/1/audience", RILO_WE).status == 404


def test_what_would_reach_nobody_is_not_published(world: World) -> None:
    world.directory.people = [RILO_SA, CENMAT, EXTERNAL]
    id = world.draft(RILO_SA, tlp="AMBER", regions=["SA"])
    refused = world.call("POST", f"alerts/{id}/publish", RILO_SA)
    assert (refused.status, refused.json["code"]) == (409, "nobody_reached")
    assert world.call("GET", f"alerts/{id}", RILO_SA).json["status"] == "draft"
    inside = world.draft(RILO_SA, tlp="AMBER+STRICT")
    assert world.call("POST", f"alerts/{inside}/publish", RILO_SA).status == 200


def test_red_names_people_who_are_there(world: World) -> None:
    id = world.draft(tlp="RED", recipients=["officer-co", "nobody"])
    refused = world.call("POST", f"alerts/{id}/publish", RILO_WE)
    assert refused.status == 422
    assert [(one["path"], one["code"]) for one in refused.json["errors"]] == [("recipients.1", "unknown_recipient")]


def test_a_name_that_is_given_to_somebody_else_opens_nothing(world: World) -> None:
    id = world.publish(tlp="RED", recipients=["officer-co"])
    other = type(OFFICER)("sub-of-somebody-else", "officer-co", "person", Tier.UNRESTRICTED, "CO")
    assert world.call("GET", f"alerts/{id}", other).status == 404
    assert world.listed(other) == []


def test_people_are_counted_once_in_a_while(world: World) -> None:
    reach(world)
    reach(world)
    assert world.directory.counts == 1
    world.now += FRESH + timedelta(seconds=1)
    reach(world)
    assert world.directory.counts == 2


class Crowd(Directory):
    """More people than a request may count."""

    def groups(self) -> Any:
        raise TooManyPeople("Too many.")


def test_with_too_many_people_the_clocks_count_is_used(world: World) -> None:
    reach(world)
    world.directory = Crowd()
    world.now += FRESH * 10
    assert reach(world, valid_until=later(days=9))["counted_at"] == later()


def test_without_any_count_nothing_is_claimed(world: World) -> None:
    world.directory = Crowd()
    assert world.call("GET", f"alerts/{world.draft()}/audience", RILO_WE).status == 503


def test_a_census_is_read_as_it_was_taken() -> None:
    directory = Directory([*EVERYBODY, person("officer-fr-2", administration="FR"), person("lost", None)])
    census = take(directory, later())
    again = census_of(census.document())
    assert again == census
    assert sum(census.kinds.values()) == len(EVERYBODY) + 1  # who is in no group is nobody's reader
    assert max(census.kinds.values()) == 2


def test_an_acknowledgement_is_asked_of_those_whom_it_reaches(world: World) -> None:
    due = later(days=2)
    id = world.publish(tlp="AMBER", acknowledge_by=due)
    raised = [one for one in world.raised() if one.kind == "alert.acknowledge"]
    assert [(one.to, one.must_act, one.due, one.subject) for one in raised] == [
        (f"ncp:{code}", True, due, f"alerts/{id}") for code in ("BE", "DE", "FR", "GB")
    ]
    assert {one.key for one in raised} == {f"alert:{id}:acknowledge:2:{one.to}" for one in raised}
    assert world.call("POST", f"alerts/{id}/acknowledge", OFFICER_DE).json["code"] == "not_asked"
    assert world.call("GET", f"alerts/{id}", OFFICER_DE).json["answered"] == {}
    assert world.call("GET", f"alerts/{id}", NCP).json["answered"] == {"acknowledge": "asked"}
    done = world.call("POST", f"alerts/{id}/acknowledge", NCP)
    assert done.json["answered"] == {"acknowledge": "done", "acknowledged_at": later()}
    assert world.settled() == [f"alert:{id}:acknowledge:2:ncp:FR"]
    again = world.call("POST", f"alerts/{id}/acknowledge", NCP)
    assert (again.status, world.events()) == (200, [])
    world.now += timedelta(days=3)
    seen = world.call("GET", f"alerts/{id}/acknowledgements", RILO_WE).json
    assert seen == {
        "acknowledge_by": due,
        "asked": 4,
        "acknowledged": [{"by": "FR", "at": later()}],
        "waiting": ["BE", "DE", "GB"],
        "overdue": 3,
    }
    assert world.call("GET", f"alerts/{id}/acknowledgements", NCP).status == 403


def test_whom_red_names_acknowledges_for_oneself(world: World) -> None:
    id = world.publish(tlp="RED", recipients=["officer-co", "officer-de"], acknowledge_by=later(days=1))
    assert {one.to for one in world.raised()} == {"person:sub-officer-co", "person:sub-officer-de"}
    assert world.call("POST", f"alerts/{id}/acknowledge", OFFICER_DE).status == 200
    seen = world.call("GET", f"alerts/{id}/acknowledgements", RILO_WE).json
    assert (seen["waiting"], seen["acknowledged"][0]["by"], seen["overdue"]) == (["officer-co"], "officer-de", 0)


def test_what_is_no_longer_asked_is_settled(world: World) -> None:
    id = world.publish(tlp="AMBER", acknowledge_by=later(days=2))
    world.call("POST", f"alerts/{id}/acknowledge", NCP)
    world.events()
    assert world.patch(id, RILO_WE, {"acknowledge_by": later(days=5)}).status == 200
    events = world.events()
    others = [f"ncp:{code}" for code in ("BE", "DE", "GB")]
    settled = [one.key for one in events if isinstance(one, NoticeSettled)]
    assert settled == [f"alert:{id}:acknowledge:2:{to}" for to in others]  # by a day that is no longer right
    raised = [(one.key, one.due) for one in events if isinstance(one, NoticeRaised)]
    assert raised == [(f"alert:{id}:acknowledge:3:{to}", later(days=5)) for to in others]
    assert world.patch(id, RILO_WE, {"text": "Other words."}).status == 200
    assert [event for event in world.events() if type(event).__name__ != "AlertChanged"] == []
    assert world.patch(id, RILO_WE, {"acknowledge_by": None}).status == 200
    assert len(world.settled()) == 4
    assert world.call("GET", f"alerts/{id}/acknowledgements", RILO_WE).json["asked"] == 0


@pytest.mark.parametrize("end", ["withdraw", "supersede"])
def test_an_end_settles_what_was_asked(world: World, end: str) -> None:
    new = world.publish()
    id = world.publish(tlp="AMBER", acknowledge_by=later(days=2))
    world.events()
    body = {"withdraw": {"reason": "It was flour."}, "supersede": {"by": new}}[end]
    assert world.call("POST", f"alerts/{id}/{end}", RILO_WE, body).status == 200
    assert world.settled() == [f"alert:{id}:acknowledge:2:ncp:{code}" for code in ("BE", "DE", "FR", "GB")]
    assert world.call("POST", f"alerts/{id}/acknowledge", NCP).status in (404, 409)


def test_what_is_late_can_still_be_corrected(world: World) -> None:
    id = world.publish(tlp="AMBER", acknowledge_by=later(days=2))
    world.events()
    world.now += timedelta(days=3)
    assert world.patch(id, RILO_WE, {"severity": "critical"}).status == 200
    assert [type(event).__name__ for event in world.events()] == ["AlertChanged"]
    past = world.patch(id, RILO_WE, {"acknowledge_by": later(days=1)})
    assert (past.status, past.json["errors"][0]["code"]) == (422, "past")


def test_who_is_named_again_is_asked_again(world: World) -> None:
    both = ["officer-co", "officer-de"]
    id = world.publish(tlp="RED", recipients=both, acknowledge_by=later(days=1))
    first = {one.to: one.key for one in world.raised() if one.kind == "alert.acknowledge"}
    world.patch(id, RILO_WE, {"recipients": ["officer-de"]})
    assert world.settled() == [first["person:sub-officer-co"]]
    world.patch(id, RILO_WE, {"recipients": both})
    (again,) = [one for one in world.raised() if one.kind == "alert.acknowledge"]
    assert again.to == "person:sub-officer-co"
    assert again.key != first[again.to]


@pytest.mark.parametrize(
    ("names", "status", "code"),
    [(["no-tier"], 422, "unknown_recipient"), (["rilo-we"], 409, None), (["rilo-we-2"], 200, None)],
)
def test_red_reaches_somebody_who_can_read(world: World, names: list[str], status: int, code: str | None) -> None:
    world.directory.people.append(NO_TIER)
    id = world.draft(tlp="RED", recipients=names)
    answer = world.call("POST", f"alerts/{id}/publish", RILO_WE)
    assert answer.status == status
    assert code in (None, *(fault["code"] for fault in answer.json.get("errors", ())))
    unknown = world.call("GET", f"alerts/{id}/audience", RILO_WE).json["unknown_recipients"]
    assert unknown == (names if code else [])


def test_readers_say_whether_it_was_useful(world: World) -> None:
    id = world.publish(tlp="CLEAR")

    def rate(caller: Any, *, useful: bool) -> Any:
        return world.call("POST", f"alerts/{id}/rate", caller, {"useful": useful})

    assert rate(OFFICER, useful=True).json["answered"] == {"useful": True}
    rate(EXTERNAL, useful=False)
    assert rate(OFFICER, useful=True).json["ratings"] == {"useful": 1, "not_useful": 1}
    assert rate(OFFICER, useful=False).json["ratings"] == {"useful": 0, "not_useful": 2}
    assert world.call("GET", f"alerts/{id}", RILO_SA).json["answered"] == {}
    assert rate(OFFICER, useful=True).json["ratings"] == {"useful": 1, "not_useful": 1}
    draft = world.draft()
    assert world.call("POST", f"alerts/{draft}/rate", RILO_WE, {"useful": True}).json["code"] == "wrong_state"
    assert world.call("POST", f"alerts/{draft}/rate", OFFICER, {"useful": True}).status == 404
    wrong = world.call("POST", f"alerts/{id}/rate", OFFICER, {"useful": "yes"})
    assert wrong.json["errors"][0]["path"] == "useful"
