"""Seeding as `make up` does it: accounts of the local cloud, the sample, the public API."""

from collections.abc import Mapping
from typing import Any

from local.accounts import ensure_ncp, ensure_service_accounts
from local.seed.client import Client
from local.seed.pictures import enter_pictures, shown
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
    # First: they are drawn while the records are entered.
    drawings = enter_pictures(client, [token_for(stack, name) for name in ("officer-fr", "officer-co")])
    published = enter(client, entrants, records, report)
    report(f"{published} real seizures of {len(records)} administrations are published")
    report(f"{shown(client, drawings)} drawings of hiding places are in the catalogue of pictures")
    return published


def report(line: str) -> None:
    print(f"seed: {line}", flush=True)
