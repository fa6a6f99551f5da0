"""The life of an alert through its routes: drafted, proposed, returned, published, changed, renewed, ended."""

from typing import Any

import pytest

from tests.unit.alerts.world import (
    CENMAT,
    COLLEAGUE_WE,
    NCP,
    NCP_DE,
    OFFICER,
    OFFICER_CO,
    READER_GB,
    RILO_SA,
    RILO_WE,
    World,
    alert,
    later,
)


def test_a_rilo_drafts_and_publishes_for_everybody(world: World) -> None:
    id = world.draft()
    assert world.call("GET", f"alerts/{id}", OFFICER).status == 404
    assert world.listed(RILO_WE, status="draft") == world.listed(COLLEAGUE_WE, status="draft") == [id]
    answer = world.call("POST", f"alerts/{id}/publish", RILO_WE)
    assert (answer.status, answer.json["status"], answer.json["publisher"]) == (200, "published", "rilo:WE")
    assert answer.headers["ETag"] == '"2"'
    assert world.listed(OFFICER_CO) == [id]
    assert world.listed(RILO_WE, status="draft") == []
    shown = world.call("GET", f"alerts/{id}", OFFICER_CO).json
    assert shown["published_at"] == later()
    assert shown["ratings"] == {"useful": 0, "not_useful": 0}
    assert "inside" not in shown


def test_an_officer_does_not_write_alerts(world: World) -> None:
    assert world.call("POST", "alerts", OFFICER, alert()).status == 403
    assert world.call("POST", "alerts", READER_GB, alert()).status == 403


def test_who_serves_in_two_offices_says_for_which(world: World) -> None:
    both = type(RILO_WE)(RILO_WE.id, RILO_WE.name, "person", RILO_WE.tier, "DE", frozenset({"WE"}), frozenset({"ncp"}))
    refused = world.call("POST", "alerts", both, alert())
    assert (refused.status, refused.json["errors"][0]["path"]) == (422, "publisher")
    assert refused.json["errors"][0]["allowed"] == ["administration:DE", "rilo:WE"]
    made = world.call("POST", "alerts", both, alert(publisher="administration:DE"))
    assert (made.status, made.json["publisher"]) == (201, "administration:DE")
    assert world.call("POST", "alerts", both, alert(publisher="cenmat")).json["code"] == "not_the_office"


def test_a_contact_point_proposes_and_the_rilo_publishes(world: World) -> None:
    id = world.draft(NCP)
    refused = world.call("POST", f"alerts/{id}/publish", NCP)
    assert (refused.status, refused.json["code"]) == (403, "rilo_publishes")
    assert world.call("GET", f"alerts/{id}", RILO_WE).status == 404
    proposed = world.call("POST", f"alerts/{id}/propose", NCP)
    assert (proposed.json["status"], proposed.json["rilo"]) == ("proposed", "WE")
    (waits,) = world.raised()
    assert (waits.to, waits.kind, waits.must_act, waits.subject) == (
        "rilo:WE",
        "alert.proposed",
        True,
        f"alerts/{id}",
    )
    assert world.listed(RILO_WE, status="proposed") == world.listed(NCP, status="proposed") == [id]
    assert world.call("GET", f"alerts/{id}", RILO_SA).status == 404
    assert world.call("POST", f"alerts/{id}/publish", RILO_WE).status == 428
    read = world.call("GET", f"alerts/{id}", RILO_WE)
    done = world.call("POST", f"alerts/{id}/publish", RILO_WE, headers={"If-Match": read.headers["ETag"]})
    assert (done.status, done.json["publisher"]) == (200, "rilo:WE"), done.text
    assert "rilo" not in done.json
    events = world.events()
    assert waits.key in {getattr(event, "key", None) for event in events}
    told = [event for event in events if getattr(event, "kind", None) == "alert.published"]
    assert [(event.to, event.must_act) for event in told] == [("ncp:FR", False)]
    assert world.listed(RILO_WE, status="proposed") == world.listed(NCP, status="proposed") == []
    assert world.listed(OFFICER_CO) == [id]


def test_a_proposal_comes_back_with_a_reason_and_is_proposed_again(world: World) -> None:
    id = world.draft(NCP)
    world.call("POST", f"alerts/{id}/propose", NCP)
    (waits,) = world.raised()
    returned = world.call("POST", f"alerts/{id}/return", RILO_WE, {"reason": "Say which routes."})
    assert (returned.status, returned.json["status"]) == (200, "returned")
    assert world.call("GET", f"alerts/{id}", RILO_WE).status == 404
    shown = world.call("GET", f"alerts/{id}", NCP).json
    assert (shown["status"], shown["review"]["comment"]) == ("returned", "Say which routes.")
    events = world.events()
    assert [event.key for event in events if type(event).__name__ == "NoticeSettled"] == [waits.key]
    (back,) = [event for event in events if type(event).__name__ == "NoticeRaised"]
    assert (back.to, back.kind, back.must_act) == (f"person:{NCP.id}", "alert.returned", True)
    assert world.patch(id, NCP, {"text": "From the west coast to the north."}).status == 200
    again = world.call("POST", f"alerts/{id}/propose", NCP)
    assert (again.status, "review" in again.json) == (200, False)
    assert world.settled() == [back.key]


def test_what_the_author_had_drafted_stays_the_authors(world: World) -> None:
    id = world.draft(NCP, text="A first try that was not for others.")
    world.patch(id, NCP, {"text": "What is meant for others."})
    world.call("POST", f"alerts/{id}/propose", NCP)
    world.now = world.now.replace(minute=5)
    world.call("POST", f"alerts/{id}/publish", RILO_WE, headers={"If-Match": "*"})
    versions = world.call("GET", f"alerts/{id}/versions", RILO_WE)
    assert [row["version"] for row in versions.json["items"]] == [3]
    assert world.call("GET", f"alerts/{id}/versions/1", RILO_WE).status == 404
    assert world.call("GET", f"alerts/{id}/versions/3", RILO_WE).json["status"] == "proposed"
    assert world.call("GET", f"alerts/{id}/versions", NCP).json["code"] == "not_the_office"
    acted = [entry["action"] for entry in world.call("GET", f"alerts/{id}/history", RILO_WE).json["items"]]
    assert "drafted" not in acted
    seen = world.call("GET", f"alerts/{id}/history", OFFICER_CO).json["items"]
    assert seen == [{"action": "published", "at": later(minutes=5), "version": 4}]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"tlp": "RED", "recipients": ["officer-de"]}, "tlp"),
        ({"tlp": "AMBER+STRICT"}, "tlp"),
        ({"tlp": "AMBER", "regions": ["SA"]}, "regions"),
    ],
)
def test_what_is_not_for_others_is_not_proposed(world: World, changes: dict[str, Any], path: str) -> None:
    id = world.draft(NCP, **changes)
    refused = world.call("POST", f"alerts/{id}/propose", NCP)
    assert (refused.status, refused.json["errors"][0]["path"]) == (422, path)


def test_only_an_administrations_alert_is_proposed(world: World) -> None:
    assert world.call("POST", f"alerts/{world.draft()}/propose", RILO_WE).json["code"] == "wrong_state"


def test_a_proposal_is_never_sent_further_than_proposed(world: World) -> None:
    id = world.draft(NCP, tlp="AMBER")
    world.call("POST", f"alerts/{id}/propose", NCP)
    assert world.call("POST", f"alerts/{id}/publish", RILO_WE, headers={"If-Match": "*"}).status == 200
    refused = world.patch(id, RILO_WE, {"tlp": "GREEN"})
    assert (refused.status, refused.json["errors"][0]["code"]) == (422, "wider_than_proposed")
    assert world.patch(id, RILO_WE, {"tlp": "AMBER+STRICT"}).status == 200


def test_within_its_administration_a_contact_point_publishes_alone(world: World) -> None:
    id = world.publish(NCP, tlp="AMBER+STRICT")
    assert world.listed(OFFICER) == [id]
    assert world.listed(NCP_DE) == world.listed(RILO_WE) == world.listed(CENMAT) == []


def test_a_change_needs_the_version_seen_and_keeps_the_earlier_one(world: World) -> None:
    id = world.publish()
    assert world.call("PATCH", f"alerts/{id}", RILO_WE, {"title": "Other"}).status == 428
    stale = world.call("PATCH", f"alerts/{id}", RILO_WE, {"title": "Other"}, headers={"If-Match": '"1"'})
    assert (stale.status, stale.json["current_version"]) == (412, 2)
    done = world.call("PATCH", f"alerts/{id}", COLLEAGUE_WE, {"title": "Other"}, headers={"If-Match": '"2"'})
    assert (done.status, done.json["version"], done.json["title"]) == (200, 3, "Other")
    assert world.call("GET", f"alerts/{id}/versions/2", RILO_WE).json["title"] == "Cocaine in reefer floors"
    same = world.call("PATCH", f"alerts/{id}", RILO_WE, {"title": "Other"}, headers={"If-Match": '"3"'})
    assert same.json["version"] == 3
    (changed,) = [e for e in world.call("GET", f"alerts/{id}/history", RILO_WE).json["items"] if e["version"] == 3]
    assert (changed["changed"], changed["actor"]) == (["title"], COLLEAGUE_WE.id)


def test_what_narrows_leaves_the_lists_it_is_no_longer_for(world: World) -> None:
    id = world.publish()
    assert world.listed(OFFICER_CO) == [id]
    assert world.patch(id, RILO_WE, {"tlp": "AMBER"}).status == 200
    assert world.listed(OFFICER_CO) == world.listed(CENMAT) == []
    assert world.listed(OFFICER) == world.listed(RILO_WE) == [id]
    assert world.patch(id, RILO_WE, {"tlp": "RED", "recipients": ["ncp-co"]}).status == 200
    assert world.listed(OFFICER) == []
    assert world.listed(RILO_WE) == [id]


def test_another_office_may_read_but_not_touch(world: World) -> None:
    id = world.publish()
    for path, body in (
        ("publish", None),
        ("withdraw", {"reason": "Not ours."}),
        ("renew", {"valid_until": later(days=60)}),
        ("supersede", {"by": id}),
        ("close", None),
        ("return", {"reason": "No."}),
    ):
        answer = world.call("POST", f"alerts/{id}/{path}", RILO_SA, body)
        assert answer.status in (403, 409), path
    assert world.patch(id, RILO_SA, {"title": "Theirs"}).json["code"] == "not_the_office"
    for of_the_office in ("audience", "versions", "versions/1", "versions/2", "acknowledgements"):
        assert world.call("GET", f"alerts/{id}/{of_the_office}", RILO_SA).json["code"] == "not_the_office"


def test_a_withdrawn_alert_is_gone_but_for_its_office(world: World) -> None:
    id = world.publish()
    answer = world.call("POST", f"alerts/{id}/withdraw", RILO_WE, {"reason": "The lab found it was flour."})
    assert answer.json["status"] == "withdrawn"
    assert world.call("GET", f"alerts/{id}", OFFICER).status == 404
    assert world.listed(OFFICER) == []
    assert world.listed(RILO_WE, status="withdrawn") == [id]
    assert world.call("POST", f"alerts/{id}/withdraw", RILO_WE, {"reason": "Again."}).json["code"] == "wrong_state"
    (last, *_) = world.call("GET", f"alerts/{id}/history", RILO_WE).json["items"]
    assert (last["action"], last["comment"]) == ("withdrawn", "The lab found it was flour.")


def test_a_superseded_alert_leads_on(world: World) -> None:
    old, new = world.publish(), world.publish(title="More of it")
    done = world.call("POST", f"alerts/{old}/supersede", RILO_WE, {"by": new})
    assert (done.status, done.json["status"], done.json["superseded_by"]) == (200, "superseded", new)
    assert world.listed(OFFICER_CO) == [new]
    assert world.listed(OFFICER_CO, status="superseded") == [old]
    assert world.call("GET", f"alerts/{old}", OFFICER_CO).json["superseded_by"] == new


@pytest.mark.parametrize(
    ("successor", "code"),
    [
        ({"tlp": "AMBER"}, "narrower"),
        ({"tlp": "AMBER+STRICT"}, "narrower"),
        ({"tlp": "RED", "recipients": ["officer-de"]}, "narrower"),
    ],
)
def test_nobody_is_led_to_what_is_not_for_them(world: World, successor: dict[str, Any], code: str) -> None:
    old, new = world.publish(), world.publish(**successor)
    refused = world.call("POST", f"alerts/{old}/supersede", RILO_WE, {"by": new})
    assert (refused.status, refused.json["errors"][0]["code"]) == (422, code)


def test_a_successor_is_another_published_alert_of_the_same_office(world: World) -> None:
    old, draft, theirs = world.publish(), world.draft(), world.publish(RILO_SA, regions=["SA"])
    for by, code in ((old, "not_found"), ("01KM0000000000000000000000", "not_found"), (draft, "not_published")):
        refused = world.call("POST", f"alerts/{old}/supersede", RILO_WE, {"by": by})
        assert refused.json["errors"][0]["code"] == code
    refused = world.call("POST", f"alerts/{old}/supersede", RILO_WE, {"by": theirs})
    assert refused.json["errors"][0]["code"] == "other_office"


def test_the_same_request_is_carried_out_once(world: World) -> None:
    first = world.call("POST", "alerts", RILO_WE, alert(), headers={"Idempotency-Key": "a"})
    again = world.call("POST", "alerts", RILO_WE, alert(), headers={"Idempotency-Key": "a"})
    assert first.json == again.json
    assert again.headers["Idempotency-Replayed"] == "true"
    id = first.json["id"]
    published = world.call("POST", f"alerts/{id}/publish", RILO_WE, headers={"Idempotency-Key": "b"})
    replayed = world.call("POST", f"alerts/{id}/publish", RILO_WE, headers={"Idempotency-Key": "b"})
    assert published.json == replayed.json
    other = world.call("POST", "alerts", RILO_WE, alert(title="Else"), headers={"Idempotency-Key": "a"})
    assert other.json["code"] == "idempotency_key_reused"


@pytest.mark.parametrize("method", ["GET", "PATCH"])
@pytest.mark.parametrize("id", ["1", "01KM0000000000000000000000"])
def test_what_is_not_there_is_not_found(world: World, method: str, id: str) -> None:
    answer = world.call(method, f"alerts/{id}", RILO_WE, {} if method == "PATCH" else None, headers={"If-Match": "*"})
    assert (answer.status, answer.json["code"]) == (404, "no_such_alert")
