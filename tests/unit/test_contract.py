"""The contract is what the routes say: the schema, the access table, and who gets through to what."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from cen.access import RULES, Permission
from cen.http import Handler
from cen.paging import Cursors
from cen.principal import Principal, Tier
from cen.routes import Api, Public, Route
from comm.api import api as comm_api
from cpdb.api import api as cpdb_api
from local import contract
from seizures.imports_api import api as imports_api
from tests.unit.comm.world import empty_stores as comm_stores
from tests.unit.cpdb.world import empty_stores as cpdb_stores
from tests.unit.printed import SCHEMA
from tests.unit.seizures.builders import CENMAT, LIMITED, NCP, NOW, OFFICER, READER_GB, RILO_WE, SERVICE, person
from tests.unit.seizures.fakes import FakeStore
from tests.unit.seizures.gateway import Accounts, claims
from tests.unit.seizures.imports.fakes import empty_stores as imports_stores

NOBODY_KNOWN = person("no-tier", None)
CALLERS = [LIMITED, READER_GB, OFFICER, NCP, RILO_WE, CENMAT, SERVICE, NOBODY_KNOWN, person("alone")]
ROUTES = [pytest.param(route, id=f"{route.method} {route.path}") for _, route in contract.all_routes()]
# Of the APIs whose routes work on something of their own.
STORES: dict[Api[Any], Callable[[], Any]] = {
    comm_api: comm_stores,
    cpdb_api: cpdb_stores,
    imports_api: imports_stores,
}
PARTS = {
    **dict.fromkeys(("id", "draft", "file"), "01KM0000000000000000000000"),
    **dict.fromkeys(("version", "number"), "1"),
    **dict.fromkeys(("code", "member"), "FR"),
    "list": "country",
    "confirmation": "2026-03-14.FR.FR",
    "table": "t1",
}


def test_what_is_printed_from_the_code_is_that_of_the_code() -> None:
    assert json.loads(contract.OPENAPI.read_text("utf-8")) == SCHEMA
    assert contract.ACCESS.read_text("utf-8") == contract.access()
    assert contract.PLAUSIBILITY.read_text("utf-8") == contract.plausibility()


def test_every_reference_of_the_schema_leads_somewhere_and_names_are_used_once() -> None:
    def references(node: Any) -> Any:
        if isinstance(node, dict):
            yield from (value for key, value in node.items() if key == "$ref")
            node = node.values()
        if isinstance(node, dict | list) or not isinstance(node, str | int | float | bool | None):
            for child in node:
                yield from references(child)

    names = set(SCHEMA["components"]["schemas"])
    assert {ref.rpartition("/")[2] for ref in references(SCHEMA)} <= names
    operations = [operation["operationId"] for path in SCHEMA["paths"].values() for operation in path.values()]
    assert len(operations) == len(set(operations)) == len(ROUTES)


def test_only_health_schema_and_links_of_mails_are_open_to_anybody() -> None:
    assert {route.path for _, route in contract.all_routes() if route.permission is Public} == {
        "/v1/health",
        "/v1/openapi.json",
        "/v1/unsubscribe",
    }


def answer(route: Route[Any], caller: Principal | None) -> int:
    api = next(api for api in contract.apis() if route in api.routes)
    handler = Handler(api, STORES.get(api, FakeStore), Accounts(), Cursors(lambda: b"secret"), lambda: NOW)
    path = route.path
    for name, value in PARTS.items():
        path = path.replace(f"{{{name}}}", value)
    event = {
        "httpMethod": route.method,
        "path": path,
        "headers": {"Content-Type": "application/json"},
        "body": "{}" if route.body else None,
        "requestContext": {"authorizer": {"claims": claims(caller)}} if caller else {},
    }
    return int(handler(event, None)["statusCode"])


@pytest.mark.parametrize("route", ROUTES)
def test_a_route_lets_in_exactly_who_holds_its_permission(route: Route[Any]) -> None:
    for caller in CALLERS:
        allowed = not isinstance(route.permission, Permission) or RULES[route.permission].allows(caller)
        status = answer(route, caller)
        if allowed:
            # what comes after the permission is the route's own business: the body, the record, whose it is
            own = route.path.endswith(("/settings", "/quality", "/nil-returns")) and caller.administration != "FR"
            assert status not in ({401} if own else {401, 403}), caller.name
        else:
            assert status == 403, caller.name


@pytest.mark.parametrize("route", ROUTES)
def test_a_route_without_a_caller_is_a_401(route: Route[Any]) -> None:
    if route.permission is not Public:
        assert answer(route, None) == 401
    elif route.query is None:
        assert answer(route, None) == 200
    else:  # a link without what it must carry
        assert answer(route, None) == 422


def test_a_tier_alone_never_gives_a_role() -> None:
    for tier in Tier:
        lone = person("lone", tier, "FR")
        assert not RULES[Permission.SEIZURE_APPROVE].allows(lone)
        assert not RULES[Permission.SEIZURE_VERIFY].allows(lone)
