"""Seeding as `make up` does it: accounts of the local cloud, the sample, the public API."""

from collections.abc import Mapping
from typing import Any

from local.accounts import ensure_ncp, ensure_service_accounts
from local.seed.client import Client
from local.seed.records import all_records
from local.seed.sender import Entrant, enter
from local.tokens import token_for


def seed(stack: Mapping[str, Any]) -> int:
    """Enters the sample into the cloud that `.local/stack.json` describes; answers how many records are published."""
    records = all_records()
    entrants = {
        account["administration"]: Entrant(
            account["administration"],
            officer=token_for(stack, account),
            ncp=token_for(stack, ensure_ncp(account["administration"])),
        )
        for account in ensure_service_accounts(sorted(records))
    }
    published = enter(Client(stack["api_url"]), entrants, records, report)
    report(f"{published} real seizures of {len(records)} administrations are published")
    start_counting(Client(stack["api_url"]), token_for(stack, "cenmat"))
    return published


def start_counting(client: Client, token: str) -> None:
    """Nobody waits for it; what is heard of later is counted by the next run, ten minutes later at the most."""
    started = client.call("POST", "/v1/statistics/runs", token, {})
    if started.status == 202:
        report(f"statistics are being counted: GET /v1/statistics/runs/{started.body['id']}")
    else:
        report(f"statistics are counted later: {started.body.get('detail')}")


def report(line: str) -> None:
    print(f"seed: {line}", flush=True)
