"""What becomes of a picture that was uploaded to search with: its hash is kept, the picture is not."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cen.uploads import TooLarge, Uploaded
from cpdb.images.reasons import PictureReason
from cpdb.images.workshop import Work, Workshop
from cpdb.looks.model import Look, LookStatus
from cpdb.processing import Arrivals

if TYPE_CHECKING:
    from cpdb.looks.store import LookStore


@dataclass(frozen=True, slots=True)
class Hasher:
    looks: "LookStore"
    arrivals: Arrivals
    workshop: Workshop

    def __call__(self, id: str, uploaded: Uploaded) -> None:
        """Raises what may go better another time."""
        look = self.looks.read(id)
        if look is not None and look.status is LookStatus.AWAITING_UPLOAD:
            work = self._work(look, uploaded)
            if work.rejected is None:
                found = {"status": LookStatus.READY, "hash": f"{work.hashes[0]:016x}"}
            else:
                found = {"status": LookStatus.REJECTED, "reason_code": work.rejected}
            self.looks.finish(look.model_copy(update=found))
        self.arrivals.remove(uploaded)

    def _work(self, look: Look, uploaded: Uploaded) -> Work:
        try:
            data = self.arrivals.read(uploaded, look.size)
        except TooLarge:
            return Work(PictureReason.WRONG_SIZE)
        except LookupError:
            return Work(PictureReason.FAILED)
        return self.workshop.look(data, look.content_type) if len(data) == look.size else Work(PictureReason.WRONG_SIZE)
