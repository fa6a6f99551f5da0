"""Customs administrations, WCO regions and RILOs, and who belonged to which when.

The source is `codes/data/administrations.tsv`: one row per administration and period. Both days of a period count as in
it. What no source confirms is marked; a start that no source tells is the RILO's founding, the territory's, or 2000.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby

from cen import codes
from cen.codes.database import connection


@dataclass(frozen=True, slots=True)
class Membership:
    """Region and RILO of an administration during a period; `valid_to` is None while it lasts."""

    wco_region: str
    rilo: str | None
    valid_from: date
    valid_to: date | None
    evidence: str
    to_be_confirmed: bool

    def covers(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Administration:
    """A customs administration; `code` is its territory's in ISO 3166, `memberships` run from oldest to newest."""

    code: str
    name_en: str
    name_fr: str
    memberships: tuple[Membership, ...]

    def on(self, day: date) -> Membership | None:
        return next((period for period in self.memberships if period.covers(day)), None)


@dataclass(frozen=True, slots=True)
class Rilo:
    """A Regional Intelligence Liaison Office; `uncertain` names what is to be confirmed: host, established, members."""

    code: str
    name_en: str
    name_fr: str
    host_city: str
    host_country: str
    established: str | None
    uncertain: tuple[str, ...]


def administration(code: str) -> Administration | None:
    return _administrations().get(code)


def administrations() -> list[Administration]:
    """All of them, by English name."""
    return sorted(_administrations().values(), key=lambda one: one.name_en)


def rilo(code: str) -> Rilo | None:
    return _rilos().get(code)


def rilos() -> list[Rilo]:
    return list(_rilos().values())


def rilo_of(administration: str, on: date) -> str | None:
    """None for an administration that no RILO served on that day, or that is not known."""
    period = _membership(administration, on)
    return period.rilo if period else None


def region_of(administration: str, on: date) -> str | None:
    period = _membership(administration, on)
    return period.wco_region if period else None


def members_of(rilo: str, on: date) -> list[str]:
    """Codes of the administrations that the RILO served on that day, in alphabetical order."""
    return [code for code in _administrations() if rilo_of(code, on) == rilo]


def _membership(administration: str, on: date) -> Membership | None:
    known = _administrations().get(administration)
    return known.on(on) if known else None


@cache
def _administrations() -> dict[str, Administration]:
    rows = connection().execute(
        """SELECT country, wco_region, rilo, valid_from, valid_to, evidence, to_be_confirmed
           FROM membership ORDER BY country, valid_from"""
    )
    found: dict[str, Administration] = {}
    for code, periods in groupby(rows, key=lambda row: str(row[0])):
        memberships = tuple(
            Membership(region, rilo, date.fromisoformat(start), end and date.fromisoformat(end), why, bool(tbc))
            for _, region, rilo, start, end, why, tbc in periods
        )
        names = codes.label("country", code, "en"), codes.label("country", code, "fr")
        found[code] = Administration(code, *names, memberships)
    return found


@cache
def _rilos() -> dict[str, Rilo]:
    return {
        one.code: Rilo(
            code=one.code,
            name_en=one.label("en"),
            name_fr=one.label("fr"),
            host_city=one.extra["host_city"],
            host_country=one.extra["host_country"],
            established=one.extra.get("established"),
            uncertain=tuple(one.extra.get("uncertain", ())),
        )
        for one in codes.children("rilo", None)
    }
