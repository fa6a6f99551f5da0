"""A few alerts, links and documents for a fresh local cloud, entered through the public API by its accounts.

Safe to run again: what is there by its title is not entered once more.
"""

import json
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from local.seed.client import Answer, Client, Refused
from local.seed.paper import one_page

_DATA = Path(__file__).parent / "data" / "website.json"
_KEEPER = "cenmat"

type Token = Callable[[str], str]
type Post = Callable[[str, Mapping[str, str], bytes], None]


def furnish(client: Client, token: Token, post: Post | None = None, now: datetime | None = None) -> int:
    """Answers how many entries were made. `token`: of an account by name. Raises `Refused`."""
    wanted = json.loads(_DATA.read_text("utf-8"))
    moment = now or datetime.now(UTC)
    made = sum(_alert(client, token(one["by"]), one, moment) for one in wanted["alerts"])
    there = set(_titles(client, token(_KEEPER), "links"))
    made += sum(_link(client, token(_KEEPER), one) for one in wanted["links"] if one["title"] not in there)
    there = set(_titles(client, token(_KEEPER), "library"))
    for one in wanted["library"]:
        if one["title"] not in there:
            _document(client, token(_KEEPER), one, post or upload)
            made += 1
    return made


def _alert(client: Client, token: str, wanted: Mapping[str, Any], now: datetime) -> int:
    if wanted["title"] in set(_titles(client, token, "alerts")):
        return 0
    said = {name: value for name, value in wanted.items() if name not in ("by", "days")}
    valid_until = (now + timedelta(days=wanted["days"])).isoformat()
    id = _expected(client.call("POST", "/v1/alerts", token, {**said, "valid_until": valid_until}), said)["id"]
    _expected(client.call("POST", f"/v1/alerts/{id}/publish", token), said)
    return 1


def _link(client: Client, token: str, wanted: Mapping[str, Any]) -> int:
    _expected(client.call("POST", "/v1/links", token, {**wanted, "tlp": "CLEAR"}), wanted)
    return 1


def _document(client: Client, token: str, wanted: Mapping[str, Any], post: Post) -> None:
    content = one_page(wanted["title"], wanted["lines"])
    said = {name: value for name, value in wanted.items() if name != "lines"}
    body = {**said, "content_type": "application/pdf", "size": len(content)}
    form = _expected(client.call("POST", "/v1/library", token, body), said)["upload"]
    post(form["url"], form["fields"], content)


def _titles(client: Client, token: str, collection: str) -> Iterator[str]:
    page = _expected(client.call("GET", f"/v1/{collection}?limit=100", token), collection)
    return (one["title"] for one in page["items"])


def _expected(answer: Answer, sent: Any) -> Any:
    if answer.status not in (200, 201):
        raise Refused("The website", answer, sent)
    return answer.body


def upload(url: str, fields: Mapping[str, str], content: bytes) -> None:
    """As a browser posts a form with a file."""
    border = uuid4().hex
    parts = [
        f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{fields[name]}\r\n' for name in fields
    ]
    file = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="file"\r\n\r\n'
    body = "".join([*parts, file]).encode() + content + f"\r\n--{border}--\r\n".encode()
    kind = {"Content-Type": f"multipart/form-data; boundary={border}"}
    with urllib.request.urlopen(urllib.request.Request(url, body, kind), timeout=60) as answer:  # noqa: S310
        if answer.status >= 300:
            raise RuntimeError(f"the upload answered {answer.status}")
