"""The tables and the saved queries of the lake say the same, row by row, of the real seizures of the sample."""

import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cen.principal import Principal
from rilo_rollup.cells.lines import lines_of
from rilo_rollup.cells.quantity import decimal
from rilo_rollup.cells.row import row_of
from tests.unit.rilo_rollup import real
from tests.unit.rilo_rollup.lake import QUERIES, answers, by_unit, opened, sql, written
from tests.unit.rilo_rollup.world import OFFICER_FR, OUTSIDER, READER, World, case, line, rows

PERIOD, BEFORE = ("2012-01", "2012-12"), ("2011-01", "2011-12")
SMOKES, WATCHES = {"category": "tobacco", "type": "cigarettes"}, {"category": "ipr", "type": "watches"}
CASH, EUROS = {"category": "currency", "type": "cash"}, {"amount": "50000", "currency": "EUR"}
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
    case(9007, seized_on="2012-07-01", lines=[{**line("3", "H87", **CASH), "value": EUROS}]),
    case(9008, seized_on="2012-07-02", lines=[line("7", category="drugs", type="other")]),
    case(9009, seized_on="2012-07-03", lines=[line("900", category="tobacco", type="other")]),
    # For some eyes only.
    case(9010, seized_on="2012-08-01", lines=[line("11"), line("40", "H87", **SMOKES)], tlp="AMBER"),
    case(9011, seized_on="2011-08-01", administration="DE", lines=[line("13", "LTR", **PILLS)], tlp="AMBER"),
    case(9012, seized_on="2012-08-02", lines=[{**line("1", "H87", **CASH), "value": EUROS}], tlp="AMBER+STRICT"),
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


type Ask = Callable[..., list[dict[str, Any]]]
# Who sees which scopes of this world: its AMBER cases are all of one region, what is for its owner alone of France.
READERS = [(OUTSIDER, ("open",)), (READER, ("open", "amber")), (OFFICER_FR, ("open", "amber", "strict"))]
CATEGORIES = [None, "drugs", "tobacco", "currency", "cites"]
SEEN = [(reader, scopes, category) for reader, scopes in READERS for category in CATEGORIES]
seen = pytest.mark.parametrize(("reader", "scopes", "category"), SEEN)


@pytest.fixture(scope="module")
def ask(lake: duckdb.DuckDBPyConnection) -> Ask:
    def asked(table: str, category: str | None = "drugs", scopes: Sequence[str] = ("open",)) -> list[dict[str, Any]]:
        return answers(lake, sql(table, PERIOD, BEFORE, category, scopes))

    return asked


def tabled(
    world: World, id: str, section: str, category: str | None = "drugs", reader: Principal = OUTSIDER
) -> list[dict[str, Any]]:
    asked = {"first": PERIOD[0], "last": PERIOD[1], **({"category": category} if category else {})}
    return rows(world.table(id, reader, **asked), section)


def picked(found: Iterable[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in found]


def test_there_is_a_query_for_each_table() -> None:
    assert {file.stem for file in QUERIES.glob("*.sql")} == {f"t{number}" for number in range(1, 15)}


def test_the_view_names_the_columns_and_types_of_the_lines(lake: duckdb.DuckDBPyConnection) -> None:
    one = row_of(MORE[0], json.loads(MORE[0].document))
    assert one is not None
    kinds = {list: "VARCHAR[]", int: "INTEGER"}
    columns = {name: kinds.get(type(value), "VARCHAR") for name, value in next(lines_of(one, "2012-05")).items()}
    found = {row["column_name"]: row["column_type"] for row in answers(lake, "DESCRIBE seizure_lines")}
    assert found == columns | {"scope": "VARCHAR", "month": "VARCHAR"}


@seen
def test_t1(world: World, ask: Ask, reader: Principal, scopes: Sequence[str], category: str | None) -> None:
    names = ("cases_before", "cases", "seizures_before", "seizures")
    facet, above = ("type", f"{category}.") if category else ("category", "")
    mine = [(above + row[facet], *picked([row], *names)[0]) for row in tabled(world, "t1", facet, category, reader)]
    total = [("*", *one) for one in picked(tabled(world, "t1", "total", category, reader), *names)]
    asked = picked(ask("t1", category, scopes), "goods", *names)
    assert [row for row in asked if row[0] != "*"] == mine
    assert [row for row in asked if row[0] == "*"] == total


@seen
def test_t2(world: World, ask: Ask, reader: Principal, scopes: Sequence[str], category: str | None) -> None:
    mine = [
        (row["goods"], row["unit"], Decimal(row["quantity_before"]), Decimal(row["quantity"]))
        for row in tabled(world, "t2", "quantity", category, reader)
    ]
    assert sorted(mine) == picked(ask("t2", category, scopes), "goods", "unit", "quantity_before", "quantity")


def test_t2_has_money_and_types_of_one_name_apart(ask: Ask) -> None:
    found = {(row["goods"], row["unit"]): row["quantity"] for row in ask("t2", None)}
    assert found["currency.cash", "money:EUR"] == Decimal(50_000)
    assert (found["drugs.other", "KGM"], found["tobacco.other", "KGM"]) == (7, 900)


@seen
def test_t3_and_t4(world: World, ask: Ask, reader: Principal, scopes: Sequence[str], category: str | None) -> None:
    asked = ask("t3", category, scopes)
    for scheme in ("wco", "rilo"):
        names = ("cases", "seizures", "most_frequent")
        mine = by_unit(tabled(world, "t3", scheme, category, reader), scheme, *names)
        assert mine == picked([row for row in asked if row["scheme"] == scheme], "region", *names, "unit", "quantity")
    names = ("administration", "cases", "seizures")
    found = by_unit(tabled(world, "t4", "administration", category, reader), *names)
    assert found == picked(ask("t4", category, scopes), *names, "unit", "quantity")
    assert not found or any(row[-1] for row in found) == (category is not None)


@seen
def test_t5(world: World, ask: Ask, reader: Principal, scopes: Sequence[str], category: str | None) -> None:
    asked = ask("t5", category, scopes)
    for role in ("departure", "transit", "destination"):
        mine = [row for row in asked if row["role"] == role]
        assert picked(tabled(world, "t5", role, category, reader), "country", "cases") == picked(
            mine, "country", "cases"
        )


def test_t5_of_cases_without_any_transit(tmp_path: Path) -> None:
    world = World()
    world.hear(
        case(1, seized_on="2012-05-02", route={name: {"country": "CO"} for name in ("departure", "destination")})
    )
    world.run()
    with opened(written(world.lake, tmp_path)) as connection:
        found = answers(connection, sql("t5", PERIOD, category="drugs"))
    assert picked(found, "role", "country", "cases") == [("departure", "CO", 1), ("destination", "CO", 1)]


@seen
def test_t6_to_t8(world: World, ask: Ask, reader: Principal, scopes: Sequence[str], category: str | None) -> None:
    found = by_unit(tabled(world, "t6", "mode", category, reader), "mode", "cases")
    assert found == picked(ask("t6", category, scopes), "mode", "cases", "unit", "quantity")
    for table, facet in (("t7", "direction"), ("t8", "detection")):
        mine = picked(tabled(world, table, facet, category, reader), facet, "cases")
        assert mine == picked(ask(table, category, scopes), facet, "cases")


@seen
def test_t9(world: World, ask: Ask, reader: Principal, scopes: Sequence[str], category: str | None) -> None:
    asked = ask("t9", category, scopes)
    for facet in ("place", "method"):
        mine = [row for row in asked if row["facet"] == facet]
        assert picked(tabled(world, "t9", facet, category, reader), facet, "cases") == picked(mine, "code", "cases")


@seen
def test_t10_says_the_bin_in_which_each_quartile_lies(
    world: World, ask: Ask, reader: Principal, scopes: Sequence[str], category: str | None
) -> None:
    exact = {(row["goods"], row["unit"]): row for row in ask("t10", category, scopes)}
    found = tabled(world, "t10", "sizes", category, reader)
    assert {(row["goods"], row["unit"]) for row in found} == set(exact)
    for row in found:
        true = exact[row["goods"], row["unit"]]
        assert (row["cases"], Decimal(row["quantity"])) == (true["cases"], true["quantity"])
        for name in ("p25", "median", "p75"):
            low, high = Decimal(row[f"{name}_from"]), Decimal(row[f"{name}_to"])
            assert low <= true[name] <= high, row
            assert (low == high) == (row["cases"] <= 24)
        share = Decimal(row["largest_10_percent"])
        assert share <= 100 * true["largest_10"] / true["quantity"] < share + Decimal("0.1")


@seen
def test_t11(world: World, ask: Ask, reader: Principal, scopes: Sequence[str], category: str | None) -> None:
    asked = ask("t11", category, scopes)
    assert asked or category not in (None, "drugs")
    for kind in ("to_seizure", "through"):
        mine = picked([row for row in asked if row["kind"] == kind], "start", "finish", "cases")
        assert picked(tabled(world, "t11", kind, category, reader), "from", "to", "cases") == mine


def test_t12(world: World, ask: Ask) -> None:
    found = by_unit(tabled(world, "t12", "type", "ipr"), "type", "cases", "seizures")
    assert found == picked(ask("t12"), "type", "cases", "seizures", "unit", "quantity")
    assert found == [("watches", 1, 2, "H87", Decimal(144)), ("watches", 1, 2, "KGM", Decimal(3))]


def test_t13(world: World, ask: Ask) -> None:
    asked = ask("t13")
    for facet in ("mode", "departure", "destination", "total"):
        mine = [(row["code"], row["cases"], row["pieces"]) for row in asked if row["facet"] == facet]
        found = tabled(world, "t13", facet, "tobacco")
        assert [(row[facet], row["cases"], Decimal(row["pieces"])) for row in found] == mine
    assert mine == [("all", 2, Decimal(355_000))]


@seen
def test_t14(world: World, ask: Ask, reader: Principal, scopes: Sequence[str], category: str | None) -> None:
    asked = {(row["section"], row["code"]): row for row in ask("t14", category, scopes)}

    def of(section: str) -> dict[str, int]:
        return {code: row["number"] for (name, code), row in asked.items() if name == section}

    reporters = {row["category"]: row["reporters"] for row in tabled(world, "t14", "reporters", category, reader)}
    assert {code: number for code, number in reporters.items() if number} == of("reporters")
    delays = tabled(world, "t14", "delays", category, reader)
    assert {row["administration"]: row["cases"] for row in delays} == of("delays")
    for row in delays:
        true = asked["delays", row["administration"]]
        assert all(row[f"{name}_days_from"] <= true[name] <= row[f"{name}_days_to"] for name in ("median", "p90"))
    assert {row["field"]: row["cases"] for row in tabled(world, "t14", "fields", category, reader)} == of("fields")


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
