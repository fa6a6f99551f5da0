"""A caller at rest is the caller again."""

from hypothesis import given
from hypothesis import strategies as st

from cen.principal import Principal, Tier
from cen.requester import Requester, requester

CODES = st.frozensets(st.sampled_from(["WE", "SA", "ncp", "cenmat"]))


@given(
    st.sampled_from(["person", "service"]),
    st.sampled_from([*Tier, None]),
    st.sampled_from(["FR", None]),
    CODES,
    CODES,
)
def test_what_is_kept_gives_the_same_rights(
    kind: str, tier: Tier | None, administration: str | None, rilos: frozenset[str], roles: frozenset[str]
) -> None:
    caller = Principal("id", "name", kind, tier, administration, rilos, roles)  # type: ignore[arg-type]
    kept = requester(caller)
    assert kept.principal == caller
    assert Requester.model_validate_json(kept.model_dump_json()) == kept
