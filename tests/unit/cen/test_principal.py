"""Who is calling: read from claims, and fewer rights wherever the claims are doubtful."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cen.principal import Account, Principal, Tier, group_names, principal_from
from cen.problems import Unauthenticated
from tests.unit.cen.helpers import Register, machine, person

NOBODY = Register()


@pytest.mark.parametrize(
    ("claim", "names"),
    [
        ("[a b]", ["a", "b"]),
        ("a,b", ["a", "b"]),
        ("[a, b]", ["a", "b"]),
        (" a  b ", ["a", "b"]),
        ("a", ["a"]),
        (["a", "b"], ["a", "b"]),
        ("[]", []),
        ("", []),
        ([], []),
        (None, []),
        ({"a": 1}, []),
    ],
)
def test_groups_are_read_in_every_spelling_of_the_gateway(claim: Any, names: list[str]) -> None:
    assert group_names(claim) == names


@given(st.lists(st.from_regex(r"[A-Za-z][A-Za-z-]{0,20}", fullmatch=True)))
def test_every_spelling_of_the_same_groups_says_the_same(names: list[str]) -> None:
    assert group_names(f"[{' '.join(names)}]") == group_names(",".join(names)) == group_names(names) == names


@given(st.one_of(st.none(), st.text(), st.lists(st.text()), st.integers(), st.dictionaries(st.text(), st.text())))
def test_a_groups_claim_of_any_shape_is_read_without_failing(claim: Any) -> None:
    assert all(isinstance(name, str) for name in group_names(claim))


def test_a_person_is_made_of_groups() -> None:
    claims = person("tier-unrestricted", "administration-FR", "role-ncp", "rilo-WE", "something-else")
    caller = principal_from(claims, NOBODY)
    assert caller == Principal(
        "sub-1", "officer", "person", Tier.UNRESTRICTED, "FR", frozenset({"WE"}), frozenset({"ncp"})
    )
    assert caller.groups == ["rilo-WE", "role-ncp"]


@pytest.mark.parametrize(
    ("groups", "tier", "administration"),
    [
        (["tier-limited", "tier-unrestricted"], None, None),
        (["tier-limited", "administration-FR", "administration-BE"], Tier.LIMITED, None),
        (["tier-superuser", "administration-FR"], None, "FR"),
        (["tier-", "administration-"], None, None),
        (["Tier-unrestricted", "xtier-unrestricted"], None, None),
        (["tier-limited", "tier-limited"], Tier.LIMITED, None),
        ([], None, None),
    ],
)
def test_doubtful_groups_give_less(groups: list[str], tier: Tier | None, administration: str | None) -> None:
    caller = principal_from(person(*groups), NOBODY)
    assert (caller.tier, caller.administration) == (tier, administration)


def test_a_group_that_is_only_a_prefix_names_no_rilo_and_no_role() -> None:
    caller = principal_from(person("tier-unrestricted", "rilo-", "role-"), NOBODY)
    assert (caller.rilos, caller.roles) == (frozenset(), frozenset())


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"token_use": "access"},
        {"token_use": "access", "sub": ""},
        {"sub": "sub-1", "username": "officer"},
        {**person("tier-unrestricted"), "token_use": "id"},
        {**person("tier-unrestricted"), "token_use": "ACCESS"},
        {**machine("cen/tier-unrestricted"), "token_use": "refresh"},
    ],
)
def test_only_an_access_token_names_a_caller(claims: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated):
        principal_from(claims, NOBODY)


REGISTER = Register(
    {"client-1": Account("FR", "French seizure system"), "client-2": Account(None, "Universal Postal Union")}
)


@pytest.mark.parametrize(
    ("scope", "tier"),
    [
        ("cen/tier-unrestricted", Tier.UNRESTRICTED),
        ("openid cen/tier-read-only", Tier.READ_ONLY),
        ("cen/tier-limited cen/tier-unrestricted", None),
        ("cen/tier-superuser", None),
        ("cen/api", None),
        ("other/tier-unrestricted", None),
        ("tier-unrestricted", None),
        ("", None),
        (None, None),
    ],
)
def test_a_machine_client_has_the_tier_of_its_scope(scope: Any, tier: Tier | None) -> None:
    caller = principal_from(machine(scope), REGISTER)
    assert caller == Principal("client-1", "French seizure system", "service", tier, "FR")


def test_a_machine_client_of_an_outside_organisation_belongs_to_no_administration() -> None:
    caller = principal_from(machine("cen/tier-limited", "client-2"), REGISTER)
    assert (caller.tier, caller.administration) == (Tier.LIMITED, None)


def test_an_unregistered_machine_client_has_no_tier_whatever_its_scope() -> None:
    caller = principal_from(machine("cen/tier-unrestricted", "client-9"), REGISTER)
    assert caller == Principal("client-9", "client-9", "service")


def test_a_machine_client_takes_nothing_from_groups() -> None:
    claims = {**machine("cen/tier-limited"), "cognito:groups": "[tier-unrestricted role-ncp rilo-WE]"}
    caller = principal_from(claims, REGISTER)
    assert (caller.tier, caller.roles, caller.rilos) == (Tier.LIMITED, frozenset(), frozenset())


def test_a_person_takes_no_tier_from_scopes() -> None:
    claims = {**person("tier-limited"), "scope": "cen/api cen/tier-unrestricted"}
    assert principal_from(claims, REGISTER).tier is Tier.LIMITED


def test_a_token_without_client_id_is_known_by_its_subject() -> None:
    claims = {"sub": "client-1", "token_use": "access", "scope": "cen/tier-read-only"}
    assert principal_from(claims, REGISTER).name == "French seizure system"


@pytest.mark.parametrize(
    ("told", "signed_in_at"), [("1774008000", 1774008000), ("", 0), ("Fri Mar 20", 0), ("-5", 0), ("１", 0)]
)
def test_when_a_person_signed_in_is_taken_from_the_token(told: str, signed_in_at: int) -> None:
    claims = {**person("tier-limited"), "auth_time": told}
    assert principal_from(claims, Register()).signed_in_at == signed_in_at
