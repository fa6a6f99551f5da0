"""Opening, reading, changing and closing operations; what a RILO consents to; what an auditor sees."""

from typing import Any

import pytest

from tests.unit.comm.world import BRAZIL, OPERATION, Room, World, room, text
from tests.unit.seizures.builders import (
    CENMAT,
    LIMITED,
    NCP,
    OFFICER,
    OFFICER_CO,
    READER_GB,
    RILO_SA,
    RILO_WE,
    SERVICE,
    person,
)

ONE = "/v1/operations"


def test_an_office_opens_an_operation_and_coordinates_it(world: World) -> None:
    answer = world.call("POST", ONE, RILO_WE, OPERATION)
    assert answer.status == 201
    made = answer.json
    assert answer.headers["Location"] == f"operations/{made['id']}"
    assert (made["state"], made["consent"], made["rilo"], made["opened_by"]) == ("running", "given", "WE", "DE")
    assert made["mine"] == {"role": "coordinator", "sees_from": 1}
    read = world.call("GET", f"{ONE}/{made['id']}", RILO_WE)
    assert read.json == made
    assert read.headers["ETag"] == '"1"'


def test_one_that_begins_later_is_planned_until_its_day_or_an_earlier_start(world: World) -> None:
    later = room(world, "FR", starts_on="2026-03-22")
    assert later.call("GET", "", RILO_WE).json["state"] == "planned"
    assert later.send(OFFICER, text("We prepare."))["number"] == 1
    assert later.call("POST", "/messages", OFFICER, {"kind": "warning"}).status == 422
    assert later.call("POST", "/start", OFFICER).json["code"] == "coordinators_only"
    assert later.call("POST", "/start", RILO_WE).json["state"] == "running"
    assert later.call("POST", "/start", RILO_WE).json["code"] == "wrong_state"
    other = room(world, starts_on="2026-03-22")
    world.tick()
    assert other.call("GET", "", RILO_WE).json["state"] == "planned"
    world.later(days=2)
    world.tick()
    assert other.call("GET", "", RILO_WE).json["state"] == "running"


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"ends_on": "2026-03-19"}, "ends_on", "before_start"),
        ({"ends_on": "2027-06-01", "retain_until": "2027-07-01"}, "ends_on", "lasts_too_long"),
        ({"starts_on": "2026-03-01", "ends_on": "2026-03-10"}, "ends_on", "in_the_past"),
        ({"retain_until": "2026-03-29"}, "retain_until", "before_end"),
        ({"retain_until": "2037-03-29"}, "retain_until", "too_late"),
        ({"categories": ["drug"]}, "categories.0", "unknown_code"),
        ({"regions": ["XX"]}, "regions.0", "unknown_code"),
        ({"form": "long"}, "form", "literal_error"),
        ({"code_name": " "}, "code_name", "blank"),
        ({"code_name": "x" * 121}, "code_name", "too_long"),
        ({"purpose": "x" * 200_000}, "purpose", "too_long"),
        ({"state": "running"}, "state", "unknown_field"),
        ({"rilo": "XX"}, "rilo", "unknown_code"),
    ],
)
def test_bad_input_is_named(world: World, changes: dict[str, Any], path: str, code: str) -> None:
    answer = world.call("POST", ONE, RILO_WE, OPERATION | changes)
    assert (answer.status, answer.errors) == (422, {path: code})


def test_an_officer_needs_the_consent_of_a_rilo(world: World) -> None:
    made = world.call("POST", ONE, OFFICER, OPERATION).json
    assert (made["state"], made["consent"], made["rilo"]) == ("planned", "asked", "WE")
    asked = Room(world, made["id"])
    (notice,) = [one for one in world.drain() if getattr(one, "kind", "") == "operation.consent_asked"]
    assert (notice.to, notice.must_act) == ("rilo:WE", True)
    assert asked.call("POST", "/members", OFFICER, {"administration": "CO"}).json["code"] == "wrong_state"
    assert asked.call("POST", "/start", OFFICER).json["code"] == "wrong_state"
    waiting = world.call("GET", ONE, RILO_WE, query={"waiting": "consent"}).json["items"]
    assert [one["id"] for one in waiting] == [made["id"]]
    assert asked.call("GET", "", RILO_WE).json["code_name"] == "Grey Heron"
    assert asked.call("GET", "/messages", RILO_WE).status == 404
    for other in (RILO_SA, OFFICER_CO, CENMAT):
        assert asked.call("GET", "", other).status == 404
    assert asked.call("POST", "/consent", RILO_SA).status == 404
    assert asked.call("POST", "/consent", OFFICER).status == 403
    given = asked.call("POST", "/consent", RILO_WE).json
    assert (given["consent"], given["state"]) == ("given", "running")
    assert "mine" not in given
    assert world.call("GET", ONE, RILO_WE, query={"waiting": "consent"}).json["items"] == []
    assert asked.call("GET", "", RILO_WE).status == 404
    assert asked.call("POST", "/members", OFFICER, {"administration": "CO"}).status == 201
    world.drain()
    assert f"operation:{made['id']}:consent" in world.settled()
    assert [one.to for one in world.raised("operation.consent_given")] == ["person:officer-fr"]


def test_a_refused_operation_is_closed_and_its_officer_told(world: World) -> None:
    made = world.call("POST", ONE, OFFICER, OPERATION | {"starts_on": "2026-03-25"}).json
    asked = Room(world, made["id"])
    assert asked.call("POST", "/refuse", RILO_WE, {"reason_code": "nonsense"}).status == 422
    refused = asked.call("POST", "/refuse", RILO_WE, {"reason_code": "not_now"}).json
    assert (refused["consent"], refused["state"]) == ("refused", "closed")
    assert asked.call("POST", "/consent", RILO_WE).status == 404
    assert asked.call("GET", "", OFFICER).json["consent"] == "refused"
    world.drain()
    assert len(world.raised("operation.consent_refused")) == 1


def test_a_member_of_the_office_cannot_decide_twice(world: World) -> None:
    colleague = person("rilo-we-2", administration="FR", rilos=frozenset({"WE"}))
    made = world.call("POST", ONE, OFFICER, OPERATION).json
    asked = Room(world, made["id"])
    assert asked.call("POST", "/consent", colleague).status == 200
    assert asked.call("POST", "/consent", OFFICER).status == 403
    own = world.call("POST", ONE, colleague, OPERATION | {"rilo": "SA"}).json
    assert Room(world, own["id"]).call("POST", "/consent", colleague).json["code"] == "wrong_state"


def test_consent_is_asked_of_the_office_that_is_named(world: World) -> None:
    made = world.call("POST", ONE, OFFICER, OPERATION | {"rilo": "SA"}).json
    assert (made["rilo"], made["consent"]) == ("SA", "asked")
    nowhere = person("officer-us", administration="US")
    assert world.call("POST", ONE, nowhere, OPERATION).errors == {"rilo": "required"}


@pytest.mark.parametrize("caller", [LIMITED, READER_GB])
def test_other_tiers_have_no_operations(world: World, heron: Room, caller: Any) -> None:
    for method, path, body in (
        ("POST", ONE, OPERATION),
        ("GET", ONE, None),
        ("GET", heron.path, None),
        ("GET", f"{heron.path}/messages", None),
        ("POST", f"{heron.path}/messages", text()),
    ):
        assert world.call(method, path, caller, body).status == 403


def test_for_everybody_else_an_operation_does_not_exist(world: World, heron: Room) -> None:
    unknown = Room(world, "01KM0000000000000000000000")
    for path in (
        "",
        "/members",
        "/messages",
        "/messages/1",
        "/board",
        "/warnings",
        "/cases",
        "/report",
        "/audit",
        "/drafts",
    ):
        for stranger in (BRAZIL, RILO_SA):
            found, missing = heron.call("GET", path, stranger), unknown.call("GET", path, stranger)
            assert found.status == missing.status == 404
            assert found.text == missing.text
    assert Room(world, "nonsense").call("GET", "", OFFICER).status == 404
    assert Room(world, "nonsense").call("GET", "/audit", OFFICER).status == 404
    assert Room(world, "nonsense").call("GET", "/messages", OFFICER).status == 404


def test_one_lists_the_operations_one_is_in(world: World, heron: Room) -> None:
    other, third = room(world, "CO"), room(world, "FR", starts_on="2026-03-25")
    assert [one["id"] for one in world.call("GET", ONE, OFFICER).json["items"]] == sorted([heron.id, third.id])[::-1]
    planned = world.call("GET", ONE, OFFICER, query={"state": "planned"}).json["items"]
    assert [one["id"] for one in planned] == [third.id]
    first = world.call("GET", ONE, RILO_WE, query={"limit": "1"}).json
    rest = world.call("GET", ONE, RILO_WE, query={"limit": "5", "cursor": first["next"]}).json
    assert {one["id"] for one in first["items"] + rest["items"]} == {heron.id, other.id, third.id}
    assert rest["next"] is None
    assert heron.expel("FR").status == 200
    assert [one["id"] for one in world.call("GET", ONE, OFFICER).json["items"]] == [third.id]
    for nobody in (CENMAT, BRAZIL):
        assert world.call("GET", ONE, nobody).json == {"items": [], "next": None}
    assert world.call("GET", ONE, OFFICER, query={"waiting": "consent"}).status == 403


def test_a_list_takes_one_call_of_the_vault_however_long(world: World) -> None:
    for _ in range(3):
        room(world, "FR")
    world.vault.opened.clear()
    assert len(world.call("GET", ONE, OFFICER).json["items"]) == 3
    assert world.vault.opened == [("shelf", 1)]


def test_auditors_see_that_there_are_operations_and_not_what_they_are_called(world: World, heron: Room) -> None:
    assert world.call("GET", f"{ONE}/overseen", OFFICER).status == 403
    (row,) = world.call("GET", f"{ONE}/overseen", CENMAT).json["items"]
    assert row["id"] == heron.id
    assert set(row) == {"id", "state", "rilo", "opened_by", "opened_at", "starts_on", "ends_on", "last"}
    empty = World().call("GET", f"{ONE}/overseen", CENMAT)
    assert empty.json == {"items": [], "next": None}


def test_coordinators_change_what_they_have_read(world: World, heron: Room) -> None:
    tag = {"If-Match": heron.call("GET", "", RILO_WE).headers["ETag"]}
    change = {"purpose": "Heroin.", "retain_until": "2026-07-31", "regions": []}
    assert heron.call("PATCH", "", OFFICER, change, headers=tag).json["code"] == "coordinators_only"
    assert heron.call("PATCH", "", RILO_WE, change).status == 428
    changed = heron.call("PATCH", "", RILO_WE, change, headers=tag)
    assert (changed.json["purpose"], changed.json["code_name"], changed.json["regions"]) == (
        "Heroin.",
        "Grey Heron",
        [],
    )
    assert heron.call("GET", "", OFFICER).json["purpose"] == "Heroin."
    assert heron.call("PATCH", "", RILO_WE, change, headers=tag).status == 412
    tag = {"If-Match": changed.headers["ETag"]}
    same = heron.call("PATCH", "", RILO_WE, change, headers=tag)
    assert (same.status, same.headers["ETag"]) == (200, tag["If-Match"])
    assert heron.call("PATCH", "", RILO_WE, {"rilo": "SA"}, headers=tag).errors == {"rilo": "unknown_field"}
    assert heron.call("PATCH", "", RILO_WE, {"code_name": None}, headers=tag).errors == {"code_name": "required"}
    past = heron.call("PATCH", "", RILO_WE, {"ends_on": "2026-03-20"}, headers=tag)
    assert past.status == 200
    world.later(days=200)
    tag = {"If-Match": past.headers["ETag"]}
    assert heron.call("PATCH", "", RILO_WE, {"form": "full"}, headers=tag).errors == {"retain_until": "in_the_past"}


def test_a_closed_operation_is_read_and_nothing_more(heron: Room) -> None:
    heron.send(OFFICER, text())
    assert heron.call("POST", "/close", OFFICER).json["code"] == "coordinators_only"
    closed = heron.call("POST", "/close", RILO_WE).json
    assert (closed["state"], closed["closed_at"]) == ("closed", "2026-03-20T12:00:00.000Z")
    refused = heron.call("POST", "/messages", OFFICER, text())
    assert (refused.status, refused.json["code"], refused.json["current_state"]) == (409, "wrong_state", "closed")
    assert heron.call("POST", "/members", RILO_WE, {"administration": "BR"}).status == 409
    assert heron.call("POST", "/drafts", OFFICER, text()).status == 409
    assert heron.call("POST", "/messages/1/withdraw", OFFICER).status == 409
    assert heron.numbers(OFFICER) == [1]
    tag = {"If-Match": heron.call("GET", "", RILO_WE).headers["ETag"]}
    assert heron.call("PATCH", "", RILO_WE, {"code_name": "X"}, headers=tag).status == 409
    assert heron.call("PATCH", "", RILO_WE, {"retain_until": "2026-05-01"}, headers=tag).status == 200


def test_the_same_request_opens_one_operation(world: World) -> None:
    key = {"Idempotency-Key": "k"}
    first = world.call("POST", ONE, RILO_WE, OPERATION, headers=key)
    again = world.call("POST", ONE, RILO_WE, OPERATION, headers=key)
    assert again.json["id"] == first.json["id"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (
        world.call("POST", ONE, RILO_WE, OPERATION | {"form": "full"}, headers=key).json["code"]
        == "idempotency_key_reused"
    )


def test_a_description_that_was_tampered_with_is_shown_as_such(
    world: World, heron: Room, capsys: pytest.CaptureFixture[str]
) -> None:
    other = room(world, "FR", code_name="Other")
    world.item(heron.id, "ABOUT")["sealed"] = world.item(other.id, "ABOUT")["sealed"]
    assert heron.call("GET", "", OFFICER).json["code_name"] == "[tampered]"
    assert '"tampered": 1' in capsys.readouterr().out


def test_a_machine_client_of_a_member_takes_part_as_long_as_it_is_registered(world: World, heron: Room) -> None:
    assert heron.call("GET", "/messages", SERVICE).status == 401
    entry = {"client_id": {"S": SERVICE.id}, "active": {"BOOL": True}}
    world.dynamo.put_item(TableName="accounts", Item=entry)
    assert heron.send(SERVICE, text())["sender_name"] == "feed"
    world.dynamo.put_item(TableName="accounts", Item=entry | {"active": {"BOOL": False}})
    assert heron.call("GET", "/messages", SERVICE).status == 401
    assert heron.call("GET", "/messages", NCP).status == 200


def test_an_operation_that_its_officer_gives_up_waits_for_nobody(world: World) -> None:
    made = world.call("POST", ONE, OFFICER, OPERATION).json
    asked = Room(world, made["id"])
    assert asked.call("POST", "/close", OFFICER).json["state"] == "closed"
    assert world.call("GET", ONE, RILO_WE, query={"waiting": "consent"}).json["items"] == []
    assert asked.call("POST", "/consent", RILO_WE).status == 404
    assert asked.call("GET", "", RILO_WE).status == 404
    world.drain()
    assert f"operation:{made['id']}:consent" in world.settled()


def test_two_first_operations_at_once_share_one_shelf(world: World) -> None:
    """Its key is made with the first; who comes second takes the one that is there."""
    inner, left = world.dynamo.transact_write_items, [1]

    def overtaken(**asked: Any) -> Any:
        if left:
            left.pop()
            room(world, "FR", code_name="Other")
        return inner(**asked)

    world.dynamo.transact_write_items = overtaken
    room(world, "FR")
    names = {one["code_name"] for one in world.call("GET", ONE, OFFICER).json["items"]}
    assert names == {"Grey Heron", "Other"}


def test_an_entry_of_a_list_that_leads_nowhere_is_passed_over(world: World, heron: Room) -> None:
    world.store.put({"pk": "MINE#FR", "sk": "01KM0000000000000000000001"})
    assert [one["id"] for one in world.call("GET", ONE, OFFICER).json["items"]] == [heron.id]
