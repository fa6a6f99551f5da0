"""The examples of files of others, loaded by their mappings as a caller would."""

import json
from pathlib import Path
from typing import Any

import pytest

from seizures.imports.mapping import Mapping, check
from tests.unit.seizures.imports.world import World

_PROJECT = Path(__file__).parents[4]
_EXAMPLES = _PROJECT / "examples/imports"


def mapping(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_EXAMPLES / f"{name}.mapping.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("name", ["cbp_drugs", "lemis", "unodc_ids"])
def test_a_mapping_is_one_that_the_interface_takes(name: str) -> None:
    check(Mapping.model_validate_json(json.dumps(mapping(name))))


@pytest.mark.parametrize("name", ["cbp_drugs", "lemis"])
def test_a_file_and_its_mapping_go_in_once(name: str, tmp_path: Path) -> None:
    world, content = World(tmp_path), (_EXAMPLES / f"{name}.csv").read_bytes()
    first = world.load(content, mapping=mapping(name))
    again = world.load(content, mapping=mapping(name))
    assert first["status"] == again["status"] == "finished"
    lines = len(content.decode("utf-8-sig").splitlines()) - 1
    assert first["rows"] + first["skipped"] == lines
    for found in (first, again):
        assert sum(found["counts"].values()) == found["done"] == found["rows"] == first["rows"]
    went_in = first["counts"]["accepted"] + first["counts"]["accepted_with_warnings"]
    assert went_in > 0.9 * first["rows"]
    assert again["counts"]["accepted"] == again["counts"]["accepted_with_warnings"] == 0
    assert again["counts"]["rejected"] == first["counts"]["rejected"]


def test_only_refused_and_seized_shipments_are_taken(tmp_path: Path) -> None:
    found = World(tmp_path).load((_EXAMPLES / "lemis.csv").read_bytes(), mapping=mapping("lemis"))
    assert (found["rows"], found["skipped"]) == (41, 119)
    assert (found["counts"]["accepted_with_warnings"], found["counts"]["rejected"]) == (39, 2)


def test_pounds_are_converted_and_kept(tmp_path: Path) -> None:
    world = World(tmp_path)
    found = world.load((_EXAMPLES / "cbp_drugs.csv").read_bytes(), mapping=mapping("cbp_drugs"))
    rows = world.call("GET", f"/v1/imports/{found['id']}/rows?outcome=accepted_with_warnings").json["items"]
    record = world.records.read(rows[0]["seizure_id"])
    assert record is not None
    quantity = record.fields["lines"][0]["quantity"]
    assert quantity["unit"] == "KGM"
    assert quantity["reported"]["unit"] == "lbs"
    assert float(quantity["amount"]) == pytest.approx(float(quantity["reported"]["amount"]) * 0.45359237, abs=1e-6)
