"""Some programs send a form where nothing is asked for: a route that says so takes it, every other refuses it."""

from typing import Any

import pytest

from cen.http import Handler
from cen.paging import Cursors
from cen.routes import Api, Public, Reply, Request
from tests.unit.cen.helpers import Register

api: Api[None] = Api("forms", lambda: None)


@api.route("POST", "/v1/taken", permission=Public, keyed=False, form=True)
def taken(request: Request[None, None]) -> Reply:
    """Takes whatever comes"""
    del request
    return Reply({"done": True})


@api.route("POST", "/v1/refused", permission=Public, keyed=False)
def refused(request: Request[None, None]) -> Reply:
    """Takes nothing"""
    del request
    return Reply({"done": True})


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"),
        ("--b\r\n", "multipart/form-data; boundary=b"),
        ("{", "application/json"),
        ("\ud800", "text/plain"),
        (None, ""),
    ],
)
def test_a_form_is_not_looked_at_where_it_is_expected_and_refused_elsewhere(body: str | None, kind: str) -> None:
    handler = Handler(api, lambda: None, Register(), Cursors(lambda: b"s"))

    def status(path: str) -> int:
        event: dict[str, Any] = {"httpMethod": "POST", "path": path, "headers": {"Content-Type": kind}, "body": body}
        return int(handler(event, None)["statusCode"])

    assert status("/v1/taken") == 200
    assert (status("/v1/refused") == 200) == (body is None)
