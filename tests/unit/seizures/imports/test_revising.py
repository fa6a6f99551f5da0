"""A file that meets records which were changed, withdrawn or had more lines: nothing is lost without a word."""

import json
from typing import Any

import pytest

from cen.principal import Principal
from seizures import service
from seizures.model import Patch, WithdrawReason
from tests.unit.seizures.builders import NCP, OFFICER, act
from tests.unit.seizures.imports.world import HEADER, World, row, table_of


def patch(world: World, id: str, changes: dict[str, Any], caller: Principal = OFFICER) -> None:
    version = world.record(id)["version"]
    service.change(world.records, act(caller, if_match=f'"{version}"', later=60), id, Patch(changes))


def load(world: World, text: str, **more: Any) -> tuple[dict[str, int], list[Any]]:
    world.clock.pass_by(hours=1)
    shown = world.load(text, **more)
    return world.counts(shown), world.rows(shown["id"])


def entered(world: World, text: str, **more: Any) -> str:
    _, rows = load(world, text, **more)
    return str(rows[0]["seizure_id"])


def amount(world: World, id: str) -> str:
    return str(world.record(id)["lines"][0]["quantity"]["amount"])


def recount(world: World, id: str, amount: str) -> None:
    line = world.record(id)["lines"][0]
    patch(world, id, {"lines": [{**line, "quantity": {**line["quantity"], "amount": amount}}]})


def test_a_row_whose_record_was_withdrawn_is_entered_anew(world: World) -> None:
    text = table_of(row(1, reference=""))
    first = entered(world, text)
    service.withdraw(world.records, act(OFFICER, later=30), first, WithdrawReason(reason_code="entered_in_error"))
    counts, (again,) = load(world, text)
    assert counts == {"accepted": 1}
    assert again["seizure_id"] != first
    assert load(world, text)[0] == {"unchanged": 1}
    assert len(world.all_records()) == 2


@pytest.mark.parametrize("reference", ["FR-1", ""])
def test_the_same_file_leaves_an_edit_alone_and_says_so(world: World, reference: str) -> None:
    text = table_of(row(1, reference=reference, quantity=5), row(2))
    id = entered(world, text)
    recount(world, id, "99")
    counts, (edited, other) = load(world, text)
    assert (counts, amount(world, id)) == ({"unchanged": 2}, "99")
    (warning,) = edited["warnings"]
    assert (warning["code"], warning["column"]) == ("changed_since", "quantity")
    assert "left alone" in warning["message"]
    assert "line.quantity.amount" in warning["message"]
    assert "warnings" not in other


def test_steps_of_the_life_of_a_record_are_no_edits(world: World) -> None:
    text = table_of(row(1))
    id = entered(world, text, submit=True)
    service.approve(world.records, act(NCP, later=30), id)
    counts, (only,) = load(world, text)
    assert (counts, "warnings" in only) == ({"unchanged": 1}, False)
    assert load(world, table_of(row(1, quantity=5)))[0] == {"updated": 1}


def test_an_edit_that_does_not_go_with_the_file_is_left_alone_too(world: World) -> None:
    """Source D is for Appendix I only, so the record cannot be what it is and say what the file says."""
    header = f"{HEADER};line.details.source"
    goods = {"category": "cites", "type": "ivory", "quantity": 5, "unit": "kg"}
    text = table_of(f"{row(1, **goods)};D", header=header)
    id = entered(world, text)
    line = world.record(id)["lines"][0]
    patch(world, id, {"lines": [{**line, "details": {"source": "W", "appendix": "II"}}]})
    counts, (only,) = load(world, text)
    assert (counts, only["warnings"][0]["code"]) == ({"unchanged": 1}, "changed_since")
    assert world.record(id)["lines"][0]["details"] == {"source": "W", "appendix": "II"}


def test_an_edit_is_not_replaced_by_another_row_unless_that_is_wanted(world: World) -> None:
    id = entered(world, table_of(row(1, quantity=5)))
    recount(world, id, "99")
    changed = table_of(row(1, quantity=6))
    counts, (only,) = load(world, changed)
    assert (counts, amount(world, id)) == ({"rejected": 1}, "99")
    assert [(one["code"], one["column"]) for one in only["errors"]] == [("overwrites_edit", "quantity")]
    counts, (only,) = load(world, changed, accept_warnings=True)
    assert (counts, amount(world, id)) == ({"updated": 1}, "6")
    assert [one["code"] for one in only["warnings"]] == ["overwrites_edit"]
    newest = world.records.history(id, "", None, 1).items[0]
    assert newest["changed"] == ["lines.0.quantity.amount"]
    assert load(world, table_of(row(1, quantity=7)))[0] == {"updated": 1}


def test_a_row_that_takes_nothing_back_goes_in_beside_an_edit(world: World) -> None:
    id = entered(world, table_of(row(1, quantity=5)))
    patch(world, id, {"narrative": "In the spare wheel."})
    counts, (only,) = load(world, table_of(row(1, quantity=6)))
    assert (counts, "warnings" in only, amount(world, id)) == ({"updated": 1}, False, "6")
    assert world.record(id)["narrative"] == "In the spare wheel."


def test_a_row_of_another_field_does_not_take_an_edit_back_in_silence(world: World) -> None:
    header = f"{HEADER};remarks"
    id = entered(world, table_of(f"{row(1, quantity=5)};", header=header))
    recount(world, id, "99")
    counts, (only,) = load(world, table_of(f"{row(1, quantity=5)};Found.", header=header))
    assert (counts, only["errors"][0]["code"], amount(world, id)) == ({"rejected": 1}, "overwrites_edit", "99")
    assert load(world, table_of(f"{row(1, quantity=99)};Found.", header=header))[0] == {"updated": 1}


def test_lines_are_not_lost_unless_that_is_wanted(world: World) -> None:
    id = entered(world, table_of(row(1), row(1, type="cigars")))
    fewer = table_of(row(1, type="cigars"))
    counts, (only,) = load(world, fewer)
    assert (counts, len(world.record(id)["lines"])) == ({"rejected": 1}, 2)
    assert [one["code"] for one in only["errors"]] == ["lines_removed"]
    assert "2 lines of goods, the file 1" in only["errors"][0]["message"]
    counts, (only,) = load(world, fewer, accept_warnings=True)
    assert (counts, [one["type"] for one in world.record(id)["lines"]]) == ({"updated": 1}, ["cigars"])
    assert [one["code"] for one in only["warnings"]] == ["lines_removed"]


def test_of_json_lines_the_fields_are_named_as_they_are_written(world: World) -> None:
    line = {
        "national_reference": "M-1", "seized_on": "2026-03-14", "place": {"country": "FR"}, "direction": "import",
        "conveyance": {"mode": "5"}, "route": {"departure": {"country": "NL"}, "destination": {"country": "FR"}},
        "lines": [{"category": "tobacco", "quantity": {"amount": "2000", "unit": "H87"}}],
    }  # fmt: skip
    id = entered(world, json.dumps(line))
    recount(world, id, "99")
    _, (only,) = load(world, json.dumps(line))
    assert (only["warnings"][0]["code"], only["warnings"][0]["field"]) == ("changed_since", "lines.0.quantity.amount")
