"""Who asked for work that is done later, with the rights that they had then."""

from typing import Literal

from cen.fields import Model
from cen.principal import Principal, Tier


class Requester(Model):
    """The rights of who asked, as they were then: what they may do is decided again with every record."""

    id: str
    name: str
    kind: Literal["person", "service"]
    tier: Tier | None
    administration: str | None
    rilos: tuple[str, ...]
    roles: tuple[str, ...]

    @property
    def principal(self) -> Principal:
        rights = (self.tier, self.administration, frozenset(self.rilos), frozenset(self.roles))
        return Principal(self.id, self.name, self.kind, *rights)


def requester(caller: Principal) -> Requester:
    return Requester(
        id=caller.id,
        name=caller.name,
        kind=caller.kind,
        tier=caller.tier,
        administration=caller.administration,
        rilos=tuple(sorted(caller.rilos)),
        roles=tuple(sorted(caller.roles)),
    )
