from typing import Any

import pytest
from pydantic import ValidationError

from cen.events import AlertChanged, ExportRequested, SeizureChanged
from cen.ids import new_id
from tests.unit.cen.helpers import NOW

GOOD: dict[str, Any] = {"seizure_id": new_id(NOW), "version": 1, "action": "entered", "administration": "FR"}


def test_an_event_travels_as_json_and_back() -> None:
    event = SeizureChanged(**GOOD)
    assert SeizureChanged.model_validate_json(event.model_dump_json()) == event
    assert event.model_dump() == GOOD


@pytest.mark.parametrize(
    "change",
    [
        {"seizure_id": "1"},
        {"seizure_id": GOOD["seizure_id"].lower()},
        {"version": 0},
        {"version": "1"},
        {"name": "SomethingElse"},
        {"narrative": "an event carries no content"},
    ],
)
def test_anything_else_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SeizureChanged(**{**GOOD, **change})


def test_an_export_is_named_by_its_id_alone() -> None:
    id = new_id(NOW)
    assert ExportRequested(export_id=id).model_dump() == {"export_id": id}
    with pytest.raises(ValidationError):
        ExportRequested(export_id=id, search={})  # type: ignore[call-arg]


def test_an_alert_is_named_by_id_version_and_step() -> None:
    id = new_id(NOW)
    assert AlertChanged(alert_id=id, version=2, action="published").model_dump() == {
        "alert_id": id,
        "version": 2,
        "action": "published",
    }
    with pytest.raises(ValidationError):
        AlertChanged(alert_id=id, version=2, action="published", title="x")  # type: ignore[call-arg]
