"""One line, one JSON object, whatever the values hold."""

import json
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cen import log
from tests.unit.cen.helpers import NOW


def line_of(capsys: pytest.CaptureFixture[str]) -> Any:
    text = capsys.readouterr().out
    assert text.endswith("\n")
    assert text.count("\n") == 1
    assert text[:-1].isascii()
    assert text[:-1].isprintable()
    return json.loads(text)


@pytest.mark.parametrize(
    "value",
    [
        "a\r\nb",
        '"}\n{"event": "forged"}',
        "\x00\x1b[31m",
        "\u2028\u2029\x85",
        "\u202eabc",
        "\ud800",
        "é",
        "\U0001f600",
    ],
)
def test_a_hostile_value_stays_inside_its_line(value: str, capsys: pytest.CaptureFixture[str]) -> None:
    log.write("request", NOW, path=value)
    assert line_of(capsys) == {"event": "request", "path": value}


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.booleans() | st.none()))
def test_any_fields_make_one_line_of_json(fields: dict[str, Any]) -> None:
    given_ = {f"x{name}": value for name, value in fields.items()}
    with redirect_stdout(StringIO()) as written:
        log.write("request", NOW, None, **given_)
    (line,) = written.getvalue().splitlines()
    assert json.loads(line) == {"event": "request", **given_}


def test_metrics_are_in_the_embedded_metric_format(capsys: pytest.CaptureFixture[str]) -> None:
    log.write("request", NOW, {"requests": 1, "calls": 2.5}, context="seizures", status=200)
    assert line_of(capsys) == {
        "event": "request",
        "context": "seizures",
        "status": 200,
        "requests": 1,
        "calls": 2.5,
        "_aws": {
            "Timestamp": 1773999000123,
            "CloudWatchMetrics": [
                {
                    "Namespace": "CEN",
                    "Dimensions": [["context"]],
                    "Metrics": [{"Name": "requests"}, {"Name": "calls"}],
                }
            ],
        },
    }


def test_a_line_without_metrics_is_no_metric(capsys: pytest.CaptureFixture[str]) -> None:
    log.write("failure", NOW, error="KeyError")
    assert "_aws" not in line_of(capsys)
