"""The accounts of the local stage: people of each tier, a service account, and those that seeding needs.

Passwords and secrets are made for this copy and kept in its folder, readable by its owner only.
"""

import json
from collections.abc import Iterable
from typing import Any

from local.settings import Local, here
from ops import accounts
from ops.accounts import Rights
from ops.stage import Stage, open_stage

PEOPLE = {
    "officer-fr": Rights("unrestricted", "FR"),
    "ncp-fr": Rights("unrestricted", "FR", roles=["ncp"]),
    "officer-co": Rights("unrestricted", "CO"),
    "ncp-co": Rights("unrestricted", "CO", roles=["ncp"]),
    "rilo-we": Rights("unrestricted", "DE", rilos=["WE"]),
    "rilo-sa": Rights("unrestricted", "CL", rilos=["SA"]),
    "reader-gb": Rights("read-only", "GB"),
    "limited-de": Rights("limited", "DE"),
    "external": Rights("limited"),
    "cenmat": Rights("unrestricted", roles=["cenmat"]),
}
SERVICES = {"service-fr": "FR"}


class Register:
    """What was made before, by name, in `accounts.json`."""

    def __init__(self, local: Local) -> None:
        self._file = local.folder / "accounts.json"
        self._known: dict[str, dict[str, Any]] = json.loads(self._file.read_text()) if self._file.exists() else {}

    def get(self, name: str) -> dict[str, Any] | None:
        return self._known.get(name)

    def keep(self, account: dict[str, Any]) -> dict[str, Any]:
        self._known[account["name"]] = account
        self._file.touch(mode=0o600)
        self._file.write_text(json.dumps(self._known, indent=1))
        return account


def ensure_all(token_url: str) -> list[dict[str, Any]]:
    """The accounts of `stack.json`."""
    local = here()
    register, stage = Register(local), open_stage("local")
    made = [_person(register, stage, name, rights) for name, rights in PEOPLE.items()]
    return made + [_service(register, stage, name, code, token_url) for name, code in SERVICES.items()]


def ensure_ncp(administration: str) -> dict[str, Any]:
    """A national contact point's account: `name`, `username`, `password` …"""
    name = f"ncp-{administration.lower()}"
    return _person(Register(here()), open_stage("local"), name, Rights("unrestricted", administration, roles=["ncp"]))


def ensure_service_accounts(administrations: Iterable[str]) -> list[dict[str, Any]]:
    """A service account for each: `name`, `administration`, `client_id`, `client_secret`, `token_url`."""
    local = here()
    register, stage = Register(local), open_stage("local")
    token_url = json.loads(local.stack_file.read_text())["token_url"]
    return [_service(register, stage, f"service-{code.lower()}", code, token_url) for code in administrations]


def _person(register: Register, stage: Stage, name: str, rights: Rights) -> dict[str, Any]:
    known = register.get(name)
    if known is not None:
        return known
    password = accounts.new_password()
    accounts.create_person(stage, name, f"{name}@cen.example", rights, password)
    return register.keep(
        {
            "name": name,
            "username": name,
            "password": password,
            "tier": rights.tier,
            "administration": rights.administration,
            "roles": [*(f"role-{role}" for role in rights.roles), *(f"rilo-{rilo}" for rilo in rights.rilos)],
        }
    )


def _service(register: Register, stage: Stage, name: str, administration: str, token_url: str) -> dict[str, Any]:
    known = register.get(name)
    if known is not None:
        return register.keep({**known, "token_url": token_url})
    made = accounts.create_service_account(stage, name, "unrestricted", administration)
    return register.keep(
        {
            "name": name,
            "client_id": made.client_id,
            "client_secret": made.client_secret,
            "token_url": token_url,
            "tier": made.tier,
            "administration": administration,
            "roles": [],
        }
    )
