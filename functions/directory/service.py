"""Who is who: the caller, administrations, RILOs. Memberships are data with a validity period."""

from datetime import date

from cen import members
from cen.access import permissions_of
from cen.principal import Principal
from directory.errors import NoSuchAdministration, NoSuchRilo
from directory.model import Administration, Me, Membership, Rilo


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


def _administration(found: members.Administration, today: date) -> Administration:
    current = found.on(today)
    return Administration(
        code=found.code,
        name=found.name_en,
        name_fr=found.name_fr,
        wco_region=current.wco_region if current else None,
        rilo=current.rilo if current else None,
        memberships=[_membership(period) for period in found.memberships],
    )


def _membership(period: members.Membership) -> Membership:
    return Membership(
        wco_region=period.wco_region,
        rilo=period.rilo,
        valid_from=period.valid_from.isoformat(),
        valid_to=period.valid_to.isoformat() if period.valid_to else None,
        evidence=period.evidence,
        to_be_confirmed=period.to_be_confirmed,
    )


def _rilo(found: members.Rilo, today: date) -> Rilo:
    return Rilo(
        code=found.code,
        name=found.name_en,
        name_fr=found.name_fr,
        host_country=found.host_country,
        host_city=found.host_city,
        established=found.established,
        to_be_confirmed=list(found.uncertain),
        members=members.members_of(found.code, today),
    )
