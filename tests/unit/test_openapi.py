"""The published schema is OpenAPI 3.1 that tools can rely on, operation by operation."""

import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from schemathesis.specs.openapi.definitions import OPENAPI_31

from cen.routes import Public, Route
from local import contract
from tests.unit.printed import SCHEMA

ROUTES = [pytest.param(route, id=f"{route.method} {route.path}") for _, route in contract.all_routes()]


def operation(route: Route[Any]) -> dict[str, Any]:
    found: dict[str, Any] = SCHEMA["paths"][route.path][route.method.lower()]
    return found


def test_the_document_is_openapi() -> None:
    jsonschema_rs.Draft202012Validator(OPENAPI_31).validate(SCHEMA)


@pytest.mark.parametrize("name", SCHEMA["components"]["schemas"])
def test_every_model_is_json_schema(name: str) -> None:
    jsonschema_rs.meta.validate(
        {"$schema": "https://json-schema.org/draft/2020-12/schema"} | SCHEMA["components"]["schemas"][name]
    )


@pytest.mark.parametrize("route", ROUTES)
def test_an_operation_answers_one_success_and_otherwise_problems(route: Route[Any]) -> None:
    responses = operation(route)["responses"]
    assert [status for status in responses if status.startswith("2")] == [str(route.status)]
    data = [] if route.also and route.answer is None else ["application/json"]
    assert set(responses[str(route.status)]["content"]) == {*data, *filter(None, [route.also])}
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    refusals = {status: answer["content"] for status, answer in responses.items() if not status.startswith("2")}
    assert refusals == dict.fromkeys(refusals, problem)
    assert {"400", "404", "405", "500", "503"} <= set(refusals)
    assert ({"401", "403"} <= set(refusals)) == (route.permission is not Public)
    assert ({"409", "412", "413", "415"} <= set(refusals)) == (route.method != "GET")


@pytest.mark.parametrize("route", ROUTES)
def test_an_operation_names_every_part_of_its_path_once(route: Route[Any]) -> None:
    parameters = [(one["in"], one["name"]) for one in operation(route)["parameters"]]
    assert len(parameters) == len(set(parameters))
    assert [name for place, name in parameters if place == "path"] == re.findall(r"\{(\w+)\}", route.path)


@pytest.mark.parametrize("route", ROUTES)
def test_an_operation_says_what_it_asks_of_the_caller(route: Route[Any]) -> None:
    shown = operation(route)
    if route.permission is Public:
        assert shown["security"] == []
        assert "x-permission" not in shown
    else:
        assert "security" not in shown
        assert shown["x-permission"] == str(route.permission)
    assert ("requestBody" in shown) == (route.body is not None)


def test_check_fails_while_the_printed_contract_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(contract, "ROOT", tmp_path)
    monkeypatch.setattr(contract, "OPENAPI", tmp_path / "openapi.json")
    monkeypatch.setattr(contract, "ACCESS", tmp_path / "access.md")
    assert contract.main(["--check"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "openapi.json is stale: run make contract",
        "access.md is stale: run make contract",
    ]
    assert contract.main([]) == 0
    assert contract.main(["--check"]) == 0
