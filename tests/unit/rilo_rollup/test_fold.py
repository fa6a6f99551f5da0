"""What a case counts as: once here, by lines there, and never kilograms with pieces."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cen import codes, members
from rilo_rollup.cells import areas, months
from rilo_rollup.cells.fold import ALL, LARGE, fold
from rilo_rollup.cells.quantity import SCALE, counted, decimal, scaled
from rilo_rollup.cells.routes import legs_of
from rilo_rollup.cells.row import quantities, row_of, scope_of
from rilo_rollup.tables.reporting import FIELDS
from seizures import quality
from tests.unit.rilo_rollup.world import World, case, line, rows


def row(**changes: Any) -> dict[str, Any]:
    seen = case(1, **changes)
    found = row_of(seen, json.loads(seen.document))
    assert found is not None
    return found


def cell(*found: dict[str, Any], scope: str = "open") -> dict[str, Any]:
    return fold("FR", "2026-02", found)[scope]


TABLETS = {"category": "drugs", "type": "psychotropic", "subtype": "captagon"}
CIGARETTES = {"category": "tobacco", "type": "cigarettes"}


def test_a_case_counts_once_in_each_category_and_its_lines_beside_it() -> None:
    counts = cell(row(lines=[line("1"), line("2"), line("300", "U2", **TABLETS), line("7", "H87", **CIGARETTES)]))[
        "counts"
    ]
    assert (counts[ALL]["n"], counts[ALL]["l"]) == (1, 4)
    assert counts[ALL]["category"] == {"drugs": {"n": 1, "l": 3}, "tobacco": {"n": 1, "l": 1}}
    assert (counts["drugs"]["n"], counts["drugs"]["l"]) == (1, 3)
    assert counts["drugs"]["type"]["cocaine"] == {"n": 1, "l": 2, "q": {"KGM": scaled("3")}, "u": {"KGM": 1}}
    assert counts["drugs"]["subtype"]["psychotropic.captagon"]["q"] == {"H87": scaled("300")}
    assert counts["drugs"]["q"] == {"KGM": scaled("3"), "H87": scaled("300")}
    assert "q" not in counts[ALL]


@pytest.mark.parametrize(
    ("amount", "unit", "base", "said"),
    [
        ("1", "KGM", "KGM", "1"),
        ("500", "GRM", "KGM", "0.5"),
        ("0.000001", "MGM", "KGM", "0.000000000001"),
        ("1.5", "TNE", "KGM", "1500"),
        ("2", "LBR", "KGM", "0.90718474"),
        ("3", "MIL", "H87", "3000"),
        ("2", "PR", "H87", "4"),
        ("10", "U2", "H87", "10"),
        ("4", "NMP", "NMP", "4"),
        ("7", "GRN", "GRN", "7"),
        ("1", "NOSUCH", "NOSUCH", "1"),
    ],
)
def test_units_of_a_family_become_its_base_unit_where_that_is_exact(
    amount: str, unit: str, base: str, said: str
) -> None:
    found = counted(amount, unit)
    assert (found[0], decimal(found[1])) == (base, said)


@given(st.integers(0, 10**21), st.integers(0, 6))
def test_amounts_lose_nothing(number: int, digits: int) -> None:
    whole, fraction = divmod(number, 10**digits)
    text = f"{whole}.{fraction:0{digits}d}" if digits else str(whole)
    assert counted(text, "KGM") == ("KGM", scaled(text))
    assert scaled(decimal(scaled(text))) == scaled(text)
    assert scaled(text) * 10**digits == number * 10**SCALE


def test_money_is_an_amount_of_its_currency() -> None:
    cash = {**line("200", "H87", category="currency", type="cash"), "value": {"amount": "20000.50", "currency": "EUR"}}
    (found,) = row(lines=[cash])["lines"]
    assert quantities(found) == [("H87", scaled("200")), ("money:EUR", scaled("20000.5"))]
    priced = {**line("1"), "value": {"amount": "50000", "currency": "EUR"}}
    assert quantities(row(lines=[priced])["lines"][0]) == [("KGM", scaled("1"))]
    world = World()
    world.hear(case(1, lines=[cash]))
    world.count()
    units = {made["unit"]: made["quantity"] for made in rows(world.table("t2"), "quantity")}
    assert units == {"H87": "200", "money:EUR": "20000.5"}


def test_only_cigarettes_of_a_hundred_thousand_pieces_are_large() -> None:
    lines = [line("60", "MIL", **CIGARETTES), line("39999", "H87", **CIGARETTES), line("1", "KGM", **CIGARETTES)]
    assert LARGE not in cell(row(lines=lines))["counts"]
    large = cell(row(lines=[*lines, line("1", "H87", **CIGARETTES)]))["counts"][LARGE]
    assert large["mode"] == {"1": {"n": 1, "l": 1, "q": {"H87": scaled("100000")}, "u": {"H87": 1}}}
    assert large["departure"]["CO"]["n"] == large["destination"]["BE"]["n"] == 1


def test_a_country_of_transit_counts_once_however_often_the_way_leads_through_it() -> None:
    way = {
        "departure": {"country": "CO"},
        "transit": [{"country": "PA"}, {"country": "NL", "certainty": "known"}, {"country": "PA"}],
        "destination": {"country": "BE", "certainty": "declared"},
    }
    found = row(route=way)
    assert cell(found)["counts"]["drugs"]["transit"] == {"PA": 1, "NL": 1}
    assert legs_of(found) == [
        ("to_seizure", "CO>FR", "unspecified"),
        ("onward", "FR>BE", "declared"),
        ("through", "CO>BE", "unspecified"),
        ("journey", "CO>PA", "unspecified"),
        ("journey", "PA>NL", "unspecified"),
        ("journey", "NL>PA", "unspecified"),
        ("journey", "PA>BE", "unspecified"),
    ]


def test_a_leg_is_as_certain_as_its_less_certain_end() -> None:
    assert dict.fromkeys(certainty for _, _, certainty in legs_of(row())) == {
        "declared": None,
        "known": None,
        "suspected": None,
    }
    domestic = row(route={"departure": {"country": "FR"}, "destination": {"country": "FR"}})
    assert legs_of(domestic) == []


def test_dates_that_are_not_known_to_the_day_tell_neither_delay_nor_week() -> None:
    found = cell(row(date_precision="month"))
    assert "delay" not in found["counts"][ALL]
    assert found["series"][ALL] == {"lag": {"FR": {"0": 1}}}
    prompt = cell(row(published_at="2026-02-28T23:00:00.000Z"))["series"][ALL]
    assert prompt == {"lag": {"FR": {"0": 1}}, "week": {"FR": {"2026-W07": 1}}}
    assert "week" not in cell(row(published_at="2026-03-01T00:00:00.000Z"))["series"][ALL]
    assert cell(row(published_at="2027-01-01T00:00:00.000Z"))["series"][ALL]["lag"] == {"FR": {"11": 1}}


def test_what_is_published_the_day_before_its_seizure_is_not_early() -> None:
    """It may be tomorrow already where the officer stands."""
    found = cell(row(published_at="2026-02-13T23:00:00.000Z"))
    assert found["counts"][ALL]["delay"]["FR"]["~sample"] == [0]


@pytest.mark.parametrize(
    ("tlp", "rilo", "scope"),
    [
        ("CLEAR", "WE", "open"),
        ("GREEN", None, "open"),
        ("AMBER", "WE", "rilo-WE"),
        ("AMBER", None, "own"),
        ("AMBER+STRICT", "WE", "own"),
        ("RED", "WE", None),
    ],
)
def test_who_may_see_what_is_counted_of_a_case(tlp: str, rilo: str | None, scope: str | None) -> None:
    assert scope_of(tlp, rilo) == scope


def test_what_is_not_published_counts_nowhere() -> None:
    for status in ("draft", "submitted", "returned", "withdrawn", "merged"):
        seen = case(1, status=status)
        assert row_of(seen, json.loads(seen.document)) is None
    red = case(1, tlp="RED")
    assert row_of(red, json.loads(red.document)) is None


def test_the_largest_and_the_newest_are_kept_of_many() -> None:
    found = [{**row(seized_on="2026-02-14", lines=[line(str(n + 1))]), "id": f"{n:03d}"} for n in range(150)]
    made = cell(*found)
    size = made["counts"]["drugs"]["size"]["cocaine|KGM"]
    assert [decimal(number) for number, _ in size["~top"]] == [str(n) for n in range(150, 140, -1)]
    assert size["~sample"] is None
    (seen,) = made["combinations"]["route"].values()
    assert (seen["n"], [id for _, id in seen["~new"]]) == (150, ["149", "148", "147"])
    assert seen["~most"] == {"KGM": scaled("150")}


def test_goods_that_are_not_told_make_no_combination() -> None:
    made = cell(row(lines=[line("1", category="drugs")], concealment=None, detection=None))
    assert made["combinations"] == {}
    assert made["counts"]["drugs"]["type"]["unspecified"]["n"] == 1
    assert "place" not in made["counts"]["drugs"]


def test_fields_are_those_of_the_records_own_measure() -> None:
    assert quality.FIELDS == FIELDS


def test_months() -> None:
    assert list(months.between("2025-11", "2026-02")) == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert months.shifted("2026-01", -13) == "2024-12"
    assert months.last_day("2024-02").isoformat() == "2024-02-29"


def test_a_month_belongs_to_the_region_of_its_last_day() -> None:
    assert areas.regions_of("AM", "2001-08") == ("none", "EUR")
    assert areas.regions_of("AM", "2001-09") == ("CIS", "EUR")
    assert areas.areas_of("AM", "2026-01") == ("rilo-CIS", "wco-EUR")
    assert areas.regions_of("US", "2026-01") == ("none", "AMS")
    assert areas.regions_of("ZZ", "2026-01") == ("none", "none")
    assert areas.rilos_ever("AM") == ["CIS"]
    assert areas.rilos_ever("ZZ") == []
    assert "AM" not in areas.members_in("rilo-CIS", "2001-08")


def test_every_territory_is_a_part_of_exactly_one_region_of_each_kind() -> None:
    everybody = {code.code for code in codes.children("country", None)} | {
        one.code for one in members.administrations()
    }
    for schemes in (
        ["rilo-none", *(f"rilo-{one.code}" for one in members.rilos())],
        areas.parts_of("world", "2026-01"),
    ):
        parts = [part for area in schemes for part in areas.parts_of(area, "2026-01")]
        assert len(parts) == len(set(parts))
        assert set(parts) == {f"adm-{code}" for code in everybody}
    assert areas.members_in("adm-FR", "2026-01") == ("FR",)
