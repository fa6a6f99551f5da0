"""Reading: who sees what, page by page; what it costs; and that what is not what was sent is noticed."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from cen.principal import Principal
from tests.unit.comm.world import BRAZIL, Room, World, counted, feedback, room, seizure, text, warning
from tests.unit.seizures.builders import CENMAT, NCP, OFFICER, OFFICER_CO, RILO_WE, SIMPLE


def fill(heron: Room, count: int) -> None:
    for number in range(count):
        heron.send((OFFICER, OFFICER_CO, RILO_WE)[number % 3], text(f"Message {number + 1}."))


def test_pages_run_forward_from_a_number(heron: Room) -> None:
    fill(heron, 7)
    first = heron.read(NCP, limit=3)
    assert [one["text"] for one in first["items"]] == ["Message 1.", "Message 2.", "Message 3."]
    second = heron.read(NCP, limit=3, cursor=first["next"])
    third = heron.read(NCP, limit=3, cursor=second["next"])
    assert [one["number"] for one in second["items"] + third["items"]] == [4, 5, 6, 7]
    assert (third["next"], third["last"]) == (None, 7)
    assert heron.numbers(NCP, after=5) == [6, 7]
    assert heron.numbers(NCP, after=7) == heron.numbers(NCP, after=99) == []


def test_pages_run_back_from_a_number(heron: Room) -> None:
    fill(heron, 7)
    first = heron.read(NCP, limit=3, before=8)
    assert [one["number"] for one in first["items"]] == [7, 6, 5]
    second = heron.read(NCP, limit=3, cursor=first["next"])
    assert [one["number"] for one in second["items"]] == [4, 3, 2]
    assert heron.read(NCP, limit=3, cursor=second["next"])["next"] is None
    assert heron.numbers(NCP, before=0) == heron.numbers(NCP, before=1) == []


def test_a_number_that_is_not_there_yet_leads_to_the_newest(world: World, heron: Room) -> None:
    assert heron.read(NCP, before=500)["next"] is None
    fill(heron, 7)
    beyond, calls, opened = counted(lambda: heron.read(NCP, limit=2, before=9_999_999), world)
    assert (beyond["items"], beyond["last"], beyond["next"]) == ([], 7, "b8")
    assert (calls, opened) == (["BatchGetItem"], 0)
    assert heron.numbers(NCP, cursor=beyond["next"], limit=2) == [7, 6]
    assert heron.numbers(NCP, before=10, limit=3) == [7]
    assert heron.numbers(NCP, before=500, limit=9) == []


def test_where_one_may_not_see_yet_a_page_leads_to_where_one_may(heron: Room) -> None:
    fill(heron, 60)
    heron.add("BR", sees="joining")
    fill(heron, 3)
    page = heron.read(BRAZIL)
    assert (page["items"], page["next"]) == ([], "a60")
    assert heron.numbers(BRAZIL, cursor=page["next"]) == [61, 62, 63]
    back = heron.read(BRAZIL, before=64, limit=3)
    assert ([one["number"] for one in back["items"]], back["next"]) == ([63, 62, 61], None)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"cursor": "x"}, 400),
        ({"cursor": "a1b"}, 400),
        ({"limit": "51"}, 422),
        ({"limit": "0"}, 422),
        ({"after": "-1"}, 422),
        ({"after": "1.0"}, 422),
        ({"since": "1"}, 400),
        ({"after": "1", "before": "5"}, 422),
        ({"kind": "shout"}, 422),
        ({"q": "x"}, 422),
        ({"q": "x" * 101}, 422),
        ({"q": "   "}, 422),
        ({"q": " x "}, 422),
        ({"q": "reefer", "after": "1"}, 422),
        ({"q": "reefer", "changes": "1"}, 422),
        ({"kind": "text", "after": "1"}, 422),
    ],
)
def test_bad_parameters_are_refused(heron: Room, query: dict[str, str], status: int) -> None:
    assert heron.call("GET", "/messages", OFFICER, query=query).status == status


def test_a_page_costs_one_look_one_note_and_the_vault_once_for_each_key(world: World, heron: Room) -> None:
    fill(heron, 20)
    heron.add("BR")
    heron.expel("BR")
    fill(heron, 15)
    heron.expel("CO:colleague-co")
    fill(heron, 15)
    page, calls, opened = counted(lambda: heron.read(NCP, limit=50), world)
    assert len(page["items"]) == 50
    assert calls == ["BatchGetItem", "PutItem"]
    assert opened == 3
    for query in ({"after": 40, "limit": 10}, {"before": 51, "limit": 10}):
        _, calls, opened = counted(lambda query=query: heron.read(NCP, **query), world)  # type: ignore[misc]
        assert calls == ["BatchGetItem", "PutItem"]
        assert opened == 1


def test_a_poll_with_nothing_new_is_one_call_and_opens_nothing(world: World, heron: Room) -> None:
    fill(heron, 3)
    page, calls, opened = counted(lambda: heron.read(NCP, after=3, changes=0), world)
    assert (page["items"], page["changed"], calls, opened) == ([], [], ["BatchGetItem"], 0)


def test_a_poll_learns_what_was_changed_since(world: World, heron: Room) -> None:
    fill(heron, 4)
    heron.call("POST", "/messages/2/withdraw", OFFICER_CO)
    tag = {"If-Match": '"1"'}
    assert heron.call("PATCH", "/messages/4", OFFICER, {"text": "Other."}, headers=tag).status == 200
    page, calls, opened = counted(lambda: heron.read(NCP, after=4, changes=0), world)
    assert (page["changes"], page["changed"]) == (2, [2, 4])
    assert (calls, opened) == (["BatchGetItem"], 0)
    assert heron.read(NCP, after=4, changes=1)["changed"] == [4]
    assert heron.read(NCP, after=4, changes=2)["changed"] == []
    ahead = heron.read(NCP, after=4, changes=99)
    assert (ahead["changed"], ahead["changes"]) == ([], 2)


def change(heron: Room, sender: Principal, number: int, version: int) -> None:
    headers = {"If-Match": f'"{version}"'}
    answer = heron.call("PATCH", f"/messages/{number}", sender, {"text": f"Change {version}."}, headers=headers)
    assert answer.status == 200


def test_changes_come_page_by_page_and_none_is_lost(world: World, heron: Room) -> None:
    fill(heron, 60)
    for version in (1, 2):
        for number in range(1, 61, 3):
            change(heron, OFFICER, number, version)
    told: list[int] = []
    changes, pages = 0, 0
    while True:
        page, calls, opened = counted(
            lambda changes=changes: heron.read(NCP, after=60, changes=changes, limit=7), world
        )  # type: ignore[misc]
        assert (calls, opened) == (["BatchGetItem"], 0)
        if page["changes"] == changes:
            break
        told, changes, pages = told + page["changed"], page["changes"], pages + 1
    assert (sorted(set(told)), changes, pages) == (list(range(1, 61, 3)), 40, 6)
    assert len(heron.read(NCP, after=60, changes=0, limit=50)["changed"]) == 20


def test_a_page_of_fifty_with_changes_costs_no_call_more(world: World, heron: Room) -> None:
    fill(heron, 60)
    change(heron, OFFICER, 1, 1)
    heron.expel("CO:colleague-co")
    change(heron, OFFICER, 58, 1)
    for query in ({"after": 0}, {"before": 61}):
        page, calls, opened = counted(lambda query=query: heron.read(NCP, limit=50, changes=0, **query), world)  # type: ignore[misc]
        assert (len(page["items"]), page["changed"]) == (50, [1, 58])
        assert calls == ["BatchGetItem", "PutItem"]
        assert opened == (2 if "before" in query else 1)


def test_changes_of_what_is_not_for_one_are_not_told(heron: Room) -> None:
    heron.send(OFFICER, text("Red.", tlp="RED", addressees=["CO"]))
    heron.send(OFFICER, text("For all."))
    change(heron, OFFICER, 1, 1)
    change(heron, OFFICER, 2, 1)
    heron.call("POST", "/messages/1/withdraw", OFFICER)
    heron.add("BR", sees="joining")
    assert heron.read(RILO_WE, after=2, changes=0)["changed"] == [2]
    assert heron.read(OFFICER_CO, after=2, changes=0)["changed"] == [1, 2]
    assert heron.read(BRAZIL, after=2, changes=0)["changed"] == []
    assert heron.read(RILO_WE, after=2, changes=0)["changes"] == 3


def test_a_change_that_is_gone_raises_an_alarm_and_holds_up_nothing(
    heron: Room, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(heron, 4)
    change(heron, OFFICER, 1, 1)
    change(heron, OFFICER, 4, 1)
    heron.world.dynamo._remove("comm", (f"OP#{heron.id}", "CHANGE#00000001"))
    capsys.readouterr()
    page = heron.read(NCP, after=4, changes=0)
    assert (page["changed"], page["changes"], alarms(capsys)) == ([4], 2, [("change", heron.id, None)])


LABELS = {
    "CLEAR": {"DE", "FR", "CO", "BR"},
    "GREEN": {"DE", "FR", "CO", "BR"},
    "AMBER": {"DE", "FR", "CO", "BR"},
    "AMBER+STRICT": {"DE", "FR", "CO"},
}
READERS = {"DE": RILO_WE, "FR": OFFICER, "CO": OFFICER_CO, "BR": BRAZIL}


@pytest.mark.parametrize(("label", "seen_by"), LABELS.items())
def test_labels_say_which_members_see(heron: Room, label: str, seen_by: set[str]) -> None:
    heron.add("BR", role="observer")
    heron.send(OFFICER, text(tlp=label, addressees=["CO"]))
    assert {code for code, caller in READERS.items() if heron.numbers(caller)} == seen_by


def test_red_reaches_its_addressees_and_nobody_else(world: World, heron: Room) -> None:
    heron.add("BR", role="observer")
    heron.send(OFFICER, text("For Brazil.", tlp="RED", addressees=["BR"]))
    for caller in (OFFICER, BRAZIL):
        assert heron.call("GET", "/messages/1", caller).json["text"] == "For Brazil."
        assert heron.numbers(caller) == [1]
    for caller in (NCP, OFFICER_CO, RILO_WE, CENMAT):
        for path in ("/messages/1", "/messages/1/receipts", "/messages/1/attachments", "/messages/1/versions/1"):
            assert heron.call("GET", path, caller).status == 404
        assert heron.call("POST", "/messages/1/receipt", caller, {}).status == 404
    page, _, opened = counted(lambda: heron.read(OFFICER_CO), world)
    assert (page["items"], page["last"], opened) == ([], 1, 0)


def test_messages_that_are_not_there_are_not_found(heron: Room) -> None:
    fill(heron, 1)
    for number in ("2", "0", "x", "１", "99999999"):
        assert heron.call("GET", f"/messages/{number}", OFFICER).json["code"] == "no_such_message"


def tampered(page: dict[str, Any]) -> list[int]:
    return [one["number"] for one in page["items"] if one["state"] == "tampered"]


def spoil(heron: Room, number: int, how: str) -> None:
    world, key = heron.world, f"M#{number:08d}"
    item, other = world.item(heron.id, key), world.item(heron.id, "M#00000005")
    if how == "gone":
        world.dynamo._remove("comm", (item["pk"]["S"], key))
    else:
        item |= SPOIL[how](item, other)
        for name in [name for name, value in item.items() if value is None]:
            del item[name]


def header(item: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"clear": {"S": json.dumps({**json.loads(item["clear"]["S"]), **changes})}}


def scratched(sealed: str) -> dict[str, Any]:
    return {"sealed": {"S": sealed[:20] + ("A" if sealed[20] != "A" else "B") + sealed[21:]}}


# What somebody who can write to the table puts on a message; `other` is another message.
SPOIL: dict[str, Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]]] = {
    "swapped text": lambda _, other: {"sealed": other["sealed"]},
    "swapped whole": lambda _, other: {name: other[name] for name in ("sealed", "clear", "generation", "version")},
    "changed": lambda item, _: scratched(item["sealed"]["S"]),
    "relabelled": lambda item, _: header(item, tlp="CLEAR"),
    "another sender": lambda item, _: header(item, administration="CO"),
    "no header": lambda *_: {"clear": {"S": "[]"}},
    "broken header": lambda *_: {"clear": {"S": "{"}},
    "not base64": lambda *_: {"sealed": {"S": "?"}},
    "another key": lambda *_: {"generation": {"N": "1"}},
    "a key that is none": lambda *_: {"generation": {"N": "9"}},
    "a stone": lambda item, _: header(item, withdrawn=True),
    "no clear": lambda *_: {"clear": None},
    "no sealed": lambda *_: {"sealed": None},
    "no version": lambda *_: {"version": None},
    "no generation": lambda *_: {"generation": None},
    "a key in words": lambda *_: {"generation": {"S": "two"}},
    "half a key": lambda *_: {"generation": {"N": "1.5"}},
    "a header of numbers": lambda *_: {"clear": {"N": "3"}},
    "sealed in numbers": lambda *_: {"sealed": {"N": "1"}},
    "other letters": lambda *_: {"sealed": {"S": "é" * 50}},
    "unknown label": lambda item, _: header(item, tlp="XX"),
    "unknown kind": lambda item, _: header(item, kind="shout"),
    "no addressees": lambda item, _: header(item, to=None),
    "addressees of numbers": lambda item, _: header(item, to=[1]),
    "no sender": lambda item, _: header(item, administration=None),
    "a row": lambda *_: {"row": {"S": "{}"}, "row_version": {"N": "1"}},
    "a broken row": lambda *_: {"row": {"S": "{"}, "row_version": {"N": "1"}},
}


@pytest.mark.parametrize("how", [*SPOIL, "gone"])
def test_what_is_not_what_was_sent_is_shown_as_such_and_the_others_as_they_are(
    heron: Room, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    heron.expel("CO:colleague-co")
    fill(heron, 6)
    spoil(heron, 3, how)
    capsys.readouterr()
    page = heron.read(NCP)
    assert tampered(page) == [3]
    assert [one["text"] for one in page["items"] if one["state"] == "sent"] == [
        f"Message {n}." for n in (1, 2, 4, 5, 6)
    ]
    assert page["items"][2] == {"number": 3, "state": "tampered"}
    assert alarms(capsys) == [("message", heron.id, 3)]
    # One by one, and among what is found, as on a page.
    assert heron.call("GET", "/messages/3", NCP).json == {"number": 3, "state": "tampered"}
    found = heron.read(NCP, q="message")["items"]
    assert [one["state"] for one in found] == ["sent", "sent", "sent", "tampered", "sent", "sent"]
    assert alarms(capsys) == [("message", heron.id, 3)] * 2


def alarms(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str, int | None]]:
    """What the operators were told of since it was asked last."""
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    told = [line for line in lines if line["event"] == "tampered"]
    return [(line["what"], line["operation"], line.get("number")) for line in told]


# What somebody puts on a warning of Germany for Colombia, so that others see it, or that nobody can read it.
ROWS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "relabelled": lambda row: {**row, "tlp": "CLEAR"},
    "for others": lambda row: {**row, "to": ["CO", "FR"]},
    "of others": lambda row: {**row, "administration": "FR", "person": "officer-fr"},
    "another number": lambda row: {**row, "number": 2},
    "another deadline": lambda row: {**row, "due": "2027-01-01T00:00:00.000Z"},
    "without answers": lambda row: {name: value for name, value in row.items() if name != "answers"},
    "answers that are none": lambda row: {**row, "answers": {"CO": [["x"]]}},
    "not a label": lambda row: {**row, "tlp": ["RED"]},
    "nothing": lambda _: {},
}


@pytest.mark.parametrize("how", [*ROWS, "gone"])
def test_a_row_that_is_not_its_senders_is_shown_to_nobody(
    heron: Room, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    heron.send(RILO_WE, warning(tlp="RED", addressees=["CO"]))
    heron.send(RILO_WE, warning())
    item = heron.world.item(heron.id, "M#00000001")
    if how == "gone":
        del item["row"]
    else:
        item["row"] = {"S": json.dumps(ROWS[how](json.loads(item["row"]["S"])))}
    capsys.readouterr()
    for caller in (NCP, OFFICER_CO):
        listed = heron.call("GET", "/warnings", caller).json["items"]
        told = heron.call("GET", "/report", caller).json["warnings"]
        assert 1 not in [one["number"] for one in listed]
        assert 2 in [one["number"] for one in listed]
        assert not [one for one in told if one["number"] == 1 and "answers" in one]
    capsys.readouterr()
    page = heron.read(OFFICER_CO)
    assert [one["state"] for one in page["items"]] == ["tampered", "sent"]
    assert alarms(capsys) == [("message", heron.id, 1)]
    assert heron.call("GET", "/messages/1", NCP).status == 404
    for answer in (
        heron.call("POST", "/messages", OFFICER_CO, feedback(1)),
        heron.call("POST", "/messages/1/withdraw", RILO_WE),
    ):
        assert (answer.status, answer.json["current_state"]) == (409, "tampered")


def test_what_was_relabelled_on_the_board_raises_an_alarm_there(
    heron: Room, capsys: pytest.CaptureFixture[str]
) -> None:
    heron.send(RILO_WE, warning(tlp="RED", addressees=["CO"]))
    heron.send(OFFICER_CO, seizure(SIMPLE))
    assert [one["number"] for one in heron.call("GET", "/cases", NCP).json["items"]] == [2]
    for key, label in (("M#00000001", "CLEAR"), ("M#00000002", "CLEAR")):
        item = heron.world.item(heron.id, key)
        item["row"] = {"S": json.dumps({**json.loads(item["row"]["S"]), "tlp": label})}
    capsys.readouterr()
    assert heron.call("GET", "/warnings", NCP).json["items"] == heron.call("GET", "/cases", NCP).json["items"] == []
    assert alarms(capsys) == [("row", heron.id, 1), ("row", heron.id, 2)]


def test_a_warning_with_another_deadline_stays_its_senders(heron: Room, capsys: pytest.CaptureFixture[str]) -> None:
    """Also after its key has changed."""
    heron.send(RILO_WE, warning())
    heron.expel("CO:colleague-co")
    patch = {"warning": {"deadline": "2026-03-22T12:00:00Z"}}
    assert heron.call("PATCH", "/messages/1", RILO_WE, patch, headers={"If-Match": '"1"'}).status == 200
    capsys.readouterr()
    (row,) = heron.call("GET", "/warnings", NCP).json["items"]
    assert row["deadline"] == "2026-03-22T12:00:00.000Z"
    assert heron.read(NCP)["items"][0]["state"] == "sent"
    assert alarms(capsys) == []


def test_a_counter_set_back_hides_nothing_from_who_polls(heron: Room, capsys: pytest.CaptureFixture[str]) -> None:
    fill(heron, 6)
    head = heron.world.item(heron.id, "HEAD")
    head["last"] = {"N": "4"}
    capsys.readouterr()
    page = heron.read(NCP, after=4, limit=5)
    assert ([one["number"] for one in page["items"]], page["last"]) == ([5, 6], 6)
    assert heron.call("GET", "/messages/6", NCP).json["text"] == "Message 6."
    assert alarms(capsys) == [("counter", heron.id, 6)] * 2


def test_a_message_sent_between_two_reads_of_one_call_waits_for_the_next(
    heron: Room, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(heron, 2)
    head = heron.world.item(heron.id, "HEAD")
    head["last"], inner, left = {"N": "1"}, heron.world.dynamo.batch_get_item, [1]

    def torn(**asked: Any) -> Any:
        if not left:
            head["last"] = {"N": "2"}
        left.clear()
        return inner(**asked)

    heron.world.dynamo.batch_get_item = torn
    capsys.readouterr()
    page = heron.read(NCP, after=0)
    assert ([one["number"] for one in page["items"]], page["last"], alarms(capsys)) == ([1], 1, [])


def test_an_earlier_version_put_back_is_noticed(world: World, heron: Room) -> None:
    fill(heron, 2)
    before = dict(world.item(heron.id, "M#00000001"))
    tag = {"If-Match": '"1"'}
    assert heron.call("PATCH", "/messages/1", OFFICER, {"text": "Corrected."}, headers=tag).status == 200
    world.dynamo._tables["comm"][f"OP#{heron.id}", "M#00000001"] = before
    page = heron.read(NCP)
    assert tampered(page) == [1]
    assert "Message 1" not in json.dumps(page)
    assert heron.call("GET", "/messages/1", NCP).json == {"number": 1, "state": "tampered"}
    assert heron.call("POST", "/messages/1/receipt", NCP, {}).status == 404


def test_a_message_of_another_operation_is_none_of_this(world: World, heron: Room) -> None:
    other = room(world, "FR")
    other.send(OFFICER, text("Of the other."))
    fill(heron, 1)
    foreign = world.item(other.id, "M#00000001")
    world.item(heron.id, "M#00000001").update({name: foreign[name] for name in ("sealed", "clear")})
    assert tampered(heron.read(NCP)) == [1]


def test_what_was_written_between_two_reads_of_one_call_is_read_once_more(world: World, heron: Room) -> None:
    """Items of one call may be of different moments: that is no tampering."""
    fill(heron, 1)
    inner, left = world.dynamo.batch_get_item, [1]

    def torn(**asked: Any) -> Any:
        answer = inner(**asked)
        if left:
            left.pop()
            items = answer["Responses"]["comm"]
            answer["Responses"]["comm"] = [one for one in items if not one["sk"]["S"].startswith("M#")]
        return answer

    world.dynamo.batch_get_item = torn
    page, calls, _ = counted(lambda: heron.read(NCP), world)
    assert [one["state"] for one in page["items"]] == ["sent"]
    assert calls == ["BatchGetItem", "BatchGetItem", "PutItem"]


def test_without_its_key_nothing_is_read_and_no_word_logged(
    world: World, heron: Room, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(heron, 2)
    world.vault.down = True
    for path in ("/messages", "/messages/1", "", "/drafts"):
        assert heron.call("GET", path, NCP).status == (200 if path == "/drafts" else 503)
    assert heron.call("GET", "/messages", NCP, query={"after": "2"}).status == 200
    assert "Message" not in capsys.readouterr().out.replace("MessageSent", "")


def test_a_ring_whose_keys_were_swapped_opens_nothing(world: World, heron: Room) -> None:
    heron.expel("CO:colleague-co")
    fill(heron, 2)
    ring = next(item for name, item in world.dynamo.every() if name == "keys")
    document = json.loads(ring["doc"]["S"])
    document["keys"] = {"1": document["keys"]["2"], "2": document["keys"]["1"]}
    ring["doc"] = {"S": json.dumps(document)}
    assert tampered(heron.read(NCP)) == [1, 2]


def test_words_are_found_newest_first_whatever_case_and_accents(heron: Room) -> None:
    heron.send(OFFICER, text("Conteneur à Málaga, bananes."))
    heron.send(OFFICER, text("Nothing here."))
    heron.send(RILO_WE, warning())
    heron.send(OFFICER_CO, seizure({**SIMPLE, "narrative": "Under BANANES."}))
    for q, numbers in (
        ("bananes", [4, 1]),
        ("malaga CONTENEUR", [1]),
        ("msku 907032", [3]),
        ("officer-co", [4]),
        ("xyz", []),
    ):
        assert heron.numbers(NCP, q=q) == numbers
    assert heron.numbers(NCP, kind="warning") == [3]
    assert heron.numbers(NCP, kind="text", q="here") == [2]
    heron.call("POST", "/messages/1/withdraw", OFFICER)
    assert heron.numbers(NCP, q="bananes") == [4]


def test_a_search_goes_on_where_it_stopped_and_never_finds_what_is_not_for_one(world: World, heron: Room) -> None:
    for number in range(250):
        heron.send(OFFICER, text("Needle." if number % 100 == 7 else "Hay."))
    heron.send(OFFICER, text("Needle, in red.", tlp="RED", addressees=["CO"]))
    page, calls, opened = counted(lambda: heron.read(NCP, q="needle"), world)
    assert ([one["number"] for one in page["items"]], opened) == ([208, 108], 1)
    assert calls == ["BatchGetItem", "Query", "PutItem"]
    rest = heron.read(NCP, q="needle", cursor=page["next"])
    assert ([one["number"] for one in rest["items"]], rest["next"]) == ([8], None)
    one = heron.read(NCP, q="needle", limit=1)
    assert ([found["number"] for found in one["items"]], one["next"]) == ([208], "b208")
    assert heron.numbers(OFFICER_CO, q="needle red") == [251]
    assert heron.numbers(NCP, q="needle", before=9) == [8]


def test_what_was_tampered_with_may_be_what_is_looked_for(heron: Room, capsys: pytest.CaptureFixture[str]) -> None:
    fill(heron, 6)
    spoil(heron, 3, "changed")
    spoil(heron, 4, "gone")
    spoil(heron, 6, "a key that is none")
    capsys.readouterr()
    found = heron.read(NCP, q="message 1")["items"]
    assert [(one["number"], one["state"]) for one in found] == [
        (6, "tampered"),
        (4, "tampered"),
        (3, "tampered"),
        (1, "sent"),
    ]
    assert alarms(capsys) == [("message", heron.id, number) for number in (6, 4, 3)]
    empty = room(heron.world, "FR")
    assert empty.read(OFFICER, q="message")["items"] == []


def test_who_read_what_is_for_coordinators_and_auditors(heron: Room) -> None:
    fill(heron, 5)
    heron.send(OFFICER, text(tlp="RED", addressees=["CO"]))
    heron.read(NCP)
    heron.read(OFFICER_CO, q="message")
    heron.call("GET", "/messages/6", OFFICER_CO)
    for caller in (RILO_WE, CENMAT):
        entries = heron.call("GET", "/audit", caller, query={"what": "read"}).json["items"]
        told = {(one["name"], one["what"], one["messages"]) for one in entries}
        assert told == {
            ("ncp-fr", "messages", "1-5"),
            ("officer-co", "search", "1-5"),
            ("officer-co", "message", "6"),
        }
    only = heron.call("GET", "/audit", CENMAT, query={"what": "read", "message": "6"}).json["items"]
    assert [(one["name"], one["actor"], one["administration"]) for one in only] == [("officer-co", "officer-co", "CO")]
    assert heron.call("GET", "/audit", OFFICER).json["code"] == "coordinators_only"
    sent = heron.call("GET", "/audit", CENMAT, query={"message": "6"}).json["items"]
    assert [(one["action"], one["number"], one["kind"]) for one in sent] == [("sent", 6, "text")]


def test_what_cannot_be_noted_is_not_shown(world: World, heron: Room) -> None:
    fill(heron, 1)

    def failing(**_: Any) -> Any:
        from botocore.exceptions import EndpointConnectionError

        raise EndpointConnectionError(endpoint_url="x")

    world.dynamo.put_item = failing
    for path in ("/messages", "/messages/1"):
        answer = heron.call("GET", path, NCP)
        assert (answer.status, "Message" in answer.text) == (503, False)


def test_answers_are_shown_with_their_warning(heron: Room) -> None:
    asked = heron.send(RILO_WE, warning())["number"]
    heron.send(OFFICER, feedback(asked, "found"))
    shown = heron.call("GET", f"/messages/{asked}", OFFICER_CO).json["answers"]
    assert [(one["addressee"], one["status"], one.get("result")) for one in shown] == [
        ("CO", "open", None),
        ("FR", "answered", "found"),
    ]
