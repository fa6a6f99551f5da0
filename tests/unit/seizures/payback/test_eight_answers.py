"""The simplified form through the API: eight answers, and nothing else, enter a record and see it published."""

from collections.abc import Iterator
from typing import get_args

import pytest
from pydantic import BaseModel

from seizures.lines import DETAILS, AnyLine
from seizures.model import Draft
from tests.unit.seizures.builders import OFFICER, SIMPLE, record
from tests.unit.seizures.world import World

# A quantity is one answer: how much of which unit.
EIGHT = {
    "seized_on",
    "place.country",
    "direction",
    "conveyance.mode",
    "lines.category",
    "lines.quantity",
    "route.departure.country",
    "route.destination.country",
}


def required(model: type[BaseModel], path: str = "") -> Iterator[str]:
    """Paths that must be answered; of lines those of every category."""
    for name, info in model.model_fields.items():
        here = f"{path}{name}"
        if not info.is_required():
            continue
        if name == "lines":
            kinds = get_args(get_args(AnyLine)[0])
            yield from {found for kind in kinds for found in required(kind, "lines.")}
        elif isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel) and name != "quantity":
            yield from required(info.annotation, f"{here}.")
        else:
            yield here


def test_no_more_than_eight_answers_are_required() -> None:
    assert set(required(Draft)) == EIGHT


@pytest.mark.parametrize("category", sorted(DETAILS))
def test_eight_answers_are_enough_for_every_category(cen: World, category: str) -> None:
    for unit in ("H87", "KGM"):  # whichever these goods are counted in
        body = record(SIMPLE, lines=[{"category": category, "quantity": {"amount": "2", "unit": unit}}])
        checked = cen.call("POST", "/v1/seizures/checks", OFFICER, body).json
        if not checked["errors"]:
            break
    assert checked["form"] == "simplified"
    id = cen.publish(body)
    assert cen.record(id).fields["form"] == "simplified"
