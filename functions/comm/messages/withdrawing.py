"""Withdrawing: nobody can read the message any more, in no version; a stone says that it was there."""

from cen import jsontext
from cen.act import Act
from cen.events import CaseOwed
from comm import items
from comm.errors import NotTheSender
from comm.membership import delegations
from comm.messages import warned
from comm.messages.altering import Alteration, begin, finish, other, row_beside
from comm.messages.editing import deletions
from comm.messages.model import Kind
from comm.messages.notes import asked, settled
from comm.messages.sending import sealer_of
from comm.messages.tally import CASES, PREFIX, TOTAL
from comm.messages.writing import row_change
from comm.model import State
from comm.room import Rooms, persistently
from comm.steps import Item, delete, put

# What a stone is sealed around, so that a stone that somebody else set is found out.
_NOTHING: dict[str, str] = {}


def withdraw(rooms: Rooms, act: Act, operation: str, number: int) -> None:
    """By who sent it, or by a coordinator. Its case goes with it, if nobody has touched it."""

    def attempt() -> None:
        alteration = begin(rooms, act, operation, number)
        alteration.room.check_writes(State.PLANNED, State.RUNNING)
        if alteration.header["person"] != act.caller.id and not alteration.room.seat.coordinates:
            raise NotTheSender("Only who sent a message, or a coordinator, withdraws it.")
        _withdraw(rooms, act, alteration)

    persistently(attempt)


def _withdraw(rooms: Rooms, act: Act, alteration: Alteration) -> None:
    header, operation = alteration.header, alteration.operation
    # What is counted of a case may have changed since the message was sent.
    about = (alteration.row or {}).get("about", header.get("about"))
    alteration.tally.message({**header, "about": about}, -1)
    for item in (TOTAL, f"{PREFIX}BY#{header['administration']}"):
        alteration.tally.add(item, "withdrawn")
    removes = _off_the_board(rooms, act, alteration)
    after = {name: value for name, value in header.items() if name not in ("about", "due")}
    after |= {"withdrawn": True, "changed_at": act.at}
    sealer = sealer_of(alteration.room, alteration.room.keys(rooms))
    stone = sealer.message(alteration.number, alteration.version, after, _NOTHING)
    room = items.room(operation)
    alteration.steps += [delete(room, key) for key in deletions(alteration)]
    if alteration.item.get("files"):
        alteration.steps.append(put(items.due_item(act.at, operation, "files", alteration.number)))
        removes.append("files")
    sets = {name: stone[name] for name in ("generation", "clear", "sealed")}
    sets |= _dropped_case(alteration)
    finish(rooms, act, alteration, sets, removes, "message_withdrawn")


def _off_the_board(rooms: Rooms, act: Act, alteration: Alteration) -> list[str]:
    header, row, operation = alteration.header, alteration.row, alteration.operation
    if header["kind"] == Kind.WARNING and row is not None:
        warned.uncounted(row, alteration.tally)
        alteration.tell += settled(operation, row, warned.open_addressees(row))
        return ["row", "row_version", "bd_pk", "bd_sk"]
    if header["kind"] == Kind.FEEDBACK:
        item = other(rooms, alteration, header["warning"])
        if "row" in item:
            _owe_again(rooms, act, alteration, item)
    return []


def _owe_again(rooms: Rooms, act: Act, alteration: Alteration, item: Item) -> None:
    """An answer to a warning."""
    operation, before = alteration.operation, row_beside(alteration, item)
    left = warned.taken_back(before, alteration.number, act.at, alteration.tally)
    alteration.steps.append(row_change(operation, item, left))
    owing = [one for one in warned.open_addressees(left) if one not in warned.open_addressees(before)]
    members = {code: found for code, (_, found) in delegations(rooms.store, operation).items()}
    kind = "warning.overdue" if act.at > left["due"] else "warning.open"
    alteration.tell += asked(operation, left["number"], left, owing, members, kind)


def _dropped_case(alteration: Alteration) -> dict[str, str | int]:
    """A case that was not made yet is not made any more; one that is being made at this moment is dropped again."""
    row = alteration.row
    if alteration.header["kind"] != Kind.SEIZURE or row is None:
        return {}
    operation, number = alteration.operation, alteration.number
    alteration.tell.append(CaseOwed(operation_id=operation, number=number, version=alteration.version))
    if "seizure_id" in row:
        return {}
    alteration.tally.add(CASES, row["status"], -1)
    alteration.tally.add(CASES, "dropped")
    kept = {name: value for name, value in row.items() if name != "errors"}
    return {
        "row": jsontext.dumps({**kept, "status": "dropped"}),
        "row_version": int(alteration.item["row_version"]) + 1,
    }
