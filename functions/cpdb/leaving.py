"""Places on the shelf that pictures have left: nothing stays there.

    PIC#<id>   LEFT#<place>   that the picture has left the place, noted in the transaction in which it did

What lies there is taken away at once by whoever moved the picture, and by all who hear of the picture afterwards. As
any of them may die, and a worker that was overtaken may put something there late, the sweeper takes it away once more
when no such worker can be alive; only then the note goes.

A place holds a master for longer while another's picture of the same pixels is still to be drawn from it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cen.clock import instant
from cen.dynamo import delete
from cen.problems import Unavailable
from cpdb.moves import LEFT

if TYPE_CHECKING:
    from cpdb.shelf import Shelf
    from cpdb.store import PictureStore

ONCE_MORE_AFTER = timedelta(minutes=15)  # a worker lives for a minute


@dataclass(frozen=True, slots=True)
class Leavings:
    store: "PictureStore"
    shelf: "Shelf"

    def clear(self, id: str) -> None:
        """What lies where the picture was. Raises `Unavailable`; to do it again is harmless."""
        left = self.store.left(id)
        waiting = self._waiting(id) if left else None
        for place in left:
            self.shelf.close(place) if place == waiting else self.shelf.clear(place)

    def sweep(self, now: datetime, at_once: int) -> tuple[int, int]:
        """How many places are empty for good, and how many could not be cleared."""
        cleared = failed = 0
        for id, place in self.store.left_until(instant(now - ONCE_MORE_AFTER), at_once):
            try:
                if place == self._waiting(id):
                    self.shelf.close(place)
                    continue
                self.shelf.clear(place)
                self.store.table.transact([delete(f"PIC#{id}", f"{LEFT}#{place}")])
                cleared += 1
            except Unavailable:
                failed += 1
        return cleared, failed

    def _waiting(self, id: str) -> str | None:
        """The place whose master heirs are drawn from: the last of the picture, not one it was in before."""
        if not self.store.heirs(id, 1):
            return None
        picture = self.store.read(id)
        return picture.kept.shelf if picture else None
