"""What works behind the routes: notices, reminders, cases, the end of messages; each once, whatever comes twice."""

import json
from datetime import timedelta
from typing import Any

import pytest

from cen.consumer import Consumer
from cen.events import CaseOwed, MessageSent, SeizureChanged
from comm import casemaker, cases, notifier, outbox, reminder, telling
from comm.making import CaseMaker
from comm.notifier import Notifier
from tests.unit.comm.world import START, Room, World, feedback, room, seizure, text, warning
from tests.unit.seizures.builders import NCP, OFFICER, OFFICER_CO, RILO_WE, SIMPLE, record


def told(world: World, kind: str) -> list[tuple[str, bool]]:
    return sorted((one.to, one.must_act) for one in world.raised(kind))


def test_news_goes_to_members_as_pointers(world: World, heron: Room) -> None:
    heron.add("ncp-fr")
    heron.send(OFFICER, text("Canary."))
    world.drain()
    assert told(world, "operation.news") == [
        ("administration:CO", False),
        ("administration:FR", False),  # its persons are not told apart
        ("person:rilo-we", False),
    ]
    assert {one.subject for one in world.raised("operation.news")} == {f"operations/{heron.id}/messages/1"}
    assert {one.key for one in world.raised("operation.news")} == {f"operation:{heron.id}:news:2026-03-20"}
    assert "Canary" not in json.dumps([one.model_dump() for one in world.events])
    assert "Heron" not in json.dumps([one.model_dump() for one in world.events])


def test_red_is_news_for_its_addressees_only(world: World, heron: Room) -> None:
    heron.send(OFFICER, text(tlp="RED", addressees=["CO"]))
    world.drain()
    assert told(world, "operation.news") == [("administration:CO", False)]


def test_urgent_messages_stand_out(world: World, heron: Room) -> None:
    heron.send(OFFICER, text(urgency="flash"))
    world.drain()
    assert {one.key for one in world.raised("message.urgent")} == {f"operation:{heron.id}:message:1"}
    assert world.raised("operation.news") == []


def test_who_is_addressed_must_act_until_they_answer(world: World, heron: Room) -> None:
    heron.expel("CO")
    heron.add("officer-co")
    heron.send(RILO_WE, warning())
    world.drain()
    assert told(world, "warning.open") == [("administration:FR", True), ("person:officer-co", True)]
    assert {one.due for one in world.raised("warning.open")} == {"2026-03-20T18:00:00.000Z"}
    heron.send(OFFICER, feedback(1))
    world.drain()
    assert world.settled() == {f"operation:{heron.id}:warning:1:FR:1"}
    heron.send(NCP, feedback(1))
    world.drain()
    assert len([one for one in world.events if type(one).__name__ == "NoticeSettled"]) == 1


def test_what_is_heard_twice_is_told_once(world: World, heron: Room) -> None:
    heron.send(OFFICER, text())
    event = MessageSent(operation_id=heron.id, number=1, version=1)
    world.drain()
    count = len(world.events)
    Notifier(world.store)(event)
    assert world.drain() == []
    assert len(world.events) == count
    Notifier(world.store)(MessageSent(operation_id=heron.id, number=9, version=1))
    Notifier(world.store)(MessageSent(operation_id=heron.id, number=1, version=7))
    assert world.drain() == []


def test_nobody_is_told_of_what_nobody_may_see(world: World) -> None:
    alone = room(world)
    alone.send(RILO_WE, text())
    world.drain()
    assert world.raised("operation.news") == []


def test_reminders_come_before_and_after_the_deadline(world: World, heron: Room) -> None:
    heron.send(RILO_WE, warning(START + timedelta(hours=60)))
    heron.send(OFFICER, feedback(1))
    world.later(hours=35)
    world.tick()
    world.drain()
    assert world.raised("warning.due_soon") == []
    world.later(hours=2)
    world.tick()
    world.tick()
    world.drain()
    assert told(world, "warning.due_soon") == [("administration:CO", True)]
    world.later(hours=24)
    world.tick()
    world.drain()
    assert told(world, "warning.overdue") == [("administration:CO", True)]
    assert heron.call("GET", "/board", NCP).json["totals"]["overdue"] == 1
    late = {one["administration"]: one["overdue"] for one in heron.call("GET", "/board", NCP).json["participants"]}
    assert late == {"CO": 1, "DE": 0, "FR": 0}
    heron.send(OFFICER_CO, feedback(1))
    assert heron.call("GET", "/board", NCP).json["totals"]["overdue"] == 0


def test_a_warning_of_an_hour_reminds_at_half_time(world: World, heron: Room) -> None:
    heron.send(RILO_WE, warning(START + timedelta(hours=1)))
    world.later(minutes=31)
    world.tick()
    world.drain()
    assert len(world.raised("warning.due_soon")) == 2


def test_nobody_is_reminded_of_what_is_answered_withdrawn_or_closed(world: World, heron: Room) -> None:
    heron.send(RILO_WE, warning(addressees=["FR"]))
    heron.send(OFFICER, feedback(1))
    heron.send(RILO_WE, warning())
    heron.call("POST", "/messages/3/withdraw", RILO_WE)
    other = room(world, "FR")
    other.send(RILO_WE, warning())
    other.call("POST", "/close", RILO_WE)
    world.later(days=1)
    assert world.tick() > 0
    world.drain()
    assert world.raised("warning.due_soon") == world.raised("warning.overdue") == []
    assert f"operation:{other.id}:warning:1:FR:1" in world.settled()
    assert world.tick() == 0


def test_closing_settles_every_open_warning(world: World, heron: Room) -> None:
    for _ in range(120):
        heron.send(RILO_WE, warning())
    heron.call("POST", "/close", RILO_WE)
    world.tick()
    world.drain()
    assert len(world.settled()) == 240


def test_one_thing_that_fails_keeps_no_other_waiting(
    world: World, heron: Room, capsys: pytest.CaptureFixture[str]
) -> None:
    heron.send(RILO_WE, warning(START + timedelta(hours=1)))
    heron.send(RILO_WE, warning(START + timedelta(hours=2)))
    world.drain()
    world.item(heron.id, "M#00000001")["row"] = {"S": "{"}
    world.later(hours=3)
    world.tick()
    world.drain()
    assert {one.subject for one in world.raised("warning.overdue")} == {f"operations/{heron.id}/messages/2"}
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (summary,) = [line for line in lines if line["event"] == "clockwork"]
    assert (summary["due_left"], summary["due_done"]) == (2, 2)
    assert world.tick() == 0  # it stays, and is tried again


# Cases


def test_a_reported_seizure_becomes_a_case_of_its_senders_administration(world: World, heron: Room) -> None:
    heron.send(OFFICER_CO, seizure(record(SIMPLE, tlp="AMBER+STRICT", narrative="Canary.")))
    world.drain()
    (asked,) = world.door.asked
    assert (asked.operation_id, asked.message, asked.administration, asked.person) == (heron.id, 1, "CO", "officer-co")
    assert (asked.record["narrative"], asked.record["tlp"], asked.name) == ("Canary.", "AMBER+STRICT", "officer-co")
    case = heron.call("GET", "/messages/1", OFFICER).json["case"]
    assert (case["status"], case["version"]) == ("draft", 1)
    (notice,) = world.raised("case.made")
    assert (notice.to, notice.must_act, notice.subject) == ("person:officer-co", True, f"seizures/{case['seizure_id']}")
    assert "Canary" not in json.dumps([one.model_dump() for one in world.events])


def test_a_case_is_made_once_whatever_is_heard_how_often(world: World, heron: Room) -> None:
    heron.send(OFFICER, seizure(SIMPLE))
    event = CaseOwed(operation_id=heron.id, number=1, version=1)
    maker = CaseMaker(world.rooms, world.door, lambda: world.now)
    maker(event)
    maker(event)
    maker(CaseOwed(operation_id=heron.id, number=2, version=1))
    heron.send(OFFICER, text())
    maker(CaseOwed(operation_id=heron.id, number=2, version=1))
    assert len(world.door.asked) == 1
    assert heron.call("GET", "/board", NCP).json["cases"] == {"draft": 1}


def test_a_worker_that_died_after_the_door_made_the_case_does_no_harm(world: World, heron: Room) -> None:
    heron.send(OFFICER, seizure(SIMPLE))
    inner = world.dynamo.transact_write_items

    def dying(**_: Any) -> Any:
        raise RuntimeError

    world.dynamo.transact_write_items = dying
    with pytest.raises(RuntimeError):
        CaseMaker(world.rooms, world.door)(CaseOwed(operation_id=heron.id, number=1, version=1))
    world.dynamo.transact_write_items = inner
    world.drain()
    assert len(world.door.made) == 1
    assert heron.call("GET", "/messages/1", NCP).json["case"]["status"] == "draft"


def test_two_workers_at_once_note_a_case_once(world: World, heron: Room) -> None:
    heron.send(OFFICER, seizure(SIMPLE))
    maker = CaseMaker(world.rooms, world.door)
    inner = world.door.draft

    def overtaken(*asked: Any) -> Any:
        world.door.draft = inner  # type: ignore[method-assign]
        maker(CaseOwed(operation_id=heron.id, number=1, version=1))
        return inner(*asked)

    world.door.draft = overtaken  # type: ignore[method-assign]
    maker(CaseOwed(operation_id=heron.id, number=1, version=1))
    assert heron.call("GET", "/board", NCP).json["cases"] == {"draft": 1}
    world.drain()
    assert len(world.raised("case.made")) == 1


def test_no_case_is_made_of_what_was_tampered_with(
    world: World, heron: Room, capsys: pytest.CaptureFixture[str]
) -> None:
    heron.send(OFFICER, seizure(SIMPLE))
    world.item(heron.id, "M#00000001")["sealed"] = {"S": "AAAA"}
    world.drain()
    assert world.door.asked == []
    assert '"event": "tampered"' in capsys.readouterr().out


def test_what_becomes_of_a_case_is_shown_on_the_board_in_order(world: World, heron: Room) -> None:
    heron.send(OFFICER, seizure(SIMPLE))
    world.drain()
    id = heron.call("GET", "/messages/1", NCP).json["case"]["seizure_id"]
    world.door.change(id, 3, "published", document=json.dumps(record(SIMPLE, lines__0__category="drugs")))
    world.follow(id)
    world.follow(id)
    world.drain()
    assert f"operation:{heron.id}:case:1:1" in world.settled()
    board = heron.call("GET", "/board", NCP).json
    assert board["cases"] == {"published": 1}
    assert [(one["category"], one["seizure"]) for one in board["categories"]] == [("drugs", 1)]
    world.door.change(id, 2, "submitted")
    world.follow(id)
    assert heron.call("GET", "/board", NCP).json["cases"] == {"published": 1}
    (row,) = heron.call("GET", "/cases", NCP).json["items"]
    assert (row["number"], row["seizure_id"], row["status"], row["verification"]) == (1, id, "published", "unverified")
    heron.call("POST", "/messages/1/withdraw", OFFICER)
    assert heron.call("GET", "/board", NCP).json["categories"] == []


def test_a_change_before_the_way_back_was_known_is_not_missed(world: World, heron: Room) -> None:
    heron.send(OFFICER, seizure(SIMPLE))
    inner = world.door.draft

    def hasty(*asked: Any) -> Any:
        drafted = inner(*asked)
        world.door.change(drafted.id, 2, "submitted")
        world.follow(drafted.id)
        return drafted

    world.door.draft = hasty  # type: ignore[method-assign]
    world.drain()
    assert heron.call("GET", "/board", NCP).json["cases"] == {"submitted": 1}


def test_other_records_are_none_of_ours(world: World, heron: Room) -> None:
    world.door.change("01KM0000000000000000000099", 1, "published", "FR")
    world.follow("01KM0000000000000000000099")
    heron.send(OFFICER, seizure(SIMPLE))
    world.drain()
    id = heron.call("GET", "/messages/1", NCP).json["case"]["seizure_id"]
    world.door.records.clear()
    world.follow(id)
    assert heron.call("GET", "/board", NCP).json["cases"] == {"draft": 1}


def test_a_case_of_a_narrow_message_is_counted_and_shown_to_those_who_may_see_it(world: World, heron: Room) -> None:
    heron.add("BR", role="observer")
    heron.send(OFFICER, seizure(record(SIMPLE, tlp="AMBER+STRICT"), tlp="AMBER+STRICT"))
    world.drain()
    from tests.unit.comm.world import BRAZIL

    assert heron.call("GET", "/cases", BRAZIL).json["items"] == []
    assert len(heron.call("GET", "/cases", OFFICER_CO).json["items"]) == 1
    board = heron.call("GET", "/board", BRAZIL).json
    assert (board["cases"], board["totals"]["seizure"], board["categories"], board["legs"]) == ({"draft": 1}, 1, [], [])


# The end of messages


def test_at_the_date_the_messages_are_unreadable_for_ever_and_counts_and_cases_stay(world: World, heron: Room) -> None:
    heron.send(OFFICER, text("Canary."))
    heron.send(OFFICER, seizure(SIMPLE))
    heron.send(OFFICER, text("Withdrawn."))
    heron.call("POST", "/messages/3/withdraw", OFFICER)
    draft = heron.call("POST", "/drafts", OFFICER, text("Draft.")).json["id"]
    world.drain()
    world.files.kept[f"files/{heron.id}/00000001/x"] = b"sealed"
    before = [dict(item) for name, item in world.dynamo.every() if name == "keys"]
    keys = [world.vault.kept[wrapped] for item in before for wrapped in json.loads(item["doc"]["S"])["keys"].values()]
    world.later(days=102)
    world.tick()
    world.tick()
    assert [item for name, item in world.dynamo.every() if name == "keys"] == []
    assert world.files.kept == {}
    # What was wrapped is nowhere any more, in no item of any table.
    for item in before:
        for wrapped in json.loads(item["doc"]["S"])["keys"].values():
            assert wrapped not in world.text()
    assert len(keys) == 1
    page = heron.read(OFFICER)
    assert [(one["number"], one["state"], "text" in one) for one in page["items"]] == [
        (1, "destroyed", False),
        (2, "destroyed", False),
        (3, "withdrawn", False),
    ]
    assert heron.call("GET", "/messages/1", OFFICER).json["state"] == "destroyed"
    assert heron.numbers(OFFICER, q="canary") == []
    assert heron.call("GET", f"/drafts/{draft}", OFFICER).status == 409
    assert heron.call("GET", "/drafts", OFFICER).json["items"] == []
    shown = heron.call("GET", "", OFFICER).json
    assert (shown["state"], shown["code_name"]) == ("archived", "Grey Heron")
    board = heron.call("GET", "/board", OFFICER).json
    assert (board["totals"]["text"], board["cases"]) == (1, {"draft": 1})
    assert heron.call("GET", "/report", OFFICER).json["cases"][0]["status"] == "draft"
    assert heron.call("DELETE", "/members/CO", RILO_WE).status == 409
    tag = {"If-Match": heron.call("GET", "", RILO_WE).headers["ETag"]}
    assert heron.call("PATCH", "", RILO_WE, {"code_name": "X"}, headers=tag).status == 409
    assert heron.call("POST", "/messages", OFFICER, text()).status == 409


def test_a_date_that_was_moved_is_the_one_that_counts(world: World, heron: Room) -> None:
    heron.send(OFFICER, text())
    tag = {"If-Match": heron.call("GET", "", RILO_WE).headers["ETag"]}
    heron.call("PATCH", "", RILO_WE, {"retain_until": "2026-12-31"}, headers=tag)
    world.files.kept[f"files/{heron.id}/00000001/x"] = b"sealed"
    world.later(days=120)
    world.tick()
    assert heron.read(OFFICER)["items"][0]["state"] == "sent"
    assert world.files.kept
    world.later(days=200)
    world.tick()
    assert heron.read(OFFICER)["items"][0]["state"] == "destroyed"


# Entry points


def test_an_audit_item_without_events_tells_nobody() -> None:
    assert outbox.describe({"entry": {"S": "{}"}}) == []
    with pytest.raises(LookupError):
        telling.read('[{"event": "Nonsense"}]')


def test_the_handlers_hear_what_they_are_for(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Any] = []
    for module, opener, event in (
        (notifier, "_notifier", MessageSent),
        (casemaker, "_maker", CaseOwed),
        (cases, "_follower", SeizureChanged),
    ):
        monkeypatch.setattr(module, opener, lambda: heard.append)
        assert isinstance(module.handler, Consumer)
        assert module.handler.event is event
    sent = {"operation_id": "01KM0000000000000000000000", "number": 1, "version": 1}
    batch = {"Records": [{"messageId": "1", "body": json.dumps({"detail": sent})}]}
    assert notifier.handler(batch, None) == casemaker.handler(batch, None) == {"batchItemFailures": []}
    changed = {"seizure_id": "01KM0000000000000000000000", "version": 1, "action": "entered", "administration": "FR"}
    assert cases.handler({"Records": [{"messageId": "1", "body": json.dumps({"detail": changed})}]}, None) == {
        "batchItemFailures": []
    }
    assert [getattr(one, "number", one) for one in heard] == [1, 1, "01KM0000000000000000000000"]
    monkeypatch.setattr(reminder, "_clockwork", lambda: lambda: 3)
    assert reminder.handler({}, None) == {"done": 3}


def test_two_calls_of_the_schedule_at_once_do_a_thing_once(world: World, heron: Room) -> None:
    heron.send(RILO_WE, warning(START + timedelta(hours=1)))
    world.later(hours=2)
    inner, left = world.dynamo.query, [1]

    def overtaken(**asked: Any) -> Any:
        answer = inner(**asked)
        if left and asked["ExpressionAttributeValues"][":pk"] == {"S": "DUE"}:
            left.pop()
            world.tick()
        return answer

    world.dynamo.query = overtaken
    world.tick()
    world.drain()
    assert len(world.raised("warning.overdue")) == 2
    assert heron.call("GET", "/board", NCP).json["totals"]["overdue"] == 2


def test_what_is_due_in_an_operation_that_is_not_there_is_dropped(world: World) -> None:
    world.store.put({"pk": "DUE", "sk": "2026-01-01T00:00:00.000Z#01KM0000000000000000000001#retention#00000000"})
    assert world.tick() == 1
    assert world.tick() == 0


def test_without_a_ring_nothing_is_changed(world: World, heron: Room) -> None:
    heron.send(OFFICER, text())
    tag = {"If-Match": '"1"'}
    del world.dynamo._tables["keys"][f"OP#{heron.id}", "RING"]
    assert heron.call("PATCH", "/messages/1", OFFICER, {"text": "X"}, headers=tag).json["current_state"] == "tampered"
    assert heron.call("POST", "/messages/1/withdraw", OFFICER).status == 503
    assert heron.expel("CO").status == 404
