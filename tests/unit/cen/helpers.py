"""Callers, claims and a moment, as the gateway and the directory would hand them over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cen.principal import Account

NOW = datetime(2026, 3, 20, 9, 30, 0, 123456, tzinfo=UTC)


def now() -> datetime:
    return NOW


@dataclass(frozen=True)
class Register:
    """A register of machine clients in memory."""

    accounts: Mapping[str, Account] = field(default_factory=dict)

    def find(self, client_id: str) -> Account | None:
        return self.accounts.get(client_id)


def person(*groups: str) -> dict[str, Any]:
    """Claims of a signed-in person's access token, spelled as the REST gateway does."""
    return {
        "sub": "sub-1",
        "username": "officer",
        "token_use": "access",
        "scope": "cen/api",
        "cognito:groups": f"[{' '.join(groups)}]",
    }


def machine(scope: str, client_id: str = "client-1") -> dict[str, Any]:
    return {"sub": client_id, "client_id": client_id, "token_use": "access", "scope": scope}
