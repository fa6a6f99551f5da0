"""The columns of a file against the fields of a record."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from cen import codes
from cen.codes.text import fold
from seizures.exports.columns import HEADER
from seizures.imports.columns import by_header, columns, of_category
from seizures.imports.details import DETAIL_LABELS
from seizures.imports.merge import column_of
from seizures.lines import DETAILS, DrugsLine
from seizures.model import Entry


def paths(model: type[BaseModel], before: str = "") -> Iterator[str]:
    """Dotted paths of a model's fields; of lists, of what they hold."""
    for name, info in model.model_fields.items():
        inner = next(
            (part for part in _parts(info.annotation) if isinstance(part, type) and issubclass(part, BaseModel)), None
        )
        if inner is None:
            yield before + name
        else:
            yield from paths(inner, f"{before}{name}.")


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from _parts(part)


def test_every_field_of_a_record_has_a_column_and_every_column_a_field() -> None:
    case = {path for path in paths(Entry) if not path.startswith("lines.")}
    line = {f"line.{path}" for path in paths(DrugsLine) if not path.startswith("details.")}
    details = {f"line.details.{name}" for model in DETAILS.values() for name in model.model_fields}
    assert columns().keys() == case | line | details | {"line.commodity"}


def test_a_file_of_an_export_has_the_same_names() -> None:
    theirs = {name for name in HEADER if not name.endswith(".label")}
    own = {"id", "administration", "rilo", "verification", "form", "quality.score", "version", "channel", "created_at"}
    own |= {"updated_at", "submitted_at", "published_at", "line.number", "operation_message"}
    assert columns().keys() - {"line.commodity", "confirm.personal_data"} == theirs - own


def test_nothing_that_may_stand_above_a_column_means_two() -> None:
    headers = Counter(
        fold(header)
        for column in columns().values()
        for header in {fold(name): name for name in (column.name, column.en, column.fr, *column.also)}.values()
    )
    assert [header for header, count in headers.items() if count > 1] == []
    assert len(by_header()) == len(headers)


def test_columns_name_lists_that_exist() -> None:
    known = {one.id for one in codes.lists()}
    assert {column.list for column in columns().values() if column.list} <= known
    assert all(column.list for column in columns().values() if column.kind in ("code", "goods", "place", "hs"))
    assert DETAIL_LABELS.keys() == {name for model in DETAILS.values() for name in model.model_fields}


def test_a_category_has_its_own_details_only() -> None:
    for category, model in DETAILS.items():
        names = {column.name for column in of_category(category) if column.name.startswith("line.details.")}
        assert names == {f"line.details.{name}" for name in model.model_fields}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("seized_on", (None, "seized_on")),
        ("lines.2.quantity.amount", (2, "line.quantity.amount")),
        ("lines.0.details.term", (0, "line.details.term")),
        ("route.transit.1.country", (None, "route.transit.country")),
        ("persons.0.role", (None, "persons.role")),
        ("detection.aids.0", (None, "detection.aids")),
        ("lines.1", (1, "line.category")),
        ("route", (None, "route.departure.country")),
        ("route.departure", (None, "route.departure.country")),
        ("lines", (None, "")),
        ("nothing.known", (None, "")),
        ("", (None, "")),
    ],
)
def test_an_error_is_told_at_the_column_that_its_value_came_from(path: str, expected: Any) -> None:
    assert column_of(path) == expected
