"""Cases that were made of messages: what became of them is shown on the board, in the order of their versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from cen import jsontext
from cen.audit import Entry
from cen.clock import Clock, instant, utc_now
from cen.doors import SeenSeizure
from cen.events import NoticeSettled
from comm import items
from comm.diary import written
from comm.messages.header import about_of
from comm.messages.tally import CASES, Tally
from comm.messages.writing import header_of, row_change, row_of, tally_steps
from comm.operation import Head
from comm.room import persistently
from comm.steps import Item
from comm.store import CommStore
from comm.telling import Told


class Cases(Protocol):
    def read(self, ids: Sequence[str]) -> list[SeenSeizure]: ...


@dataclass(frozen=True, slots=True)
class Follower:
    store: CommStore
    cases: Cases
    clock: Clock = utc_now

    def __call__(self, seizure_id: str) -> None:
        """Brings the board up to how the case is now; nothing for one that was made of no message."""
        origin = self.store.records.get(pk=f"CASE#{seizure_id}", sk="HEAD")
        if origin is None:
            return
        for seen in self.cases.read([seizure_id]):
            persistently(lambda seen=seen: self._follow(str(origin["operation"]), int(origin["number"]), seen))  # type: ignore[misc]

    def _follow(self, operation: str, number: int, seen: SeenSeizure) -> None:
        key = items.message_key(number)
        found = self.store.some(operation, "HEAD", key)
        if key not in found or "row" not in found[key]:
            return
        item, head = found[key], items.head_of(found["HEAD"])
        before = row_of(item)
        if before.get("version", 0) >= seen.version:
            return
        tally = Tally()
        row = self._row(item, before, seen, tally)
        tell: list[Told] = []
        if seen.status != "draft" and "asked" in row:
            tell.append(NoticeSettled(key=row.pop("asked")))
        entry = Entry("case_changed", instant(self.clock()), seen.version, "comm", "system", seen.administration, "-")
        self.store.commit(
            [
                row_change(operation, item, row),
                written(head, entry, tell, number=number, kind=seen.status),
                *tally_steps(operation, tally),
            ]
        )

    def _row(self, item: Item, before: Mapping[str, Any], seen: SeenSeizure, tally: Tally) -> dict[str, Any]:
        """Counts of goods and routes follow the case, as long as the message stands."""
        header = header_of(item)
        tally.add(CASES, before["status"], -1)
        tally.add(CASES, seen.status)
        row = {**before, "status": seen.status, "version": seen.version, "verification": seen.verification}
        after = about_of({"record": jsontext.loads(seen.document)}, header["tlp"])
        if after is not None and not header.get("withdrawn"):
            tally.about({**header, "about": before.get("about", header.get("about"))}, -1)
            tally.about({**header, "about": after})
            row["about"] = after
        return row


def case_steps(head: Head, number: int, seizure_id: str) -> Item:
    """The way back from a case to its message."""
    return {"pk": f"CASE#{seizure_id}", "sk": "HEAD", "operation": head.id, "number": number}
