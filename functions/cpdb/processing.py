"""What becomes of an upload: checked, drawn, and put on the shelf under its record, once.

S3 may tell of an upload twice, late, and of another version of the same object, if a form was sent again. The version
that came first is the one that is worked on and published; whatever else arrives is taken away.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol, TypeGuard

from cen import log
from cen.audit import Entry
from cen.clock import Clock, instant, utc_now
from cen.doors import Seizures
from cen.problems import StaleVersion, Unavailable
from cen.uploads import TooLarge, Uploaded
from cpdb.errors import SameAs
from cpdb.following import followed, follows, record_of
from cpdb.heirs import contributes
from cpdb.images.reasons import PictureReason
from cpdb.images.workshop import Made, Work, Workshop, WorkshopFailed
from cpdb.leaving import Leavings
from cpdb.model import PictureStatus, Stored
from cpdb.moves import still_stands
from cpdb.record import Picture, shown_digest, worker_entry
from cpdb.standing import PROCESS_WITHIN
from cpdb.visibility import audience, covering

if TYPE_CHECKING:
    from cpdb.shelf import Shelf
    from cpdb.store import PictureStore

ATTEMPTS = 3
LEASE = timedelta(seconds=90)


class Arrivals(Protocol):
    """The quarantine."""

    def read(self, uploaded: Uploaded, limit: int) -> bytes: ...

    def remove(self, uploaded: Uploaded) -> None: ...


@dataclass(frozen=True, slots=True)
class Processor:
    """`new_place`: makes the name of a place on the shelf."""

    store: "PictureStore"
    arrivals: Arrivals
    workshop: Workshop
    shelf: "Shelf"
    seizures: Seizures
    new_place: Callable[[], str]
    clock: Clock = utc_now

    def __call__(self, id: str, uploaded: Uploaded) -> None:
        """Raises `Unavailable` while another worker is at it, and what may go better another time."""
        picture = self.store.read(id)
        if self._waits(picture, uploaded):
            self._take_up(picture, uploaded)
        # Also what a worker that died has put somewhere since.
        Leavings(self.store, self.shelf).clear(id)
        self.arrivals.remove(uploaded)

    def _take_up(self, picture: Picture, uploaded: Uploaded) -> None:
        if picture.kept.lease is not None and instant(self.clock()) < picture.kept.lease:
            raise Unavailable("Another worker is at it.")
        try:
            self._log(self._finish(self._begin(picture, uploaded), uploaded))
        except StaleVersion:
            # Withdrawn meanwhile; or another worker came first, and still needs the upload.
            if self._waits(self.store.read(picture.id), uploaded):
                raise Unavailable("Another worker is at it.") from None

    def _waits(self, picture: Picture | None, uploaded: Uploaded) -> TypeGuard[Picture]:
        """Whether the picture is to be made of this upload."""
        if picture is None or picture.status is not PictureStatus.PROCESSING:
            return picture is not None and picture.status is PictureStatus.AWAITING_UPLOAD
        return picture.kept.drawing is None and picture.kept.object_version == uploaded.version

    def _begin(self, picture: Picture, uploaded: Uploaded) -> Picture:
        """Takes the picture."""
        now = self.clock()
        taken: dict[str, Any] = {"attempts": picture.kept.attempts + 1, "lease": instant(now + LEASE)}
        if picture.status is PictureStatus.PROCESSING:
            after = picture.working(**taken)
            self.store.save(picture, after)
            return after
        after = picture.changed(
            instant(now),
            status=PictureStatus.PROCESSING,
            object_version=uploaded.version,
            shelf=self.new_place(),
            due=instant(now + PROCESS_WITHIN),
            **taken,
        )
        self.store.save(picture, after, self._entry("received", after))
        return after

    def _finish(self, picture: Picture, uploaded: Uploaded) -> Picture:
        if picture.kept.attempts > ATTEMPTS:
            return self._reject(picture, PictureReason.FAILED)
        try:
            work = self._work(picture, uploaded)
            return self._publish(picture, work) if work.rejected is None else self._reject(picture, work.rejected)
        except (WorkshopFailed, Unavailable):
            self._release(picture)
            raise

    def _work(self, picture: Picture, uploaded: Uploaded) -> Work:
        try:
            data = self.arrivals.read(uploaded, picture.kept.size)
        except TooLarge:
            return Work(PictureReason.WRONG_SIZE)
        except LookupError:
            return Work(PictureReason.FAILED)
        if len(data) != picture.kept.size:
            return Work(PictureReason.WRONG_SIZE)
        return self.workshop.publish(data, picture.kept.content_type, picture.redactions)

    def _publish(self, picture: Picture, work: Work) -> Picture:
        """Ready, or known to be a picture that is there."""
        picture = self._following(picture)
        known = _known(work, picture)
        same = self.store.same_pixels(known["digest"], covering(picture.face))
        if same is not None:
            return self._link(picture, known, *same)
        self.shelf.put(str(picture.kept.shelf), work.renditions)
        scope = audience(picture.face)
        drawn = {"renditions": stored(work.renditions), "burnt": len(picture.redactions), "guard": scope}
        ready = {"status": PictureStatus.READY, "ready_at": instant(self.clock())}
        after = self._done(picture, **known, **drawn, **ready)
        try:
            self.store.save(picture, after, self._entry("ready", after))
        except SameAs as found:
            return self._link(picture, known, found.id, scope)
        return after

    def _following(self, picture: Picture) -> Picture:
        """With the label and hold of its seizure record as that is now."""
        if picture.seizure_id is None:
            return picture
        wanted = follows(picture, record_of(self.seizures, picture.seizure_id))
        if wanted is None:
            return picture
        after = followed(picture, wanted, instant(self.clock()))
        self.store.save(picture, after, self._entry("followed", after))
        return after

    def _link(self, picture: Picture, known: dict[str, Any], same: str, scope: str) -> Picture:
        """To the picture that stands for the same pixels in that scope, if it still does when this is saved."""
        other = self.store.read(same)
        heir_of = same if other is not None and contributes(picture, other) else None
        linked = {"status": PictureStatus.DUPLICATE, "duplicate_of": same, "heir_of": heir_of, "shelf": None}
        after = self._done(picture, **known, **linked)
        try:
            standing = [still_stands(known["digest"], scope, same)]
            self.store.save(picture, after, self._entry("linked", after), None, standing)
        except SameAs as found:
            raise Unavailable from found
        return after

    def _reject(self, picture: Picture, reason: PictureReason) -> Picture:
        after = self._done(picture, status=PictureStatus.REJECTED, reason_code=reason, shelf=None)
        self.store.save(picture, after, self._entry("rejected", after, reason_code=reason))
        return after

    def _done(self, picture: Picture, **kept: Any) -> Picture:
        cleared = {"lease": None, "due": None, "slot": None, "attempts": 0}
        return picture.changed(instant(self.clock()), **(cleared | kept))

    def _release(self, picture: Picture) -> None:
        """Lets the next attempt begin at once."""
        with suppress(StaleVersion):
            self.store.save(picture, picture.working(lease=None))

    def _entry(self, action: str, picture: Picture, **more: Any) -> Entry:
        return worker_entry(action, picture, instant(self.clock()), **more)

    def _log(self, picture: Picture) -> None:
        counts = {f"pictures_{status}": int(picture.status is status) for status in _COUNTED}
        log.write(
            "picture",
            self.clock(),
            counts,
            context="cpdb",
            picture=picture.id,
            status=picture.status,
            reason_code=picture.kept.reason_code,
            administration=picture.kept.administration,
        )


_COUNTED = (PictureStatus.READY, PictureStatus.REJECTED, PictureStatus.DUPLICATE)


def _known(work: Work, picture: Picture) -> dict[str, Any]:
    """What is known of what it shows, wherever it lies."""
    pixels = str(work.digest)
    hashes = tuple(f"{found:016x}" for found in work.hashes)
    return {"pixels": pixels, "digest": shown_digest(pixels, picture.redactions), "hashes": hashes}


def stored(made: Sequence[Made]) -> tuple[Stored, ...]:
    return tuple(
        Stored(name=one.name, format=one.format, width=one.width, height=one.height, bytes=len(one.content))
        for one in made
    )
