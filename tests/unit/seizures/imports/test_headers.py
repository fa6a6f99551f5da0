"""The line of column names: found, understood, or refused in words that say what to do."""

from typing import Any

import pytest

from cen.problems import Invalid
from seizures.imports.failures import Failure, Unreadable, says
from seizures.imports.mapping import Mapping, check
from tests.unit.seizures.imports.cases import cut, faults, mapping_of, only
from tests.unit.seizures.imports.world import HEADER, row, table_of


def refused(text: str, mapping: Mapping | None = None, category: str | None = None) -> tuple[Failure, str]:
    with pytest.raises(Unreadable) as unreadable:
        cut(text, mapping, category)
    assert says(unreadable.value.failure, unreadable.value.what)
    return unreadable.value.failure, unreadable.value.what


def test_names_labels_of_both_languages_and_stars_are_understood() -> None:
    french = "Référence nationale;Date de saisie *;PAYS DE SAISIE *;sens *;mode de transport*;Pays de départ;"
    french += "Pays de destination;Catégorie;Type;Quantité;Unité"
    names = "national_reference;seized_on;place.country;direction;conveyance.mode;route.departure.country;"
    names += "route.destination.country;line.category;line.type;line.quantity.amount;line.quantity.unit"
    plain = only(table_of(row(1)))
    for header in (french, names):
        assert only(table_of(row(1), header=header)).content == plain.content


def test_titles_may_stand_above() -> None:
    titled = f"Seizures of March;;\nOffice of Le Havre;;\n\n{table_of(row(1))}"
    found, _ = cut(titled)
    assert found.rows == 1
    assert only(titled).rows == [5]


def test_nothing_is_found_where_no_line_names_columns() -> None:
    assert refused("a;b;c\n1;2;3\n") == (Failure.NO_HEADER, "20")
    assert refused("\n" * 3 + "x\n" * 25 + table_of(row(1)))[0] is Failure.NO_HEADER


def test_names_that_stand_twice_are_refused() -> None:
    failure, what = refused(table_of(row(1) + ";FR", header=f"{HEADER};Pays de saisie"))
    assert (failure, what) == (Failure.DUPLICATE_HEADERS, "country")


def test_names_that_are_not_known_are_refused_by_name_unless_they_are_to_be_ignored() -> None:
    text = table_of(row(1) + ";x;y", header=f"{HEADER};Our notes;Chief")
    assert refused(text) == (Failure.UNKNOWN_COLUMNS, "Our notes, Chief")
    assert refused(text, mapping_of(ignore=["our notes"]))[1] == "Chief"
    for ignored in (["Our notes", "Chief"], ["*"]):
        assert only(text, mapping=mapping_of(ignore=ignored)).content == only(table_of(row(1))).content


def test_names_that_are_missing_are_refused_by_label() -> None:
    text = "date;direction;quantity\n2026-03-14;import;5\n"
    failure, what = refused(text)
    assert failure is Failure.MISSING_COLUMNS
    assert what == (
        "Country of seizure, Mode of transport, Country of departure, Country of destination, Category, Unit"
    )
    assert "Category" not in refused(text, category="drugs")[1]


def test_what_can_be_told_from_other_columns_is_not_missing() -> None:
    header = "date;place;direction;mode;route.departure.locode;route.destination.locode;goods;quantity;unit"
    found = only(table_of("2026-03-14;FRLEH;import;1;COCTG;BEANR;cocaine;5;kg", header=header))
    assert found.content["place"] == {"locode": "FRLEH", "country": "FR"}
    assert found.content["route"]["departure"]["country"] == "CO"
    assert found.content["lines"][0]["category"] == "drugs"


def test_values_without_a_name_above_them_are_refused_by_their_letters() -> None:
    assert refused(table_of(row(1) + ";;lost")) == (Failure.COLUMN_WITHOUT_HEADER, "column M")
    middle = HEADER.replace("mode", "")
    assert refused(table_of(row(1), header=middle), mapping_of(constants={"conveyance.mode": "3"})) == (
        Failure.COLUMN_WITHOUT_HEADER,
        "column E",
    )
    cut(table_of(row(1) + ";;"))


def test_columns_of_our_reports_are_passed_over() -> None:
    text = table_of("rejected;bad;" + row(1), header=f"cen.outcome;cen.message;{HEADER}")
    assert only(text).content == only(table_of(row(1))).content


def test_no_rows_and_too_many_columns() -> None:
    assert refused(table_of())[0] is Failure.NO_ROWS
    assert refused(table_of(row(1), header=HEADER + ";x" * 50_000))[0] is Failure.TOO_MANY_COLUMNS
    names = ";".join(f"column {number}" for number in range(50_000))
    for header in (f"{HEADER};{names}", f"{names};{HEADER}", names):
        assert refused(table_of(row(1), header=header)) == (Failure.TOO_MANY_COLUMNS, "200")


def test_a_mapping_names_columns_joins_them_fills_in_and_leaves_out() -> None:
    mapping = mapping_of(
        columns={
            "WHAT": "line.commodity",
            "HOW MUCH": "line.quantity.amount",
            "IN": "line.quantity.unit",
            "NO": "national_reference",
        },
        join={"seized_on": ["DAY", "YEAR"]},
        constants={
            "place.country": "FR",
            "direction": "import",
            "conveyance.mode": "0",
            "route.departure.country": "Spain",
            "route.destination.country": "FR",
        },
        values={"line.commodity": {"Snow": "drugs.cocaine", "Nothing": None}},
        units={"lbs": {"unit": "KGM", "factor": "0.45359237", "source": "Avoirdupois"}},
        prefix={"national_reference": "X-"},
        only={"STATE": ["seized", "kept"]},
        ignore=["*"],
    )
    check(mapping)
    text = "NO;DAY;YEAR;WHAT;HOW MUCH;IN;STATE;direction\n7;14 March;2026;snow;10;LBS;Seized;junk\n"
    text += "8;1 May;2026;snow;1;lbs;sent back;\n"
    found, _ = cut(text, mapping)
    assert (found.rows, found.skipped) == (1, 1)
    case = only(text, mapping=mapping).content
    assert (case["national_reference"], case["seized_on"], case["direction"]) == ("X-7", "2026-03-14", "import")
    assert case["route"]["departure"]["country"] == "ES"
    assert case["lines"] == [
        {
            "category": "drugs",
            "type": "cocaine",
            "quantity": {
                "amount": "4.535924",
                "unit": "KGM",
                "reported": {"amount": "10", "unit": "LBS", "factor": "0.45359237", "source": "Avoirdupois"},
            },
        }
    ]


def test_a_word_that_is_mapped_to_nothing_says_nothing() -> None:
    mapping = mapping_of(values={"line.type": {"cigarettes": None}})
    assert "type" not in only(table_of(row(1)), mapping=mapping).content["lines"][0]


def test_a_mapping_is_matched_to_the_letter_first() -> None:
    """`source_` and `source` are two columns."""
    header = f"{HEADER};source_;source"
    mapping = mapping_of(columns={"source_": "narrative"}, ignore=["source"])
    found = only(table_of(row(1) + ";this;that", header=header), mapping=mapping)
    assert found.content["narrative"] == "this"
    loose = mapping_of(columns={"SOURCE": "narrative"})
    assert only(table_of(row(1) + ";this", header=f"{HEADER};source_"), mapping=loose).content["narrative"] == "this"


def test_what_a_mapping_names_must_be_there() -> None:
    text = table_of(row(1))
    assert refused(text, mapping_of(join={"narrative": ["A", "date"]}))[1] == "A"
    assert refused(text, mapping_of(only={"B": ["x"]})) == (Failure.MISSING_COLUMNS, "B")


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"columns": {"A": "nothing"}}, "mapping.columns.A"), ({"join": {"amount": ["A"]}}, "mapping.join.amount"),
        ({"constants": {"x": "1"}}, "mapping.constants.x"), ({"values": {"x": {}}}, "mapping.values.x"),
        ({"prefix": {"x": "1"}}, "mapping.prefix.x"),
        ({"values": {"tlp": {str(n): "GREEN" for n in range(3001)}}}, "mapping.values"),
    ],
)  # fmt: skip
def test_a_mapping_that_names_no_column_is_refused_when_it_is_sent(fields: dict[str, Any], path: str) -> None:
    with pytest.raises(Invalid) as invalid:
        check(mapping_of(**fields))
    assert [error.path for error in invalid.value.errors] == [path]
    if path == "mapping.join.amount":
        assert "line.quantity.amount" in invalid.value.errors[0].more["nearest"]


def test_a_mapping_can_say_the_order_of_dates_and_the_decimal_mark() -> None:
    text = table_of(row(1, date="3/4/2025", quantity="1.500"))
    assert {fault[2] for fault in faults(only(text))} == {"ambiguous_date", "ambiguous_number"}
    said = only(text, mapping=mapping_of(dates="day_first", decimal=",")).content
    assert (said["seized_on"], said["lines"][0]["quantity"]["amount"]) == ("2025-04-03", "1500")
    said = only(text, mapping=mapping_of(dates="month_first", decimal=".")).content
    assert (said["seized_on"], said["lines"][0]["quantity"]["amount"]) == ("2025-03-04", "1.5")
