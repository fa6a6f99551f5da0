"""A subscriber's own server on this machine: HTTPS with a certificate that the local cloud can check."""

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.request import urlopen


@dataclass
class Receiver:
    """`messages`: what was posted, in order; a question to confirm is answered by visiting its address."""

    address: str = ""
    messages: list[dict[str, Any]] = field(default_factory=list)

    def of_kind(self, kind: str) -> list[dict[str, Any]]:
        return [one for one in self.messages if one["Type"] == kind]


@contextmanager
def receiver(certificate: Path, host: str = "localhost") -> Iterator[Receiver]:
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found.messages.append(message)
            self.send_response(200)
            self.end_headers()
            if message["Type"] == "SubscriptionConfirmation":
                Thread(target=_visit, args=(message["SubscribeURL"],), daemon=True).start()

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    found.address = f"https://{host}:{server.server_address[1]}/cen"
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def _visit(address: str) -> None:
    with urlopen(address, timeout=10) as answer:  # noqa: S310 - of the local cloud
        answer.read()
