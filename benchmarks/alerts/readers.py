"""Who reads in the benchmarks."""

from datetime import UTC, datetime

from alerts.readers import Reader
from cen.principal import Principal, Tier

DAY = datetime(2026, 6, 20, 12, 0, tzinfo=UTC)


def person(
    number: int, administration: str | None, *, tier: Tier = Tier.UNRESTRICTED, rilo: str | None = None
) -> Principal:
    """With a subject as the sign-in service gives them."""
    return Principal(
        id=f"{number:08x}-1111-4111-8111-{number:012x}",
        name=f"person-{number}",
        kind="person",
        tier=tier,
        administration=administration,
        rilos=frozenset({rilo} if rilo else ()),
    )


OFFICER = person(1, "FR")
GUEST = person(2, None, tier=Tier.LIMITED)
RILO = person(3, "BE", rilo="WE")
SECONDED = person(4, "CO", rilo="WE")
READERS = {"an officer": OFFICER, "a guest": GUEST, "a RILO's officer": RILO, "one of two regions": SECONDED}
_OTHERS = ("DE", "CO", "CL", "GB", "KE", "JP", "PL", "FR", "FR", "BR")
NAMED = [Reader.of(one) for one in (OFFICER, *(person(10 + n, code) for n, code in enumerate(_OTHERS)))]
