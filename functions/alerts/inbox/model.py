"""An inbox: its notices, what of them a person has read, and how many there are. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from alerts.model import Instant
from cen.fields import Model
from cen.paging import PageQuery
from cen.principal import Principal, Tier

# What came before counts as read for whoever never looked.
UNREAD_DAYS = 30
# Read one by one, of one box of one addressee; beyond, the oldest gap counts as read.
MOST_READ_SINGLY = 500
# A caller's boxes; nobody serves in so many offices.
MOST_ADDRESSEES = 10


class Box(StrEnum):
    MUST_ACT = "must_act"
    MAY_READ = "may_read"


class InboxQuery(PageQuery):
    box: Box = Box.MUST_ACT
    state: Annotated[Literal["unread", "all"], Field(description="unread: what you have not read yet")] = "all"
    lang: Annotated[Literal["en", "fr"], Field(description="Language of the titles")] = "en"


class InboxRead(Model):
    """`up_to`: an instant; everything that came until then, in both boxes unless one is named."""

    up_to: Instant
    box: Box | None = None


class InboxNotice(BaseModel):
    """`to`: whom it is addressed to. `subject`: where to read more, below the version of this interface."""

    id: str
    box: Box
    kind: str
    title: str
    subject: str
    to: str
    at: str
    due: str | None = None
    read: bool


class InboxPage(BaseModel):
    items: list[InboxNotice]
    next: str | None


class InboxCounts(BaseModel):
    """`must_act`: open, read or not. `may_read`: unread, of the last 30 days."""

    must_act: int
    may_read: int


def addressees(caller: Principal) -> list[str]:
    """Whose notices the caller gets. Offices and administrations act through the unrestricted tier only."""
    found = [f"person:{caller.id}"] if caller.kind == "person" and caller.tier else []
    if caller.tier is Tier.UNRESTRICTED:
        if caller.administration:
            found.append(f"administration:{caller.administration}")
            found += [f"ncp:{caller.administration}"] if "ncp" in caller.roles else []
        found += [f"rilo:{rilo}" for rilo in sorted(caller.rilos)]
        found += ["role:cenmat"] if "cenmat" in caller.roles else []
    return found[:MOST_ADDRESSEES]


def operation_of(subject: str, to: str) -> str | None:
    """The joint operation that a notice to its members points into. Who has lost their seat there is not to see it:
    their administration may still sit, and notices of before are still in their own box."""
    first, _, rest = subject.partition("/")
    to_members = to.startswith(("person:", "administration:"))
    return rest.partition("/")[0] if first == "operations" and to_members else None


@dataclass(frozen=True, slots=True)
class Tally:
    """Of one addressee. `last`: number of the newest notice of each box; `open`: what is still to be done; `days`: by
    day, the number of the last one that one may read before that day's first."""

    last: Mapping[Box, int] = field(default_factory=lambda: dict.fromkeys(Box, 0))
    open: int = 0
    days: Mapping[str, int] = field(default_factory=dict)
    version: int = 0

    def with_one_more(self, box: Box, today: date) -> "Tally":
        number = self.last[box] + 1
        days = self.days
        if box is Box.MAY_READ:
            oldest = (today - timedelta(days=UNREAD_DAYS)).isoformat()
            kept = {day: before for day, before in days.items() if day >= oldest}
            days = {today.isoformat(): number - 1, **kept}
        return Tally(
            last={**self.last, box: number},
            open=self.open + (box is Box.MUST_ACT),
            days=days,
            version=self.version + 1,
        )

    def with_one_less(self) -> "Tally":
        return Tally(self.last, max(0, self.open - 1), self.days, self.version + 1)

    def before(self, today: date) -> int:
        """Number up to which everything that one may read is old."""
        oldest = (today - timedelta(days=UNREAD_DAYS)).isoformat()
        return min((before for day, before in self.days.items() if day >= oldest), default=self.last[Box.MAY_READ])


@dataclass(frozen=True, slots=True)
class ReadState:
    """What a person has read, by box and addressee: everything up to a number, and single ones beyond it."""

    up_to: Mapping[str, int] = field(default_factory=dict)
    singly: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    version: int = 0

    def has(self, box: Box, addressee: str, number: int) -> bool:
        place = f"{box}:{addressee}"
        return number <= self.up_to.get(place, 0) or number in self.singly.get(place, ())

    def with_one(self, box: Box, addressee: str, number: int) -> "ReadState":
        place = f"{box}:{addressee}"
        return self._with(place, self.up_to.get(place, 0), {*self.singly.get(place, ()), number})

    def with_all(self, box: Box, addressee: str, up_to: int) -> "ReadState":
        place = f"{box}:{addressee}"
        return self._with(place, max(up_to, self.up_to.get(place, 0)), set(self.singly.get(place, ())))

    def _with(self, place: str, up_to: int, singly: set[int]) -> "ReadState":
        beyond = sorted(number for number in singly if number > up_to)
        if len(beyond) > MOST_READ_SINGLY:
            up_to = beyond[-MOST_READ_SINGLY - 1]
            beyond = beyond[-MOST_READ_SINGLY:]
        while beyond and beyond[0] == up_to + 1:
            up_to = beyond.pop(0)
        return ReadState({**self.up_to, place: up_to}, {**self.singly, place: tuple(beyond)}, self.version + 1)

    def unread(self, addressee: str, tally: Tally, today: date) -> int:
        """Of what one may read."""
        place = f"{Box.MAY_READ}:{addressee}"
        floor = max(self.up_to.get(place, 0), tally.before(today))
        read = sum(1 for number in self.singly.get(place, ()) if number > floor)
        return max(0, tally.last[Box.MAY_READ] - floor - read)


def counts(tallies: Mapping[str, Tally], state: ReadState, today: date) -> InboxCounts:
    unread = sum(state.unread(addressee, tally, today) for addressee, tally in tallies.items())
    return InboxCounts(must_act=sum(tally.open for tally in tallies.values()), may_read=unread)
