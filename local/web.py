"""The website on one machine: the files of `web/`, and `/v1/*` handed on to the API, so that both have one origin.

python -m local.web <port> <api url>
"""

import sys
import urllib.error
import urllib.request
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from local.settings import ROOT

WEB = ROOT / "web"
_HANDED_ON = ("Authorization", "Content-Type", "Idempotency-Key", "If-Match", "Accept")
_CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Handler(SimpleHTTPRequestHandler):
    def __init__(self, *arguments: Any, api: str, **more: Any) -> None:
        self.api = api
        super().__init__(*arguments, directory=str(WEB), **more)

    def do_GET(self) -> None:
        if self.path.startswith("/v1/"):
            self._hand_on()
        else:
            super().do_GET()

    def do_POST(self) -> None:
        self._hand_on()

    def do_PATCH(self) -> None:
        self._hand_on()

    def do_DELETE(self) -> None:
        self._hand_on()

    def _hand_on(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name: self.headers[name] for name in _HANDED_ON if name in self.headers}
        request = urllib.request.Request(  # noqa: S310 - the address is the API's
            f"{self.api}{self.path}", self.rfile.read(length) if length else None, headers, method=self.command
        )
        try:
            answer = urllib.request.urlopen(request, timeout=60)  # noqa: S310
        except urllib.error.HTTPError as refused:
            answer = refused
        with answer:
            body = answer.read()
            self.send_response(answer.status)
            for name in ("Content-Type", "ETag", "Location", "Retry-After", "Cache-Control", "X-Request-Id"):
                if name in answer.headers:
                    self.send_header(name, answer.headers[name])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", _CSP)
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()


def serve(port: int, api: str) -> None:
    ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, api=api)).serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2])
