"""Who belonged to which region and RILO, and when."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from cen import codes, members

TODAY = date(2026, 1, 1)
ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("code", "region", "rilo"),
    [("FR", "EUR", "WE"), ("CO", "AMS", "SA"), ("PL", "EUR", "ECE"), ("KR", "A/P", "AP"), ("GT", "AMS", "CA"),
     ("ZA", "ESA", "ESA"), ("HK", "A/P", "AP"), ("US", "AMS", None)],
)  # fmt: skip
def test_region_and_rilo_of_an_administration(code: str, region: str, rilo: str | None) -> None:
    assert members.region_of(code, TODAY) == region
    assert members.rilo_of(code, TODAY) == rilo


def test_an_unknown_administration_belongs_nowhere() -> None:
    assert members.administration("ZZ") is None
    assert members.rilo_of("ZZ", TODAY) is None
    assert members.region_of("ZZ", TODAY) is None


def test_a_membership_begins_and_ends_on_its_days() -> None:
    founded = date(2021, 11, 1)
    assert members.rilo_of("GT", founded - ONE_DAY) is None
    assert members.region_of("GT", founded - ONE_DAY) == "AMS"
    assert members.rilo_of("GT", founded) == "CA"
    assert members.members_of("CA", founded) == ["CR", "GT", "HN", "NI", "PA", "SV"]
    assert members.members_of("CA", founded - ONE_DAY) == []


def test_before_the_first_period_there_is_nothing() -> None:
    assert members.region_of("SS", date(2011, 7, 8)) is None
    assert members.region_of("SS", date(2011, 7, 9)) == "ESA"


def test_periods_follow_each_other_without_overlap() -> None:
    for one in members.administrations():
        for earlier, later in pairwise(one.memberships):
            assert earlier.valid_to == later.valid_from - ONE_DAY
        assert one.memberships[-1].valid_to is None
        assert all(period.evidence for period in one.memberships)


def test_all_names_and_codes_are_known_to_the_lists() -> None:
    every = members.administrations()
    assert len(every) == 186
    assert [one.name_en for one in every] == sorted(one.name_en for one in every)
    for one in every:
        assert codes.exists("country", one.code)
        for period in one.memberships:
            assert codes.exists("wco_region", period.wco_region)
            assert period.rilo is None or members.rilo(period.rilo)


def test_every_rilo_has_members_and_a_host_among_countries() -> None:
    assert [one.code for one in members.rilos()] == [
        "AP",
        "ECE",
        "WE",
        "CIS",
        "ME",
        "NA",
        "WA",
        "CAF",
        "ESA",
        "SA",
        "CA",
        "CAR",
    ]
    for one in members.rilos():
        assert codes.exists("country", one.host_country)
        assert one.host_country in members.members_of(one.code, TODAY)
        assert one.name_fr.startswith("BRLR")


def test_what_no_source_confirms_is_marked() -> None:
    france, colombia = members.administration("FR"), members.administration("CO")
    assert france is not None
    assert colombia is not None
    assert france.memberships[0].to_be_confirmed
    assert not colombia.memberships[0].to_be_confirmed
    west = members.rilo("WE")
    assert west is not None
    assert "members" in west.uncertain
    assert members.rilo("XX") is None


def test_nobody_has_two_rilos_on_one_day() -> None:
    served = [code for one in members.rilos() for code in members.members_of(one.code, TODAY)]
    assert len(set(served)) == len(served)
