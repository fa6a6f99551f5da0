"""From a seizure message to a case of the CEN database, without retyping; once, however often it is heard of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from cen import jsontext, log
from cen.audit import Entry
from cen.clock import Clock, instant, utc_now
from cen.doors import Drafted, Reported
from cen.events import CaseOwed, NoticeRaised
from comm import items, telling
from comm.diary import written
from comm.following import Cases, Follower, case_steps
from comm.messages.reading import Stored, content_of
from comm.messages.tally import CASES, Tally
from comm.messages.writing import header_of, row_change, row_of, tally_steps
from comm.operation import Head
from comm.ring import Keys, Ring
from comm.room import Rooms, persistently
from comm.steps import Item, put


class Door(Cases, Protocol):
    def draft(self, reported: Reported, request_id: str) -> Drafted: ...


@dataclass(frozen=True, slots=True)
class _Owed:
    head: Head
    ring: Ring | None
    number: int
    item: Item
    header: Mapping[str, Any]
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CaseMaker:
    rooms: Rooms
    door: Door
    clock: Clock = utc_now

    def __call__(self, event: CaseOwed) -> None:
        """The record goes to the CEN database by a direct call, so it lies in no queue. The door knows which message a
        case was made of, so a message that is heard of twice makes one case."""
        owed = self._owed(event)
        if owed is None:
            return
        content = self._content(owed)
        if content is None:
            return
        drafted = self.door.draft(self._reported(owed, content), f"{event.operation_id}-{event.number}")
        persistently(lambda: self._note(event, drafted))
        self._log(drafted)
        if drafted.id:
            # It may have been changed before its way back was known.
            Follower(self.rooms.store, self.door, self.clock)(drafted.id)

    def _owed(self, event: CaseOwed) -> _Owed | None:
        key = items.message_key(event.number)
        found, ring = self.rooms.store.again(event.operation_id, ["HEAD", key])
        item = found.get(key)
        if item is None or "row" not in item:
            return None
        row = row_of(item)
        if row["status"] != "owed":
            return None
        return _Owed(items.head_of(found["HEAD"]), ring, event.number, item, header_of(item), row)

    def _content(self, owed: _Owed) -> dict[str, Any] | None:
        """None for one that was tampered with, or whose keys were destroyed: no case is made of it."""
        keys = Keys(self.rooms.vault, owed.head.id)
        text = content_of(owed.head.id, Stored(owed.number, owed.item, owed.ring), keys)
        return None if text is None else jsontext.loads(text)

    def _reported(self, owed: _Owed, content: Mapping[str, Any]) -> Reported:
        header = owed.header
        sender = header["administration"], header["person"], str(content["sender_name"])
        return Reported(owed.head.id, owed.number, *sender, content["record"])

    def _note(self, event: CaseOwed, drafted: Drafted) -> None:
        """What became of it: on the message, on the board, and for its sender."""
        owed = self._owed(event)
        if owed is None:  # another worker noted it
            return
        made: dict[str, Any] = {"status": "refused", "errors": list(drafted.errors)}
        if drafted.id:
            made = {"status": drafted.status, "seizure_id": drafted.id, "version": drafted.version}
        tally = Tally()
        tally.add(CASES, "owed", -1)
        tally.add(CASES, str(made["status"]))
        action = "case_made" if drafted.id else "case_refused"
        entry = Entry(action, instant(self.clock()), 1, "comm", "system", owed.header["administration"], "-")
        steps = [
            row_change(event.operation_id, owed.item, {**owed.row, **made}),
            written(owed.head, entry, [self._told(owed, drafted)], number=owed.number),
            *tally_steps(event.operation_id, tally),
        ]
        if drafted.id:
            steps.append(put(case_steps(owed.head, owed.number, drafted.id)))
        self.rooms.store.commit(steps)

    def _told(self, owed: _Owed, drafted: Drafted) -> NoticeRaised:
        """A draft is to be completed, a refusal to be mended; what was submitted at once is only to be known."""
        refused = not drafted.id
        return NoticeRaised(
            key=telling.case_key(owed.head.id, owed.number),
            to=f"person:{owed.header['person']}",
            kind="case.refused" if refused else "case.made",
            must_act=refused or drafted.status == "draft",
            subject=telling.subject(owed.head.id, owed.number) if refused else f"seizures/{drafted.id}",
        )

    def _log(self, drafted: Drafted) -> None:
        counts = {"cases_made": int(bool(drafted.id)), "cases_refused": int(not drafted.id)}
        log.write("case", self.clock(), counts, context="comm", seizure=drafted.id or None)
