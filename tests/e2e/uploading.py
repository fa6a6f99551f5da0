"""What a browser or curl does with a signed form: every field of it, then the file."""

import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

_BOUNDARY = "----a-boundary-that-no-file-has"


def send(form: Mapping[str, Any], data: bytes, **changed: str) -> int:
    """Posts a file as the form says, but for what is `changed` (`_` for `-`). The status of the answer."""
    fields = {**form["fields"], **{name.replace("_", "-"): value for name, value in changed.items()}}
    parts = [
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'.encode()
    body = b"".join([*parts, head, data, f"\r\n--{_BOUNDARY}--\r\n".encode()])
    kind = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
    return status(urllib.request.Request(form["url"], body, kind))  # noqa: S310 - of our own API


def status(request: urllib.request.Request | str) -> int:
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - of our own API
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        refused.close()
        return refused.code
