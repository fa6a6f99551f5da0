"""Sending: what each kind asks for, what is refused, what it costs, and that numbers have no gap."""

import json
from datetime import timedelta
from threading import Lock, Thread
from typing import Any

import pytest

from cen.events import MessageSent
from tests.unit.comm.world import (
    BRAZIL,
    PROFILE,
    START,
    Room,
    World,
    counted,
    feedback,
    memory,
    room,
    seizure,
    text,
    warning,
)
from tests.unit.seizures.builders import FULL, NCP, OFFICER, OFFICER_CO, RILO_WE, SIMPLE, record


def test_messages_are_numbered_and_say_who_sent_them(heron: Room) -> None:
    sent = [heron.send(caller, text()) for caller in (OFFICER, RILO_WE, OFFICER_CO)]
    assert [one["number"] for one in sent] == [1, 2, 3]
    assert sent[0]["sender"] == {"administration": "FR", "person": "officer-fr"}
    assert (sent[0]["sender_name"], sent[0]["tlp"], sent[0]["urgency"]) == ("officer-fr", "AMBER", "routine")


def test_sending_takes_three_calls(world: World, heron: Room) -> None:
    """One to look, one of the vault, one to write; whatever the kind."""
    asked = heron.send(RILO_WE, warning())
    for body in (
        text(reply_to=asked["number"]),
        warning(addressees=["CO"]),
        feedback(asked["number"]),
        seizure(SIMPLE),
    ):
        _, calls, opened = counted(
            lambda body=body: heron.send(OFFICER, body, headers={"Idempotency-Key": "k" + body["kind"]}), world
        )  # type: ignore[misc]
        assert calls == ["BatchGetItem", "TransactWriteItems"]
        assert opened == 1


def test_the_same_request_sends_one_message(heron: Room) -> None:
    key = {"Idempotency-Key": "k"}
    first = heron.send(OFFICER, text(), headers=key)
    again = heron.call("POST", "/messages", OFFICER, text(), headers=key)
    assert (again.status, again.json, again.headers["Idempotency-Replayed"]) == (201, first, "true")
    assert (
        heron.call("POST", "/messages", OFFICER, text("Other."), headers=key).json["code"] == "idempotency_key_reused"
    )
    assert heron.read(OFFICER)["last"] == 1
    heron.world.later(days=2)
    assert heron.send(OFFICER, text("Other."), headers=key)["number"] == 2


class Locked:
    """The table in memory, as several threads ask it: one call at a time, but theirs in any order."""

    def __init__(self) -> None:
        self._inner, self._lock = memory(), Lock()

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if not callable(found):
            return found

        def call(**asked: Any) -> Any:
            with self._lock:
                return found(**asked)

        return call


def test_many_senders_at_once_leave_no_gap() -> None:
    busy = room(World(dynamo=Locked()), "FR", "CO")
    numbers: list[int] = []

    def send(caller: Any) -> None:
        numbers.extend(busy.send(caller, text())["number"] for _ in range(5))

    threads = [Thread(target=send, args=(caller,)) for caller in (OFFICER, OFFICER_CO, RILO_WE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == list(range(1, 16))
    assert busy.numbers(OFFICER, limit=50) == list(range(1, 16))


def test_a_sender_who_is_overtaken_takes_the_next_number(world: World, heron: Room) -> None:
    inner, left = world.dynamo.transact_write_items, [1]

    def overtaken(**asked: Any) -> Any:
        if left:
            left.pop()
            heron.send(OFFICER_CO, text("First."))
        return inner(**asked)

    world.dynamo.transact_write_items = overtaken
    sent, calls, opened = counted(lambda: heron.send(OFFICER, text("Second.")), world)
    assert sent["number"] == 2
    assert calls.count("BatchGetItem") == 3
    assert opened == 2  # one for each sender: a key is not asked for again


def test_who_is_expelled_meanwhile_sends_nothing(world: World, heron: Room) -> None:
    inner, left = world.dynamo.transact_write_items, [1]

    def expelled(**asked: Any) -> Any:
        if left:
            left.pop()
            heron.expel("CO")
        return inner(**asked)

    world.dynamo.transact_write_items = expelled
    assert heron.call("POST", "/messages", OFFICER_CO, text()).status == 404
    assert heron.read(OFFICER)["last"] == 0


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, {"kind": "required"}),
        ({"kind": "shout"}, {"kind": "unknown_code"}),
        ({"kind": "text"}, {"text": "required"}),
        (text("x" * 200_000), {"text": "too_long"}),
        (text("  "), {"text": "blank"}),
        (text("a\u202eb"), {"text": "forbidden_character"}),
        (text(tlp="WHITE"), {"tlp": "enum"}),
        (text(tlp="RED"), {"addressees": "required"}),
        (text(urgency="now"), {"urgency": "enum"}),
        (text(addressees=["AT"]), {"addressees.0": "no_such_member"}),
        (text(addressees=["FR", "FR:nobody"]), {"addressees.1": "no_such_member"}),
        (text(addressees=["France"]), {"addressees.0": "wrong_format"}),
        (text(reply_to=0), {"reply_to": "greater_than_equal"}),
        (text(reply_to=9), {"reply_to": "no_such_message"}),
        (text(sender="x"), {"sender": "unknown_field"}),
        (warning(START), {"warning.deadline": "in_the_past"}),
        (warning(START - timedelta(days=1)), {"warning.deadline": "in_the_past"}),
        (warning(START + timedelta(days=400)), {"warning.deadline": "too_late"}),
        (
            {"kind": "warning", "warning": {"deadline": "tomorrow", "profile": PROFILE}},
            {"warning.deadline": "wrong_instant"},
        ),
        (
            {"kind": "warning", "warning": {"deadline": "2026-03-21T25:00Z", "profile": PROFILE}},
            {"warning.deadline": "wrong_instant"},
        ),
        (
            {"kind": "warning", "warning": {"deadline": "2026-03-21T12:00Z", "profile": {**PROFILE, "hs_code": "99"}}},
            {"warning.profile.hs_code": "unknown_code"},
        ),
        (feedback(9), {"feedback.warning": "no_such_message"}),
        (feedback(1, "maybe"), {"feedback.result": "enum"}),
        (
            seizure({}),
            {
                f"record.{name}": "required"
                for name in ("seized_on", "place", "direction", "conveyance", "route", "lines")
            },
        ),
        (seizure(record(SIMPLE, lines__0__category="drugs.cocaine")), {"record.lines.0.category": "unknown_code"}),
        (seizure(record(SIMPLE, tlp="GREEN")), {"record.tlp": "wider_than_message"}),
        (seizure(SIMPLE, tlp="RED", addressees=["CO"]), {"tlp": "tlp_red"}),
        (seizure(record(SIMPLE, narrative="x" * 70_000)), {"record": "too_long"}),
    ],
)
def test_bad_input_is_named_and_takes_no_number(heron: Room, body: dict[str, Any], errors: dict[str, str]) -> None:
    answer = heron.call("POST", "/messages", OFFICER, body)
    assert (answer.status, answer.errors) == (422, errors), answer.text
    assert heron.read(OFFICER)["last"] == 0


def test_a_body_beyond_all_bounds_is_refused_unread(heron: Room) -> None:
    assert heron.call("POST", "/messages", OFFICER, text("x" * 300_000)).status == 413


def test_an_observer_sends_nothing(heron: Room) -> None:
    heron.add("BR", role="observer")
    for method, path, body in (
        ("POST", "/messages", text()),
        ("POST", "/drafts", text()),
        ("POST", "/messages/1/attachments", {"filename": "a", "content_type": "image/png", "size": 1}),
    ):
        heron.send(OFFICER, text())
        assert heron.call(method, path, BRAZIL, body).json["code"] == "observers_read"
    assert heron.call("GET", "/report", BRAZIL).json["code"] == "observers_read"
    assert heron.call("POST", "/messages/1/receipt", BRAZIL, {}).status == 200


def test_a_feedback_names_a_warning_that_is_its_senders_to_answer(heron: Room) -> None:
    asked = heron.send(RILO_WE, warning(addressees=["CO"]))["number"]
    plain = heron.send(RILO_WE, text())["number"]
    refused = heron.call("POST", "/messages", OFFICER, feedback(asked))
    assert (refused.status, refused.json["code"]) == (403, "not_addressed")
    assert heron.call("POST", "/messages", OFFICER_CO, feedback(plain)).errors == {
        "feedback.warning": "no_such_message"
    }
    body = feedback(asked)
    body["feedback"]["seizure"] = plain
    assert heron.call("POST", "/messages", OFFICER_CO, body).errors == {"feedback.seizure": "no_such_message"}
    found = heron.send(OFFICER_CO, seizure(SIMPLE))["number"]
    body["feedback"]["seizure"] = found
    assert heron.send(OFFICER_CO, body)["feedback"] == {"warning": asked, "result": "nothing_found", "seizure": found}


def test_a_feedback_to_another_operations_warning_is_to_none(world: World, heron: Room) -> None:
    other = room(world, "FR")
    other.send(RILO_WE, text())
    foreign = other.send(RILO_WE, warning())["number"]
    assert heron.call("POST", "/messages", OFFICER, feedback(foreign)).errors == {"feedback.warning": "no_such_message"}


def test_a_feedback_goes_no_further_than_its_warning(heron: Room) -> None:
    heron.add("BR")
    asked = heron.send(RILO_WE, warning(addressees=["CO"], tlp="RED"))["number"]
    wide = heron.call("POST", "/messages", OFFICER_CO, feedback(asked, tlp="AMBER"))
    assert wide.errors == {"tlp": "wider_than_warning"}
    sent = heron.send(OFFICER_CO, feedback(asked))
    assert (sent["tlp"], sent["addressees"]) == ("RED", ["DE:rilo-we"])
    assert heron.numbers(RILO_WE) == [asked, sent["number"]]
    assert heron.numbers(OFFICER) == []
    strict = heron.send(RILO_WE, warning(tlp="AMBER+STRICT"))["number"]
    assert heron.send(OFFICER, feedback(strict))["tlp"] == "AMBER+STRICT"


def test_nobody_answers_a_warning_that_is_not_for_them_to_see(heron: Room) -> None:
    hidden = heron.send(RILO_WE, warning(addressees=["CO"], tlp="RED"))["number"]
    for body in (feedback(hidden), text(reply_to=hidden)):
        answer = heron.call("POST", "/messages", OFFICER, body)
        assert list(answer.errors.values()) == ["no_such_message"]
    assert heron.send(OFFICER_CO, text(reply_to=hidden))["reply_to"] == hidden


def test_without_addressees_a_warning_asks_all_others_who_may_write(heron: Room) -> None:
    heron.add("BR", role="observer")
    assert heron.send(OFFICER, warning())["addressees"] == ["CO", "DE"]
    alone = room(heron.world)
    assert alone.call("POST", "/messages", RILO_WE, warning()).errors == {"addressees": "required"}
    assert heron.call("POST", "/messages", RILO_WE, warning(tlp="RED")).errors == {"addressees": "required"}


def test_a_single_person_can_be_addressed(heron: Room) -> None:
    heron.add("ncp-fr")
    sent = heron.send(RILO_WE, text(tlp="RED", addressees=["FR:ncp-fr", "FR:ncp-fr"]))
    assert sent["addressees"] == ["FR:ncp-fr"]
    assert heron.numbers(NCP) == [1]
    assert heron.numbers(OFFICER) == []


def test_an_operation_of_the_full_form_asks_for_its_answers(world: World) -> None:
    full = room(world, "FR", form="full")
    refused = full.call("POST", "/messages", OFFICER, seizure(SIMPLE))
    assert refused.errors == {
        "record.detection.method": "required",
        "record.place.location_type": "required",
        "record.concealment.method": "required",
        "record.lines.0.type": "required",
    }
    assert full.send(OFFICER, seizure(record(FULL, tlp="AMBER", operation_id=...)))["case"] == {"status": "owed"}


def test_links_are_named_and_text_stays_text(heron: Room) -> None:
    pretending = "https://bank.example@evil.example http://xn--e1a.example http://a:b.example http://[ javascript:x"
    says = f"<script>alert(1)</script> https://www.example.org/a?b=c, {pretending} http://a.example/`"
    sent = heron.send(OFFICER, text(says))
    assert (sent["text"], sent["links"]) == (says, ["https://www.example.org/a?b=c"])


def test_without_its_key_nothing_is_sent_and_nothing_written(
    world: World, heron: Room, capsys: pytest.CaptureFixture[str]
) -> None:
    before = world.text()
    world.vault.down = True
    capsys.readouterr()
    for body in (text("Canary."), warning(text="Canary."), seizure(record(SIMPLE, narrative="Canary."))):
        answer = heron.call("POST", "/messages", OFFICER, body)
        assert (answer.status, answer.json["code"]) == (503, "unavailable")
        assert "Retry-After" in answer.headers
    assert heron.call("POST", "/drafts", OFFICER, text("Canary.")).status == 503
    assert heron.call("DELETE", "/members/CO", RILO_WE).status == 503
    assert world.text() == before
    assert "Canary" not in capsys.readouterr().out


def test_a_key_ring_that_was_tampered_with_seals_nothing(world: World, heron: Room) -> None:
    other = room(world)
    rings = {item["pk"]["S"]: item for name, item in world.dynamo.every() if name == "keys"}
    rings[f"OP#{heron.id}"]["doc"] = rings[f"OP#{other.id}"]["doc"]
    assert heron.call("POST", "/messages", OFFICER, text()).status == 503
    del world.dynamo._tables["keys"][f"OP#{heron.id}", "RING"]
    assert heron.call("POST", "/messages", OFFICER, text()).status == 503


def test_every_message_is_told_of_by_number(world: World, heron: Room) -> None:
    heron.send(OFFICER, text())
    assert MessageSent(operation_id=heron.id, number=1, version=1) in world.drain()
    assert "reefers" not in json.dumps([one.model_dump() for one in world.events])


def test_a_feedback_goes_to_nobody_who_may_not_read_its_warning(heron: Room) -> None:
    heron.add("BR", role="observer")
    heron.send(RILO_WE, warning(tlp="RED", addressees=["FR"]))
    heron.send(RILO_WE, warning(tlp="AMBER+STRICT"))
    heron.send(RILO_WE, warning())
    for number, addressees, errors in (
        (1, ["CO"], {"addressees.0": "not_for_them"}),
        (1, ["FR", "CO"], {"addressees.1": "not_for_them"}),
        # Of the sender's administration only the sender may read it.
        (1, ["DE"], {}),
        (2, ["BR"], {"addressees.0": "not_for_them"}),
    ):
        answer = heron.call("POST", "/messages", OFFICER, feedback(number, addressees=addressees))
        assert (answer.status, answer.errors) == (422, errors) if errors else answer.status == 201
    assert heron.numbers(OFFICER_CO) == [2, 3]
    first = heron.read(RILO_WE)["last"]
    for number, addressees, readers in (
        (1, [], {RILO_WE, OFFICER}),
        (1, ["FR"], {OFFICER, NCP}),
        (1, ["DE:rilo-we"], {RILO_WE, OFFICER}),
        (2, ["CO"], {RILO_WE, OFFICER, NCP, OFFICER_CO}),
        (3, ["BR"], {RILO_WE, OFFICER, NCP, OFFICER_CO, BRAZIL}),
    ):
        sent = heron.send(OFFICER, feedback(number, addressees=addressees))["number"]
        everybody = (RILO_WE, OFFICER, NCP, OFFICER_CO, BRAZIL)
        assert {one for one in everybody if sent in heron.numbers(one, after=first)} == readers
    heron.add("DE")  # from now on the sender's administration is more than the sender
    assert heron.call("POST", "/messages", OFFICER, feedback(1, addressees=["DE"])).status == 422


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"narrative": "a\u202eb"}, "record.narrative"),
        ({"colour": "a\u0000b"}, "record.colour"),
        ({"colour": {"of": ["red", "\u0007"]}}, "record.colour.of.1"),
        ({"colour": {"o\u202ef": 1}}, "record.colour"),
        ({"place": {"country": "FR", "seen": "\ufffd"}}, "record.place.seen"),
    ],
)
def test_what_hides_in_a_text_is_refused_wherever_it_stands_in_a_record(
    heron: Room, more: dict[str, Any], path: str
) -> None:
    answer = heron.call("POST", "/messages", OFFICER, seizure({**SIMPLE, **more}))
    assert (answer.status, answer.errors) == (422, {path: "forbidden_character"})
    heron.send(OFFICER, seizure({**SIMPLE, "narrative": "Two lines,\r\n\u200fand an accent: é."}))
    answer = heron.call("PATCH", "/messages/1", OFFICER, {"record": more}, headers={"If-Match": '"1"'})
    assert answer.errors == {path: "forbidden_character"}


def test_an_observer_is_not_asked_what_they_could_not_answer(heron: Room) -> None:
    heron.add("BR", role="observer")
    heron.add("officer-fr", role="observer")
    for addressees, faults in (
        (["FR", "BR"], {"addressees.1": "observer"}),
        (["BR:officer-br"], {"addressees.0": "no_such_member"}),
        (["FR:ncp-fr"], {"addressees.0": "no_such_member"}),
    ):
        answer = heron.call("POST", "/messages", RILO_WE, warning(addressees=addressees))
        assert (answer.status, answer.errors) == (422, faults)
    assert heron.send(RILO_WE, warning(addressees=["FR:officer-fr"]))["number"] == 1  # France takes part
    heron.add("FR", role="observer")
    answer = heron.call("POST", "/messages", RILO_WE, warning(addressees=["FR:officer-fr"]))
    assert answer.errors == {"addressees.0": "observer"}
    assert heron.send(RILO_WE, text(addressees=["BR", "FR:officer-fr"]))["number"] == 2
