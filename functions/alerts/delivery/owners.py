"""Who owns a subscription, as they are now. What they may be told is decided by this and by nothing older."""

from dataclasses import dataclass
from typing import Protocol

from alerts.delivery.directory import Mailbox
from cen.principal import Accounts, Principal
from cen.requester import Requester


class Directory(Protocol):
    """Each raises `Unavailable`."""

    def person(self, username: str, id: str) -> Mailbox | None:
        """None: there is nobody of this name and id who can sign in."""

    def of_id(self, id: str) -> Mailbox | None: ...

    def ids_in(self, group: str) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Owners:
    """`accounts`: the register of machine clients. Their tier is their token's, which cannot be asked for; switched
    off, they are nobody."""

    directory: Directory
    accounts: Accounts

    def now(self, owner: Requester) -> Mailbox | None:
        """None: the account is off, or is somebody else's now."""
        if owner.kind == "person":
            return self.directory.person(owner.name, owner.id)
        account = self.accounts.find(owner.id)
        if account is None:
            return None
        return Mailbox(Principal(owner.id, account.name, "service", owner.tier, account.administration), "")
