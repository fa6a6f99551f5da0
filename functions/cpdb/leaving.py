"""Places on the shelf that pictures have left: nothing stays there.

    PIC#<id>   LEFT#<place>   that the picture has left the place, noted in the transaction in which it did

What lies there is taken away at once by whoever moved the picture, and by all who hear of the picture afterwards. As
any of them may die, and a worker that was overtaken may put something there late, the sweeper takes it away once more
when no such worker can be alive; only then the note goes.

A place holds a master for longer while another's picture of the same pixels is still to be drawn from it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from cen.clock import instant
from cen.dynamo import Item, delete, put
from cen.problems import Unavailable
from cpdb.model import PictureStatus
from cpdb.record import Picture

if TYPE_CHECKING:
    from cpdb.shelf import Shelf
    from cpdb.store import PictureStore

LEFT = "LEFT"
ONCE_MORE_AFTER = timedelta(minutes=15)  # a worker lives for a minute
_ON_THE_SHELF = frozenset({PictureStatus.PROCESSING, PictureStatus.READY})


def places(picture: Picture) -> set[str]:
    """Where it lies, or is going to."""
    if picture.status not in _ON_THE_SHELF:
        return set()
    return {place for place in (picture.kept.shelf, picture.kept.drawing) if place}


def notes(before: Picture, after: Picture) -> list[dict[str, Any]]:
    """For the transaction that makes the one of the other."""
    return [put(_note(after, place)) for place in sorted(places(before) - places(after))]


def _note(picture: Picture, place: str) -> Item:
    return {
        "pk": f"PIC#{picture.id}",
        "sk": f"{LEFT}#{place}",
        "uf_pk": LEFT,
        "uf_sk": f"{picture.kept.updated_at}#{picture.id}#{place}",
    }


@dataclass(frozen=True, slots=True)
class Leavings:
    store: "PictureStore"
    shelf: "Shelf"

    def clear(self, id: str) -> None:
        """What lies where the picture was. Raises `Unavailable`; to do it again is harmless."""
        left = self.store.left(id)
        if not left:
            return
        needed = bool(self.store.heirs(id, 1))
        for place in left:
            self.shelf.close(place) if needed else self.shelf.clear(place)

    def sweep(self, now: datetime, at_once: int) -> tuple[int, int]:
        """How many places are empty for good, and how many could not be cleared."""
        cleared = failed = 0
        for id, place in self.store.left_until(instant(now - ONCE_MORE_AFTER), at_once):
            try:
                if self.store.heirs(id, 1):
                    self.shelf.close(place)
                    continue
                self.shelf.clear(place)
                self.store.table.transact([delete(f"PIC#{id}", f"{LEFT}#{place}")])
                cleared += 1
            except Unavailable:
                failed += 1
        return cleared, failed
