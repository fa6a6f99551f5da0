"""Rows as cases: what they say together, and each fault at the row and the column where it can be mended."""

import io
import json
from typing import Any

import pytest

from seizures.imports import split as splitting
from seizures.imports.failures import Failure, Unreadable
from seizures.imports.reading import limits
from tests.unit.seizures.builders import FULL, record
from tests.unit.seizures.imports.cases import content, cut, faults, judged, mapping_of, only
from tests.unit.seizures.imports.world import HEADER, many, row, table_of


def test_rows_with_one_reference_are_lines_of_one_case_wherever_they_stand() -> None:
    text = table_of(
        row(1), row(2), row(1, date="", country="", type="cigars", quantity=5), row(3, reference="fr-2026-000001 ")
    )
    first, second = judged(text)
    assert (first.rows, second.rows) == ([2, 4, 5], [3])
    assert [line["type"] for line in content(first)["lines"]] == ["cigarettes", "cigars", "cigarettes"]
    assert content(first)["seized_on"] == "2026-03-14"


def test_rows_of_one_case_may_not_contradict_each_other() -> None:
    found = only(table_of(row(1), row(1, country="BE"), row(1, direction="export", type="cigars")))
    assert found.draft is None
    assert faults(found) == [
        (3, "place.country", "contradicts", "BE"),
        (4, "direction", "contradicts", "export"),
        (2, "", "other_row", None),
    ]
    assert "FR" in found.faults[0].message


def test_a_fault_of_one_row_keeps_the_whole_case_out_and_is_told_there() -> None:
    found = only(table_of(row(1), row(1, quantity="many", unit="H87"), row(1, type="sugar")))
    assert faults(found) == [
        (3, "line.quantity.amount", "not_a_number", "many"), (4, "line.type", "unknown_code", "sugar"),
        (2, "", "other_row", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field", "code", "value"),
    [
        ({"date": "2027-03-14"}, "seized_on", "future_date", "2027-03-14"),
        ({"date": "1950-03-14"}, "seized_on", "too_early", "1950-03-14"),
        ({"date": ""}, "seized_on", "required", None),
        ({"country": "Frankreich"}, "place.country", "unknown_code", "Frankreich"),
        ({"unit": "KGM"}, "line.quantity.unit", "unit_does_not_fit", "KGM"),
        ({"quantity": "0"}, "line.quantity.amount", "not_positive", "0"),
        ({"quantity": "1e20"}, "line.quantity.amount", "wrong_format", "1e20"),
        ({"category": ""}, "line.category", "required", None),
        ({"category": "sweets"}, "line.category", "unknown_code", "sweets"),
        ({"reference": "Mr. Smith!"}, "national_reference", "wrong_format", "Mr. Smith!"),
        ({"mode": "rocket"}, "conveyance.mode", "unknown_code", "rocket"),
        (
            {"quantity": "600000000000", "category": "revenue", "type": "fuel", "unit": "t"},
            "line.quantity.amount",
            "R20",
            "600000000000",
        ),
    ],
)
def test_a_fault_names_column_code_message_and_value(
    changes: dict[str, Any], field: str, code: str, value: str | None
) -> None:
    found = only(table_of(row(1, **changes)))
    (fault,) = [fault for fault in found.faults if fault.field == field]
    assert (fault.row, fault.code, fault.value) == (2, code, value)
    assert fault.message.endswith((".", "?", ")")), fault.message


def test_a_fault_of_one_cell_is_told_once() -> None:
    header = HEADER.replace("category;type", "goods")
    found = only(table_of("R-1;2026-03-14;FR;import;3;ES;FR;sweets;5;kg", header=header))
    assert faults(found) == [(2, "line.commodity", "unknown_code", "sweets")]
    missing = only(table_of("R-1;2026-03-14;FR;import;3;ES;FR;;5;kg", header=header))
    assert faults(missing) == [(2, "line.commodity", "required", None)]
    assert missing.faults[0].message == "This must be filled in."


def test_a_type_may_be_named_by_what_is_below_it() -> None:
    header = HEADER.replace("type", "type;subtype")
    named = {"category": "drugs", "quantity": "5", "unit": "kg"}
    found = only(table_of(row(1, **named, type="Héroïne;"), header=header))
    line = content(found)["lines"][0]
    assert (line["type"], line["subtype"]) == ("opiates", "heroin")
    assert only(table_of(row(1, **named, type="Héroïne;heroin"), header=header)).content == found.content
    contradicting = only(table_of(row(1, **named, type="Héroïne;opium"), header=header))
    assert faults(contradicting) == [(2, "line.subtype", "contradicts", "opium")]


def test_what_is_missing_whole_is_told_by_what_has_to_be_filled_in() -> None:
    assert faults(only(table_of(row(1, departure="", destination="")))) == [
        (2, "route.departure.country", "required", None)
    ]
    told = {(fault[1], fault[2]) for fault in faults(only('{"a":1}'))}
    assert {("a", "unknown_field"), ("route", "required"), ("place", "required"), ("lines", "required")} <= told
    line = {"category": "tobacco", "quantity": {"unit": "H87"}}
    assert [fault[1] for fault in faults(only(json.dumps(record(FULL, operation_id=..., lines=[line]))))] == [
        "lines.0.quantity.amount"
    ]


def test_personal_data_are_refused_and_never_repeated() -> None:
    header = f"{HEADER};remarks;confirm.personal_data"
    text = table_of(f"{row(1)};Mr John Smith, john@example.org;", header=header)
    found = only(text)
    assert {fault.code for fault in found.faults} == {"personal_data"}
    assert [fault.value for fault in found.faults] == [None] * len(found.faults)
    confirmed = only(table_of(f"{row(1)};Mr John Smith;A brand of biscuits.", header=header))
    assert confirmed.vetted.overrides == ["person_name in narrative"]


def test_warnings_are_told_and_keep_nobody_out() -> None:
    found = only(table_of(row(1, date="2020-03-14", country="BE")))
    assert found.draft
    assert [(one.row, one.field, one.code, one.value) for one in found.warnings] == [
        (2, "seized_on", "R01", "2020-03-14"), (2, "place.country", "R04", "BE"),
    ]  # fmt: skip
    assert all(one.message_fr for one in found.warnings)


def test_dates_and_decimals_are_decided_by_the_whole_column() -> None:
    ambiguous = row(1, date="03/04/2025", quantity="1,500")
    alone = only(table_of(ambiguous))
    assert [fault[2] for fault in faults(alone)] == ["ambiguous_date", "ambiguous_number"]
    beside, _ = judged(table_of(ambiguous, row(2, date="14/03/2025", quantity="2,5", type="raw", unit="kg")))
    assert (content(beside)["seized_on"], content(beside)["lines"][0]["quantity"]["amount"]) == ("2025-04-03", "1.5")
    contradicting = judged(table_of(ambiguous, row(2, date="14/03/2025"), row(3, date="03/14/2025")))
    assert [case.draft is None for case in contradicting] == [True, False, False]


def test_less_than_a_day_sets_the_precision() -> None:
    assert content(only(table_of(row(1, date="March 2025"))))["date_precision"] == "month"
    header = f"{HEADER};Précision de la date"
    assert content(only(table_of(f"{row(1, date='2025')};année", header=header)))["date_precision"] == "year"


def test_lists_stand_side_by_side() -> None:
    header = f"{HEADER};transit;route.transit.certainty;persons.role;persons.count;aids used;detection method"
    found = only(
        table_of(f"{row(1)};PA; DO\n".replace("; DO\n", "") + ";known;driver;1;xray;random_selection", header=header)
    )
    assert content(found)["route"]["transit"] == [{"country": "PA", "certainty": "known"}]
    quoted = f'{row(1)};"Panama; DO";"; suspected";"driver; passenger";"1; 2";"xray; dog";random_selection'
    said = content(only(table_of(quoted, header=header)))
    assert said["route"]["transit"] == [{"country": "PA"}, {"country": "DO", "certainty": "suspected"}]
    assert said["persons"] == [{"role": "driver", "count": 1}, {"role": "passenger", "count": 2}]
    assert said["detection"]["aids"] == ["xray", "dog"]
    uneven = only(table_of(f'{row(1)};"PA; DO";known;;;;', header=header))
    assert faults(uneven) == [(2, "route.transit.certainty", "not_as_many", "known")]


def test_a_row_without_a_reference_that_stands_there_twice_is_told() -> None:
    first, second, third = judged(table_of(row(1, reference=""), row(1, reference=""), row(2, reference="")))
    assert (first.same, second.same, third.same) == (None, 2, None)


def test_the_digest_is_of_what_is_said_and_not_of_how() -> None:
    plain = only(table_of(row(1, type="hand_rolling", quantity="2.5", unit="KGM", country="FR")))
    other = only(table_of(row(1, type="Tabac à rouler", quantity="2,50", unit="kg", country="France")))
    assert plain.digest == other.digest
    assert only(table_of(row(1, type="hand_rolling", quantity="2.6", unit="KGM"))).digest != plain.digest


def test_json_lines_are_records_and_those_of_one_reference_are_one() -> None:
    line = {"category": "tobacco", "quantity": {"amount": "5", "unit": "H87"}}
    full, other = record(FULL), record(FULL, lines=[line])
    for one in (full, other):
        one.pop("operation_id")
    text = "\n".join(json.dumps(one) for one in (full, other, {**full, "national_reference": None, "tlp": "CLEAR"}))
    first, second = judged(text)
    assert (first.rows, second.rows) == ([1, 2], [3])
    assert [one["category"] for one in content(first)["lines"]] == ["drugs", "tobacco"]
    contradicting = only("\n".join(json.dumps(one) for one in (full, {**other, "direction": "export"})))
    assert faults(contradicting)[0][:3] == (2, "direction", "contradicts")


def test_a_fault_of_json_lines_is_told_at_its_own_line_as_that_one_counts() -> None:
    """Lines of goods 0 and 1 of the first document, 2 and 3 of the second, 4 of the third."""
    goods = [{"category": "drugs", "type": "cocaine", "quantity": {"amount": str(n), "unit": "KGM"}} for n in range(5)]
    goods[3]["type"] = "sugar"
    case = {**record(FULL), "national_reference": "FR-9"}
    place, shared = {"place": {"country": "XX"}}, {name: case.pop(name) for name in ("lines", "place")}
    assert shared
    said = [
        {**case, "lines": goods[:2]},
        {"national_reference": "fr-9", "lines": goods[2:4], **place},
        {"national_reference": "FR-9", "lines": goods[4:], "direction": "export"},
    ]
    found = only("\n".join(map(json.dumps, said)))
    assert faults(found) == [
        (3, "direction", "contradicts", '"export"'),
        (2, "place.country", "unknown_code", "XX"),
        (1, "lines.0.quantity.amount", "not_positive", "0"),
        (2, "lines.1.type", "unknown_code", "sugar"),
    ]


def test_a_warning_of_json_lines_is_told_at_its_own_line() -> None:
    first, second = record(FULL), record(FULL)
    second["lines"][0]["quantity"] = {"amount": "30000", "unit": "KGM"}
    found = only(f"{json.dumps(first)}\n{json.dumps(second)}")
    told = [(warning.row, warning.field, warning.value) for warning in found.warnings]
    assert told == [(2, "lines.0.quantity.amount", "30000"), (2, "lines.0.value.amount", "3600000")]


@pytest.mark.parametrize("lines", ["goods", {"category": "drugs"}, 7, None])
def test_lines_of_goods_that_are_no_list_are_not_lost(lines: Any) -> None:
    case, other = record(FULL), {"national_reference": record(FULL)["national_reference"], "lines": lines}
    for said in ([case, other], [other, case]):
        found = only("\n".join(map(json.dumps, said)))
        assert found.draft is None
        assert 2 in {fault.row for fault in found.faults if fault.code != "other_row"}


def test_a_json_line_is_checked_as_a_request_is() -> None:
    broken = only(json.dumps({**record(FULL), "colour": "red", "place": {"country": "ZZ"}, "operation_id": None}))
    assert {(fault[1], fault[2]) for fault in faults(broken)} == {
        ("colour", "unknown_field"),
        ("place.country", "unknown_code"),
    }
    reordered = dict(reversed(record(FULL, operation_id=...).items()))
    assert only(json.dumps(reordered)).digest == only(json.dumps(record(FULL, operation_id=...))).digest


def test_parts_hold_whole_cases_and_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splitting, "PART_ROWS", 4)
    found, parts = cut(table_of(*(row(number // 3) for number in range(15))))
    assert found.rows == 15
    assert [[len(case["rows"]) for case in part[1:]] for part in parts] == [[3], [3], [3], [3], [3]]
    monkeypatch.setattr(splitting, "PART_BYTES", 1500)
    _, parts = cut(many(30))
    assert all(part[0] == parts[0][0] for part in parts)
    assert [n for part in parts for case in part[1:] for n in [case["rows"][0]["n"]]] == list(range(2, 32))


def test_a_case_of_too_many_rows_is_refused_whole_and_holds_up_no_part() -> None:
    found = judged(table_of(*(row(1) for _ in range(230)), row(2)))
    assert [len(case.rows) for case in found] == [100, 100, 30, 1]
    assert {fault.code for case in found[:3] for fault in case.faults} == {"too_many_lines"}
    assert found[3].draft


def test_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ROWS", 3)
    with pytest.raises(Unreadable) as unreadable:
        cut(many(4))
    assert unreadable.value.failure is Failure.TOO_MANY_ROWS


def test_a_record_that_is_too_large_is_refused() -> None:
    header = f"{HEADER};remarks"
    rows = [f"{row(1)};{'é' * 9_000 if n == 0 else ''}" for n in range(1)]
    assert only(table_of(*rows, header=header)).draft
    lines = [{**FULL["lines"][0], "details": {"logo": "x" * 120}}] * 100
    huge = {**record(FULL, operation_id=...), "lines": lines * 15}
    found = only(json.dumps(huge))
    assert {fault.code for fault in found.faults} & {"too_large", "row_too_long"}


def test_a_line_of_a_file_of_lines_is_read_where_it_stands() -> None:
    lines = io.BytesIO(b"0123456789")
    assert splitting._read(lines, (3, 4)) == b"3456"
    assert mapping_of().ignore == ()
