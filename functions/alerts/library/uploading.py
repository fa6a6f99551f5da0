"""Promises of files for the library, and the forms that they are uploaded by."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from alerts.shelf.entry import Entry, cover
from alerts.shelf.errors import NotAwaited
from alerts.shelf.model import LIBRARY, DocumentEntry, DocumentFile, State
from alerts.shelf.service import Placed, mine, put_on, rewritten
from cen.act import Act
from cen.audit import Entry as AuditEntry
from cen.audit import entry_for
from cen.uploads import Form, Quarantine

if TYPE_CHECKING:
    from alerts.shelf.store import ShelfStore

# What was promised and did not come is forgotten.
KEPT = timedelta(days=2)
_FIRST = 1  # version of what has just been entered


def promise(store: "ShelfStore", act: Act, given: DocumentEntry) -> Placed:
    return put_on(store, act, LIBRARY, given, _awaited(given), _until(act))


def again(store: "ShelfStore", act: Act, id: str, file: DocumentFile) -> Entry:
    """Another form for a file that has not come, or was refused."""
    before = mine(store, act, LIBRARY, id)
    if cover(before.fields).state is State.READY:
        raise NotAwaited("It has its file. A new edition is a new entry.")
    fields = {name: value for name, value in before.fields.items() if name != "reason_code"}
    after = replace(rewritten(before, act.at, {**fields, **_awaited(file)}), expires=_until(act))
    after = replace(after, inside={**after.inside, "promise": str(cover(after.fields).version)})
    store.save(before, after, _said(act, "awaited", after), act)
    return after


def _awaited(file: DocumentFile) -> dict[str, Any]:
    return {"state": State.AWAITING_UPLOAD, "file": {"content_type": file.content_type, "size": file.size}}


def _until(act: Act) -> int:
    return int((act.now + KEPT).timestamp())


def _said(act: Act, action: str, entry: Entry) -> AuditEntry:
    return entry_for(act.caller, action, act.at, entry.fields["version"], act.request_id)


def promised(entry: Entry) -> str:
    """Which of an entry's promises is the newest: the version at which it was given."""
    return str(entry.inside.get("promise", _FIRST))


def form(quarantine: Quarantine, entry: Entry) -> Form | None:
    """Where the file goes, while it is awaited. Each promise has a key of its own, whatever is said of the document
    meanwhile."""
    fields = entry.fields
    if fields["state"] != State.AWAITING_UPLOAD:
        return None
    file: Mapping[str, Any] = fields["file"]
    key = f"library/{fields['id']}/{promised(entry)}"
    return quarantine.form(key, content_type=file["content_type"], size=file["size"])
