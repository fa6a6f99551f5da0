"""The website and the API share an origin: `/v1/*` is handed on as it came, and so is what comes back."""

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from local import web

# Loopback only: two servers of this test's own.
pytestmark = pytest.mark.enable_socket


class Api(BaseHTTPRequestHandler):
    """Says what reached it; `/v1/refused` is a problem."""

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        refused = self.path.endswith("/refused")
        seen = {"method": self.command, "path": self.path, "headers": dict(self.headers), "body": body}
        text = json.dumps(seen).encode()
        self.send_response(403 if refused else 200)
        self.send_header("Content-Type", "application/problem+json" if refused else "application/json")
        self.send_header("ETag", '"3"')
        self.send_header("Set-Cookie", "not=ours")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_POST = do_PATCH = do_DELETE = do_GET  # noqa: N815

    def log_message(self, *_: Any) -> None:
        return


class Website(web.Handler):
    def log_message(self, *_: Any) -> None:
        return


def serving(handler: Any) -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=partial(server.serve_forever, poll_interval=0.01))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def api() -> Iterator[ThreadingHTTPServer]:
    yield from serving(Api)


@pytest.fixture
def site(api: ThreadingHTTPServer) -> Iterator[HTTPConnection]:
    address = f"http://127.0.0.1:{api.server_address[1]}/stage"
    for server in serving(partial(Website, api=address)):
        connection = HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
        yield connection
        connection.close()


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
def test_a_request_is_handed_on_with_what_the_api_reads(site: HTTPConnection, method: str) -> None:
    headers = {"Authorization": "Bearer x", "If-Match": '"2"', "Content-Type": "application/json", "Cookie": "a=b"}
    site.request(method, "/v1/seizures?limit=1", None if method == "GET" else "{}", headers)
    answer = site.getresponse()
    seen = json.loads(answer.read())
    assert (answer.status, answer.headers["ETag"]) == (200, '"3"')
    assert (seen["method"], seen["path"]) == (method, "/stage/v1/seizures?limit=1")
    assert seen["body"] == ("" if method == "GET" else "{}")
    assert (seen["headers"]["Authorization"], seen["headers"]["If-Match"]) == ("Bearer x", '"2"')
    assert "Cookie" not in seen["headers"]
    assert "Set-Cookie" not in answer.headers


def test_a_refusal_comes_back_as_it_is(site: HTTPConnection) -> None:
    site.request("GET", "/v1/refused")
    answer = site.getresponse()
    assert (answer.status, answer.headers["Content-Type"]) == (403, "application/problem+json")
    assert json.loads(answer.read())["path"] == "/stage/v1/refused"


def test_anything_else_is_a_file_of_the_website(site: HTTPConnection) -> None:
    site.request("GET", "/")
    page = site.getresponse()
    assert page.status == 200
    assert b"<html" in page.read()
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    site.request("GET", "/../ops/stage.py")
    outside = site.getresponse()
    outside.read()
    assert outside.status == 404
