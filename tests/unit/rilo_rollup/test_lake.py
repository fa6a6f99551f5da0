"""The tables and the saved queries of the lake say the same, row by row, of the real seizures of the sample."""

import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from rilo_rollup.cells.quantity import decimal
from tests.unit.rilo_rollup import real
from tests.unit.rilo_rollup.lake import QUERIES, answers, opened, sql, written
from tests.unit.rilo_rollup.world import World, case, line, rows

PERIOD, BEFORE = ("2012-01", "2012-12"), ("2011-01", "2011-12")
SMOKES, WATCHES = {"category": "tobacco", "type": "cigarettes"}, {"category": "ipr", "type": "watches"}
PILLS = {"category": "drugs", "type": "nps"}
# Goods that the sample has none of.
MORE = [
    case(9001, seized_on="2012-05-02", lines=[line("250000", "H87", **SMOKES)]),
    case(9002, seized_on="2012-05-03", lines=[line("99999", "H87", **SMOKES)]),
    case(
        9003,
        seized_on="2012-06-03",
        lines=[line("60000", "H87", **SMOKES), line("45", "MIL", **SMOKES)],
        administration="DE",
    ),
    case(9004, seized_on="2012-06-04", lines=[line("12", "DZN", **WATCHES), line("3", "KGM", **WATCHES)]),
    case(9005, seized_on="2012-06-05", lines=[line("2"), line("500", "GRM"), line("1", "LTR", **PILLS)]),
    case(9006, seized_on="2012-01-01", date_precision="year"),
]


@pytest.fixture(scope="module")
def world() -> World:
    made = World()
    made.hear(*real.cases(), *MORE)
    made.run()
    return made


@pytest.fixture(scope="module")
def lake(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    with opened(written(world.lake, tmp_path_factory.mktemp("lake"))) as connection:
        yield connection


@pytest.fixture(scope="module")
def ask(lake: duckdb.DuckDBPyConnection) -> Callable[..., list[dict[str, Any]]]:
    def asked(table: str, category: str | None = "drugs") -> list[dict[str, Any]]:
        return answers(lake, sql(table, PERIOD, BEFORE, category))

    return asked


def tabled(world: World, id: str, section: str, category: str | None = "drugs") -> list[dict[str, Any]]:
    asked = {"first": PERIOD[0], "last": PERIOD[1], **({"category": category} if category else {})}
    return rows(world.table(id, **asked), section)


def picked(found: Iterable[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in found]


def test_there_is_a_query_for_each_table() -> None:
    assert {file.stem for file in QUERIES.glob("*.sql")} == {f"t{number}" for number in range(1, 15)}


def test_t1(world: World, ask: Callable[..., Any]) -> None:
    names = ("type", "cases_before", "cases", "seizures_before", "seizures")
    assert picked(tabled(world, "t1", "type"), *names) == picked(ask("t1"), *names)
    assert len(ask("t1")) == 4


@pytest.mark.parametrize("category", ["drugs", "tobacco", "ipr", "cites"])
def test_t2(world: World, ask: Callable[..., Any], category: str) -> None:
    found = {
        (row["goods"], row["unit"]): (Decimal(row["quantity_before"]), Decimal(row["quantity"]))
        for row in tabled(world, "t2", "quantity", category)
    }
    assert found == {
        (f"{category}.{row['type']}", row["unit"]): (row["quantity_before"], row["quantity"])
        for row in ask("t2", category)
    }


@pytest.mark.parametrize("category", ["drugs", None])
def test_t3_and_t4(world: World, ask: Callable[..., Any], category: str | None) -> None:
    asked = ask("t3", category)
    for scheme in ("wco", "rilo"):
        mine = [row for row in asked if row["scheme"] == scheme]
        assert picked(tabled(world, "t3", scheme, category), scheme, "cases", "seizures") == picked(
            mine, "region", "cases", "seizures"
        )
    names = ("administration", "cases", "seizures")
    assert picked(tabled(world, "t4", "administration", category), *names) == picked(ask("t4", category), *names)


def test_t5(world: World, ask: Callable[..., Any]) -> None:
    asked = ask("t5")
    for role in ("departure", "transit", "destination"):
        mine = [row for row in asked if row["role"] == role][:10]
        assert picked(tabled(world, "t5", role), "country", "cases") == picked(mine, "country", "cases")


@pytest.mark.parametrize(("table", "facet"), [("t6", "mode"), ("t7", "direction"), ("t8", "detection")])
def test_t6_to_t8(world: World, ask: Callable[..., Any], table: str, facet: str) -> None:
    assert picked(tabled(world, table, facet), facet, "cases") == picked(ask(table), facet, "cases")


def test_t9(world: World, ask: Callable[..., Any]) -> None:
    asked = ask("t9")
    for facet in ("place", "method"):
        mine = [row for row in asked if row["facet"] == facet]
        assert picked(tabled(world, "t9", facet), facet, "cases") == picked(mine, "code", "cases")


def test_t10_says_the_bin_in_which_each_quartile_lies(world: World, ask: Callable[..., Any]) -> None:
    exact = {(f"{row['category']}.{row['type']}", row["unit"]): row for row in ask("t10", None)}
    found = tabled(world, "t10", "sizes", None)
    assert {(row["goods"], row["unit"]) for row in found} == set(exact)
    known_exactly = 0
    for row in found:
        true = exact[row["goods"], row["unit"]]
        assert (row["cases"], Decimal(row["quantity"])) == (true["cases"], true["quantity"])
        for name in ("p25", "median", "p75"):
            low, high = Decimal(row[f"{name}_from"]), Decimal(row[f"{name}_to"])
            known_exactly += low == high
            assert low <= true[name] <= high, row
            assert (low == high) == (row["cases"] <= 24)
        share = Decimal(row["largest_10_percent"])
        assert share <= 100 * true["largest_10"] / true["quantity"] < share + Decimal("0.1")
    assert known_exactly


def test_t11(world: World, ask: Callable[..., Any]) -> None:
    asked = ask("t11")
    assert asked
    for kind in ("to_seizure", "through"):
        mine = [row for row in asked if row["kind"] == kind]
        assert picked(tabled(world, "t11", kind), "from", "to", "cases") == picked(mine, "start", "finish", "cases")


def test_t12(world: World, ask: Callable[..., Any]) -> None:
    asked = ask("t12", "ipr")
    found = tabled(world, "t12", "type", "ipr")
    assert picked(found, "type", "cases", "seizures") == picked(asked, "type", "cases", "seizures")
    assert [Decimal(row["quantity.H87"]) for row in found] == [row["pieces"] for row in asked] == [Decimal(144)]


def test_t13(world: World, ask: Callable[..., Any]) -> None:
    asked = ask("t13", "tobacco")
    for facet in ("mode", "departure", "destination"):
        mine = [(row["code"], row["cases"], row["pieces"]) for row in asked if row["facet"] == facet]
        found = tabled(world, "t13", facet, "tobacco")
        assert [(row[facet], row["cases"], Decimal(row["pieces"])) for row in found] == mine
    assert tabled(world, "t13", "total", "tobacco") == [{"total": "all", "cases": 2, "pieces": "355000"}]


def test_t14(world: World, ask: Callable[..., Any]) -> None:
    asked = {(row["section"], row["code"]): row for row in ask("t14")}
    (reporters,) = tabled(world, "t14", "reporters")
    assert reporters["reporters"] == asked["reporters", "drugs"]["number"]
    for row in tabled(world, "t14", "delays"):
        true = asked["delays", row["administration"]]
        assert row["cases"] == true["number"]
        for name in ("median", "p90"):
            assert row[f"{name}_days_from"] <= true[name] <= row[f"{name}_days_to"]
    total = sum(row["cases"] for row in ask("t4"))
    for row in tabled(world, "t14", "fields"):
        lacking = asked.get(("missing", row["field"]), {"number": 0})["number"]
        assert row["cases"] == total - lacking


def test_a_line_holds_nothing_that_names_anybody_and_the_file_is_the_same_each_time(world: World) -> None:
    (data,) = (data for (_, cell), data in world.lake.files.items() if cell == ("DE", "2012-06"))
    again = World()
    again.hear(*reversed(MORE))
    again.run()
    assert MORE[2].id in {json.loads(text)["case_id"] for text in gzip.decompress(data).splitlines()}
    shown = json.loads(gzip.decompress(again.lake.files["open", ("DE", "2012-06")]).splitlines()[0])
    assert not {"narrative", "national_reference", "persons", "description"} & shown.keys()
    assert again.lake.files == again.anew().lake.files


def test_amounts_are_texts_that_lose_nothing(lake: duckdb.DuckDBPyConnection) -> None:
    found = answers(lake, "SELECT base_amount, base_unit FROM seizure_lines WHERE case_id LIKE '%9005'")
    assert sorted((row["base_amount"], row["base_unit"]) for row in found) == [
        ("0.5", "KGM"),
        ("1", "LTR"),
        ("2", "KGM"),
    ]
    assert decimal(10**15) == "1"
