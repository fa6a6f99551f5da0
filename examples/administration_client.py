"""How an administration's own system enters seizures: a token, a record, and what to do with each kind of refusal.

    python examples/administration_client.py stack.json records.jsonl

`stack.json` holds `api_url` and a service account (`client_id`, `client_secret`, `token_url`); the second file one
record a line, as in docs/openapi.json. Standard library only. Safe to run again: the national reference is the key.
"""

import base64
import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any


def call(url: str, headers: dict[str, str], data: bytes | None = None) -> tuple[int, dict[str, str], Any]:
    """One request; waits and repeats on 429 and 503 as long as the service asks for, at most five times."""
    for _ in range(5):
        try:
            with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=30) as answer:  # noqa: S310
                return answer.status, dict(answer.headers), json.load(answer)
        except urllib.error.HTTPError as refused:
            if refused.code not in (429, 503):
                return refused.code, dict(refused.headers), json.load(refused)
            time.sleep(float(refused.headers.get("Retry-After", "2")))
    raise SystemExit(f"{url} stays busy: try later, nothing is lost")


def token(account: dict[str, str]) -> str:
    basic = base64.b64encode(f"{account['client_id']}:{account['client_secret']}".encode()).decode()
    headers = {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"}
    form = urllib.parse.urlencode({"grant_type": "client_credentials", "scope": "cen/tier-unrestricted"})
    status, _, answer = call(account["token_url"], headers, form.encode())
    if status != 200:
        raise SystemExit(f"no token: {answer}")
    return str(answer["access_token"])


def enter(api: str, bearer: str, record: dict[str, Any]) -> str:
    """Enters and submits one record. Returns what became of it, in words for a log."""
    reference = record["national_reference"]
    headers = {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json", "Idempotency-Key": reference}
    status, answered, answer = call(f"{api}/v1/seizures", headers, json.dumps(record).encode())
    if status == 409:
        return f"already entered as {answer.get('existing_id')}"
    if status == 422:
        return "refused: " + "; ".join(f"{e['path']}: {e['message']}" for e in answer.get("errors", [answer]))
    if status != 201:
        raise SystemExit(f"{reference}: {status} {answer}")
    headers |= {"If-Match": answered["ETag"], "Idempotency-Key": f"{reference}-submit"}
    status, _, moved = call(f"{api}/v1/seizures/{answer['id']}/submit", headers, b"")
    if status == 412:
        return f"{answer['id']} was changed meanwhile (version {moved['current_version']}): look at it, then submit"
    return f"{answer['id']} {moved.get('status', moved.get('detail'))}"


if __name__ == "__main__":
    stack = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    service = next(account for account in stack["accounts"] if "client_secret" in account)
    bearer = token(service)
    for line in Path(sys.argv[2]).read_text("utf-8").splitlines():
        entered = json.loads(line)
        print(entered["national_reference"], enter(stack["api_url"], bearer, entered))
