"""Prints the contract from the code: `functions/reference/openapi.json` (linked from docs/), `docs/access.md` and
`docs/plausibility.md`.

python -m local.contract           writes them
python -m local.contract --check   fails if one is stale
"""

import json
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from cen.access import RULES, Permission, Rule
from cen.principal import Principal, Tier
from cen.routes import Api, Route
from seizures.plausibility.rules import rules

CONTEXTS = ("alerts", "comm", "cpdb", "directory", "reference", "rilo_rollup", "seizures")
APIS = (*(f"{context}.api" for context in CONTEXTS), "seizures.imports_api")
ROOT = Path(__file__).resolve().parent.parent
OPENAPI = ROOT / "functions" / "reference" / "openapi.json"
ACCESS = ROOT / "docs" / "access.md"
PLAUSIBILITY = ROOT / "docs" / "plausibility.md"

_REF = "#/components/schemas/{model}"


def apis() -> list[Api[Any]]:
    return [import_module(name).api for name in APIS]


def all_routes() -> Iterator[tuple[str, Route[Any]]]:
    for api in apis():
        for route in api.routes:
            yield api.context, route


def openapi() -> dict[str, Any]:
    definitions = models_json_schema(sorted(_models(), key=lambda pair: pair[0].__name__), ref_template=_REF)[1]
    paths: dict[str, dict[str, Any]] = {}
    for context, route in all_routes():
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(context, route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Customs Enforcement Network",
            "version": "1",
            "description": "Seizures shared among customs administrations, without personal data.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"access_token": []}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "securitySchemes": {"access_token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
            "schemas": definitions.get("$defs", {}) | {"Problem": _PROBLEM},
        },
    }


def _models() -> set[tuple[type[BaseModel], Any]]:
    found: set[tuple[type[BaseModel], Any]] = set()
    for _, route in all_routes():
        if route.body:
            found.add((route.body, "validation"))
        if route.answer:
            found.add((route.answer, "serialization"))
    return found


def _operation(context: str, route: Route[Any]) -> dict[str, Any]:
    public = not isinstance(route.permission, Permission)
    operation: dict[str, Any] = {
        "operationId": f"{context}.{route.run.__name__}",
        "summary": route.summary,
        "tags": [context],
        "parameters": _parameters(route),
        "responses": _responses(route, public=public),
    }
    if public:
        operation["security"] = []
    else:
        operation["x-permission"] = str(route.permission)
    if route.body:
        media = "application/merge-patch+json" if route.method == "PATCH" else "application/json"
        operation["requestBody"] = {"required": True, "content": {media: {"schema": _ref(route.body)}}}
    return operation


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _REF.format(model=model.__name__)}


def _parameters(route: Route[Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in route.pattern.groupindex
    ]
    if route.query:
        schema = route.query.model_json_schema(ref_template=_REF)
        definitions = schema.get("$defs", {})
        found += [
            {"name": name, "in": "query", "required": False, "schema": _inlined(shape, definitions)}
            for name, shape in schema["properties"].items()
        ]
    if route.method != "GET" and route.keyed:
        found.append(_header("Idempotency-Key", "^[!-~]+$", "The same key and body do a thing once, for a day"))
    if route.method != "GET":
        found.append(_header("If-Match", _TAGS, "ETag of the version the caller has seen"))
    return found


# A star, or tags in quotes.
_TAGS = '^(\\*|"[0-9]{1,10}"(, ?"[0-9]{1,10}")*)$'


def _header(name: str, pattern: str, description: str) -> dict[str, Any]:
    schema = {"type": "string", "maxLength": 128, "pattern": pattern}
    return {"name": name, "in": "header", "required": False, "description": description, "schema": schema}


def _inlined(shape: Any, definitions: dict[str, Any]) -> Any:
    """Query parameters are few and flat, so their references are replaced by what they mean."""
    if isinstance(shape, list):
        return [_inlined(part, definitions) for part in shape]
    if not isinstance(shape, dict):
        return shape
    if "$ref" in shape:
        return _inlined(definitions[shape["$ref"].rpartition("/")[2]], definitions)
    return {name: _inlined(part, definitions) for name, part in shape.items() if name != "title"}


_PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457, with a stable `code` and, for fields, `errors`",
    "required": ["title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["path", "code", "message"],
                "properties": {
                    "path": {"type": "string"},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}

_REFUSALS = {
    400: "Malformed request",
    401: "No valid access token",
    403: "Not allowed",
    404: "Not found, or not open to the caller",
    405: "Method not allowed",
    409: "Conflict with another record or state",
    412: "The record has changed",
    413: "Too large",
    415: "Unsupported media type",
    422: "Fields or parameters are not valid",
    428: "If-Match is needed",
    429: "Too many requests",
    500: "Internal error",
    503: "Try again in a moment",
}
_OF_WRITES = frozenset({412, 413, 415, 428})
_OF_STATES = frozenset({409})  # of writes, and of what is derived from a record that is not far enough yet
_OF_CALLERS = frozenset({401, 403})


def _absent(route: Route[Any], *, public: bool) -> frozenset[int]:
    absent = _OF_CALLERS if public else frozenset()
    if route.method != "GET":
        return absent
    return absent | _OF_WRITES if "{id}" in route.path else absent | _OF_WRITES | _OF_STATES


def _responses(route: Route[Any], *, public: bool) -> dict[str, Any]:
    content: dict[str, Any] = {}
    if route.answer or not route.also:
        content["application/json"] = {"schema": _ref(route.answer) if route.answer else {}}
    if route.also:
        content[route.also] = {"schema": {"type": "string"}}
    found: dict[str, Any] = {str(route.status): {"description": "Done", "content": content}}
    for status, description in _REFUSALS.items():
        if status in _absent(route, public=public):
            continue
        problem = {"application/problem+json": {"schema": {"$ref": _REF.format(model="Problem")}}}
        found[str(status)] = {"description": description, "content": problem}
    return found


_COLUMNS: tuple[tuple[str, Principal], ...] = (
    ("limited, no administration", Principal("0", "", "person", Tier.LIMITED)),
    ("limited", Principal("1", "", "person", Tier.LIMITED, "FR")),
    ("read-only", Principal("2", "", "person", Tier.READ_ONLY, "FR")),
    ("unrestricted", Principal("3", "", "person", Tier.UNRESTRICTED, "FR")),
    ("+ role-ncp", Principal("4", "", "person", Tier.UNRESTRICTED, "FR", roles=frozenset({"ncp"}))),
    ("+ rilo-WE", Principal("5", "", "person", Tier.UNRESTRICTED, "DE", rilos=frozenset({"WE"}))),
    (
        "+ role-cenmat, no administration",
        Principal("6", "", "person", Tier.UNRESTRICTED, roles=frozenset({"cenmat"})),
    ),
    ("no tier", Principal("7", "", "person")),
)


def access() -> str:
    lines = [
        "# Who may use which route",
        "",
        "Printed by `make contract` from the routes and the permission table in `cen/access.py`; a test keeps it true.",
        "Whose record it is (own administration, region, TLP) is decided after this, in each context's `service.py`.",
        "",
        "| route | permission | " + " | ".join(name for name, _ in _COLUMNS) + " |",
        "|---|---|" + ":-:|" * len(_COLUMNS),
    ]
    for _, route in sorted(all_routes(), key=lambda pair: (pair[1].path, pair[1].method)):
        rule: Rule | None = RULES[route.permission] if isinstance(route.permission, Permission) else None
        cells = ["yes" if rule is None or rule.allows(caller) else "–" for _, caller in _COLUMNS]
        name = "public" if rule is None else str(route.permission)
        lines.append(f"| `{route.method} {route.path}` | {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def plausibility() -> str:
    lines = [
        "# Plausibility rules",
        "",
        "Printed by `make contract` from `functions/seizures/plausibility/rules.tsv`. An error refuses a record, a "
        "warning asks for a second look:",
        "entry answers it in the header `Plausibility-Warnings` and keeps it in the history, `checks` and imports list "
        "it. Beside these, the",
        "models refuse what the fields themselves exclude: a date in the future or before 1970, a unit of another kind "
        "than the goods are",
        "counted in, a place outside its country, a means of transport of another mode.",
        "",
        "| id | severity | fires on | says | | source |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {rule.id} | {rule.severity} | {rule.condition} | {rule.en} | {rule.fr} | {rule.source} |"
        for rule in rules()
    ]
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    wanted = {
        OPENAPI: json.dumps(openapi(), indent=1, ensure_ascii=False) + "\n",
        ACCESS: access(),
        PLAUSIBILITY: plausibility(),
    }
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" in arguments:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is stale: run make contract")
        return 1 if stale else 0
    for path in stale:
        path.write_text(wanted[path], "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
