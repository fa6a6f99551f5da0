"""The register of accounts: which administration a machine client speaks for, and whose tokens no longer count.

The register is one small table of the foundation, written by the operator's command and the directory. It is asked
once a minute and container for machine clients, so that switching one off takes effect within that time. Where a
removed account must be refused with its next request, the context reads the caller's entry each time (`refused`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from cen.principal import Account, Principal

if TYPE_CHECKING:
    from cen.dynamo import Item, Table

CACHE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class RegisteredAccounts:
    register: "Callable[[], Table]"
    elapsed: Callable[[], float] = monotonic
    _seen: dict[str, tuple[float, Account | None]] = field(default_factory=dict)

    def find(self, client_id: str) -> Account | None:
        moment = self.elapsed()
        known = self._seen.get(client_id)
        if known and moment - known[0] < CACHE_SECONDS:
            return known[1]
        account = self._read(client_id)
        self._seen[client_id] = (moment, account)
        return account

    def _read(self, client_id: str) -> Account | None:
        item = self.register().get(client_id=client_id)
        if item is None or item.get("active") is not True:
            return None
        administration = item.get("administration")
        return Account(str(administration) if administration else None, str(item.get("name", client_id)))


def refused(entry: "Item | None", caller: Principal) -> bool:
    """Whether the caller's own entry (key: `caller.id`) says that their token no longer counts.

    A machine client needs an active entry. A person has one only once they were switched off (`active` is false) or
    signed out by an operator: then tokens of sign-ins up to `tokens_from` (epoch seconds) are refused.
    """
    if entry is None:
        return caller.kind == "service"
    return entry.get("active") is not True or caller.signed_in_at <= int(entry.get("tokens_from", -1))
