"""An amount that was converted keeps what it was converted from."""

from typing import Any

import pytest

from tests.unit.seizures.builders import OFFICER, SIMPLE, record
from tests.unit.seizures.gateway import Gateway

REPORTED = {"amount": "10", "unit": "carton", "factor": "200", "source": "Ten packs of twenty"}


def enter(api: Gateway, amount: str, **changes: Any) -> Any:
    quantity = {"amount": amount, "unit": "H87", "reported": {**REPORTED, **changes}}
    return api.call("POST", "/v1/seizures", OFFICER, record(SIMPLE, lines__0__quantity=quantity))


@pytest.mark.parametrize(
    ("amount", "changes"),
    [("2000", {}), ("4.535924", {"factor": "0.45359237"}), ("4.535923", {"factor": "0.45359237"})],
)
def test_what_was_reported_is_kept_beside_the_amount(api: Gateway, amount: str, changes: Any) -> None:
    answer = enter(api, amount, **changes)
    assert answer.status == 201, answer.text
    assert answer.json["lines"][0]["quantity"]["reported"] == {**REPORTED, **changes}


@pytest.mark.parametrize(
    ("amount", "changes", "path", "code"),
    [
        ("2001", {}, "lines.0.quantity.reported.factor", "factor_does_not_fit"),
        ("4.535925", {"factor": "0.45359237"}, "lines.0.quantity.reported.factor", "factor_does_not_fit"),
        ("2000", {"factor": "-200"}, "lines.0.quantity.reported.factor", "wrong_format"),
        ("2000", {"unit": "x" * 121}, "lines.0.quantity.reported.unit", "too_long"),
        ("2000", {"source": "john@example.org"}, "lines.0.quantity.reported.source", "personal_data"),
    ],
)
def test_what_does_not_fit_is_refused(api: Gateway, amount: str, changes: Any, path: str, code: str) -> None:
    answer = enter(api, amount, **changes)
    assert answer.status == 422
    assert [(error["path"], error["code"]) for error in answer.json["errors"]] == [(path, code)]
