"""The record of an operation: who did what (with the events that it brings), and who read what. Never what it said."""

import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cen.act import Act
from cen.audit import Entry
from comm import items, telling
from comm.operation import Head
from comm.steps import put
from comm.telling import Told

if TYPE_CHECKING:
    from comm.store import CommStore


def written(head: Head, entry: Entry, tell: Sequence[Told] = (), **more: Any) -> dict[str, Any]:
    """A step of a transaction. `more`: of whom or which message, codes and numbers only."""
    document = entry.document() | {name: value for name, value in more.items() if value is not None}
    told = telling.written(tell) if tell else None
    return put(items.audit_item(head.id, entry.at, secrets.token_hex(4), document, told))


def note_reading(store: "CommStore", act: Act, operation: str, what: str, numbers: Sequence[int] = ()) -> None:
    """One write, before anything is shown: what cannot be noted is not shown. `numbers`: of the messages."""
    caller = act.caller
    entry: dict[str, Any] = {
        "what": what,
        "at": act.at,
        "actor": caller.id,
        "name": caller.name,
        "actor_kind": caller.kind,
        "administration": caller.administration,
        "request_id": act.request_id,
    }
    if numbers:
        entry["messages"] = items.ranges(numbers)
    store.put(items.read_item(operation, act.at, secrets.token_hex(4), entry))
