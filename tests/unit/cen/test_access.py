"""The permission table, compared with one written by hand, and two laws that any table of ours must keep."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cen.access import RULES, Permission, permissions_of, require
from cen.principal import Principal, Tier, principal_from
from cen.problems import Forbidden
from tests.unit.cen.helpers import Register, person

# What every caller with a tier holds.
ANYBODY = {
    *("profile:read", "codes:read", "members:read", "alert:read", "shelf:read", "subscription:own", "inbox:read"),
    "picture:read",
}
# Of an administration, whatever the tier.
MEMBER = {"picture:search"}
# Whoever speaks for a RILO, for CENMaT, or for an administration as its contact point.
OFFICE = {"alert:write", "shelf:write", "subscription:system"}
READER = ANYBODY | {"seizure:read", "seizure:export", "search:save", "statistics:read"}
READING_MEMBER = READER | MEMBER | {"quality:read"}
INSIDE = READER | {"comm:use", "duplicate:review", "correction:propose"}
OFFICER = (
    INSIDE | READING_MEMBER | {"seizure:enter", "settings:read", "picture:enter", "comm:open", "correction:decide"}
)
NCP = OFFICER | OFFICE | {"seizure:approve", "settings:change", "nil_return:make"}
RILO = OFFICE | {"seizure:verify", "comm:consent", "statistics:run"}
CENMAT = OFFICE | {"comm:oversee", "statistics:run"}

UNRESTRICTED = "tier-unrestricted"
MATRIX: list[tuple[str, str, set[str]]] = [
    ("no group at all", "", set()),
    ("no tier, everything else", "administration-FR role-ncp role-cenmat rilo-WE", set()),
    ("unknown tier, everything else", "tier-root administration-FR role-ncp role-cenmat rilo-WE", set()),
    ("two tiers", "tier-limited tier-unrestricted administration-FR role-ncp rilo-WE", set()),
    ("limited, outside organisation", "tier-limited", ANYBODY),
    ("limited, everything else", "tier-limited administration-FR role-ncp role-cenmat rilo-WE", ANYBODY | MEMBER),
    ("read-only, no administration", "tier-read-only", READER),
    ("read-only officer", "tier-read-only administration-FR", READING_MEMBER),
    ("read-only, everything else", "tier-read-only administration-FR role-ncp role-cenmat rilo-WE", READING_MEMBER),
    ("unrestricted, no administration", UNRESTRICTED, INSIDE),
    ("officer", f"{UNRESTRICTED} administration-FR", OFFICER),
    ("officer of two administrations", f"{UNRESTRICTED} administration-FR administration-BE", INSIDE),
    ("NCP", f"{UNRESTRICTED} administration-FR role-ncp", NCP),
    ("NCP of no administration", f"{UNRESTRICTED} role-ncp", INSIDE),
    ("RILO officer", f"{UNRESTRICTED} rilo-WE", INSIDE | RILO),
    ("RILO officer of two RILOs", f"{UNRESTRICTED} rilo-WE rilo-ECE", INSIDE | RILO),
    ("RILO officer seconded by France", f"{UNRESTRICTED} administration-FR rilo-WE", OFFICER | RILO),
    ("a RILO without a name", f"{UNRESTRICTED} rilo-", INSIDE),
    ("an administration without a name", f"{UNRESTRICTED} administration- role-ncp", INSIDE),
    ("CENMaT", f"{UNRESTRICTED} role-cenmat", INSIDE | CENMAT),
    ("unknown role", f"{UNRESTRICTED} administration-FR role-root", OFFICER),
    (
        "everything",
        f"{UNRESTRICTED} administration-FR role-ncp role-cenmat rilo-WE",
        NCP | RILO | CENMAT,
    ),
]


def caller_with(groups: str) -> Principal:
    return principal_from(person(*groups.split()), Register())


@pytest.mark.parametrize(("groups", "held"), [row[1:] for row in MATRIX], ids=[row[0] for row in MATRIX])
def test_permissions_are_those_of_the_matrix(groups: str, held: set[str]) -> None:
    caller = caller_with(groups)
    assert {permission.value for permission in permissions_of(caller)} == held
    for permission in Permission:
        if permission.value in held:
            require(caller, permission)
        else:
            with pytest.raises(Forbidden, match=permission.value):
                require(caller, permission)


def test_every_permission_has_a_rule_and_a_row_that_holds_it() -> None:
    assert set(RULES) == set(Permission)
    assert set().union(*(held for _, _, held in MATRIX)) == {permission.value for permission in Permission}


@pytest.mark.parametrize("tier", list(Tier))
def test_a_machine_client_holds_what_a_person_of_its_tier_and_administration_holds(tier: Tier) -> None:
    service = Principal("client-1", "system", "service", tier, "FR")
    person_holds = set(permissions_of(caller_with(f"tier-{tier} administration-FR")))
    # A machine is a system, which may be told.
    assert set(permissions_of(service)) == person_holds | {Permission.SUBSCRIPTION_SYSTEM}


ROLES = st.sets(st.sampled_from(["role-ncp", "role-cenmat", "role-other", "rilo-WE", "rilo-ECE", "unknown"]))


@given(
    tier=st.sampled_from(["tier-limited", "tier-read-only", UNRESTRICTED]),
    administration=st.sampled_from(["administration-FR", "administration-BE", ""]),
    roles=ROLES,
    data=st.data(),
)
def test_removing_a_group_never_adds_a_permission(
    tier: str, administration: str, roles: set[str], data: st.DataObject
) -> None:
    """Of callers with one tier and at most one administration: with two, removing one resolves the doubt."""
    groups = [tier, *sorted(roles), *([administration] if administration else [])]
    removed = data.draw(st.sampled_from(groups))
    kept = [name for name in groups if name != removed]
    before, after = caller_with(" ".join(groups)), caller_with(" ".join(kept))
    assert set(permissions_of(after)) <= set(permissions_of(before))


@given(tier=st.text(st.characters(codec="ascii", categories=["L", "Nd", "Pd"])), roles=ROLES)
def test_an_unknown_tier_holds_nothing(tier: str, roles: set[str]) -> None:
    if tier not in set(Tier):
        assert permissions_of(caller_with(" ".join([f"tier-{tier}", "administration-FR", *sorted(roles)]))) == []
