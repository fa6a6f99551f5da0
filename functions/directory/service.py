"""Who is who: the caller, administrations, RILOs. Memberships are data with a validity period."""

from datetime import date

from cen import members
from cen.access import permissions_of
from cen.principal import Principal
from directory.errors import NoSuchAdministration, NoSuchRilo
from directory.model import Administration, Me, Rilo


def me(caller: Principal) -> Me:
    return Me(
        id=caller.id,
        name=caller.name,
        kind=caller.kind,
        tier=caller.tier,
        administration=caller.administration,
        roles=caller.groups,
        permissions=[permission.value for permission in permissions_of(caller)],
    )


def administrations(today: date) -> list[Administration]:
    return [_administration(found, today) for found in members.administrations()]


def administration(code: str, today: date) -> Administration:
    found = members.administration(code)
    if found is None:
        raise NoSuchAdministration(f"There is no administration {code[:20]!r}.")
    return _administration(found, today)


def rilos(today: date) -> list[Rilo]:
    return [_rilo(found, today) for found in members.rilos()]


def rilo(code: str, today: date) -> Rilo:
    found = members.rilo(code)
    if found is None:
        raise NoSuchRilo(f"There is no RILO {code[:20]!r}.")
    return _rilo(found, today)
