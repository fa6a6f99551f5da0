"""Machine clients: which administration a Cognito client id speaks for.

The register is one small table of the foundation, written by the operator's command and the directory. It is asked
once a minute and container, so that switching a client off takes effect within that time.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from cen.principal import Account

if TYPE_CHECKING:
    from cen.dynamo.table import Table

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
