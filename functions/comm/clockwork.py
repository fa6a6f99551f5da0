"""What is to be done when its time comes: reminders, beginnings, the end of messages. Called every few minutes.

Each thing to do is an item that goes with the transaction that does it, so it is done once; what fails stays, and is
tried again with the next call.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from cen import log
from cen.audit import Entry
from cen.clock import Clock, instant, utc_now
from comm import items, telling
from comm.diary import written
from comm.files.keys import key_of
from comm.items import Due
from comm.membership import delegations
from comm.messages import warned
from comm.messages.notes import asked, settled
from comm.messages.rows import readable
from comm.messages.tally import Tally
from comm.messages.warned import Row
from comm.messages.writing import header_of, row_change, row_of, tally_steps
from comm.model import State
from comm.operation import Head
from comm.room import persistently
from comm.seats import everybody
from comm.steps import Item, delete, put
from comm.store import CommStore
from comm.telling import Told

_AT_ONCE = 100
MOST_ROWS = 10_000


class Files(Protocol):
    def below(self, prefix: str) -> Iterator[str]: ...

    def remove(self, key: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Clockwork:
    store: CommStore
    files: Files
    clock: Clock = utc_now
    most: int = 500

    def __call__(self) -> int:
        """How many things were done."""
        done = failed = 0
        for due in self._due():
            try:
                persistently(lambda due=due: self._do(due))  # type: ignore[misc]
                done += 1
            except Exception as error:  # noqa: BLE001 - one thing must not keep the others waiting
                failed += 1
                log.write(
                    "due_failed", self.clock(), error=type(error).__name__, operation=due.operation, what=due.what
                )
        log.write("clockwork", self.clock(), {"due_done": done, "due_left": failed}, context="comm")
        return done

    def _due(self) -> Iterator[Due]:
        page = self.store.page(items.DUE, "0", f"{instant(self.clock())}~", None, self.most, newest_first=False)
        for item in page.items:
            yield items.due_of(item)

    def _do(self, due: Due) -> None:
        if self.store.records.get(pk=items.DUE, sk=due.sk) is None:
            return  # another call of the schedule did it
        head = self._head(due.operation)
        step = _STEPS.get(due.what)
        steps = step(self, due, head) if step and head else []
        if due.what in ("files", "retention"):
            # What is swept cannot go into the transaction; it is swept again if it was not done to the end.
            if steps:
                self.store.commit(steps)
            self._sweep(due)
            steps = []
        self.store.commit([*steps, delete(items.DUE, due.sk, "attribute_exists(#pk)")])

    def _head(self, operation: str) -> Head | None:
        item = self.store.records.get(pk=items.room(operation), sk="HEAD")
        return None if item is None else items.head_of(item)

    def remind(self, due: Due, head: Head) -> list[dict[str, Any]]:
        """Who has not answered is asked again, before the deadline and once it is past; then it counts as overdue, also
        in an operation that is closed, where nobody is asked."""
        overdue = due.what == "overdue"
        item = self.store.records.get(pk=items.room(head.id), sk=items.message_key(due.number))
        if item is None or "row" not in item or not (overdue or head.state is State.RUNNING):
            return []
        before = row_of(item)
        left = warned.open_addressees(before)
        if due.at != before["due" if overdue else "remind"] or not left:
            return []  # it has another deadline now, or every answer
        if head.state is State.RUNNING:
            return self._ask_again(due, head, item, before, left)
        return self._count(due, head, item, before, [])

    def _ask_again(self, due: Due, head: Head, item: Item, before: Row, left: list[str]) -> list[dict[str, Any]]:
        after = warned.asked_again(before, left)
        members = {code: found for code, (_, found) in delegations(self.store, head.id).items()}
        kind = "warning.overdue" if due.what == "overdue" else "warning.due_soon"
        tell = [*settled(head.id, before, left), *asked(head.id, due.number, after, left, members, kind)]
        return self._count(due, head, item, after, tell)

    def _count(self, due: Due, head: Head, item: Item, row: Row, tell: list[Told]) -> list[dict[str, Any]]:
        tally = Tally()
        after = warned.overdue(row, tally) if due.what == "overdue" else row
        return [
            row_change(head.id, item, after),
            written(head, self._entry(due.what), tell, number=due.number),
            *tally_steps(head.id, tally),
        ]

    def begin(self, due: Due, head: Head) -> list[dict[str, Any]]:
        """On the day, if a RILO stands behind it and the day was not moved."""
        if head.state is not State.PLANNED or not head.known or head.facts.starts_on != due.at[:10]:
            return []
        after = head.moved(State.RUNNING)
        return [items.head_change(head, after), written(after, self._entry("started"))]

    def settle(self, due: Due, head: Head) -> list[dict[str, Any]]:
        """Nothing that waits for an answer waits on."""
        return self._settled(due, head, warned.open_addressees)

    def forget(self, due: Due, head: Head) -> list[dict[str, Any]]:
        """Once members are gone, or only observe: what waits for an answer of nobody else does not wait on."""
        seats = list(everybody({code: found for code, (_, found) in delegations(self.store, head.id).items()}))

        def gone(row: Row) -> list[str]:
            left = warned.open_addressees(row)
            return [one for one in left if not any(seat.writes and seat.addressed([one]) for seat in seats)]

        return self._settled(due, head, gone)

    def _settled(self, due: Due, head: Head, chosen: Callable[[Row], list[str]]) -> list[dict[str, Any]]:
        rows = readable(head.id, self.store.whole_board(head.id, "warning", MOST_ROWS))
        tell: list[Told] = [notice for row in rows for notice in settled(head.id, row, chosen(row))]
        parts = [tell[start : start + _AT_ONCE] for start in range(0, len(tell), _AT_ONCE)]
        # Beyond what one transaction takes, they go before it: to settle twice does no harm.
        for start in range(0, max(0, len(parts) - 50), 50):
            self.store.commit([self._told(due, start + n, part) for n, part in enumerate(parts[start : start + 50])])
        return [self._told(due, len(parts) + n, part) for n, part in enumerate(parts[-50:])]

    def _told(self, due: Due, number: int, tell: list[Told]) -> dict[str, Any]:
        sk = f"AUDIT#~{due.what}#{due.at}#{number:06d}"
        return put({"pk": items.room(due.operation), "sk": sk, "tell": telling.written(tell)})

    def archive(self, due: Due, head: Head) -> list[dict[str, Any]]:
        """The end of the messages: their wrapped keys are deleted, of which there are no backups. Counts, cases and
        the record of who did what stay."""
        if head.state is State.ARCHIVED or head.facts.retain_until != due.at[:10]:
            return []
        at = instant(self.clock())
        after = head.moved(State.ARCHIVED, archived_at=at, closed_at=head.facts.closed_at or at)
        steps = [
            items.head_change(head, after),
            self.store.of_keys(delete(items.room(head.id), "RING")),
            written(after, self._entry("archived")),
        ]
        if head.state is not State.CLOSED:
            steps.append(put(items.due_item(at, head.id, "settle")))
        return steps

    def _sweep(self, due: Due) -> None:
        """Deletes files that belong to nothing any more."""
        if due.what == "retention":
            head = self._head(due.operation)
            if head is None or head.state is not State.ARCHIVED:
                return
            for key in self.files.below(key_of(due.operation)):
                self.files.remove(key)
            return
        kept = self._kept(due)
        for key in self.files.below(key_of(due.operation, due.number)):
            if key.rpartition("/")[2] not in kept:
                self.files.remove(key)

    def _kept(self, due: Due) -> set[str]:
        """Ids of the attachments of a message that still stands."""
        room = items.room(due.operation)
        message = self.store.records.get(pk=room, sk=items.message_key(due.number))
        if message is None or header_of(message).get("withdrawn"):
            return set()
        found: list[Item] = self.store.every(room, items.file_key(due.number), 1000)
        return {str(item["sk"]).rpartition("#")[2] for item in found}

    def _entry(self, action: str) -> Entry:
        return Entry(action, instant(self.clock()), 1, "comm", "system", None, "-")


# Files are only swept.
_STEPS: Mapping[str, Callable[[Clockwork, Due, Head], list[dict[str, Any]]]] = {
    "remind": Clockwork.remind,
    "overdue": Clockwork.remind,
    "start": Clockwork.begin,
    "settle": Clockwork.settle,
    "gone": Clockwork.forget,
    "retention": Clockwork.archive,
}
