"""One act of one caller: what every use case is told besides its input."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from cen.clock import instant
from cen.principal import Principal


@dataclass(frozen=True, slots=True)
class Idempotency:
    """The caller's key, and a fingerprint of what it was sent with."""

    key: str
    fingerprint: str


class Replay(Exception):
    """Not a fault: the same request was carried out before, and made this; this version of it, if it has versions."""

    def __init__(self, id: str, version: int = 0) -> None:
        super().__init__(id, version)
        self.id = id
        self.version = version


@dataclass(frozen=True, slots=True)
class Act:
    caller: Principal
    now: datetime
    request_id: str
    idempotency: Idempotency | None = None
    if_match: str | None = None

    @property
    def at(self) -> str:
        return instant(self.now)


def fingerprint(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
