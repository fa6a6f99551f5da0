"""How an administration's own system enters seizures: a token, a record, and what to do with each kind of refusal.

    python examples/administration_client.py stack.json records.jsonl

`stack.json` holds `api_url` and a service account (`client_id`, `client_secret`, `token_url`); the second file one
record a line, as in docs/openapi.json. Standard library only. Safe to run again: the national reference is the key.
"""

import base64
import hashlib
import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

type Answer = tuple[int, Mapping[str, str], Any]  # status, headers, document
type Send = Callable[[str, str, bytes | None, dict[str, str]], Answer]  # method, path or address, body, headers


def send(method: str, url: str, data: bytes | None, headers: dict[str, str]) -> Answer:
    """One request; waits and repeats on 429 and 503 as long as the service asks for, at most five times."""
    for _ in range(5):
        try:
            request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                return answer.status, answer.headers, json.load(answer)
        except urllib.error.HTTPError as refused:
            if refused.code not in (429, 503):
                return refused.code, refused.headers, json.load(refused)
            time.sleep(float(refused.headers.get("Retry-After", "2")))
    raise SystemExit(f"{url} stays busy: try later, nothing is lost")


def token(account: dict[str, str]) -> str:
    basic = base64.b64encode(f"{account['client_id']}:{account['client_secret']}".encode()).decode()
    headers = {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"}
    form = urllib.parse.urlencode({"grant_type": "client_credentials", "scope": "cen/tier-unrestricted"})
    status, _, answer = send("POST", account["token_url"], form.encode(), headers)
    if status != 200:
        raise SystemExit(f"no token: {answer}")
    return str(answer["access_token"])


def enter(api: Send, record: dict[str, Any]) -> str:
    """Enters and submits one record. Returns what became of it, in words for a log."""
    body = json.dumps(record, sort_keys=True).encode()
    # A record sent again has the key it had; a corrected one is another request and has another.
    status, headers, answer = api("POST", "/v1/seizures", body, {"Idempotency-Key": hashlib.sha256(body).hexdigest()})
    if status == 409 and "existing_id" in answer:
        status, headers, answer = taken_up(api, f"/v1/seizures/{answer['existing_id']}", body)
    if status == 422:
        faults = answer.get("errors") or [{"path": answer["code"], "message": answer["detail"]}]
        return "refused: " + "; ".join(f"{fault['path']}: {fault['message']}" for fault in faults)
    if status not in (200, 201):
        raise SystemExit(f"{record['national_reference']}: {status} {answer}")
    id, version = answer["id"], headers["ETag"]
    if (answer["status"], answer["channel"]) != ("draft", "api"):
        return f"already entered as {id}, which is {answer['status']}"
    once = {"If-Match": version, "Idempotency-Key": f"submit-{id}-{version}"}
    status, _, moved = api("POST", f"/v1/seizures/{id}/submit", b"", once)
    if status == 412:
        return f"{id} was changed meanwhile (version {moved['current_version']}): look at it, then submit"
    return f"{id} {moved['status'] if status == 200 else moved['detail']}"


def taken_up(api: Send, path: str, body: bytes) -> Answer:
    """What an earlier run entered. If that run broke off before submitting, the draft gets what the record says now."""
    status, headers, answer = api("GET", path, None, {})
    if status != 200 or (answer["status"], answer["channel"]) != ("draft", "api"):
        return status, headers, answer
    return api("PATCH", path, body, {"If-Match": headers["ETag"]})


if __name__ == "__main__":
    stack = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    service = next(account for account in stack["accounts"] if "client_secret" in account)
    own = {"Authorization": f"Bearer {token(service)}", "Content-Type": "application/json"}
    for line in Path(sys.argv[2]).read_text("utf-8").splitlines():
        entered = json.loads(line)
        became = enter(
            lambda method, path, data, more: send(method, stack["api_url"] + path, data, own | more), entered
        )
        print(entered["national_reference"], became)
