"""The consent of a RILO, which an officer needs to open an operation. Until it is given nobody else is let in."""

from typing import TYPE_CHECKING, Any

from cen.act import Act
from cen.audit import entry_for
from cen.events import NoticeRaised, NoticeSettled
from cen.ids import is_id
from comm import items, telling
from comm.diary import written
from comm.errors import NoSuchOperation, WrongOperationState
from comm.model import Consent, Refusal, State
from comm.operation import Head, begun
from comm.room import Rooms, check_account, persistently
from comm.seats import Seat, seat_of
from comm.showing import described, shown
from comm.steps import delete

if TYPE_CHECKING:
    from comm.store import Entered


def enter_or_decide(rooms: Rooms, act: Act, operation: str) -> "tuple[Head, Seat | None, Entered]":
    """As a member, or as the RILO while its consent is asked for. Raises `NoSuchOperation` for all others."""
    if not is_id(operation):
        raise NoSuchOperation
    entered = rooms.store.enter(act, operation, (items.room(operation), "ABOUT"), items.SHELF)
    check_account(entered.entry, act)
    seat, head = seat_of(entered.delegation, act.caller), entered.head
    if head is None or not (seat or _decides(head, act)):
        raise NoSuchOperation
    return head, seat, entered


def _decides(head: Head, act: Act) -> bool:
    return waits(head) and head.facts.rilo in act.caller.rilos


def waits(head: Head) -> bool:
    """Whether a RILO is still asked. One that its officer closed meanwhile waits for nobody."""
    return head.facts.consent is Consent.ASKED and head.state is State.PLANNED


def no_longer_asked(head: Head) -> tuple[list[dict[str, Any]], list[NoticeSettled]]:
    """Steps and events once it does not wait any more."""
    if not waits(head):
        return [], []
    return [delete(items.waiting(head.facts.rilo), head.id)], [NoticeSettled(key=telling.consent_key(head.id))]


def give(rooms: Rooms, act: Act, operation: str) -> tuple[dict[str, Any], Head]:
    """An operation that was to have begun begins now."""

    def granted(head: Head) -> Head:
        after = head.changed(consent=Consent.GIVEN)
        return after.moved(State.RUNNING) if begun(head, act.now.date()) else after

    return _decide(rooms, act, operation, "consent_given", granted)


def refuse(rooms: Rooms, act: Act, operation: str, refusal: Refusal) -> tuple[dict[str, Any], Head]:
    def closed(head: Head) -> Head:
        return head.moved(State.CLOSED, consent=Consent.REFUSED, closed_at=act.at)

    return _decide(rooms, act, operation, "consent_refused", closed, refusal.reason_code)


def _decide(
    rooms: Rooms, act: Act, operation: str, action: str, move: Any, reason_code: str | None = None
) -> tuple[dict[str, Any], Head]:
    def attempt() -> tuple[dict[str, Any], Head]:
        head, seat, entered = enter_or_decide(rooms, act, operation)
        if not _decides(head, act):
            raise WrongOperationState("Nothing waits for your consent here.", current_state=head.facts.consent.value)
        after = move(head)
        entry = entry_for(act.caller, action, act.at, after.version, act.request_id, reason_code=reason_code)
        told = NoticeRaised(
            key=f"operation:{head.id}:{action}",
            to=f"person:{head.facts.opener}",
            kind=f"operation.{action}",
            must_act=False,
            subject=telling.subject(head.id),
        )
        words = described(rooms, entered.found, head.id)
        steps, settled = no_longer_asked(head)
        rooms.store.commit([items.head_change(head, after), written(after, entry, [*settled, told]), *steps])
        return shown(after, words, seat), after

    return persistently(attempt)
