"""What stands at a partition under which searches are filed: what they ask for besides, so that a record knows whether
there is anything for it to look at. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from seizures.watches.model import meets_rest

# Of one partition; beyond, every record that stands there looks at all searches that are filed there.
MOST_RESTS = 2_000
_ANY = "*"


@dataclass(frozen=True, slots=True)
class Mark:
    """What searches that are filed under a partition ask for besides. `version` 0: there is none yet."""

    rests: tuple[str, ...] = ()
    version: int = 0

    def with_one(self, rest: str) -> "Mark":
        rests = (_ANY,) if len(self.rests) >= MOST_RESTS else (*self.rests, rest)
        return Mark(rests, self.version + 1)

    def knows(self, rest: str) -> bool:
        return rest in self.rests or self.any

    @property
    def any(self) -> bool:
        """There were too many to name."""
        return _ANY in self.rests

    def met_by(self, keys: str) -> Iterator[str]:
        """Those that a record with these keys meets."""
        return (rest for rest in self.rests if meets_rest(keys, rest))
