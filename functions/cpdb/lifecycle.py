"""The life of a picture.

awaiting_upload ──► processing ──► ready ──redact, narrow──► processing ──► ready
      │                 ├──► rejected
      └──► expired      └──► duplicate ──its picture goes──► processing ──► ready

what is not final yet ──► withdrawn
"""

from cpdb.errors import WrongState
from cpdb.model import PictureStatus

FINAL = frozenset({PictureStatus.REJECTED, PictureStatus.EXPIRED, PictureStatus.WITHDRAWN})
# In which others than its administration may see it.
SHARED = frozenset({PictureStatus.READY, PictureStatus.DUPLICATE})
WITHDRAWABLE = frozenset(PictureStatus) - FINAL
CHANGEABLE = frozenset({PictureStatus.READY})


def check(status: PictureStatus, allowed: frozenset[PictureStatus], action: str) -> None:
    """Raises `WrongState`."""
    if status not in allowed:
        raise WrongState(f"A picture that is {status.value} cannot be {action}.", current_status=status.value)
