"""From a seizure message to a case of the CEN database, without retyping; once, however often it is heard of.

The case ends as the newest version of the message says, and goes with a message that is withdrawn, as long as nobody
has touched it; whoever has is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from cen import jsontext, log
from cen.audit import Entry
from cen.clock import Clock, instant, utc_now
from cen.doors import Drafted, Reported
from cen.events import CaseOwed, NoticeRaised, NoticeSettled
from cen.problems import Unavailable
from comm import items, telling
from comm.diary import written
from comm.following import Cases, Follower, case_steps
from comm.messages.model import Kind
from comm.messages.reading import Stored, content_of
from comm.messages.tally import CASES, Tally
from comm.messages.writing import header_of, row_change, row_of, tally_steps
from comm.operation import Head
from comm.ring import Keys, Ring
from comm.room import Rooms, persistently
from comm.steps import Item, put
from comm.telling import Told

_TRIES = 5


class Door(Cases, Protocol):
    def draft(self, reported: Reported, request_id: str) -> Drafted: ...


@dataclass(frozen=True, slots=True)
class _Owed:
    """A message whose case is to be made, brought up to it or dropped."""

    head: Head
    ring: Ring | None
    number: int
    item: Item
    header: Mapping[str, Any]
    row: Mapping[str, Any]

    @property
    def version(self) -> int:
        return int(self.item["version"])

    @property
    def withdrawn(self) -> bool:
        return bool(self.header.get("withdrawn"))


@dataclass(frozen=True, slots=True)
class CaseMaker:
    rooms: Rooms
    door: Door
    clock: Clock = utc_now

    def __call__(self, event: CaseOwed) -> None:
        """The record goes to the CEN database by a direct call, so it lies in no queue. The door knows which message
        a case was made of, and which version of it, so a message that is heard of twice makes one case. What came of
        it is noted only on the version that it came of; of another one it is asked anew."""
        for _ in range(_TRIES):
            owed = self._owed(event.operation_id, event.number)
            reported = None if owed is None else self._reported(owed)
            if owed is None or reported is None:
                return
            drafted = self.door.draft(reported, f"{event.operation_id}-{event.number}-{owed.version}")
            if persistently(lambda owed=owed, drafted=drafted: self._note(owed, drafted)):  # type: ignore[misc]
                self._log(drafted)
                self._follow(drafted)
                return
        raise Unavailable("The message is changed again and again.")

    def _owed(self, operation: str, number: int) -> _Owed | None:
        key = items.message_key(number)
        found, ring = self.rooms.store.again(operation, ["HEAD", key])
        item = found.get(key)
        if item is None or "row" not in item:
            return None
        header, row = header_of(item), row_of(item)
        withdrawn = header.get("withdrawn") and header["kind"] == Kind.SEIZURE and not row.get("let_go")
        if row["status"] != "owed" and not withdrawn:
            return None
        return _Owed(items.head_of(found["HEAD"]), ring, number, item, header, row)

    def _reported(self, owed: _Owed) -> Reported | None:
        """None for one that was tampered with, or whose keys were destroyed: no case is made of it."""
        sender = owed.header["administration"], owed.header["person"]
        if owed.withdrawn:
            return Reported(owed.head.id, owed.number, owed.version, *sender, owed.header["person"], None)
        keys = Keys(self.rooms.vault, owed.head.id)
        text = content_of(owed.head.id, Stored(owed.number, owed.item, owed.ring), keys)
        if text is None:
            return None
        content = jsontext.loads(text)
        name = str(content["sender_name"])
        return Reported(owed.head.id, owed.number, owed.version, *sender, name, content["record"])

    def _note(self, owed: _Owed, drafted: Drafted) -> bool:
        """What became of it: on the message, on the board, and for its sender. False: it is another version now."""
        now = self._owed(owed.head.id, owed.number)
        if now is None:  # another worker noted it
            return True
        if now.version != owed.version:
            return False
        tally, row = Tally(), _row_after(now, drafted)
        tally.add(CASES, now.row["status"], -1)
        tally.add(CASES, row["status"])
        tell, asked = _told(now, drafted)
        entry = Entry(
            _action(now, drafted), instant(self.clock()), 1, "comm", "system", now.header["administration"], "-"
        )
        steps = [
            row_change(now.head.id, now.item, row | ({"asked": asked} if asked else {})),
            written(now.head, entry, tell, number=now.number),
            *tally_steps(now.head.id, tally),
        ]
        if "seizure_id" in row and "seizure_id" not in now.row:
            steps.append(put(case_steps(now.head, now.number, drafted.id)))
        self.rooms.store.commit(steps)
        return True

    def _follow(self, drafted: Drafted) -> None:
        """It may have been changed before its way back was known."""
        if drafted.id:
            Follower(self.rooms.store, self.door, self.clock)(drafted.id)

    def _log(self, drafted: Drafted) -> None:
        counts = {"cases_made": int(bool(drafted.id)), "cases_refused": int(bool(drafted.errors) and not drafted.id)}
        log.write("case", self.clock(), counts, context="comm", seizure=drafted.id or None)


def _row_after(owed: _Owed, drafted: Drafted) -> dict[str, Any]:
    """A case that went with its message before it was on the board does not come there."""
    row = {name: value for name, value in owed.row.items() if name != "asked"}
    if owed.withdrawn:
        row["let_go"] = True
    if "seizure_id" in row or (owed.withdrawn and drafted.status in ("", "withdrawn")):
        return row
    if drafted.id:
        return row | {"status": drafted.status, "seizure_id": drafted.id, "version": drafted.version}
    return row | {"status": "refused", "errors": list(drafted.errors)}


def _action(owed: _Owed, drafted: Drafted) -> str:
    if owed.withdrawn:
        return "case_left" if drafted.behind else "case_dropped"
    return "case_made" if drafted.id else "case_refused"


def _told(owed: _Owed, drafted: Drafted) -> tuple[list[Told], str | None]:
    """Events, and the key of what is asked for now: a draft is to be completed, a refusal to be mended; of the rest one
    is only told. What was asked for before is not any more."""
    tell: list[Told] = [NoticeSettled(key=owed.row["asked"])] if "asked" in owed.row else []
    if owed.withdrawn and not drafted.id:
        return tell, None
    refused = not drafted.id
    must_act = refused or drafted.status == "draft"
    key = telling.case_key(owed.head.id, owed.number, owed.version)
    notice = NoticeRaised(
        key=key,
        to=f"person:{owed.header['person']}",
        kind=f"case.{_word(owed, drafted)}",
        must_act=must_act,
        subject=telling.subject(owed.head.id, owed.number) if refused else f"seizures/{drafted.id}",
    )
    return [*tell, notice], key if must_act else None


def _word(owed: _Owed, drafted: Drafted) -> str:
    if drafted.behind:
        return "behind"
    if owed.withdrawn:
        return "dropped"
    return "made" if drafted.id else "refused"
