"""From the promise of a file to the file: awaited, uploaded into quarantine, checked, kept or refused."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

from alerts.library.checks import Checked, checked
from alerts.library.pdf import Suspicious
from alerts.shelf.entry import Entry, cover
from alerts.shelf.errors import NotAwaited
from alerts.shelf.model import LIBRARY, MOST_BYTES, Collection, DocumentEntry, File, State
from alerts.shelf.service import Placed, mine, put_on, rewritten
from cen import log
from cen.act import Act
from cen.audit import Entry as AuditEntry
from cen.audit import entry_for
from cen.clock import Clock, instant, utc_now
from cen.ids import is_id
from cen.problems import StaleVersion
from cen.uploads import Form, Quarantine, TooLarge, Uploaded

if TYPE_CHECKING:
    from alerts.shelf.store import ShelfStore

# What was promised and did not come is forgotten.
KEPT = timedelta(days=2)
_WORKER = "librarian"


class Keeper(Protocol):
    def keep(self, id: str, content: bytes, content_type: str, title: str) -> None:
        """Puts a checked file where links lead."""

    def remove(self, id: str) -> None:
        """Takes it away again."""


def promise(store: "ShelfStore", act: Act, given: DocumentEntry) -> Placed:
    return put_on(store, act, LIBRARY, given, _awaited(given), _until(act))


def again(store: "ShelfStore", act: Act, id: str, file: File) -> Entry:
    """Another form for a file that has not come, or was refused."""
    before = mine(store, act, LIBRARY, id)
    if cover(before.fields).state is State.READY:
        raise NotAwaited("It has its file. A new edition is a new entry.")
    fields = {name: value for name, value in before.fields.items() if name != "reason_code"}
    after = replace(rewritten(before, act.at, {**fields, **_awaited(file)}), expires=_until(act))
    store.save(before, after, _said(act, "awaited", after), act)
    return after


def _awaited(file: File) -> dict[str, Any]:
    return {"state": State.AWAITING_UPLOAD, "file": {"content_type": file.content_type, "size": file.size}}


def _until(act: Act) -> int:
    return int((act.now + KEPT).timestamp())


def _said(act: Act, action: str, entry: Entry) -> AuditEntry:
    return entry_for(act.caller, action, act.at, entry.fields["version"], act.request_id)


def form(quarantine: Quarantine, entry: Entry) -> Form | None:
    """Where the file goes, while it is awaited. Each promise has a key of its own."""
    fields = entry.fields
    if fields["state"] != State.AWAITING_UPLOAD:
        return None
    file: Mapping[str, Any] = fields["file"]
    key = f"library/{fields['id']}/{fields['version']}"
    return quarantine.form(key, content_type=file["content_type"], size=file["size"])


@dataclass(frozen=True, slots=True)
class Librarian:
    """Hears of uploads. Done twice it comes to the same; what another promise has overtaken is thrown away."""

    store: "ShelfStore"
    quarantine: Quarantine
    keeper: Keeper
    clock: Clock = utc_now

    def hear(self, uploaded: Uploaded) -> None:
        entry = self._awaiting(uploaded)
        if entry is not None:
            self._take(entry, uploaded)
        self.quarantine.remove(uploaded)

    def _awaiting(self, uploaded: Uploaded) -> Entry | None:
        """The entry whose file this is, marked as being looked at."""
        kind, _, rest = uploaded.key.partition("/")
        id, _, promise = rest.partition("/")
        entry = self.store.read(Collection.LIBRARY, id) if kind == "library" and is_id(id) else None
        if entry is None:
            return None
        state, version = cover(entry.fields).state, entry.fields["version"]
        if state is State.PROCESSING and str(entry.inside.get("promise")) == promise:
            return entry
        if state is not State.AWAITING_UPLOAD or str(version) != promise:
            return None
        return self._step(entry, "processing", {"state": State.PROCESSING}, {"promise": version})

    def _take(self, entry: Entry, uploaded: Uploaded) -> None:
        fields = entry.fields
        try:
            found = self._checked(uploaded, fields["file"])
        except Suspicious as refused:
            log.write("upload_refused", self.clock(), {"uploads_refused": 1}, context="alerts", code=refused.code)
            self._step(entry, "rejected", {"state": State.REJECTED, "reason_code": refused.code})
            return
        self.keeper.keep(fields["id"], found.content, fields["file"]["content_type"], fields["title"])
        file = {**fields["file"], "size": len(found.content), "sha256": found.sha256}
        if self._step(entry, "ready", {"state": State.READY, "file": file}) is None:
            self._tidy(fields["id"])

    def _tidy(self, id: str) -> None:
        """Of what was removed meanwhile, no file may stay."""
        entry = self.store.read(Collection.LIBRARY, id)
        if entry is None or cover(entry.fields).state is State.REMOVED:
            self.keeper.remove(id)

    def _checked(self, uploaded: Uploaded, file: Mapping[str, Any]) -> Checked:
        try:
            content = self.quarantine.read(uploaded, MOST_BYTES)
        except TooLarge as error:
            raise Suspicious("too_large") from error
        if len(content) != file["size"]:
            raise Suspicious("other_size")
        return checked(content, file["content_type"])

    def _step(
        self, entry: Entry, action: str, changes: Mapping[str, Any], inside: Mapping[str, Any] | None = None
    ) -> Entry | None:
        """None if somebody else changed the entry meanwhile. What is being worked on or done is not forgotten."""
        at = instant(self.clock())
        kept = entry.expires if changes["state"] is State.REJECTED else None
        after = rewritten(entry, at, {**entry.fields, **changes})
        after = replace(after, inside={**entry.inside, **(inside or {})}, expires=kept)
        version = after.fields["version"]
        try:
            self.store.save(entry, after, AuditEntry(action, at, version, _WORKER, "system", None, _WORKER), None)
        except StaleVersion:
            return None
        return after
