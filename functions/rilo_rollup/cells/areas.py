"""Areas that cells are merged for, and which administration belonged to which of them in which month.

An area is an administration (`adm-FR`), the region of a RILO (`rilo-WE`), a WCO region (`wco-EUR`), or the world. A
month belongs to the region that its administration was a member of on the month's last day.
"""

from functools import cache, lru_cache

from cen import codes, members
from rilo_rollup.cells.months import last_day

WORLD = "world"
NONE = "none"  # of those administrations that no RILO, or no WCO region, had as a member


def of_administration(code: str) -> str:
    return f"adm-{code}"


def of_rilo(code: str) -> str:
    return f"rilo-{code}"


def of_region(code: str) -> str:
    return f"wco-{code}"


@lru_cache(maxsize=16384)
def regions_of(administration: str, month: str) -> tuple[str, str]:
    """Codes of its RILO and of its WCO region in that month; `none` where there was none."""
    day = last_day(month)
    return members.rilo_of(administration, day) or NONE, members.region_of(administration, day) or NONE


def areas_of(administration: str, month: str) -> tuple[str, str]:
    """The areas that a cell is merged into first; the world is merged from the WCO regions."""
    rilo, region = regions_of(administration, month)
    return of_rilo(rilo), of_region(region)


def rilos_ever(administration: str) -> list[str]:
    """Codes of all RILOs that it has belonged to: whose region may see its AMBER cases."""
    known = members.administration(administration)
    periods = known.memberships if known else ()
    return sorted({period.rilo for period in periods if period.rilo})


@lru_cache(maxsize=2048)
def members_in(area: str, month: str) -> tuple[str, ...]:
    """Codes of the administrations that are expected to report: the members of an area in that month."""
    scheme, _, code = area.partition("-")
    if scheme == "adm":
        return (code,)
    known = tuple(sorted(one.code for one in members.administrations()))
    if area == WORLD:
        return tuple(one for one in known if regions_of(one, month) != (NONE, NONE))
    return tuple(one for one in known if regions_of(one, month)[_place(scheme)] == code)


@lru_cache(maxsize=2048)
def parts_of(area: str, month: str) -> tuple[str, ...]:
    """The areas whose cells of the month make up an area's: administrations of a region, regions of the world. Any
    territory may have cells, whether it was a member of something or not."""
    scheme, _, code = area.partition("-")
    if area == WORLD:
        return tuple(of_region(one) for one in (*region_codes(), NONE))
    place = _place(scheme)
    return tuple(of_administration(one) for one in _territories() if regions_of(one, month)[place] == code)


def region_codes() -> list[str]:
    return [one.code for one in codes.children("wco_region", None)]


def _place(scheme: str) -> int:
    return 0 if scheme == "rilo" else 1


@cache
def _territories() -> tuple[str, ...]:
    known = {one.code for one in members.administrations()}
    return tuple(sorted(known | {one.code for one in codes.children("country", None)}))
