"""The permission table: what each route may ask for, and which tiers and roles hold it.

A permission answers "may this kind of caller use this route at all". Whose record it is, is decided in the context's
`service.py`. `docs/access.md` is printed from this table and the routes.
"""

from dataclasses import dataclass
from enum import StrEnum

from cen.principal import Principal, Tier
from cen.problems import Forbidden


class Permission(StrEnum):
    PROFILE_READ = "profile:read"
    CODES_READ = "codes:read"
    MEMBERS_READ = "members:read"
    SEIZURE_READ = "seizure:read"
    SEIZURE_EXPORT = "seizure:export"
    SEARCH_SAVE = "search:save"
    SEIZURE_ENTER = "seizure:enter"
    SEIZURE_APPROVE = "seizure:approve"
    SEIZURE_VERIFY = "seizure:verify"
    DUPLICATE_REVIEW = "duplicate:review"
    CORRECTION_PROPOSE = "correction:propose"
    CORRECTION_DECIDE = "correction:decide"
    QUALITY_READ = "quality:read"
    NIL_RETURN = "nil_return:make"
    PICTURE_READ = "picture:read"
    PICTURE_SEARCH = "picture:search"
    PICTURE_ENTER = "picture:enter"
    SETTINGS_READ = "settings:read"
    SETTINGS_CHANGE = "settings:change"
    ALERT_READ = "alert:read"
    ALERT_WRITE = "alert:write"
    SUBSCRIBE = "subscription:own"
    SUBSCRIPTION_SYSTEM = "subscription:system"
    INBOX_READ = "inbox:read"
    SHELF_READ = "shelf:read"
    SHELF_WRITE = "shelf:write"
    STATISTICS_READ = "statistics:read"
    STATISTICS_RUN = "statistics:run"
    COMM_USE = "comm:use"
    COMM_OPEN = "comm:open"
    COMM_CONSENT = "comm:consent"
    COMM_OVERSEE = "comm:oversee"


_ALL = frozenset(Tier)
_READERS = frozenset({Tier.READ_ONLY, Tier.UNRESTRICTED})
_WRITERS = frozenset({Tier.UNRESTRICTED})


@dataclass(frozen=True, slots=True)
class Rule:
    """`role`: needed besides the tier; `rilo`: must serve in a RILO; `member`: must belong to an administration;
    `office`: must speak for one: a RILO, CENMaT, or an administration as its contact point; `staff`: must serve in a
    RILO or in the management team; `system`: must be a machine client, or speak for an office."""

    tiers: frozenset[Tier]
    role: str | None = None
    rilo: bool = False
    member: bool = False
    office: bool = False
    system: bool = False
    staff: bool = False

    def allows(self, caller: Principal) -> bool:
        return (
            caller.tier in self.tiers
            and (self.role is None or self.role in caller.roles)
            and (not self.rilo or bool(caller.rilos))
            and (not self.member or caller.administration is not None)
            and (not self.office or _speaks(caller))
            and (not self.system or caller.kind == "service" or (caller.tier in _WRITERS and _speaks(caller)))
            and (not self.staff or bool(caller.rilos) or "cenmat" in caller.roles)
        )


def _speaks(caller: Principal) -> bool:
    contact_point = "ncp" in caller.roles and caller.administration is not None
    return bool(caller.rilos) or "cenmat" in caller.roles or contact_point


RULES: dict[Permission, Rule] = {
    Permission.PROFILE_READ: Rule(_ALL),
    Permission.CODES_READ: Rule(_ALL),
    Permission.MEMBERS_READ: Rule(_ALL),
    Permission.SEIZURE_READ: Rule(_READERS),
    Permission.SEIZURE_EXPORT: Rule(_READERS),
    Permission.SEARCH_SAVE: Rule(_READERS),
    Permission.SEIZURE_ENTER: Rule(_WRITERS, member=True),
    Permission.SEIZURE_APPROVE: Rule(_WRITERS, role="ncp", member=True),
    Permission.SEIZURE_VERIFY: Rule(_WRITERS, rilo=True),
    Permission.DUPLICATE_REVIEW: Rule(_WRITERS),
    Permission.CORRECTION_PROPOSE: Rule(_WRITERS),
    Permission.CORRECTION_DECIDE: Rule(_WRITERS, member=True),
    Permission.QUALITY_READ: Rule(_READERS, member=True),
    Permission.NIL_RETURN: Rule(_WRITERS, role="ncp", member=True),
    Permission.PICTURE_READ: Rule(_ALL),
    Permission.PICTURE_SEARCH: Rule(_ALL, member=True),
    Permission.PICTURE_ENTER: Rule(_WRITERS, member=True),
    Permission.SETTINGS_READ: Rule(_WRITERS, member=True),
    Permission.SETTINGS_CHANGE: Rule(_WRITERS, role="ncp", member=True),
    Permission.ALERT_READ: Rule(_ALL),
    Permission.ALERT_WRITE: Rule(_WRITERS, office=True),
    Permission.SUBSCRIBE: Rule(_ALL),
    Permission.SUBSCRIPTION_SYSTEM: Rule(_ALL, system=True),
    Permission.INBOX_READ: Rule(_ALL),
    Permission.SHELF_READ: Rule(_ALL),
    Permission.SHELF_WRITE: Rule(_WRITERS, office=True),
    Permission.STATISTICS_READ: Rule(_READERS),
    Permission.STATISTICS_RUN: Rule(_WRITERS, staff=True),
    Permission.COMM_USE: Rule(_WRITERS),
    Permission.COMM_OPEN: Rule(_WRITERS, member=True),
    Permission.COMM_CONSENT: Rule(_WRITERS, rilo=True),
    Permission.COMM_OVERSEE: Rule(_WRITERS, role="cenmat"),
}


def permissions_of(caller: Principal) -> list[Permission]:
    return [permission for permission, rule in RULES.items() if rule.allows(caller)]


def require(caller: Principal, permission: Permission) -> None:
    """Raises `Forbidden` unless the caller holds the permission."""
    if not RULES[permission].allows(caller):
        raise Forbidden(f"Your account does not hold the permission {permission.value}.")
