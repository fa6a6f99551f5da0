"""The life of a picture.

awaiting_upload ──► processing ──► ready ──redact──► processing ──► ready
      │                 ├──► rejected
      └──► expired      └──► duplicate          what is not final yet ──► withdrawn
"""

from cpdb.errors import WrongState
from cpdb.model import PictureStatus

FINAL = frozenset({PictureStatus.REJECTED, PictureStatus.DUPLICATE, PictureStatus.EXPIRED, PictureStatus.WITHDRAWN})
WITHDRAWABLE = frozenset(PictureStatus) - FINAL
CHANGEABLE = frozenset({PictureStatus.READY})


def check(status: PictureStatus, allowed: frozenset[PictureStatus], action: str) -> None:
    """Raises `WrongState`."""
    if status not in allowed:
        raise WrongState(f"A picture that is {status.value} cannot be {action}.", current_status=status.value)
