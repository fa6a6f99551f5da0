"""The permission table, compared with one written by hand, and two laws that any table of ours must keep."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cen.access import RULES, Permission, permissions_of, require
from cen.principal import Principal, Tier, principal_from
from cen.problems import Forbidden
from tests.unit.cen.helpers import Register, person

ANYBODY = {"profile:read", "codes:read", "members:read"}
READER = ANYBODY | {"seizure:read", "seizure:export", "statistics:read"}
RUNS = {"statistics:run"}
OFFICER = READER | {"seizure:enter", "settings:read"}
NCP = OFFICER | {"seizure:approve", "settings:change"}

UNRESTRICTED = "tier-unrestricted"
MATRIX: list[tuple[str, str, set[str]]] = [
    ("no group at all", "", set()),
    ("no tier, everything else", "administration-FR role-ncp role-cenmat rilo-WE", set()),
    ("unknown tier, everything else", "tier-root administration-FR role-ncp role-cenmat rilo-WE", set()),
    ("two tiers", "tier-limited tier-unrestricted administration-FR role-ncp rilo-WE", set()),
    ("limited, outside organisation", "tier-limited", ANYBODY),
    ("limited, everything else", "tier-limited administration-FR role-ncp role-cenmat rilo-WE", ANYBODY),
    ("read-only, no administration", "tier-read-only", READER),
    ("read-only officer", "tier-read-only administration-FR", READER),
    ("read-only, everything else", "tier-read-only administration-FR role-ncp role-cenmat rilo-WE", READER),
    ("unrestricted, no administration", UNRESTRICTED, READER),
    ("officer", f"{UNRESTRICTED} administration-FR", OFFICER),
    ("officer of two administrations", f"{UNRESTRICTED} administration-FR administration-BE", READER),
    ("NCP", f"{UNRESTRICTED} administration-FR role-ncp", NCP),
    ("NCP of no administration", f"{UNRESTRICTED} role-ncp", READER),
    ("RILO officer", f"{UNRESTRICTED} rilo-WE", READER | RUNS | {"seizure:verify"}),
    ("RILO officer of two RILOs", f"{UNRESTRICTED} rilo-WE rilo-ECE", READER | RUNS | {"seizure:verify"}),
    (
        "RILO officer seconded by France",
        f"{UNRESTRICTED} administration-FR rilo-WE",
        OFFICER | RUNS | {"seizure:verify"},
    ),
    ("a RILO without a name", f"{UNRESTRICTED} rilo-", READER),
    ("an administration without a name", f"{UNRESTRICTED} administration- role-ncp", READER),
    ("CENMaT", f"{UNRESTRICTED} role-cenmat", READER | RUNS),
    ("unknown role", f"{UNRESTRICTED} administration-FR role-root", OFFICER),
    (
        "everything",
        f"{UNRESTRICTED} administration-FR role-ncp role-cenmat rilo-WE",
        NCP | RUNS | {"seizure:verify"},
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
    assert permissions_of(service) == permissions_of(caller_with(f"tier-{tier} administration-FR"))


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
