"""What becomes of a file that was uploaded into quarantine: checked, kept or refused."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from alerts.library.checks import Checked, checked
from alerts.shelf.entry import Entry, cover
from alerts.shelf.model import MOST_BYTES, Collection, State
from alerts.shelf.service import rewritten
from cen import log
from cen.audit import Entry as AuditEntry
from cen.clock import Clock, instant, utc_now
from cen.ids import is_id
from cen.pdf import Suspicious
from cen.problems import StaleVersion
from cen.uploads import Quarantine, TooLarge, Uploaded

if TYPE_CHECKING:
    from alerts.shelf.store import ShelfStore

_WORKER = "librarian"


class Keeper(Protocol):
    def keep(self, id: str, content: bytes, content_type: str, title: str) -> None:
        """Puts a checked file where links lead."""

    def remove(self, id: str) -> None:
        """Takes it away again."""


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
