"""Tells members that there is something for them: hears what was sent, and owes each a pointer."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from cen.consumer import Consumer
from cen.events import MessageSent
from cen.patience import patiently
from comm import items, telling
from comm.errors import Overtaken
from comm.membership import delegations
from comm.messages.header import is_warning
from comm.messages.notes import news
from comm.messages.writing import header_of, row_of
from comm.steps import Item, put
from comm.store import CommStore, open_store


@dataclass(frozen=True, slots=True)
class Notifier:
    store: CommStore

    def __call__(self, event: MessageSent) -> None:
        """Written once, and published by the outbox; whoever is no member by now is not told."""
        item = self._message(event)
        if item is None:
            return
        header: Mapping[str, Any] = header_of(item)
        members = {code: found for code, (_, found) in delegations(self.store, event.operation_id).items()}
        row = row_of(item) if is_warning(header) and "row" in item else None
        told = news(event.operation_id, event.number, header, members, row)
        if not told:
            return
        note: Item = {
            "pk": items.room(event.operation_id),
            # After every instant, so that no reader of the record meets it.
            "sk": f"AUDIT#~news#{event.number:08d}#{event.version:04d}",
            "tell": telling.written(told),
        }
        try:
            self.store.commit([put(note, items.ABSENT)])
        except Overtaken:  # told before
            return

    def _message(self, event: MessageSent) -> Item | None:
        """None for one that is withdrawn, or was changed again since, of which another event tells."""
        key = items.message_key(event.number)
        item = self.store.some(event.operation_id, key).get(key)
        if item is None or item["version"] != event.version or header_of(item).get("withdrawn"):
            return None
        return item


@cache
def _notifier() -> Notifier:
    return Notifier(open_store())


def _hear(event: MessageSent) -> None:
    patiently(lambda: _notifier()(event))


handler = Consumer("comm", MessageSent, _hear)
