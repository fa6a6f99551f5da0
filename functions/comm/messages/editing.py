"""Changing a message: what it was before stays as an earlier version."""

from collections.abc import Mapping
from typing import Any

from cen import jsontext
from cen.act import Act
from cen.body import model_of
from cen.clock import instant
from cen.events import CaseOwed, NoticeSettled
from cen.problems import PreconditionRequired
from cen.tlp import Tlp, wider
from comm import items, patching
from comm.errors import AlreadyACase, NotTheSender, WrongOperationState
from comm.messages import rows as board_rows
from comm.messages import warned
from comm.messages.altering import Alteration, begin, earlier, fault, finish, other, row_beside
from comm.messages.header import about_of
from comm.messages.heading import named
from comm.messages.model import CONTENT, Kind, MessagePatch, NewMessage, content_of, moment
from comm.messages.notes import settled
from comm.messages.reading import Stored
from comm.messages.reading import content_of as unsealed
from comm.messages.sending import reminders, sealer_of
from comm.messages.tally import CASES
from comm.messages.writing import Sealer, row_change
from comm.model import State
from comm.room import Rooms, persistently
from comm.steps import put

MOST_VERSIONS = 40
_PATCHED = ("text", "urgency", "warning", "feedback", "record")


def change(rooms: Rooms, act: Act, operation: str, number: int, patch: MessagePatch) -> None:
    """By who sent it. Needs `If-Match`. Kind, label, addressees and what it answers stay."""
    if act.if_match is None:
        raise PreconditionRequired("Send If-Match with the ETag of the version you have changed.")

    def attempt() -> None:
        alteration = begin(rooms, act, operation, number)
        alteration.room.check_writes(State.PLANNED, State.RUNNING)
        if alteration.header["person"] != act.caller.id:
            raise NotTheSender("Only who sent a message changes it.")
        if alteration.version > MOST_VERSIONS:
            raise WrongOperationState("It was changed too often. Withdraw it and send another.", current_state="sent")
        _change(rooms, act, alteration, patch.root)

    persistently(attempt)


def _change(rooms: Rooms, act: Act, alteration: Alteration, patch: Mapping[str, Any]) -> None:
    header = alteration.header
    before = _content(rooms, alteration)
    written = {name: before[name] for name in CONTENT if name in before}
    merged = patching.patched({**written, "urgency": header["urgency"]}, patch, _PATCHED)
    document = {**merged, "kind": header["kind"], "tlp": header["tlp"]}
    message = model_of(NewMessage, jsontext.dumps(document), document, {}).root
    content = content_of(message, Tlp(header["tlp"]), str(before["sender_name"]))
    after = {name: value for name, value in header.items() if name != "about"}
    after |= {"urgency": message.urgency, "changed_at": act.at}
    if content == before and after["urgency"] == header["urgency"]:
        return
    _check_kept(rooms, alteration, before, content)
    sealer = sealer_of(alteration.room, alteration.room.keys(rooms))
    sets = _recount(rooms, alteration, before, content, after)
    if after.get("due") != header.get("due"):
        sets |= _other_deadline(act, alteration, sealer, after)
    sealed = sealer.message(alteration.number, alteration.version, after, content)
    sets |= {name: sealed[name] for name in ("generation", "clear", "sealed")}
    alteration.steps.append(put(earlier(alteration)))
    finish(rooms, act, alteration, sets, (), "message_changed")


def _content(rooms: Rooms, alteration: Alteration) -> dict[str, Any]:
    room = alteration.room
    text = unsealed(room.head.id, Stored(alteration.number, alteration.item, room.ring), room.keys(rooms))
    if text is None:
        raise WrongOperationState("What is stored is not what was sent.", current_state="tampered")
    found: dict[str, Any] = jsontext.loads(text)
    return found


def _check_kept(rooms: Rooms, alteration: Alteration, before: Mapping[str, Any], content: Mapping[str, Any]) -> None:
    """What others rely on: which warning is answered; a case that was made, and who may read it."""
    if "feedback" in content and content["feedback"]["warning"] != before["feedback"]["warning"]:
        raise fault("feedback.warning", "fixed", "A feedback goes on answering the same warning.")
    if "feedback" in content and content["feedback"].get("seizure") not in (None, before["feedback"].get("seizure")):
        number = content["feedback"]["seizure"]
        key = items.message_key(number)
        found = rooms.store.some(alteration.operation, key)
        named(alteration.room, found.get(key), number, "feedback.seizure", Kind.SEIZURE)
    if "record" not in content or content["record"] == before["record"]:
        return
    if "seizure_id" in (alteration.row or {}):
        seizure = (alteration.row or {})["seizure_id"]
        raise AlreadyACase("The record is a case now. Change it there.", seizure_id=seizure)
    if wider(Tlp(alteration.header["tlp"]), Tlp(content["record"]["tlp"])):
        raise fault("record.tlp", "wider_than_message", "The case is labelled as narrowly as the message.")


def _recount(
    rooms: Rooms,
    alteration: Alteration,
    before: Mapping[str, Any],
    content: Mapping[str, Any],
    after: dict[str, Any],
) -> dict[str, str | int]:
    """Counts, reminders and rows that go with what was written. Answers what changes on the message's item."""
    if about := about_of(content, after["tlp"]):
        after["about"] = about
    alteration.tally.about(alteration.header, -1)
    alteration.tally.about(after)
    match alteration.header["kind"]:
        case Kind.WARNING:
            after["due"] = instant(moment(content["warning"]["deadline"]))
        case Kind.FEEDBACK if content["feedback"]["result"] != before["feedback"]["result"]:
            _other_result(rooms, alteration, content["feedback"]["result"])
        case Kind.SEIZURE if content["record"] != before["record"]:
            return _owed_again(alteration)
    return {}


def _other_deadline(act: Act, alteration: Alteration, sealer: Sealer, after: Mapping[str, Any]) -> dict[str, str | int]:
    if moment(after["due"]) <= act.now:
        raise fault("warning.deadline", "in_the_past", "The deadline lies in the past.")
    before = alteration.row or {}
    row = warned.prolonged(before, after["due"], act.at, alteration.tally)
    row = board_rows.proved(sealer, row)
    alteration.steps += reminders(alteration.operation, alteration.number, row)
    alteration.tell += settled(alteration.operation, before, warned.open_addressees(before))
    return {**_row(alteration, row), "bd_sk": f"{after['due']}#{alteration.number:08d}"}


def _other_result(rooms: Rooms, alteration: Alteration, result: str) -> None:
    """In the row of the warning that it answers."""
    item = other(rooms, alteration, alteration.header["warning"])
    if "row" in item:
        row = warned.corrected(row_beside(alteration, item), alteration.number, result)
        alteration.steps.append(row_change(alteration.operation, item, row))


def _owed_again(alteration: Alteration) -> dict[str, str | int]:
    """The case that could not be made is to be made of what stands there now."""
    row = {name: value for name, value in (alteration.row or {}).items() if name not in ("errors", "asked")}
    if alteration.row and "asked" in alteration.row:
        alteration.tell.append(NoticeSettled(key=alteration.row["asked"]))
    alteration.tally.add(CASES, row["status"], -1)
    alteration.tally.add(CASES, "owed")
    told = CaseOwed(operation_id=alteration.operation, number=alteration.number, version=alteration.version)
    alteration.tell.append(told)
    return _row(alteration, {**row, "status": "owed"})


def _row(alteration: Alteration, row: Mapping[str, Any]) -> dict[str, str | int]:
    return {"row": jsontext.dumps(row), "row_version": int(alteration.item["row_version"]) + 1}


def deletions(alteration: Alteration) -> list[str]:
    """Sort keys of all earlier versions."""
    return [items.version_key(alteration.number, version) for version in range(1, alteration.version)]
