"""Seeding as `make up` does it: accounts of the local cloud, the sample, the public API."""

from collections.abc import Mapping
from typing import Any

from local.accounts import ensure_ncp, ensure_service_accounts
from local.seed import operation
from local.seed.client import Client
from local.seed.pictures import enter_pictures, shown
from local.seed.records import all_records
from local.seed.sender import Entrant, enter
from local.seed.website import furnish
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
    client = Client(stack["api_url"])
    entries = furnish(client, lambda name: token_for(stack, name))
    report(f"{entries} alerts, links and documents are entered")
    report(f"{operation.run(client, lambda name: token_for(stack, name))} messages of a made-up operation are sent")
    # Before the records: they are drawn while those are entered.
    drawings = enter_pictures(client, [token_for(stack, name) for name in ("officer-fr", "officer-co")])
    published = enter(client, entrants, records, report)
    report(f"{published} real seizures of {len(records)} administrations are published")
    report(f"{shown(client, drawings)} drawings of hiding places are in the catalogue of pictures")
    start_counting(client, token_for(stack, "cenmat"))
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
