"""How many people there are of each kind: the same tier, administration, RILOs and roles. Pure.

Who may read an alert depends on nothing else of a person but on RED's names and on seats in operations, so an audience
is counted by asking `may_read` once for each kind.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from alerts.readers import Reader
from cen import jsontext

# People are counted this often by the clock; what is older is counted again by who needs it.
FRESH = timedelta(minutes=20)


class People(Protocol):
    """The directory of accounts. Each raises `Unavailable`, or `TooManyPeople` beyond the calls it may make."""

    def groups(self) -> Iterable[str]:
        """Names of all groups."""

    def members(self, group: str) -> Iterable[str]:
        """Usernames of the people in a group who can sign in."""

    def find(self, username: str) -> Reader | None:
        """The person of that username, with the rights they have now."""


@dataclass(frozen=True, slots=True)
class Census:
    """`at`: an instant."""

    at: str
    kinds: Mapping[Reader, int]

    def document(self) -> str:
        return jsontext.dumps({"at": self.at, "kinds": [[*kind.groups, number] for kind, number in self.kinds.items()]})


def take(people: People, at: str) -> Census:
    """One pass over all groups that say who may do what."""
    of: dict[str, list[str]] = {}
    for group in people.groups():
        if group.startswith(("tier-", "administration-", "rilo-", "role-")):
            for name in people.members(group):
                of.setdefault(name, []).append(group)
    return Census(at, Counter(Reader.in_groups("", "", groups) for groups in of.values()))


def census_of(text: str) -> Census:
    document: dict[str, Any] = jsontext.loads(text)
    kinds = {Reader.in_groups("", "", groups): number for *groups, number in document["kinds"]}
    return Census(document["at"], kinds)
