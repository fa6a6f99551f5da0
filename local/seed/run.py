"""Seeding as `make up` does it: accounts of the local cloud, the sample, the public API."""

from collections.abc import Mapping
from typing import Any

from local.accounts import ensure_ncp, ensure_service_accounts
from local.seed import operation
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
    client = Client(stack["api_url"])
    report(f"{operation.run(client, lambda name: token_for(stack, name))} messages of a made-up operation are sent")
    published = enter(client, entrants, records, report)
    report(f"{published} real seizures of {len(records)} administrations are published")
    return published


def report(line: str) -> None:
    print(f"seed: {line}", flush=True)
