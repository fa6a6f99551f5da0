"""What a picture stands for and where it lies, after what it is for other readers or shows something else."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cen.clock import instant
from cen.tlp import wider
from cpdb.errors import SamePicture
from cpdb.model import PictureStatus
from cpdb.record import Picture
from cpdb.shelf import new_place
from cpdb.visibility import audience, narrows

if TYPE_CHECKING:
    from cpdb.store import PictureStore

PROCESS_WITHIN = timedelta(minutes=15)


def guarded(store: "PictureStore", before: Picture, after: Picture) -> Picture:
    """Stands for what it shows among the readers it is now for, unless another picture does there."""
    digest, scope = after.kept.digest, audience(after.face)
    if digest is None or after.status is PictureStatus.DUPLICATE:
        return after
    if (before.kept.digest, before.kept.guard) == (digest, scope):
        return after
    taken = store.same_pixels(digest, [scope])
    return after.working(guard=scope if taken is None or taken[0] == after.id else None)


def widened(store: "PictureStore", before: Picture, after: Picture) -> Picture:
    """The same, for somebody who can be told. Raises `SamePicture` if its new readers have such a picture already."""
    after = guarded(store, before, after)
    if after.kept.digest and after.kept.guard is None and wider(before.tlp, after.tlp):
        raise SamePicture("Those it is to be for have the same picture already. Withdraw this one, or leave it so.")
    return after


def moved(before: Picture, after: Picture, now: datetime) -> Picture:
    """For fewer readers a picture lies elsewhere, so that links of before are dead: it is drawn anew there."""
    if after.status is not PictureStatus.READY or not narrows(before.face, after.face):
        return after
    return after.working(status=PictureStatus.PROCESSING, drawing=new_place(), due=instant(now + PROCESS_WITHIN))
