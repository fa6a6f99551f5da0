"""The way into an operation: who may enter it, decided with every request by what stands in the tables then."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from cen.accounts import refused
from cen.act import Act
from cen.ids import is_id
from cen.problems import Unauthenticated, Unavailable
from comm import items
from comm.errors import CoordinatorsOnly, NoSuchOperation, ObserversRead, Overtaken, WrongOperationState
from comm.model import State
from comm.operation import Head
from comm.ring import Keys, Ring, Vault
from comm.seats import Seat, seat_of
from comm.steps import Item

if TYPE_CHECKING:
    from comm.store import CommStore, Entered, Where

TRIES = 14
# Seconds: at first, and at most. All together some four, well within what a request may take.
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.02, 0.5
type Pause = Callable[[float], None]


class Rooms(Protocol):
    """What the use cases work on."""

    @property
    def store(self) -> "CommStore": ...

    @property
    def vault(self) -> Vault: ...


@dataclass(frozen=True, slots=True)
class Room:
    """An operation as a member finds it."""

    head: Head
    seat: Seat
    ring: Ring | None
    entered: "Entered"

    def item(self, sk: str) -> Item | None:
        return self.entered.item(items.room(self.head.id), sk)

    def check_writes(self, *states: State) -> None:
        """Raises `ObserversRead` or `WrongOperationState`."""
        if not self.seat.writes:
            raise ObserversRead("An observer reads what is sent and sends nothing.")
        self.check_state(*states)

    def check_coordinates(self, *states: State) -> None:
        if not self.seat.coordinates:
            raise CoordinatorsOnly("Ask a coordinator of the operation.")
        self.check_state(*states)

    def check_state(self, *states: State) -> None:
        if states and self.head.state not in states:
            state = self.head.state.value
            raise WrongOperationState(f"The operation is {state}.", current_state=state)

    def keys(self, rooms: Rooms) -> Keys:
        return Keys(rooms.vault, self.head.id)


def enter(rooms: Rooms, act: Act, operation: str, *sks: str, more: "tuple[Where, ...]" = ()) -> Room:
    """Raises `NoSuchOperation` for everybody who is not a member now, and `Unauthenticated` where the caller's account
    was switched off or signed out. `sks`: items of the operation that the caller's request needs, too."""
    if not is_id(operation):
        raise NoSuchOperation
    entered = rooms.store.enter(act, operation, *((items.room(operation), sk) for sk in sks), *more)
    check_account(entered.entry, act)
    seat = seat_of(entered.delegation, act.caller)
    if entered.head is None or seat is None:
        raise NoSuchOperation
    return Room(entered.head, seat, entered.ring, entered)


def check_account(entry: Item | None, act: Act) -> None:
    if refused(entry, act.caller):
        raise Unauthenticated("The account was switched off or signed out. Sign in again.")


def persistently[T](attempt: Callable[[], T], pause: Pause = time.sleep) -> T:
    """What `attempt` answers; it is made anew, on what is there then, where others wrote at the same moment."""
    for number in range(TRIES):
        try:
            return attempt()
        except Overtaken:
            if number < TRIES - 1:
                # Apart from each other, so that those who met do not meet again.
                longest = min(_LONGEST_PAUSE, _SHORTEST_PAUSE * 2**number)
                pause(random.uniform(longest / 2, longest))  # noqa: S311 - nobody's secret
    raise Unavailable("Many write here at this moment. Nothing was written.", retry_after=1)
