"""Changing and withdrawing messages, drafts, receipts."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cen.clock import instant
from cen.events import CaseOwed, MessageSent
from cen.problems import Unavailable
from comm.making import CaseMaker
from tests.unit.comm.world import BRAZIL, PROFILE, START, Room, World, counted, feedback, seizure, text, warning
from tests.unit.seizures.builders import NCP, OFFICER, OFFICER_CO, RILO_WE, SIMPLE, record

FIRST = {"If-Match": '"1"'}


def change(heron: Room, number: int, patch: dict[str, Any], caller: Any = OFFICER, version: int = 1) -> Any:
    return heron.call("PATCH", f"/messages/{number}", caller, patch, headers={"If-Match": f'"{version}"'})


def test_a_change_is_a_new_version_and_the_old_one_stays(world: World, heron: Room) -> None:
    heron.send(OFFICER, text("First."))
    world.later(minutes=5)
    changed = change(heron, 1, {"text": "Second.", "urgency": "flash"})
    assert (changed.status, changed.headers["ETag"]) == (200, '"2"')
    assert (changed.json["text"], changed.json["version"], changed.json["urgency"]) == ("Second.", 2, "flash")
    assert changed.json["changed_at"] > changed.json["sent_at"]
    assert heron.call("GET", "/messages/1/versions/1", OFFICER_CO).json["text"] == "First."
    assert heron.call("GET", "/messages/1/versions/2", OFFICER_CO).json["text"] == "Second."
    for version in ("3", "0", "x"):
        assert heron.call("GET", f"/messages/1/versions/{version}", OFFICER_CO).status == 404
    assert heron.read(NCP)["items"][0]["text"] == "Second."
    assert MessageSent(operation_id=heron.id, number=1, version=2) in world.drain()


def test_what_changes_nothing_writes_nothing(world: World, heron: Room) -> None:
    heron.send(OFFICER, text())
    _, calls, _ = counted(lambda: change(heron, 1, {"text": "Look at the reefers."}), world)
    assert "TransactWriteItems" not in calls
    assert heron.read(NCP)["changes"] == 0


def test_only_who_sent_it_changes_it_as_it_was_read(heron: Room) -> None:
    heron.send(OFFICER, text())
    for caller in (NCP, RILO_WE):
        assert change(heron, 1, {"text": "X"}, caller).json["code"] == "not_the_sender"
    assert heron.call("PATCH", "/messages/1", OFFICER, {"text": "X"}).status == 428
    assert change(heron, 1, {"text": "X"}, version=2).json["current_version"] == 1
    assert change(heron, 9, {"text": "X"}).status == 404


@pytest.mark.parametrize("name", ["kind", "tlp", "addressees", "reply_to", "sender_name", "links"])
def test_what_others_rely_on_stays(heron: Room, name: str) -> None:
    heron.send(OFFICER, text())
    assert change(heron, 1, {name: "text"}).errors == {name: "unknown_field"}


def test_a_changed_text_is_checked_like_a_new_one(heron: Room) -> None:
    heron.send(OFFICER, text())
    assert change(heron, 1, {"text": None}).errors == {"text": "required"}
    assert change(heron, 1, {"warning": {}}).errors == {"warning": "unknown_field"}
    assert change(heron, 1, {"text": "See http://a.example"}).json["links"] == ["http://a.example"]


def test_a_message_is_not_changed_for_ever(heron: Room) -> None:
    heron.send(OFFICER, text())
    for version in range(1, 40):
        assert change(heron, 1, {"text": f"Version {version + 1}."}, version=version).status == 200
    assert change(heron, 1, {"text": "Once more."}, version=40).json["code"] == "wrong_state"
    assert heron.call("POST", "/messages/1/withdraw", OFFICER).status == 200
    assert not [item for _, item in heron.world.dynamo.every() if item.get("sk", {}).get("S", "").startswith("OLD#")]


def test_a_tampered_message_is_not_changed(world: World, heron: Room) -> None:
    heron.send(OFFICER, text())
    world.item(heron.id, "M#00000001")["sealed"] = {"S": "AAAA"}
    assert change(heron, 1, {"text": "X"}).json["current_state"] == "tampered"


def test_a_prolonged_warning_is_reminded_of_by_its_new_deadline_only(world: World, heron: Room) -> None:
    heron.send(RILO_WE, warning(START + timedelta(hours=2)))
    patch = {"warning": {"deadline": instant(START + timedelta(hours=9))}}
    assert heron.call("PATCH", "/messages/1", RILO_WE, patch, headers={"If-Match": '"1"'}).status == 200
    world.later(hours=1, minutes=1)
    world.tick()
    actions = [one["action"] for one in heron.call("GET", "/audit", RILO_WE).json["items"]]
    assert "remind" not in actions
    world.later(hours=3, minutes=30)
    world.tick()
    actions = [one["action"] for one in heron.call("GET", "/audit", RILO_WE).json["items"]]
    assert actions.count("remind") == 1


def test_a_seizure_that_a_feedback_names_later_must_be_there_too(heron: Room) -> None:
    heron.send(RILO_WE, warning())
    heron.send(OFFICER, feedback(1))
    heron.send(OFFICER, seizure(SIMPLE, tlp="AMBER+STRICT"))
    for number in (777_777, 1):
        answer = change(heron, 2, {"feedback": {"seizure": number}})
        assert (answer.status, answer.json["code"]) == (422, "no_such_reference")
        assert answer.errors == {"feedback.seizure": "no_such_message"}
    assert change(heron, 2, {"feedback": {"seizure": 3}}).json["feedback"]["seizure"] == 3
    assert change(heron, 2, {"text": "Same seizure."}, version=2).status == 200
    heron.call("POST", "/messages/3/withdraw", OFFICER)
    assert change(heron, 2, {"text": "Still said."}, version=3).status == 200
    assert change(heron, 2, {"feedback": {"seizure": None}}, version=4).status == 200
    assert change(heron, 2, {"feedback": {"seizure": 3}}, version=5).status == 422


def test_another_deadline_moves_the_reminders(world: World, heron: Room) -> None:
    heron.send(RILO_WE, warning(START + timedelta(hours=2)))
    past = {"warning": {"deadline": "2026-03-20T11:00:00Z"}}
    assert change(heron, 1, past, RILO_WE).errors == {"warning.deadline": "in_the_past"}
    world.later(hours=3)
    world.tick()
    assert heron.call("GET", "/board", OFFICER).json["totals"]["overdue"] == 2
    later = {"warning": {"deadline": instant(START + timedelta(hours=9))}}
    assert change(heron, 1, later, RILO_WE).status == 200
    assert heron.call("GET", "/board", OFFICER).json["totals"]["overdue"] == 0
    (row,) = heron.call("GET", "/warnings", OFFICER).json["items"]
    assert (row["deadline"], {one["status"] for one in row["answers"]}) == ("2026-03-20T21:00:00.000Z", {"open"})
    world.later(hours=7)
    world.tick()
    assert heron.call("GET", "/board", OFFICER).json["totals"]["overdue"] == 2


def test_another_profile_is_counted_instead(heron: Room) -> None:
    heron.send(RILO_WE, warning())
    other = {"warning": {"profile": {**PROFILE, "category": "tobacco", "departure": {"country": "NL"}}}}
    assert change(heron, 1, other, RILO_WE).status == 200
    board = heron.call("GET", "/board", OFFICER).json
    assert [(one["category"], one["warning"]) for one in board["categories"]] == [("tobacco", 1)]
    assert [(one["departure"], one["warning"]) for one in board["legs"]] == [("NL", 1)]


def test_another_result_is_shown_with_the_warning(heron: Room) -> None:
    heron.send(RILO_WE, warning())
    heron.send(OFFICER, feedback(1, "checked"))
    assert change(heron, 2, {"feedback": {"result": "found"}}).json["feedback"]["result"] == "found"
    answers = heron.call("GET", "/messages/1", OFFICER_CO).json["answers"]
    assert {one["addressee"]: one.get("result") for one in answers} == {"CO": None, "FR": "found"}
    heron.send(RILO_WE, warning())
    assert change(heron, 2, {"feedback": {"warning": 3}}, version=2).errors == {"feedback.warning": "fixed"}
    heron.call("POST", "/messages/1/withdraw", RILO_WE)
    assert change(heron, 2, {"feedback": {"result": "nothing_found"}}, version=2).status == 200


def test_a_record_is_changed_here_until_it_is_a_case(world: World, heron: Room) -> None:
    world.door.errors = [{"path": "record.lines.0.type", "code": "unknown_code", "message": "No."}]
    heron.send(OFFICER, seizure(SIMPLE))
    world.drain()
    case = heron.call("GET", "/messages/1", OFFICER).json["case"]
    assert (case["status"], case["errors"][0]["path"]) == ("refused", "record.lines.0.type")
    (notice,) = world.raised("case.refused")
    assert (notice.to, notice.must_act, notice.subject) == (
        "person:officer-fr",
        True,
        f"operations/{heron.id}/messages/1",
    )
    assert change(heron, 1, {"record": {"tlp": "GREEN"}}).errors == {"record.tlp": "wider_than_message"}
    world.door.errors = []
    assert change(heron, 1, {"record": {"direction": "export"}}).json["case"] == {"status": "owed"}
    assert CaseOwed(operation_id=heron.id, number=1, version=2) in world.drain()
    assert heron.call("GET", "/messages/1", OFFICER).json["case"]["status"] == "draft"
    assert world.door.asked[-1].record["direction"] == "export"
    refused = change(heron, 1, {"record": {"direction": "import"}}, version=2)
    assert (refused.status, refused.json["code"]) == (409, "already_a_case")
    assert change(heron, 1, {"text": "Only words."}, version=2).status == 200
    assert heron.call("GET", "/board", OFFICER).json["cases"] == {"draft": 1}


def test_a_withdrawal_leaves_a_stone(heron: Room) -> None:
    heron.send(OFFICER, text("Canary one."))
    change(heron, 1, {"text": "Canary two."})
    stone = heron.call("POST", "/messages/1/withdraw", OFFICER).json
    assert (stone["state"], stone["version"], "text" in stone, "sender_name" in stone) == ("withdrawn", 3, False, False)
    assert heron.read(NCP)["items"][0]["state"] == "withdrawn"
    for version in (1, 2):
        assert heron.call("GET", f"/messages/1/versions/{version}", OFFICER).status == 404
    assert heron.call("GET", "/messages/1/versions/3", OFFICER).json["state"] == "withdrawn"
    for again in (heron.call("POST", "/messages/1/withdraw", OFFICER), change(heron, 1, {"text": "X"}, version=3)):
        assert (again.status, again.json["current_state"]) == (409, "withdrawn")
    totals = heron.call("GET", "/board", NCP).json["totals"]
    assert (totals["text"], totals["withdrawn"]) == (0, 1)
    assert heron.call("POST", "/messages", NCP, text(reply_to=1)).errors == {"reply_to": "no_such_message"}


def test_who_withdraws(heron: Room) -> None:
    for _ in range(2):
        heron.send(OFFICER, text())
    assert heron.call("POST", "/messages/1/withdraw", OFFICER_CO).json["code"] == "not_the_sender"
    assert heron.call("POST", "/messages/1/withdraw", RILO_WE, headers=FIRST).status == 200
    assert heron.call("POST", "/messages/2/withdraw", OFFICER, headers={"If-Match": '"7"'}).status == 412
    heron.add("BR", role="observer")
    assert heron.call("POST", "/messages/2/withdraw", BRAZIL).json["code"] == "observers_read"


def test_a_withdrawn_warning_asks_nobody_any_more(world: World, heron: Room) -> None:
    heron.send(RILO_WE, warning())
    heron.send(OFFICER, feedback(1))
    world.later(hours=7)
    world.tick()
    heron.call("POST", "/messages/1/withdraw", RILO_WE)
    world.drain()
    assert f"operation:{heron.id}:warning:1:CO:3" in world.settled()
    totals = heron.call("GET", "/board", OFFICER).json["totals"]
    assert (totals["asked"], totals["answered"], totals["overdue"]) == (0, 0, 0)
    assert "median_answer_minutes" not in totals
    assert heron.call("GET", "/warnings", OFFICER).json["items"] == []
    assert heron.call("POST", "/messages", OFFICER_CO, feedback(1)).errors == {"feedback.warning": "no_such_message"}
    assert heron.call("POST", "/messages/2/withdraw", OFFICER).status == 200


def test_a_withdrawn_feedback_is_no_answer(world: World, heron: Room) -> None:
    heron.send(RILO_WE, warning())
    world.later(minutes=10)
    heron.send(OFFICER, feedback(1, "checked"))
    world.later(minutes=10)
    heron.send(NCP, feedback(1, "found"))
    heron.call("POST", "/messages/2/withdraw", OFFICER)
    (answer,) = [one for one in heron.call("GET", "/messages/1", NCP).json["answers"] if one["addressee"] == "FR"]
    assert (answer["message"], answer["answered_at"], answer["result"]) == (3, "2026-03-20T12:20:00.000Z", "found")
    assert heron.call("GET", "/board", NCP).json["totals"]["median_answer_minutes"] == 20
    world.later(hours=7)
    world.tick()
    heron.call("POST", "/messages/3/withdraw", NCP)
    totals = heron.call("GET", "/board", NCP).json["totals"]
    assert (totals["answered"], totals["overdue"]) == (0, 2)
    (row,) = heron.call("GET", "/warnings", NCP, query={"status": "overdue"}).json["items"]
    assert {one["status"] for one in row["answers"]} == {"overdue"}


def test_a_case_outlives_the_withdrawal_of_its_message(world: World, heron: Room) -> None:
    heron.send(OFFICER, seizure(SIMPLE))
    world.drain()
    made = heron.call("GET", "/messages/1", OFFICER).json["case"]["seizure_id"]
    world.door.change(made, 2, "submitted")
    world.follow(made)
    stone = heron.call("POST", "/messages/1/withdraw", OFFICER).json
    assert (stone["state"], stone["case"]["seizure_id"]) == ("withdrawn", made)
    world.drain()
    (told,) = world.raised("case.behind")
    assert (told.to, told.must_act, told.subject) == ("person:officer-fr", False, f"seizures/{made}")
    board = heron.call("GET", "/board", OFFICER).json
    assert (board["cases"], board["categories"]) == ({"submitted": 1}, [])


def test_a_case_that_was_not_made_yet_is_not_made_of_a_withdrawn_message(world: World, heron: Room) -> None:
    heron.send(OFFICER, seizure(SIMPLE))
    heron.call("POST", "/messages/1/withdraw", OFFICER)
    world.drain()
    assert world.door.made == {}
    assert heron.call("GET", "/board", OFFICER).json["cases"] == {"dropped": 1}


def test_a_draft_that_nobody_touched_goes_with_its_message(world: World, heron: Room) -> None:
    heron.send(OFFICER, seizure(SIMPLE))
    world.drain()
    made = heron.call("GET", "/messages/1", OFFICER).json["case"]["seizure_id"]
    heron.call("POST", "/messages/1/withdraw", RILO_WE)
    world.drain()
    assert world.door.records[made].status == "withdrawn"
    assert f"operation:{heron.id}:case:1:1" in world.settled()
    (told,) = world.raised("case.dropped")
    assert (told.to, told.must_act, told.subject) == ("person:officer-fr", False, f"seizures/{made}")
    assert heron.call("GET", "/board", OFFICER).json["cases"] == {"withdrawn": 1}
    CaseMaker(world.rooms, world.door)(CaseOwed(operation_id=heron.id, number=1, version=2))
    world.drain()
    assert len(world.raised("case.dropped")) == 1


# What happens to a message while the database makes its case.


def during_the_making(world: World, happens: Callable[[], Any]) -> None:
    """Between what was read of the message and what is noted of its case."""
    inner = world.door.draft

    def draft(*asked: Any) -> Any:
        world.door.draft = inner  # type: ignore[method-assign]
        answer = inner(*asked)
        happens()
        return answer

    world.door.draft = draft  # type: ignore[assignment]
    world.drain()


def test_a_correction_while_the_case_is_made_comes_into_the_case(world: World, heron: Room) -> None:
    heron.send(OFFICER, seizure(SIMPLE))
    during_the_making(world, lambda: change(heron, 1, {"record": {"direction": "export"}}))
    case = heron.call("GET", "/messages/1", OFFICER).json["case"]
    assert (case["status"], case["version"]) == ("draft", 2)
    assert json.loads(world.door.records[case["seizure_id"]].document)["direction"] == "export"
    (told,) = world.raised("case.made")
    assert told.must_act
    assert heron.call("GET", "/board", OFFICER).json["cases"] == {"draft": 1}


def test_a_refusal_of_what_was_corrected_meanwhile_is_none(world: World, heron: Room) -> None:
    world.door.errors = [{"path": "record.lines.0.type", "code": "unknown_code", "message": "No."}]
    heron.send(OFFICER, seizure(SIMPLE))

    def corrected() -> None:
        world.door.errors = []
        change(heron, 1, {"record": {"direction": "export"}})

    during_the_making(world, corrected)
    assert heron.call("GET", "/messages/1", OFFICER).json["case"]["status"] == "draft"
    assert world.raised("case.refused") == []


def test_a_withdrawal_while_the_case_is_made_takes_the_draft_along(world: World, heron: Room) -> None:
    heron.send(OFFICER, seizure(SIMPLE))
    during_the_making(world, lambda: heron.call("POST", "/messages/1/withdraw", OFFICER))
    assert [one.status for one in world.door.records.values()] == ["withdrawn"]
    assert heron.call("GET", "/board", OFFICER).json["cases"] == {"dropped": 1}
    assert world.raised("case.made") == []
    assert len(world.raised("case.dropped")) == 1


def test_an_owner_who_was_quicker_is_told_of_the_correction(world: World, heron: Room) -> None:
    heron.send(OFFICER, seizure(SIMPLE))

    def touched() -> None:
        (id,) = world.door.records
        world.door.change(id, 2, "draft")
        change(heron, 1, {"record": {"direction": "export"}})

    during_the_making(world, touched)
    (told,) = world.raised("case.behind")
    assert (told.to, told.must_act) == ("person:officer-fr", True)
    (id,) = world.door.records
    assert heron.call("GET", "/messages/1", OFFICER).json["case"] == {"status": "draft", "seizure_id": id, "version": 2}
    world.door.change(id, 3, "submitted")
    world.follow(id)
    world.drain()
    assert told.key in world.settled()


def test_a_case_that_outlives_a_message_withdrawn_meanwhile_is_on_the_board(world: World, heron: Room) -> None:
    heron.send(OFFICER, seizure(SIMPLE))

    def touched() -> None:
        (id,) = world.door.records
        world.door.change(id, 2, "draft")
        heron.call("POST", "/messages/1/withdraw", OFFICER)

    during_the_making(world, touched)
    assert heron.call("GET", "/board", OFFICER).json["cases"] == {"draft": 1}
    (told,) = world.raised("case.behind")
    assert told.must_act


def test_a_refusal_is_to_be_acted_on_until_the_message_is_corrected_or_withdrawn(world: World, heron: Room) -> None:
    world.door.errors = [{"path": "record.lines.0.type", "code": "unknown_code", "message": "No."}]
    for _ in range(2):
        heron.send(OFFICER, seizure(SIMPLE))
    world.drain()
    refused = {one.key for one in world.raised("case.refused")}
    world.door.errors = []
    change(heron, 1, {"record": {"direction": "export"}})
    heron.call("POST", "/messages/2/withdraw", OFFICER)
    world.drain()
    assert world.settled() == refused
    (made,) = world.raised("case.made")
    assert made.key not in refused


def test_a_message_that_is_changed_all_the_time_is_tried_again_later(world: World, heron: Room) -> None:
    heron.send(OFFICER, seizure(SIMPLE))
    inner = world.door.draft
    versions = iter(range(1, 40))

    def draft(*asked: Any) -> Any:
        change(heron, 1, {"text": "Again." if (n := next(versions)) % 2 else "And again."}, version=n)
        return inner(*asked)

    world.door.draft = draft  # type: ignore[method-assign]
    with pytest.raises(Unavailable):
        CaseMaker(world.rooms, world.door)(CaseOwed(operation_id=heron.id, number=1, version=1))


# Drafts


def test_a_draft_is_its_authors_alone_until_it_is_sent(world: World, heron: Room) -> None:
    kept = heron.call("POST", "/drafts", OFFICER, {"kind": "warning", "text": "Half a canary."})
    assert kept.status == 201
    path = f"/drafts/{kept.json['id']}"
    assert [one["id"] for one in heron.call("GET", "/drafts", OFFICER).json["items"]] == [kept.json["id"]]
    for other in (NCP, RILO_WE):
        assert heron.call("GET", "/drafts", other).json["items"] == []
        assert heron.call("GET", path, other).json["code"] == "no_such_draft"
    assert heron.call("POST", f"{path}/send", OFFICER).errors == {"warning": "required"}
    whole = warning()
    assert heron.call("PATCH", path, OFFICER, {"warning": whole["warning"], "text": None}).json["version"] == 2
    assert heron.call("GET", path, OFFICER).json["message"] == whole
    sent = heron.call("POST", f"{path}/send", OFFICER)
    assert (sent.status, sent.json["number"], sent.json["kind"]) == (201, 1, "warning")
    assert heron.call("GET", path, OFFICER).status == 404
    assert heron.call("POST", f"{path}/send", OFFICER).status == 404
    assert "canary" not in world.text()


def test_a_draft_is_kept_and_sent_once(heron: Room) -> None:
    key = {"Idempotency-Key": "d"}
    first = heron.call("POST", "/drafts", OFFICER, text(), headers=key)
    again = heron.call("POST", "/drafts", OFFICER, text(), headers=key)
    assert (again.json["id"], again.headers["Idempotency-Replayed"]) == (first.json["id"], "true")
    path, key = f"/drafts/{first.json['id']}/send", {"Idempotency-Key": "s"}
    sent = [heron.call("POST", path, OFFICER, headers=key) for _ in range(2)]
    assert [(one.status, one.json["number"]) for one in sent] == [(201, 1), (201, 1)]
    assert heron.read(OFFICER)["last"] == 1


def test_a_draft_is_dropped(heron: Room) -> None:
    id = heron.call("POST", "/drafts", OFFICER, text()).json["id"]
    assert heron.call("DELETE", f"/drafts/{id}", OFFICER).json == {"id": id}
    assert heron.call("DELETE", f"/drafts/{id}", OFFICER).status == 404
    assert heron.call("GET", "/drafts/nonsense", OFFICER).status == 404


def test_drafts_are_bounded(heron: Room) -> None:
    for _ in range(50):
        assert heron.call("POST", "/drafts", OFFICER, text()).status == 201
    refused = heron.call("POST", "/drafts", OFFICER, text())
    assert (refused.status, refused.json["code"]) == (429, "too_many_here")
    assert heron.call("POST", "/drafts", NCP, text("x" * 70_000)).errors == {"text": "too_long"}


@pytest.mark.parametrize("name", ["sealed", "version", "generation", "swapped"])
def test_a_draft_that_was_tampered_with_is_shown_as_such_and_can_be_dropped(
    world: World, heron: Room, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = (heron.call("POST", "/drafts", OFFICER, text(says)).json["id"] for says in ("One.", "Other."))
    drafts = {
        item["sk"]["S"]: item
        for _, item in world.dynamo.every()
        if item.get("pk", {}).get("S", "").startswith("DRAFTS")
    }
    if name == "swapped":
        drafts[one]["sealed"] = drafts[other]["sealed"]
    else:
        del drafts[one][name]
    capsys.readouterr()
    listed = {found["id"]: found for found in heron.call("GET", "/drafts", OFFICER).json["items"]}
    assert (listed[one]["state"], listed[one]["message"], listed[other]["state"]) == ("tampered", {}, "draft")
    for method, path in (("GET", ""), ("POST", "/send")):
        assert heron.call(method, f"/drafts/{one}{path}", OFFICER).json["current_state"] == "tampered"
    assert capsys.readouterr().out.count('"what": "draft"') == 3
    assert heron.call("DELETE", f"/drafts/{one}", OFFICER).status == 200
    assert [found["id"] for found in heron.call("GET", "/drafts", OFFICER).json["items"]] == [other]


def test_a_draft_that_was_sent_meanwhile_is_not_kept_again(heron: Room) -> None:
    key = {"Idempotency-Key": "once"}
    draft = heron.call("POST", "/drafts", OFFICER, text(), headers=key).json["id"]
    heron.call("POST", f"/drafts/{draft}/send", OFFICER)
    again = heron.call("POST", "/drafts", OFFICER, text(), headers=key)
    assert (again.status, again.json["code"], again.json["current_state"]) == (409, "wrong_state", "gone")


# Receipts


def test_receipts_say_who_got_and_who_read_a_message(world: World, heron: Room) -> None:
    heron.send(OFFICER, text())
    got = heron.call("POST", "/messages/1/receipt", OFFICER_CO, {"state": "delivered"}).json
    assert got == {"member": "CO:officer-co", "delivered_at": "2026-03-20T12:00:00.000Z"}
    world.later(minutes=1)
    read = heron.call("POST", "/messages/1/receipt", OFFICER_CO, {}).json
    assert (read["delivered_at"], read["read_at"]) == ("2026-03-20T12:00:00.000Z", "2026-03-20T12:01:00.000Z")
    world.later(minutes=1)
    _, calls, _ = counted(lambda: heron.call("POST", "/messages/1/receipt", OFFICER_CO, {}), world)
    assert calls == ["BatchGetItem"]
    heron.call("POST", "/messages/1/receipt", RILO_WE, {"state": "read"})
    listed = heron.call("GET", "/messages/1/receipts", NCP).json["items"]
    assert [one["member"] for one in listed] == ["CO:officer-co", "DE:rilo-we"]
    assert heron.call("GET", "/messages/1/receipts", RILO_WE, query={"limit": "1"}).json["next"]
    assert heron.call("GET", "/messages/1/receipts", OFFICER_CO).json["code"] == "coordinators_only"
    assert heron.call("POST", "/messages/1/receipt", OFFICER_CO, {"state": "eaten"}).status == 422


def test_nothing_here_is_lost_on_full_records(heron: Room) -> None:
    """Fields that only the CEN database knows go through untouched."""
    whole = record(
        SIMPLE, tlp="AMBER", lines__0__details={"brand": "X", "illicit_white": True}, narrative="Under nets."
    )
    heron.send(OFFICER, seizure(whole))
    assert heron.call("GET", "/messages/1", NCP).json["record"] == whole
