"""AMBER for the members of a joint operation: who publishes it, whom it reaches, what it may refer to."""

from typing import Any

import pytest

from cen.principal import Principal
from tests.unit.alerts.joint import ABSENT, ID, OTHER, OURS
from tests.unit.alerts.world import (
    CENMAT,
    COLLEAGUE_WE,
    NCP,
    NCP_CO,
    OFFICER,
    OFFICER_CO,
    OFFICER_DE,
    RILO_SA,
    RILO_WE,
    Operation,
    SeenRecord,
    World,
    alert,
    later,
)


def refused(world: World, caller: Principal = RILO_WE, **changes: Any) -> str | None:
    """The code at `operation` of why it is refused, at the draft or when it would go out."""
    made = world.call("POST", "alerts", caller, alert(**{**OURS, **changes}))
    answer = made
    if made.status == 201:
        answer = world.call("POST", f"alerts/{made.json['id']}/publish", caller)
    if answer.status == 200:
        return None
    assert (answer.status, answer.json["errors"][0]["path"]) == (422, "operation"), answer.text
    return str(answer.json["errors"][0]["code"])


def test_a_coordinator_of_the_rilo_behind_it_publishes(world: World, heron: Operation) -> None:
    assert refused(world) is None
    heron.state = "planned"
    assert refused(world) is None
    heron.add(CENMAT, NCP, RILO_SA, role="coordinator")
    nobody = [refused(world, operation=ABSENT), refused(world, COLLEAGUE_WE), refused(world, CENMAT)]
    assert nobody == ["not_found"] * 3
    heron.add(COLLEAGUE_WE)
    assert refused(world, COLLEAGUE_WE) == "not_coordinator"
    assert refused(world, RILO_SA) == refused(world, NCP) == "other_rilo"
    heron.state = "closed"
    assert refused(world) == "wrong_state"


def test_an_unknown_operation_is_refused_in_the_words_of_one_without_a_seat(world: World, heron: Operation) -> None:
    assert heron.role_of(COLLEAGUE_WE) is None
    answers = [
        world.call("POST", "alerts", COLLEAGUE_WE, alert(**{**OURS, "operation": one})).text for one in (ID, ABSENT)
    ]
    assert answers[0] == answers[1]
    draft = world.draft(COLLEAGUE_WE)
    changes = [world.patch(draft, COLLEAGUE_WE, {**OURS, "operation": one}).text for one in (ID, ABSENT)]
    assert changes[0] == changes[1]
    assert '"not_found"' in changes[0]


def test_it_is_checked_again_with_each_change_and_renewal(world: World, heron: Operation) -> None:
    id = world.publish(**OURS)
    renewal = {"valid_until": later(days=40)}
    assert world.patch(id, RILO_WE, {"title": "Other words"}).status == 200
    assert world.call("POST", f"alerts/{id}/renew", RILO_WE, renewal).status == 200
    assert world.patch(id, COLLEAGUE_WE, {"title": "Mine"}).json["errors"][0]["code"] == "not_found"
    heron.state = "archived"
    for answer in (
        world.patch(id, RILO_WE, {"title": "Again"}),
        world.call("POST", f"alerts/{id}/renew", RILO_WE, {"valid_until": later(days=50)}),
    ):
        assert (answer.status, answer.json["errors"][0]["code"]) == (422, "wrong_state")
    reason = {"reason": "It was flour."}
    assert world.call("POST", f"alerts/{id}/withdraw", COLLEAGUE_WE, reason).status == 200
    assert world.call("GET", f"alerts/{id}", OFFICER).status == 404


@pytest.mark.usefixtures("heron")
def test_it_is_not_proposed_and_nothing_proposed_for_a_region_goes_there(world: World) -> None:
    id = world.draft(NCP, **OURS)
    answer = world.call("POST", f"alerts/{id}/propose", NCP)
    assert (answer.status, answer.json["errors"][0]["path"]) == (422, "operation")
    for floor, status in (("AMBER", 422), ("GREEN", 200)):
        proposed = world.draft(NCP, tlp=floor)
        world.call("POST", f"alerts/{proposed}/propose", NCP)
        assert world.call("POST", f"alerts/{proposed}/publish", RILO_WE, headers={"If-Match": "*"}).status == 200
        changed = world.patch(proposed, RILO_WE, {**OURS, "regions": None})
        assert changed.status == status, changed.text


def test_its_audience_are_its_members(world: World, heron: Operation) -> None:
    heron.wholes |= {"DE": {OFFICER_DE.id}, "GB": set()}
    heron.add(COLLEAGUE_WE, RILO_SA)
    found = world.call("GET", f"alerts/{world.draft(**OURS)}/audience", RILO_WE).json
    one = {"limited": 0, "read_only": 0}
    assert found["administrations"] == [
        {"administration": "BE", **one, "unrestricted": 1},
        {"administration": "CL", **one, "unrestricted": 1},
        {"administration": "CO", **one, "unrestricted": 1},
        # The RILO's officer, and one of two others.
        {"administration": "DE", **one, "unrestricted": 2},
        {"administration": "FR", **one, "unrestricted": 2},
    ]
    assert (found["people"], found["beyond_the_office"], found["outside"]) == (7, 5, 0)
    assert found["rilos"] == [{"rilo": "WE", "people": 2}]


@pytest.mark.usefixtures("heron")
def test_who_is_in_an_operation_is_for_its_members_to_see(world: World) -> None:
    id = world.draft(**OURS)
    answer = world.call("GET", f"alerts/{id}/audience", COLLEAGUE_WE)
    assert (answer.status, answer.json["code"]) == (403, "not_a_member")


def test_with_nobody_but_the_office_it_reaches_nobody(world: World, heron: Operation) -> None:
    heron.wholes.clear()
    del heron.persons[OFFICER_CO.id]
    heron.add(COLLEAGUE_WE, role="coordinator")
    heron.wholes["GB"] = set()  # of whom nobody has the tier
    heron.wholes["BE"] = set()  # where only a colleague is
    id = world.draft(**OURS)
    assert world.call("POST", f"alerts/{id}/publish", RILO_WE).json["code"] == "nobody_reached"
    heron.wholes["FR"] = {OFFICER.id, NCP.id, "sub-gone"}
    assert world.call("POST", f"alerts/{id}/publish", RILO_WE).json["code"] == "nobody_reached"
    heron.wholes["FR"] = {OFFICER.id}
    assert world.call("POST", f"alerts/{id}/publish", RILO_WE).status == 200


def test_contact_points_and_single_persons_acknowledge_it(world: World, heron: Operation) -> None:
    heron.wholes |= {"GB": set()}
    id = world.publish(**OURS, acknowledge_by=later(days=1))
    raised = [one for one in world.raised() if one.kind == "alert.acknowledge"]
    assert [one.to for one in raised] == ["ncp:FR", "person:sub-officer-co"]
    assert world.call("POST", f"alerts/{id}/acknowledge", OFFICER_CO).json["answered"]["acknowledge"] == "done"
    assert world.call("POST", f"alerts/{id}/acknowledge", OFFICER).json["code"] == "not_asked"
    seen = world.call("GET", f"alerts/{id}/acknowledgements", RILO_WE).json
    assert ([one["by"] for one in seen["acknowledged"]], seen["waiting"]) == (["officer-co"], ["FR"])
    heron.add(OFFICER_DE)
    del heron.persons[OFFICER_CO.id]
    world.events()
    assert world.patch(id, RILO_WE, {"title": "Other words"}).status == 200
    assert [one.to for one in world.raised()] == ["person:sub-officer-de"]


RECORD = "01KM0000000000000000000003"


@pytest.mark.usefixtures("heron")
@pytest.mark.parametrize(
    ("label", "code"), [("CLEAR", None), ("GREEN", None), ("AMBER", "wider_than_cited"), ("AMBER+STRICT", "not_found")]
)
def test_it_cites_what_all_members_anywhere_may_see(world: World, label: str, code: str | None) -> None:
    world.seizures.put(SeenRecord(RECORD, tlp=label))
    answer = world.call("POST", "alerts", RILO_WE, alert(**OURS, cites={"seizures": [RECORD]}))
    assert (answer.json["errors"][0]["code"] if answer.status == 422 else None) == code


def test_it_is_cited_to_the_same_members_only(world: World, heron: Operation) -> None:
    world.operations.standing[OTHER] = heron
    id = world.publish(**OURS)
    cites = {"cites": {"alerts": [id]}}
    assert world.publish(**OURS, **cites)

    def code(caller: Principal, **changes: Any) -> str:
        answer = world.call("POST", "alerts", caller, alert(**changes, **cites))
        assert answer.status == 422, answer.text
        return str(answer.json["errors"][0]["code"])

    wider = ({**OURS, "operation": OTHER}, {"tlp": "GREEN"}, {"tlp": "CLEAR"}, {"tlp": "AMBER"})
    wider += ({"tlp": "RED", "recipients": ["officer-fr"]},)
    published = [code(RILO_WE, **changes) for changes in wider[:-1]]
    assert published == ["wider_than_cited"] * 4
    red = world.draft(**wider[-1], **cites)
    answer = world.call("POST", f"alerts/{red}/publish", RILO_WE)
    assert answer.json["errors"][0]["code"] == "wider_than_cited"
    # A member sees that they cannot; who is none sees nothing.
    assert code(NCP, tlp="AMBER+STRICT") == "wider_than_cited"
    assert code(NCP_CO, tlp="AMBER+STRICT") == "not_found"


@pytest.mark.usefixtures("heron")
def test_it_leads_on_to_the_same_members_or_to_more(world: World) -> None:
    world.operations.standing[OTHER] = Operation(wholes={"FR": set()})
    world.operations.standing[OTHER].add(RILO_WE, role="coordinator")
    for by, status in (
        ({**OURS, "operation": OTHER}, 422),
        ({"tlp": "AMBER"}, 422),
        ({"tlp": "AMBER+STRICT"}, 422),
        (OURS, 200),
        ({"tlp": "GREEN"}, 200),
        ({"tlp": "CLEAR"}, 200),
    ):
        id, successor = world.publish(**OURS), world.publish(**by)
        answer = world.call("POST", f"alerts/{id}/supersede", RILO_WE, {"by": successor})
        assert answer.status == status, answer.text
    back = world.call("POST", f"alerts/{world.publish()}/supersede", RILO_WE, {"by": world.publish(**OURS)})
    assert back.json["errors"][0]["code"] == "narrower"


@pytest.mark.usefixtures("heron")
def test_a_repeated_request_is_answered_as_the_first(world: World) -> None:
    id = world.draft(**OURS)
    key = {"Idempotency-Key": "k"}
    first, again = (world.call("POST", f"alerts/{id}/publish", RILO_WE, headers=key) for _ in range(2))
    assert (first.status, again.text, again.headers["Idempotency-Replayed"]) == (200, first.text, "true")
