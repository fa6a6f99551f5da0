"""Who is calling, read from the claims that the gateway verified.

People carry Cognito groups; machine clients carry a scope for their tier and are looked up for their administration.
Anything doubtful (two tiers, two administrations, an unknown or switched-off client) gives fewer rights, never more.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, Literal, Protocol

from cen.problems import Unauthenticated


class Tier(StrEnum):
    LIMITED = "limited"
    READ_ONLY = "read-only"
    UNRESTRICTED = "unrestricted"


@dataclass(frozen=True, slots=True)
class Account:
    """A machine client as registered: ISO 3166 alpha-2 code of its administration (None: an outside organisation)."""

    administration: str | None
    name: str


class Accounts(Protocol):
    def find(self, client_id: str) -> Account | None:
        """The active account of a machine client, or None."""


@dataclass(frozen=True, slots=True)
class Principal:
    """`signed_in_at`: when a person signed in, in epoch seconds; 0 where the token does not tell."""

    id: str
    name: str
    kind: Literal["person", "service"]
    tier: Tier | None = None
    administration: str | None = None
    rilos: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    signed_in_at: int = 0

    @property
    def groups(self) -> list[str]:
        """Roles as the directory names them: `role-ncp`, `rilo-WE`."""
        return sorted({f"role-{role}" for role in self.roles} | {f"rilo-{rilo}" for rilo in self.rilos})


def group_names(claim: Any) -> list[str]:
    """The groups claim as a list; the gateway hands lists on as one string, `[a b]` or `a,b`."""
    if isinstance(claim, str):
        return [name for name in re.split(r"[\s,]+", claim.strip().strip("[]")) if name]
    if isinstance(claim, list):
        return [str(name) for name in claim]
    return []


def _only(values: Iterable[str]) -> str | None:
    """The value if there is exactly one."""
    found = set(values)
    return found.pop() if len(found) == 1 else None


def _tier(names: Iterable[str]) -> Tier | None:
    name = _only(name for name in names if name in set(Tier))
    return Tier(name) if name else None


def _after(prefix: str, names: Iterable[str]) -> list[str]:
    return [name.removeprefix(prefix) for name in names if name.startswith(prefix) and name != prefix]


def principal_from(claims: Mapping[str, Any], accounts: Accounts) -> Principal:
    """Claims of an access token → caller. Raises `Unauthenticated` for any other kind of token."""
    if claims.get("token_use") != "access" or not claims.get("sub"):
        raise Unauthenticated("Send an access token.")
    if claims.get("username"):
        return _person(claims)
    return _service(claims, accounts)


def _person(claims: Mapping[str, Any]) -> Principal:
    rights = rights_of(tuple(group_names(claims.get("cognito:groups"))))
    told = str(claims.get("auth_time", ""))
    signed_in_at = int(told) if told.isascii() and told.isdigit() else 0
    return Principal(str(claims["sub"]), str(claims["username"]), "person", *rights, signed_in_at=signed_in_at)


@lru_cache(maxsize=1024)
def rights_of(groups: Sequence[str]) -> tuple[Tier | None, str | None, frozenset[str], frozenset[str]]:
    """Tier, administration, RILOs and roles. Few callers' groups differ, so they are sorted once."""
    rilos, roles = _after("rilo-", groups), _after("role-", groups)
    return _tier(_after("tier-", groups)), _only(_after("administration-", groups)), frozenset(rilos), frozenset(roles)


def _service(claims: Mapping[str, Any], accounts: Accounts) -> Principal:
    client_id = str(claims.get("client_id") or claims["sub"])
    account = accounts.find(client_id)
    if account is None:
        return Principal(id=client_id, name=client_id, kind="service")
    scopes = str(claims.get("scope", "")).split()
    tier = _tier(_after("cen/tier-", scopes))
    return Principal(id=client_id, name=account.name, kind="service", tier=tier, administration=account.administration)
