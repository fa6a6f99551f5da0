"""Every field of a record has its column, and every column its value."""

from collections.abc import Iterator
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel

from seizures.exports import columns
from seizures.model import Seizure
from seizures.quality import WEIGHTS
from tests.unit.seizures.builders import FULL, SIMPLE
from tests.unit.seizures.exports.documents import IVORY, document

# Between the parties, the same in every published record, or said by another column.
LEFT_OUT = {"status", "merged_into", "quality.missing", "review.reason_code", "review.comment", "review.at"}
LEFT_OUT |= {f"quality.parts.{name}" for name in WEIGHTS}


def leaves(model: type[BaseModel], path: str = "") -> Iterator[str]:
    for name, info in model.model_fields.items():
        inner = list(models(info.annotation))
        for one in inner:
            yield from leaves(one, f"{path}{name}.")
        if not inner:
            yield f"{path}{name}"


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) is not None:
        for part in get_args(annotation):
            yield from models(part)


def row(**changes: Any) -> dict[str, str]:
    (cells,) = columns.rows(document(1, changes.pop("base", FULL), **changes))
    return dict(zip(columns.HEADER, cells, strict=True))


def test_every_field_of_a_record_has_a_column() -> None:
    asked = {name.replace("lines.", "line.", 1) for name in leaves(Seizure)} - LEFT_OUT
    labels = {name for name in columns.HEADER if name.endswith(".label")}
    assert set(columns.HEADER) - labels == asked | {"line.number"}
    assert len(set(columns.HEADER)) == len(columns.HEADER)


def test_a_row_holds_the_case_and_one_line() -> None:
    found = row()
    assert found["seized_on"] == "2026-03-14"
    assert (found["place.country"], found["place.country.label"]) == ("FR", "France")
    assert found["conveyance.courier"] == "false"
    assert (found["conveyance.mode"], found["conveyance.mode.label"]) == ("1", "Maritime")
    assert (found["line.number"], found["line.category.label"]) == ("1", "Drugs")
    assert (found["line.type"], found["line.type.label"]) == ("cocaine", "Cocaine")
    assert found["line.subtype"] == "powder"
    assert found["line.subtype.label"]
    assert (found["line.quantity.amount"], found["line.quantity.unit"]) == ("120.5", "KGM")
    assert (found["line.packages.count"], found["line.details.purity_percent"]) == ("100", "82")


def test_what_is_not_said_is_empty() -> None:
    found = row(base=SIMPLE)
    assert {name for name, text in found.items() if text} == {
        *("id", "national_reference", "tlp", "administration", "rilo", "seized_on", "date_precision"),
        *("place.country", "place.country.label", "direction", "conveyance.mode", "conveyance.mode.label"),
        *("route.departure.country", "route.departure.country.label"),
        *("route.destination.country", "route.destination.country.label"),
        *("verification", "form", "quality.score", "version", "channel", "created_at", "updated_at"),
        *("submitted_at", "published_at"),
        *("line.number", "line.category", "line.category.label", "line.quantity.amount", "line.quantity.unit"),
    }


def test_lists_are_joined_position_by_position() -> None:
    transit = [{"country": "PA", "certainty": "known"}, {"country": "NL", "locode": "NLRTM"}]
    found = row(route__transit=transit, detection__aids=["xray", "dog"])
    assert found["route.transit.country"] == "PA; NL"
    assert found["route.transit.locode"] == "; NLRTM"
    assert found["route.transit.certainty"] == "known; "
    assert found["detection.aids"] == "xray; dog"
    assert (found["persons.role"], found["persons.count"], found["persons.gender"]) == ("driver", "1", "")


def test_a_record_has_as_many_rows_as_lines() -> None:
    lines = [FULL["lines"][0], IVORY, {"category": "tobacco", "quantity": {"amount": "1", "unit": "H87"}}]
    found = [dict(zip(columns.HEADER, cells, strict=True)) for cells in columns.rows(document(1, lines=lines))]
    assert [row["line.number"] for row in found] == ["1", "2", "3"]
    assert [row["line.category"] for row in found] == ["drugs", "cites", "tobacco"]
    assert [row["line.details.taxon"] for row in found] == ["", "Loxodonta africana", ""]
    assert {row["narrative"] for row in found} == {FULL["narrative"]}


@pytest.mark.parametrize("name", ["line.quantity.amount", "line.value.amount", "line.packages.count", "line.number"])
def test_amounts_are_marked_as_numbers(name: str) -> None:
    assert columns.DECIMAL[columns.HEADER.index(name)]
    assert not columns.DECIMAL[columns.HEADER.index("line.hs_code")]
