"""A duplicate is a contribution of its own: another administration's, or to another case. It shows the picture that was
there first for as long as that is there for all of its readers; then it is drawn from that one's master, and others
that are the same follow it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cen.clock import Clock, instant, utc_now
from cen.problems import StaleVersion, Unavailable
from cpdb.errors import SameAs
from cpdb.model import PictureStatus
from cpdb.record import Picture, worker_entry
from cpdb.shelf import new_place
from cpdb.standing import PROCESS_WITHIN, guarded
from cpdb.visibility import audience, covering

if TYPE_CHECKING:
    from cpdb.store import PictureStore

_MOST = 100  # of one picture at a time


def contributes(picture: Picture, first: Picture) -> bool:
    """Whether a duplicate says more than the picture it is the same as."""
    foreign = picture.kept.administration != first.kept.administration
    return foreign or picture.seizure_id not in (None, first.seizure_id)


def _shows(home: Picture, picture: Picture) -> bool:
    """Whether all see the one for whom the other is meant."""
    standing = home.status in (PictureStatus.READY, PictureStatus.PROCESSING)
    return standing and audience(home.face) in covering(picture.face)


@dataclass(frozen=True, slots=True)
class Heirs:
    store: "PictureStore"
    clock: Clock = utc_now

    def settle(self, first: Picture) -> None:
        """Every duplicate of the picture shows one that is there for its readers. Raises `Unavailable`: again, then."""
        homes = [first]
        for picture in self.store.read_many(self.store.heirs(first.id, _MOST)):
            if picture.status is not PictureStatus.DUPLICATE:
                homes.append(picture)  # being drawn already
                continue
            home = next((one for one in homes if _shows(one, picture)), None)
            if home is None:
                homes.append(self._save(picture, self._own(picture), "promoted"))
            elif home is not first:
                self._save(picture, self._linked(picture, home), "linked")

    def _own(self, picture: Picture) -> Picture:
        """To be drawn from the master of the picture whose heir it is."""
        now = self.clock()
        due = instant(now + PROCESS_WITHIN)
        drawn = picture.changed(instant(now), status=PictureStatus.PROCESSING, drawing=new_place(), due=due)
        return guarded(self.store, picture, drawn.working(duplicate_of=None))

    def _linked(self, picture: Picture, home: Picture) -> Picture:
        heir_of = home.id if contributes(picture, home) else None
        return picture.changed(instant(self.clock()), duplicate_of=home.id, heir_of=heir_of)

    def _save(self, before: Picture, after: Picture, action: str) -> Picture:
        try:
            self.store.save(before, after, worker_entry(action, after, after.kept.updated_at))
        except (StaleVersion, SameAs) as error:
            raise Unavailable from error
        return after
