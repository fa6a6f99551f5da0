"""What is told to everybody (TLP:CLEAR): no number of few cases, neither by itself nor as a difference."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cen import jsontext
from cen.doors import SeenSeizure
from rilo_rollup.cells.quantity import SCALE, counted, scaled
from rilo_rollup.tables.answer import Table
from rilo_rollup.tables.catalog import TABLES
from rilo_rollup.tables.everybody import amount, count, span
from rilo_rollup.tables.reporting import FIELDS
from rilo_rollup.tables.shape import Line, Tally
from tests.unit.rilo_rollup.world import World, case, line, rows

COCAINE, PILLS = {"category": "drugs", "type": "cocaine"}, {"category": "drugs", "type": "nps"}
SMOKES, WATCHES = {"category": "tobacco", "type": "cigarettes"}, {"category": "ipr", "type": "watches"}
MONTHS, AREAS = ("2025-01", "2025-02", "2024-02"), {"FR": "WE", "DE": "WE", "CO": "SA"}
PERIODS = (("2025-02", "2025-02"), ("2025-01", "2025-03"), ("2025-01", "2025-12"), ("2024-01", "2025-12"))
PLACES: tuple[dict[str, str], ...] = ({}, {"region": "WE"}, {"region": "SA"}, *({"administration": a} for a in AREAS))
CATEGORIES = (None, "drugs", "tobacco")


def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Cases that are much alike, so that some groups of them are large and some are just too small."""
    goods = st.sampled_from((COCAINE, COCAINE, COCAINE, PILLS, SMOKES, WATCHES))
    unit, number = st.sampled_from(("KGM", "KGM", "H87", "LTR")), st.sampled_from(("1", "7", "777", "0.3", "120000"))
    lines = [line(draw(number), draw(unit), **draw(goods)) for _ in range(draw(st.integers(1, 2)))]
    missing = draw(st.sampled_from(([], ["narrative"], ["narrative"], [*FIELDS])))
    return {
        "seized_on": f"{draw(st.sampled_from(MONTHS))}-10",
        "published_at": f"2026-03-{draw(st.sampled_from((10, 11, 19)))}T00:00:00.000Z",
        "conveyance": {"mode": draw(st.sampled_from("114"))},
        "direction": draw(st.sampled_from(("import", "import", "transit"))),
        "lines": lines,
        "quality": {"score": 50, "missing": missing},
    }


@st.composite
def corpora(draw: st.DrawFn) -> list[SeenSeizure]:
    """Groups of equal cases, of the sizes about which rules have their edges."""
    made: list[SeenSeizure] = []
    for _ in range(draw(st.integers(1, 6))):
        document, administration = documents(draw), draw(st.sampled_from([*AREAS]))
        made += [
            case(len(made) + number, administration=administration, rilo=AREAS[administration], **document)
            for number in range(draw(st.sampled_from((1, 2, 4, 5, 6, 9, 20))))
        ]
    return made


def counted_world(corpus: Iterable[SeenSeizure]) -> World:
    world = World()
    world.hear(*corpus)
    world.count()
    return world


def tables(world: World, tlp: str, **asked: str) -> dict[str, Table]:
    found = {}
    for id, definition in TABLES.items():
        if asked.get("category") is None or definition.category in (None, asked["category"]):
            found[id] = world.table(id, tlp=tlp, **asked)
    return found


def named(made: Table) -> dict[tuple[str, ...], dict[str, Any]]:
    """Rows by section and by what names them."""
    return {
        (section.id, *(str(row.get(name)) for name in _names(section.columns))): dict(row)
        for section in made.sections
        for row in section.rows
    }


def _names(columns: Iterable[Any]) -> list[str]:
    found = [column for column in columns if column.kind == "text" or column.name in ("from", "to")]
    return [column.name for column in found if column.name not in ("most_frequent", *QUANTILES)]


QUANTILES = [f"{name}_{end}" for name in ("p25", "median", "p75") for end in ("from", "to")]
COUNTS = ("cases", "seizures", "cases_before", "seizures_before")


def asked_of(period: tuple[str, str], place: dict[str, str], category: str | None) -> dict[str, str]:
    return {"first": period[0], "last": period[1], **place, **({"category": category} if category else {})}


QUESTIONS = st.builds(asked_of, st.sampled_from(PERIODS), st.sampled_from(PLACES), st.sampled_from(CATEGORIES))


@given(corpora(), QUESTIONS)
@settings(max_examples=30)
def test_every_number_for_everybody_is_one_of_enough_cases_cut_off(
    corpus: list[SeenSeizure], asked: dict[str, str]
) -> None:
    """Held against the exact tables (GREEN), which are made of the same cases."""
    world = counted_world(corpus)
    exact = tables(world, "GREEN", **asked)
    for id, made in tables(world, "CLEAR", **asked).items():
        assert not {"cases", "verification", "dated_by_month_or_year"} & made.about.keys()
        true = named(exact[id])
        for key, row in named(made).items():
            for name in COUNTS:
                if row.get(name) is not None:
                    cases = true[key][name.replace("seizures", "cases")] if key[0] != "bins" else true[key][name]
                    assert cases >= 5, (id, key)
                    assert row[name] == count(true[key][name])
            for name, value in row.items():
                if name.startswith("quantity") and value is not None:
                    assert scaled(value) == amount(scaled(true[key][name])), (id, key, name)
        left_out = {key: row for key, row in true.items() if key not in named(made)}
        assert all(row.get("cases", 0) < 5 for row in left_out.values() if "quantity_before" not in row), (id, left_out)


@given(corpora())
@settings(max_examples=20)
def test_every_quantity_for_everybody_is_one_of_five_cases_that_have_its_unit(corpus: list[SeenSeizure]) -> None:
    """Counted here from the records, apart from any cell."""
    world = counted_world(corpus)
    asked = {"first": "2025-01", "last": "2025-12", "category": "drugs", "tlp": "CLEAR"}
    of: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for seen in corpus:
        document = jsontext.loads(seen.document)
        if not document["seized_on"].startswith("2025"):
            continue
        drugs = [one for one in document["lines"] if one["category"] == "drugs"]
        units = {counted(one["quantity"]["amount"], one["quantity"]["unit"])[0] for one in drugs}
        of["administration"].update((seen.administration, unit) for unit in units)
        of["mode"].update((document["conveyance"]["mode"], unit) for unit in units)
        of["rilo"].update((str(seen.rilo), unit) for unit in units)
        of["goods"].update({(f"drugs.{one['type']}", counted("1", one["quantity"]["unit"])[0]) for one in drugs})
    for id, facet in (("t3", "rilo"), ("t4", "administration"), ("t6", "mode")):
        for row in rows(world.table(id, **asked), facet):
            units = {name.partition(".")[2] for name in row if name.startswith("quantity.")}
            assert units == {unit for (value, unit), cases in of[facet].items() if value == row[facet] and cases >= 5}
    shown = {(row["goods"], row["unit"]) for row in rows(world.table("t2", **asked), "quantity") if row["quantity"]}
    assert shown == {key for key, cases in of["goods"].items() if cases >= 5}


@given(corpora(), QUESTIONS, QUESTIONS)
@settings(max_examples=30)
def test_no_difference_of_two_answers_is_the_number_of_few_cases(
    corpus: list[SeenSeizure], one: dict[str, str], other: dict[str, str]
) -> None:
    """Two areas, two periods, two categories: what one answer has more than the other is never told where it is of one
    to four cases. Whatever is left out is taken for nought, as a reader would."""
    world = counted_world(corpus)
    for id in ("t1", "t3", "t4", "t5", "t6", "t7", "t8", "t9", "t14"):
        told = [named(world.table(id, tlp="CLEAR", **asked)) for asked in (one, other)]
        true = [named(world.table(id, tlp="GREEN", **asked)) for asked in (one, other)]
        for key in true[0].keys() | true[1].keys():
            shown, exact = (
                abs((found[0].get(key, {}).get("cases") or 0) - (found[1].get(key, {}).get("cases") or 0))
                for found in (told, true)
            )
            assert shown != exact or not 0 < exact < 5, (id, key)


@given(st.integers(5, 10**7))
def test_a_quantity_stands_for_five_whole_numbers_at_least(number: int) -> None:
    """So that a difference of two is never known to the piece."""
    unit = 10**SCALE
    told = amount(number * unit)
    assert told <= number * unit
    alike = [near for near in range(max(1, number - 5), number + 6) if amount(near * unit) == told]
    assert len(alike) >= 5
    assert number * unit - told <= max(4 * unit, number * unit // 2)


@given(st.integers(1, 10**30))
def test_numbers_below_ten_are_told_by_the_range_that_they_lie_in(number: int) -> None:
    low, high = span(number)
    assert low <= number < high <= low * 5 // 2
    assert span(low) == (low, high)


def test_what_is_cut_off_twice_is_cut_off_once() -> None:
    found = Line({"x": "y"}, Tally(13, 27, {"KGM": scaled("1234.5"), "LTR": scaled("3")}, {"KGM": 9, "LTR": 4}))
    once = found.for_everybody
    assert once.now == Tally(10, 25, {"KGM": scaled("1200")}, {"KGM": 5})
    assert once.for_everybody == once


@pytest.fixture(scope="module")
def few() -> World:
    """Of one administration in one month seven cases of cocaine, one of them in pieces, one that says all; of another
    two, and one of the month after."""
    world = World()
    month = {"seized_on": "2014-02-10", "published_at": "2014-02-17T00:00:00.000Z"}
    bare = {**month, "quality": {"score": 1, "missing": ["narrative"]}, "administration": "CO", "rilo": "SA"}
    world.hear(
        *[case(number, **bare, lines=[line("10", **COCAINE)]) for number in range(5)],
        case(5, **bare, lines=[line("777", "H87", **COCAINE)]),
        case(6, **{**bare, "quality": {"score": 99, "missing": []}}, lines=[line("555", "LTR", **COCAINE)]),
        *[case(number, **month, direction="export") for number in (10, 11, 12)],
        case(20, **bare | {"seized_on": "2014-03-02"}),
        case(30, **month, administration="GB"),
    )
    world.run()
    return world


def clear(world: World, id: str, **asked: str) -> Table:
    return world.table(id, **{"first": "2014-02", "last": "2014-02", "tlp": "CLEAR", **asked})


def test_an_amount_of_one_case_is_in_no_table(few: World) -> None:
    for id in ("t2", "t3", "t4", "t6"):
        shown = str([section.rows for section in clear(few, id, category="drugs", administration="CO").sections])
        assert "777" not in shown
        assert "555" not in shown
    found = rows(clear(few, "t2", administration="CO"), "quantity")
    assert [(row["unit"], row["quantity_before"], row["quantity"]) for row in found] == [("KGM", None, "50")]


def test_what_one_case_says_is_no_row(few: World) -> None:
    assert "narrative" not in {row["field"] for row in rows(clear(few, "t14", administration="CO"), "fields")}
    assert {row["cases"] for row in rows(clear(few, "t14", administration="CO"), "fields")} == {5}


def test_delays_are_ranges_with_five_cases_on_either_side(few: World) -> None:
    (row,) = rows(clear(few, "t14", administration="CO"), "delays")
    assert row == {"administration": "CO", "administration_label": "Colombia", "cases": 5}
    world = counted_world([case(number) for number in range(60)])
    (row,) = rows(world.table("t14", tlp="CLEAR", first="2026-02", last="2026-02"), "delays")
    assert [row[f"{name}_days_{end}"] for name in ("median", "p90") for end in ("from", "to")] == [5, 9, 5, 9]


def test_who_reported_few_cases_is_among_those_who_are_missing(few: World) -> None:
    about = clear(few, "t4").about["reporters"]
    assert about["administrations"] == ["CO"]
    assert {"FR", "GB"} <= {*about["missing"]}
    assert clear(few, "t4", administration="GB").about["reporters"]["administrations"] == []
    assert [row["reporters"] for row in rows(clear(few, "t14"), "reporters")] == [1, 1]


def test_few_cases_are_no_difference_of_two_areas_periods_or_categories(few: World) -> None:
    def cases(**asked: str) -> int:
        return sum(row["cases"] for row in rows(clear(few, "t7", **asked), "direction"))

    everything, colombia = cases(), cases(administration="CO")
    assert (everything, colombia) == (5, 5)
    assert cases(first="2014-01", last="2014-03", administration="CO") == 5
    assert cases(category="drugs", administration="CO") == 5


def test_quantiles_are_ranges_and_only_of_many_cases() -> None:
    amounts = ["3"] * 9 + ["4"] * 9
    world = counted_world([case(number, lines=[line(one, "H87", **COCAINE)]) for number, one in enumerate(amounts)])
    (row,) = rows(world.table("t10", tlp="CLEAR", first="2026-02", last="2026-02"), "sizes")
    assert (row["cases"], row["quantity"]) == (15, "60")
    assert (row["median_from"], row["median_to"], row["largest_10_percent"]) == ("2", "5", "58.3")
    few = counted_world([case(number, lines=[line("3", "H87", **COCAINE)]) for number in range(8)])
    (row,) = rows(few.table("t10", tlp="CLEAR", first="2026-02", last="2026-02"), "sizes")
    assert not {"median_from", "p25_from", "largest_10_percent"} & row.keys()


def test_an_answer_for_everybody_says_how_it_is_cut_off(few: World) -> None:
    about = clear(few, "t4").about
    assert "5 stands for 5 to 9" in about["rounding"]
    assert "fewer than 5 cases" in about["shielding"]
    assert "within which limits" in about["shielding"]
