"""The registry: a route without permission or summary never comes to be, and paths are matched whole."""

from typing import Any, get_args
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cen.access import Permission
from cen.paging import PageQuery
from cen.routes import Api, Method, Public, Reply, Request

READ = Permission.CODES_READ


def api_of(*paths: str) -> Api[None]:
    api: Api[None] = Api("things", lambda: None)
    for path in paths:
        api.route("GET", path, permission=READ)(answer)
    return api


def answer(_: Request[None, Any]) -> Reply:
    """Answer

    at length.
    """
    return Reply({})


def silent(_: Request[None, Any]) -> Reply:
    return Reply({})


def blank(_: Request[None, Any]) -> Reply:
    """ """
    return Reply({})


@pytest.mark.parametrize("permission", [None, "codes:read", True, Public(), object, Permission])
def test_a_route_without_a_permission_fails_when_it_is_named(permission: Any) -> None:
    api = api_of()
    with pytest.raises(TypeError, match="GET /v1/things names no permission"):
        api.route("GET", "/v1/things", permission=permission)
    assert api.routes == []


@pytest.mark.parametrize("run", [silent, blank])
def test_a_route_without_a_summary_fails_when_it_is_registered(run: Any) -> None:
    api = api_of()
    with pytest.raises(TypeError, match="GET /v1/things has no docstring"):
        api.route("GET", "/v1/things", permission=READ)(run)
    assert api.routes == []


def test_a_route_is_registered_with_all_that_it_says_and_left_as_it_is() -> None:
    api = api_of()
    run = api.route("POST", "/v1/things/{id}", permission=READ, body=PageQuery, answer=PageQuery, status=201)(answer)
    assert run is answer
    (route,) = api.routes
    assert (route.method, route.path, route.permission, route.run) == ("POST", "/v1/things/{id}", READ, answer)
    assert (route.summary, route.body, route.query, route.answer, route.status) == (
        "Answer",
        PageQuery,
        None,
        PageQuery,
        201,
    )


def test_a_route_may_be_public_by_name() -> None:
    api = api_of()
    api.route("GET", "/v1/health", permission=Public)(answer)
    assert api.routes[0].permission is Public


@given(st.text(min_size=1).filter(lambda text: "/" not in text))
def test_a_named_part_comes_back_as_it_was_before_it_was_escaped(part: str) -> None:
    ((_, path),) = api_of("/v1/things/{id}/parts/{part}").match(f"/v1/things/{quote(part, safe='')}/parts/7")
    assert path == {"id": part, "part": "7"}


def test_an_escaped_slash_stays_inside_its_part() -> None:
    ((_, path),) = api_of("/v1/things/{id}").match("/v1/things/a%2Fb")
    assert path == {"id": "a/b"}


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/v1/things",
        "/v1/things/",
        "/v1/things/a/",
        "/v1/things/a/b",
        "/v1/things/a\n/",
        "/v2/things/a",
        "/V1/things/a",
        "v1/things/a",
        "/stage/v1/things/a",
        "//v1/things/a",
    ],
)
def test_other_paths_match_nothing(path: str) -> None:
    assert list(api_of("/v1/things/{id}").match(path)) == []


@pytest.mark.parametrize("path", ["/v1/things\n", "/v1/things ", "/v1/things%20", "/v1/things?", "/v1/things/"])
def test_a_path_ends_where_its_route_does(path: str) -> None:
    assert list(api_of("/v1/things").match(path)) == []


def test_every_route_of_a_path_is_found_in_the_order_of_registration() -> None:
    api = api_of("/v1/things/checks", "/v1/things/{id}")
    assert [route.path for route, _ in api.match("/v1/things/checks")] == ["/v1/things/checks", "/v1/things/{id}"]
    assert [route.path for route, _ in api.match("/v1/things/7")] == ["/v1/things/{id}"]


@given(st.text())
def test_any_path_is_answered(path: str) -> None:
    list(api_of("/v1/things/{id}").match(path))


def test_the_store_is_not_built_by_registering() -> None:
    def fail() -> None:
        raise AssertionError("the store was built")

    Api("things", fail).route("GET", "/v1/things", permission=READ)(answer)


def test_the_methods_are_those_of_the_contract() -> None:
    assert get_args(Method.__value__) == ("GET", "POST", "PATCH", "DELETE")
