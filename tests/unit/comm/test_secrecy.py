"""Nothing that people write is found in tables, events or log lines."""

import json

import pytest

from tests.unit.comm.world import PROFILE, Room, World, feedback, room, seizure, text, warning
from tests.unit.seizures.builders import NCP, OFFICER, OFFICER_CO, RILO_WE, SIMPLE


def walk(heron: Room) -> None:
    world = heron.world
    heron.send(OFFICER, text("canary text"))
    profile = {
        **PROFILE,
        "goods": "canary goods",
        "container": "canary 1",
        "consignor": "canary co",
        "indicators": "canary",
    }
    asked = warning(text="canary warning")
    asked["warning"]["profile"] = profile
    heron.send(RILO_WE, asked)
    heron.send(OFFICER, feedback(2, text="canary feedback"))
    heron.send(OFFICER_CO, seizure({**SIMPLE, "narrative": "canary seizure", "national_reference": "canary-9"}))
    heron.call("POST", "/drafts", OFFICER, text("canary draft"))
    tag = {"If-Match": '"1"'}
    heron.call("PATCH", "/messages/1", OFFICER, {"text": "canary change"}, headers=tag)
    heron.call("POST", "/messages/3/withdraw", OFFICER)
    attachment = {"filename": "canary.jpg", "caption": "canary", "content_type": "image/jpeg", "size": 9}
    heron.call("POST", "/messages/1/attachments", OFFICER, attachment)
    heron.read(NCP, q="canary")
    heron.call("GET", "/report", NCP, query={"format": "html"})
    tag = {"If-Match": heron.call("GET", "", RILO_WE).headers["ETag"]}
    heron.call("PATCH", "", RILO_WE, {"purpose": "canary purpose"}, headers=tag)
    heron.call("POST", "/messages", OFFICER, {"kind": "text", "text": "canary", "canary": 1})
    world.later(hours=8)
    world.tick()
    world.drain()
    heron.call("POST", "/close", RILO_WE)
    world.tick()
    world.drain()


def test_a_reader_of_the_tables_finds_no_word(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    heron = room(world, "FR", "CO", code_name="canary name", purpose="canary purpose")
    walk(heron)
    shown = heron.call("GET", "/messages", NCP).text
    assert shown.count("canary") >= 6  # there is something to find
    assert "canary" not in world.text()
    assert "canary" not in json.dumps([one.model_dump() for one in world.events])
    assert "canary" not in capsys.readouterr().out


def test_items_beside_the_sealed_text_hold_codes_and_numbers_only(heron: Room) -> None:
    walk(heron)
    item = heron.world.item(heron.id, "M#00000002")
    assert set(item) == {
        *("pk", "sk", "version", "generation", "clear", "sealed"),
        *("bd_pk", "bd_sk", "row", "row_version"),
    }
    assert set(json.loads(item["clear"]["S"])) == {
        *("kind", "administration", "person", "at", "tlp", "urgency", "to", "due", "about"),
    }
