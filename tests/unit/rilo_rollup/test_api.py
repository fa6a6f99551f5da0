"""Statistics through the API: who may ask for what, and what is said of bad questions."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import openpyxl
import pytest

from tests.unit.rilo_rollup.world import (
    CENMAT,
    LIMITED,
    OFFICER_FR,
    OUTSIDER,
    READER,
    RILO_WE,
    World,
    case,
    changed,
    line,
)


@pytest.fixture
def world() -> World:
    made = World()
    made.hear(
        *[case(number) for number in range(6)],
        case(7, administration="DE", tlp="AMBER"),
        case(8, administration="FR", tlp="AMBER+STRICT"),
        case(9, administration="BR", rilo="SA", lines=[line("5", "LTR")]),
    )
    made.run()
    return made


def wrong(world: World, path: str, **query: str) -> dict[str, str]:
    answer = world.call("GET", path, query=query)
    assert answer.status == 422, answer.text
    return answer.errors


@pytest.mark.parametrize("path", ["tables/t1", "trends", "flows", "delays", "coverage"])
def test_bad_questions_are_refused_by_the_name_of_the_parameter(world: World, path: str) -> None:
    assert wrong(world, path, **{"from": "2026-04"}) == {"from": "future_month"}
    assert wrong(world, path, to="2027-01") == {"to": "future_month"}
    assert wrong(world, path, **{"from": "2026-02", "to": "2026-01"}) == {"to": "before_from"}
    assert wrong(world, path, **{"from": "1969-12", "to": "1970-01"}) == {"from": "too_early"}
    assert wrong(world, path, **{"from": "1990-01", "to": "2025-01"}) == {"from": "too_long"}
    assert wrong(world, path, **{"from": "2026-13"}) == {"from": "wrong_format"}
    assert wrong(world, path, **{"from": "2026-1"}) == {"from": "wrong_format"}
    assert wrong(world, path, region="XX") == {"region": "unknown_code"}
    assert wrong(world, path, region="rilo-EUR") == {"region": "unknown_code"}
    assert wrong(world, path, region="ESA") == {"region": "ambiguous"}
    assert wrong(world, path, administration="QQ") == {"administration": "unknown_code"}
    assert wrong(world, path, region="WE", administration="FR") == {"administration": "conflicting"}
    assert wrong(world, path, category="cocaine") == {"category": "unknown_code"}
    assert wrong(world, path, category="drugs.cocaine") == {"category": "not_a_category"}
    assert wrong(world, path, category="drinks.cocaine") == {"category": "unknown_code"}
    assert wrong(world, path, tlp="RED")["tlp"]
    assert world.call("GET", path, query={"since": "2026-01"}).status == 400


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"region": "ECA"}, ("rilo-WE, or a WCO region, such as wco-EUR", "rilo-ECE")),
        ({"region": "EURO"}, ("wco-EUR", "nearest")),
        ({"region": "none"}, ("rilo-WE", "wco-EUR")),
        ({"region": "wco-EUX"}, ("wco-EUR", "nearest")),
        ({"category": "drugs.cocaine"}, ("top level", "write drugs")),
        ({"category": "drugz"}, ("nearest", "drugs")),
    ],
)
def test_a_refusal_says_what_to_write_instead(world: World, query: dict[str, str], says: tuple[str, ...]) -> None:
    (error,) = world.call("GET", "tables/t1", query=query).json["errors"]
    assert all(word in error["message"] for word in says), error["message"]


@pytest.mark.parametrize("path", ["tables/t1", "flows"])
def test_what_is_for_everybody_is_of_a_month_a_quarter_or_whole_years(world: World, path: str) -> None:
    for first, last in (("2026-02", "2026-02"), ("2025-10", "2025-12"), ("2024-01", "2025-12")):
        assert world.call("GET", path, query={"tlp": "CLEAR", "from": first, "to": last}).status == 200
    for first, last in (("2026-02", "2026-03"), ("2025-11", "2026-01"), ("2025-02", "2026-01"), ("2025-01", "2025-06")):
        assert wrong(world, path, tlp="CLEAR", **{"from": first, "to": last}) == {"from": "not_a_whole_period"}
    found = world.call("GET", path, query={"tlp": "CLEAR"}).json
    assert (found["from"], found["to"]) == ("2025-01", "2025-12")


def test_tables_that_there_are_not_and_questions_that_do_not_fit(world: World) -> None:
    for name in ("t0", "t15", "T1", "drugs"):
        answer = world.call("GET", f"tables/{name}")
        assert (answer.status, answer.json["code"]) == (404, "no_such_table")
    assert wrong(world, "tables/t12", category="drugs") == {"category": "not_of_this_table"}
    assert world.call("GET", "tables/t12", query={"category": "ipr"}).status == 200
    assert wrong(world, "trends", tlp="CLEAR")["tlp"]
    assert wrong(world, "flows", k="0")["k"]
    assert len(world.call("GET", "tables").json["items"]) == 14


READS = ["tables", "tables/t1", "trends", "flows", "delays", "coverage"]


@pytest.mark.parametrize("path", READS)
def test_a_tier_without_access_gets_403_and_nobody_401(world: World, path: str) -> None:
    assert world.call("GET", path, LIMITED).status == 403
    assert world.call("GET", path, None).status == 401
    for caller in (READER, OFFICER_FR, RILO_WE, CENMAT):
        assert world.call("GET", path, caller).status == 200


def test_what_a_reader_may_not_see_is_in_no_answer_of_his(world: World) -> None:
    def cases(caller: Any, **query: str) -> tuple[str, int]:
        found = world.call("GET", "tables/t1", caller, query=query).json
        return found["tlp"], found["cases"]

    assert cases(OUTSIDER) == ("GREEN", 7)
    assert cases(READER) == ("AMBER", 8)
    assert cases(RILO_WE) == ("AMBER", 8)
    assert cases(OFFICER_FR) == ("AMBER+STRICT", 9)
    assert cases(OFFICER_FR, tlp="AMBER") == ("AMBER", 8)
    assert cases(OFFICER_FR, tlp="GREEN") == ("GREEN", 7)
    assert cases(OFFICER_FR, region="SA") == ("GREEN", 1)
    assert cases(OFFICER_FR, administration="FR") == ("AMBER+STRICT", 7)
    assert cases(RILO_WE, administration="FR") == ("GREEN", 6)
    before = world.call("GET", "tables/t4", OUTSIDER).text
    world.hear(case(100, administration="FR", tlp="AMBER+STRICT"), case(101, administration="DE", tlp="AMBER"))
    world.run()
    assert world.call("GET", "tables/t4", OUTSIDER).text == before


@pytest.mark.parametrize("path", [*[f"tables/t{number}" for number in range(1, 15)], "flows"])
def test_what_is_for_everybody_is_the_same_for_all_its_own_administration_too(world: World, path: str) -> None:
    world.hear(case(50, administration="GB"))
    world.run()
    for code in ("GB", "FR"):
        query = {"tlp": "CLEAR", "administration": code, "from": "2026-02", "to": "2026-02"}
        answers = {world.call("GET", path, caller, query=query).text for caller in (READER, OFFICER_FR, RILO_WE)}
        assert len(answers) == 1
    own = world.call("GET", "tables/t7", READER, query={"administration": "GB", "from": "2026-02"}).json
    assert own["sections"][0]["rows"][0]["cases"] == 1


def test_what_was_entered_and_withdrawn_again_shows_in_the_name_of_the_cells(world: World) -> None:
    """`as_of` is in the bytes, so two answers of one name must have the same."""
    before = world.call("GET", "tables/t1").json
    more = case(60)
    for seen in (more, changed(more, status="withdrawn")):
        world.now = world.now + timedelta(hours=1)
        world.hear(seen)
        world.run()
    after = world.call("GET", "tables/t1").json
    assert after["query_hash"] == before["query_hash"]
    assert (after["sections"], after["as_of"] > before["as_of"]) == (before["sections"], True)
    assert after["cells"] != before["cells"]
    world.now = world.now + timedelta(hours=1)
    world.run()
    assert world.call("GET", "tables/t1").json == after


def test_the_same_cells_give_the_same_bytes_in_every_format(world: World) -> None:
    for kind in ("json", "csv", "xlsx"):
        first, second = (
            world.call("GET", "tables/t10", query={"format": kind, "category": "drugs"}).text for _ in range(2)
        )
        assert first == second
    (book,) = world.workbooks.files.values()
    world.now = world.now.replace(hour=23)
    again = world.call("GET", "tables/t10", query={"format": "xlsx", "category": "drugs"}).json
    assert list(world.workbooks.files.values()) == [book]
    assert again["bytes"] == len(book)
    world.hear(changed(world.records.seen[case(3).id], status="withdrawn"))
    world.run()
    assert (
        world.call("GET", "tables/t10", query={"format": "xlsx", "category": "drugs"}).json["sha256"] != again["sha256"]
    )


def test_a_workbook_holds_the_sections_and_what_the_table_says_of_itself(world: World) -> None:
    answer = world.call("GET", "tables/t2", query={"format": "xlsx"})
    assert answer.json["link"].endswith("cen-t2-2025-03-2026-02.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(*world.workbooks.files.values()))
    assert book.sheetnames == ["quantity", "about"]
    cells = [[cell.value for cell in row] for row in book["quantity"]]
    assert cells[0][:3] == ["Goods, code", "Goods", "Unit (UNECE Rec 20, or a currency)"]
    assert ["drugs.cocaine", "Cocaine", "KGM", 0, 70] in [row[:5] for row in cells]
    about = {row[0].value: row[1].value for row in book["about"]}
    shown = world.call("GET", "tables/t2").json
    assert about["query_hash"] == shown["query_hash"]
    assert about["counting_rule"] == shown["counting_rule"]
    assert "US" in about["reporters.missing"].split()
    book.close()


def test_a_csv_is_one_table_with_its_rule_below(world: World) -> None:
    answer = world.call("GET", "tables/t3", query={"format": "csv"})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="cen-t3-2025-03-2026-02.csv"'
    header, *lines = csv.reader(io.StringIO(answer.text, newline=""))
    assert header == ["section", "wco", "wco_label", "cases", "seizures", "most_frequent", "rilo", "rilo_label"]
    assert {len(line) for line in lines} == {len(header)}
    assert ["wco", "EUR", "Europe", "7", "7", "drugs", "", ""] in lines
    assert any(line[0] == "# counting_rule" and line[1].startswith("Published cases") for line in lines)


def test_every_answer_says_its_rule_its_moment_its_hash_and_its_reporters(world: World) -> None:
    for number in range(1, 15):
        found = world.call("GET", f"tables/t{number}", query={"region": "WE"}).json
        assert found["counting_rule"].startswith("Published cases")
        assert found["as_of"] == "2026-03-20T12:00:00.000Z"
        assert len(found["query_hash"]) == len(found["cells"]) == 32
        assert found["reporters"]["expected"] == 19
    hashes = {
        world.call("GET", "tables/t1", caller, query=query).json["query_hash"]
        for caller in (READER, OUTSIDER, OFFICER_FR)
        for query in ({}, {"region": "WE"}, {"category": "drugs"}, {"from": "2026-01"})
    }
    assert len(hashes) == 12


def test_nothing_has_been_counted_yet() -> None:
    world = World()
    found = world.call("GET", "tables/t1").json
    assert (found["as_of"], found["cases"]) == (None, 0)
    assert world.call("GET", "tables/t1", query={"format": "xlsx"}).status == 200
    assert world.call("GET", "trends").status == 200
    assert world.call("GET", "delays").json["all"] == {"cases": 0}


def test_flows_have_legs_with_their_certainty_and_leave_out_rare_ones(world: World) -> None:
    found = world.call("GET", "flows", OUTSIDER).json
    legs = {(leg["kind"], leg["from"], leg["to"]): leg for leg in found["legs"]}
    assert legs["through", "CO", "BE"]["certainty"] == {"declared": 7}
    assert legs["to_seizure", "CO", "FR"]["cases"] == 6
    assert legs["onward", "FR", "BE"]["certainty"] == {"known": 6}
    assert legs["journey", "CO", "PA"]["certainty"] == {"suspected": 7}
    assert found["left_out"] == {"legs": 2, "cases": 2}
    assert found["seized_in"] == [{"country": "FR", "cases": 6}]
    everything = world.call("GET", "flows", OUTSIDER, query={"k": "1"}).json
    assert ("to_seizure", "CO", "BR") in {(leg["kind"], leg["from"], leg["to"]) for leg in everything["legs"]}
    clear = world.call("GET", "flows", OUTSIDER, query={"k": "1", "tlp": "CLEAR", "from": "2026-02"}).json
    assert (clear["k"], clear["tlp"], clear["left_out"]) == (5, "CLEAR", {})
    assert {(leg["certainty"], leg["cases"]) for leg in clear["legs"]} == {(None, 5)}
    assert clear["seized_in"] == [{"country": "FR", "cases": 5}]
    assert "multiple of 5" in clear["rounding"]


def test_delays_and_coverage(world: World) -> None:
    delays = world.call("GET", "delays", query={"category": "drugs"}).json
    assert delays["all"] == {
        "cases": 8,
        "median_days_from": 6,
        "median_days_to": 6,
        "p90_days_from": 6,
        "p90_days_to": 6,
    }
    assert [row["administration"] for row in delays["administrations"]] == ["BR", "DE", "FR"]
    coverage = world.call("GET", "coverage", query={"region": "WE", "from": "2026-01", "to": "2026-03"}).json
    (row,) = (row for row in coverage["rows"] if row["administration"] == "FR")
    assert row["by_month"] == {"2026-02": 6}
    assert (row["months_reported"], row["months"], row["last_month"]) == (1, 3, "2026-02")
    assert coverage["reporters"]["counted"] == 2
    assert "NL" in coverage["reporters"]["missing"]


def test_the_answers_are_those_that_the_schema_tells(world: World) -> None:
    from rilo_rollup.answers import Coverage, Delays, Flows, StatisticsTable, Trends

    for path, model in (
        ("tables/t1", StatisticsTable),
        ("flows", Flows),
        ("delays", Delays),
        ("coverage", Coverage),
        ("trends", Trends),
    ):
        answer = world.call("GET", path, OFFICER_FR, query={"category": "drugs"}).json
        required = {name for name, field in model.model_json_schema(mode="serialization")["properties"].items()}
        assert set(answer) <= required, set(answer) - required
        assert json.dumps(answer)
