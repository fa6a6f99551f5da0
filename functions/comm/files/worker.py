"""What looks at uploads: takes each from the quarantine, makes pictures anew, checks PDF, seals it, and lets it go."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from cen import log
from cen.accounts import refused
from cen.audit import Entry
from cen.clock import Clock, instant, utc_now
from cen.events import NoticeRaised
from cen.principal import Principal, Tier
from cen.uploads import TooLarge, Uploaded
from comm import items, sealing, telling
from comm.diary import written
from comm.errors import Overtaken
from comm.files import pdf, pictures
from comm.files.keys import bound_to, key_of, parts_of
from comm.files.model import MOST_UPLOADED, PDF, FileStatus, Reason, Rejected
from comm.messages.writing import header_of
from comm.model import State
from comm.operation import Head
from comm.ring import Keys, Ring
from comm.room import Rooms, persistently
from comm.seats import seat_of
from comm.steps import Item, put, update


class Quarantined(Protocol):
    def read(self, uploaded: Uploaded, limit: int) -> bytes: ...

    def remove(self, uploaded: Uploaded) -> None: ...


class Files(Protocol):
    def write(self, key: str, sealed: bytes) -> None: ...


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An attachment whose file has come. `administration`: of who attached it."""

    head: Head
    ring: Ring
    number: int
    id: str
    item: Item
    clear: str
    administration: str


@dataclass(frozen=True, slots=True)
class Attacher:
    rooms: Rooms
    quarantine: Quarantined
    files: Files
    clock: Clock = utc_now

    def __call__(self, uploaded: Uploaded) -> None:
        """May come twice: what is done with is only taken out of the quarantine."""
        operation, number, id = parts_of(uploaded.key)
        waiting = self._waiting(operation, number, id)
        if waiting is not None:
            self._look_at(waiting, uploaded)
        self.quarantine.remove(uploaded)

    def _waiting(self, operation: str, number: int, id: str) -> _Waiting | None:
        keys = ["HEAD", items.message_key(number), items.file_key(number, id)]
        found, ring = self.rooms.store.again(operation, keys)
        head, message, item = (found.get(key) for key in keys)
        if not (head and message and item and ring) or item["status"] != FileStatus.AWAITING:
            return None
        header = header_of(message)
        if header.get("withdrawn"):
            return None
        clear, sender = str(message["clear"]), header["administration"]
        return _Waiting(items.head_of(head), ring, number, id, item, clear, sender)

    def _look_at(self, waiting: _Waiting, uploaded: Uploaded) -> None:
        refusal = self._refusal(waiting)
        if refusal:
            self._reject(waiting, refusal)
        else:
            self._take(waiting, uploaded)

    def _refusal(self, waiting: _Waiting) -> Reason | None:
        """Whoever holds a form may have lost their seat since they got it, or their account."""
        if waiting.head.state not in (State.PLANNED, State.RUNNING):
            return Reason.CLOSED
        person, asked = str(waiting.item["person"]), datetime.fromisoformat(str(waiting.item["at"]))
        delegation, entry = self.rooms.store.standing(waiting.head.id, waiting.administration, person)
        signed_in = int(asked.timestamp())  # at the latest
        sender = Principal(person, person, "person", Tier.UNRESTRICTED, waiting.administration, signed_in_at=signed_in)
        seat = seat_of(delegation, sender)
        return None if seat and seat.writes and not refused(entry, sender) else Reason.NOT_ALLOWED

    def _take(self, waiting: _Waiting, uploaded: Uploaded) -> None:
        try:
            content = self.quarantine.read(uploaded, MOST_UPLOADED)
        except LookupError:
            return
        except TooLarge:
            self._reject(waiting, Reason.TOO_LARGE)
            return
        try:
            kept, kept_type = _checked(content, str(waiting.item["content_type"]))
        except Rejected as rejected:
            self._reject(waiting, rejected.reason)
            return
        self._keep(waiting, kept, kept_type)

    def _keep(self, waiting: _Waiting, kept: bytes, kept_type: str) -> None:
        operation, number, id = waiting.head.id, waiting.number, waiting.id
        generation = int(waiting.item["generation"])
        key = Keys(self.rooms.vault, operation).of(waiting.ring, generation)
        sealed = sealing.sealed_bytes(key, kept, bound_to(operation, number, id, generation))
        self.files.write(key_of(operation, number, id), sealed)
        ready: dict[str, str | int] = {"status": FileStatus.READY, "kept_type": kept_type, "kept_size": len(kept)}
        persistently(lambda: self._commit(waiting, ready))
        self._log("attached", 0)

    def _commit(self, waiting: _Waiting, ready: dict[str, str | int]) -> None:
        """With a change of the message, so that who polls learns of it."""
        operation, number = waiting.head.id, waiting.number
        now = self._waiting(operation, number, waiting.id)
        if now is None:  # taken away, or done by another worker meanwhile
            return
        if refusal := self._refusal(now):
            self._reject(now, refusal)
            return
        pk = items.room(operation)
        change = now.head.changes + 1
        self.rooms.store.commit(
            [
                items.head_altered(now.head),
                put(items.change_item(operation, change, number, 0, now.clear)),
                update(pk, items.message_key(number), adds={"files": 1}, unless="attribute_exists(#pk)"),
                self._status(waiting, ready),
                written(now.head, self._entry("attached"), number=number),
            ]
        )

    def _status(self, waiting: _Waiting, sets: dict[str, str | int]) -> dict[str, Any]:
        key = items.file_key(waiting.number, waiting.id)
        waits = {"waits": str(FileStatus.AWAITING)}
        return update(items.room(waiting.head.id), key, sets=sets, unless="#status = :waits", values=waits)

    def _reject(self, waiting: _Waiting, reason: Reason) -> None:
        """Who attached it is told, if they are still to hear of the operation."""
        operation, number = waiting.head.id, waiting.number
        told = NoticeRaised(
            key=f"operation:{operation}:attachment:{waiting.id}",
            to=f"person:{waiting.item['person']}",
            kind="attachment.rejected",
            must_act=False,
            subject=telling.subject(operation, number),
        )
        tell = [] if reason is Reason.NOT_ALLOWED else [told]
        steps = [
            self._status(waiting, {"status": FileStatus.REJECTED, "reason_code": reason}),
            written(waiting.head, self._entry("attachment_rejected", reason), tell, number=number),
        ]
        try:
            self.rooms.store.commit(steps)
        except Overtaken:  # another worker did it
            return
        self._log("attachment_rejected", 1)

    def _entry(self, action: str, reason: str | None = None) -> Entry:
        return Entry(action, instant(self.clock()), 1, "comm", "system", None, "-", reason_code=reason)

    def _log(self, event: str, rejected: int) -> None:
        log.write(event, self.clock(), {"attachments": 1, "attachments_rejected": rejected}, context="comm")


def _checked(content: bytes, content_type: str) -> tuple[bytes, str]:
    """What is kept of a file, and its type. Raises `Rejected`."""
    if content_type == PDF:
        pdf.check(content)
        return content, PDF
    return pictures.remade(content, content_type), pictures.KEPT_TYPE
