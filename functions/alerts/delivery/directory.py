"""People as they are at the moment of delivery: whether they can sign in, their address, and the groups they are in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from time import monotonic
from typing import Any

from alerts.people import CognitoPeople
from cen.principal import Principal, rights_of

# Of one group that are looked at; all contact points of all administrations are fewer.
MOST_MEMBERS = 5_000
# For how long the members of a group are taken for those of a moment ago.
_REMEMBERED_SECONDS = 300.0
_NO_LIMIT = 10**12  # of calls: nobody waits for these


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A person who can sign in, with the rights that their token would say now."""

    caller: Principal
    address: str


class CognitoDirectory(CognitoPeople):
    """Each raises `Unavailable`."""

    def __init__(self, client: Any, pool: str, elapsed: Callable[[], float] = monotonic) -> None:
        super().__init__(client, pool, calls=_NO_LIMIT)
        self._elapsed = elapsed
        self._members: dict[str, tuple[float, list[str]]] = {}

    def person(self, username: str, id: str) -> Mailbox | None:
        """None: there is nobody of this name any more, it is somebody else's now, or the account is off."""
        try:
            user = self._call("admin_get_user", Username=username)
        except LookupError:
            return None
        found = self._mailbox(user, user["UserAttributes"])
        return found if found and found.caller.id == id else None

    def of_id(self, id: str) -> Mailbox | None:
        if not id.replace("-", "").isalnum():
            return None
        answer = self._call("list_users", Filter=f'sub = "{id}"', Limit=1)
        return next((self._mailbox(user, user["Attributes"]) for user in answer["Users"]), None)

    def ids_in(self, group: str) -> list[str]:
        """Of those members who can sign in, as they were within the last minutes; at most `MOST_MEMBERS`."""
        moment = self._elapsed()
        known = self._members.get(group)
        if known and moment - known[0] < _REMEMBERED_SECONDS:
            return known[1]
        found = list(islice(self._ids(group), MOST_MEMBERS))
        self._members[group] = (moment, found)
        return found

    def _ids(self, group: str) -> Iterator[str]:
        try:
            for page in self._pages("list_users_in_group", "Users", GroupName=group):
                yield from (attribute(user["Attributes"], "sub") for user in page if user.get("Enabled"))
        except LookupError:  # a group is made with its first member
            return

    def _mailbox(self, user: Any, attributes: list[dict[str, str]]) -> Mailbox | None:
        address = attribute(attributes, "email")
        if not user.get("Enabled") or not address:
            return None
        name = str(user["Username"])
        groups = [
            group["GroupName"]
            for page in self._pages("admin_list_groups_for_user", "Groups", Username=name)
            for group in page
        ]
        caller = Principal(attribute(attributes, "sub"), name, "person", *rights_of(tuple(sorted(groups))))
        return Mailbox(caller, address)


def attribute(attributes: list[dict[str, str]], name: str) -> str:
    """Empty if it is not there."""
    return next((one["Value"] for one in attributes if one["Name"] == name), "")
