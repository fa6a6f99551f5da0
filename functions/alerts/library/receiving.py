"""What becomes of a file that was uploaded into quarantine: checked, kept or refused."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from alerts.library.checks import Checked, checked
from alerts.library.uploading import promised
from alerts.shelf.entry import Entry, cover
from alerts.shelf.model import MOST_BYTES, Collection, State
from alerts.shelf.service import rewritten
from cen import log
from cen.audit import Entry as AuditEntry
from cen.clock import Clock, instant, utc_now
from cen.ids import is_id
from cen.pdf import Suspicious
from cen.problems import StaleVersion, Unavailable
from cen.uploads import Quarantine, TooLarge, Uploaded

if TYPE_CHECKING:
    from alerts.shelf.store import ShelfStore

_WORKER = "librarian"
_TRIES = 5
_OPEN = frozenset({State.AWAITING_UPLOAD, State.PROCESSING})
_FORGOTTEN_ONE_DAY = frozenset({State.AWAITING_UPLOAD, State.REJECTED})
SUPERSEDED = "superseded_form"


class Keeper(Protocol):
    def keep(self, id: str, content: bytes, content_type: str, title: str) -> None:
        """Puts a checked file where links lead."""

    def remove(self, id: str) -> None:
        """Takes it away again."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """Whose file it is, by the key it was uploaded to: an entry, and one promise of it."""

    id: str
    promise: str

    def by(self, entry: Entry) -> bool:
        """Whether the entry still waits for this file, whatever else was said of it meanwhile."""
        return promised(entry) == self.promise and cover(entry.fields).state in _OPEN


@dataclass(frozen=True, slots=True)
class Librarian:
    """Hears of uploads. Done twice it comes to the same."""

    store: "ShelfStore"
    quarantine: Quarantine
    keeper: Keeper
    clock: Clock = utc_now

    def hear(self, uploaded: Uploaded) -> None:
        kind, _, rest = uploaded.key.partition("/")
        id, _, promise = rest.partition("/")
        if kind == "library" and is_id(id):
            self._receive(Awaited(id, promise), uploaded)
        self.quarantine.remove(uploaded)

    def _receive(self, awaited: Awaited, uploaded: Uploaded) -> None:
        entry = self._step(awaited, "processing", {"state": State.PROCESSING})
        taken = entry is not None and self._take(awaited, entry, uploaded)
        if not taken:
            self._passed_over(awaited)

    def _take(self, awaited: Awaited, entry: Entry, uploaded: Uploaded) -> bool:
        """False: the file is not awaited any more."""
        fields = entry.fields
        try:
            found = self._checked(uploaded, fields["file"])
        except Suspicious as refused:
            self._tell(refused.code)
            said = {"state": State.REJECTED, "reason_code": refused.code}
            return self._step(awaited, "rejected", said) is not None
        if not self._awaits(awaited):
            return False  # nor must it come over the file of a newer form
        self.keeper.keep(awaited.id, found.content, fields["file"]["content_type"], fields["title"])
        file = {**fields["file"], "size": len(found.content), "sha256": found.sha256}
        return self._step(awaited, "ready", {"state": State.READY, "file": file}) is not None

    def _awaits(self, awaited: Awaited) -> bool:
        entry = self.store.read(Collection.LIBRARY, awaited.id)
        return entry is not None and awaited.by(entry)

    def _passed_over(self, awaited: Awaited) -> None:
        """Of what was removed, no file may stay. What came by another form than the newest is not kept; whoever waits
        for their file has to see that."""
        entry = self.store.read(Collection.LIBRARY, awaited.id)
        if entry is None or cover(entry.fields).state is State.REMOVED:
            self.keeper.remove(awaited.id)
        elif promised(entry) != awaited.promise:
            self._tell(SUPERSEDED)
            newest = Awaited(awaited.id, promised(entry))
            if cover(entry.fields).state is State.AWAITING_UPLOAD:
                self._step(newest, "passed_over", {"reason_code": SUPERSEDED})

    def _tell(self, code: str) -> None:
        log.write("upload_refused", self.clock(), {"uploads_refused": 1}, context="alerts", code=code)

    def _checked(self, uploaded: Uploaded, file: Mapping[str, Any]) -> Checked:
        try:
            content = self.quarantine.read(uploaded, MOST_BYTES)
        except TooLarge as error:
            raise Suspicious("too_large") from error
        if len(content) != file["size"]:
            raise Suspicious("other_size")
        return checked(content, file["content_type"])

    def _step(self, awaited: Awaited, action: str, changes: dict[str, Any]) -> Entry | None:
        """The entry with these changes, on top of what others changed meanwhile. None if it does not wait for the file
        (any more)."""
        for _ in range(_TRIES):
            entry = self.store.read(Collection.LIBRARY, awaited.id)
            if entry is None or not awaited.by(entry):
                return None
            fields = {name: value for name, value in entry.fields.items() if name != "reason_code"} | changes
            if fields == entry.fields:
                return entry  # it was marked by one who stopped half way
            after = self._after(entry, fields)
            version = cover(after.fields).version
            said = AuditEntry(action, instant(self.clock()), version, _WORKER, "system", None, _WORKER)
            try:
                self.store.save(entry, after, said, None)
            except StaleVersion:
                continue
            return after
        raise Unavailable(retry_after=1)

    def _after(self, entry: Entry, fields: Mapping[str, Any]) -> Entry:
        """What is being worked on or done is not forgotten."""
        kept = entry.expires if State(fields["state"]) in _FORGOTTEN_ONE_DAY else None
        return replace(rewritten(entry, instant(self.clock()), fields), expires=kept)
