"""What can be done with an operation: open it, read it, change it, run it, close it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cen import jsontext, members
from cen.act import Act, Replay
from cen.audit import entry_for
from cen.body import model_of
from cen.etag import matches
from cen.events import NoticeRaised
from cen.ids import new_id
from cen.problems import FieldError, Invalid, PreconditionRequired
from comm import items, patching, shelf, telling
from comm.consent import enter_or_decide, no_longer_asked
from comm.diary import written
from comm.errors import WrongOperationState, stale
from comm.model import Consent, NewOperation, OperationFields, OperationPatch, State
from comm.operation import Facts, Head, begun
from comm.ring import Ring
from comm.room import Room, Rooms, check_account, enter, persistently
from comm.seats import Delegation, Membership, Role, Seat
from comm.showing import described, shown
from comm.steps import put

if TYPE_CHECKING:
    from comm.shelf import Shelf

_DECIDED = ("starts_on", "ends_on", "retain_until", "regions", "categories", "form")
_NOTHING_CHANGES = "An operation that is archived stays as it is."


def create(rooms: Rooms, act: Act, new: NewOperation) -> tuple[dict[str, Any], bool]:
    """An operation and its first coordinator, and whether this was done before."""
    try:
        found, _, entry = rooms.store.look(act, [items.SHELF])
        check_account(entry, act)
        rilo, consent = _backing(act, new)
        if new.ends_on < act.now.date():
            raise _fault("ends_on", "in_the_past", "It ended already.")
        desk = shelf.made(rooms.store, rooms.vault, found.get(items.SHELF))
        head = _new_head(act, new, rilo, consent)
        rooms.store.commit(_opening(rooms, act, new, head, desk), act, head.id)
    except Replay as done:
        return read(rooms, replace(act, idempotency=None), done.id)[0], True
    seat = Seat(head.facts.opened_by, act.caller.id, Role.COORDINATOR, 1)
    return shown(head, {"code_name": new.code_name, "purpose": new.purpose}, seat), False


def _backing(act: Act, new: NewOperation) -> tuple[str, Consent]:
    """The RILO behind the operation, and whether it has to be asked."""
    own = act.caller.rilos
    day = act.now.date()
    rilo = new.rilo or (min(own) if own else members.rilo_of(str(act.caller.administration), day))
    if rilo is None:
        raise _fault("rilo", "required", "No RILO serves your administration: name the one whose consent you ask for.")
    return rilo, Consent.GIVEN if rilo in own else Consent.ASKED


def _new_head(act: Act, new: NewOperation, rilo: str, consent: Consent) -> Head:
    administration = str(act.caller.administration)
    decided = new.model_dump(mode="json", include=set(_DECIDED))
    facts = Facts.model_validate_json(
        jsontext.dumps(
            {
                **decided,
                "rilo": rilo,
                "consent": consent,
                "opened_by": administration,
                "opener": act.caller.id,
                "opened_at": act.at,
                "writers": [administration],
            }
        )
    )
    head = Head(new_id(act.now), 1, State.PLANNED, 0, 0, 1, facts)
    running = head.known and begun(head, act.now.date())
    return Head(head.id, 1, State.RUNNING, 0, 0, 1, facts) if running else head


def _opening(rooms: Rooms, act: Act, new: NewOperation, head: Head, desk: "Shelf") -> list[dict[str, Any]]:
    administration, facts = head.facts.opened_by, head.facts
    ring = Ring(1, {1: rooms.vault.wrapped(head.id, 1)})
    first = Membership(role=Role.COORDINATOR, sees_from=1, since=act.at, name=act.caller.name)
    delegation = Delegation(persons={act.caller.id: first})
    todo = [
        put(items.head_item(head), items.ABSENT),
        put(desk.item(head.id, 1, new.code_name, new.purpose)),
        items.delegation_put(head.id, administration, 0, delegation),
        put({"pk": items.listed(administration), "sk": head.id}),
        put({"pk": items.OVERSEEN, "sk": head.id}),
        rooms.store.of_keys(put(items.ring_item(head.id, ring), items.ABSENT)),
        put(items.due_item(_midnight(facts.retain_until), head.id, "retention")),
    ]
    if head.state is State.PLANNED:
        todo.append(put(items.due_item(_midnight(facts.starts_on), head.id, "start")))
    asked = head.facts.consent is Consent.ASKED
    if asked:
        todo.append(put({"pk": items.waiting(facts.rilo), "sk": head.id}))
    tell = [_consent_asked(head)] if asked else []
    return [*todo, written(head, entry_for(act.caller, "opened", act.at, 1, act.request_id), tell)]


def _consent_asked(head: Head) -> NoticeRaised:
    return NoticeRaised(
        key=telling.consent_key(head.id),
        to=f"rilo:{head.facts.rilo}",
        kind="operation.consent_asked",
        must_act=True,
        subject=telling.subject(head.id),
    )


def _midnight(day: str) -> str:
    return f"{day}T00:00:00.000Z"


def read(rooms: Rooms, act: Act, id: str) -> tuple[dict[str, Any], Head]:
    """For members, and for the RILO whose consent it waits for."""
    head, seat, entered = enter_or_decide(rooms, act, id)
    return shown(head, described(rooms, entered.found, head.id), seat), head


def change(rooms: Rooms, act: Act, id: str, patch: OperationPatch) -> tuple[dict[str, Any], Head]:
    """Needs `If-Match`: nobody overwrites what they have not seen."""
    if act.if_match is None:
        raise PreconditionRequired("Send If-Match with the ETag of the version you have changed.")

    def attempt() -> tuple[dict[str, Any], Head]:
        room = enter(rooms, act, id, "ABOUT", more=(items.SHELF,))
        room.check_coordinates()
        check_version(room, act)
        return _rewrite(rooms, act, room, patch.root)

    return persistently(attempt)


def check_version(room: Room, act: Act) -> None:
    if act.if_match is not None and not matches(act.if_match, room.head.version):
        raise stale(room.head.version)


def _rewrite(rooms: Rooms, act: Act, room: Room, patch: Mapping[str, Any]) -> tuple[dict[str, Any], Head]:
    head = room.head
    if head.state is State.ARCHIVED or (head.state is State.CLOSED and set(patch) - {"retain_until"}):
        raise WrongOperationState(_NOTHING_CHANGES, current_state=head.state.value)
    words = described(rooms, room.entered.found, head.id)
    before = {**dict(words), **{name: getattr(head.facts, name) for name in _DECIDED}}
    before = jsontext.loads(jsontext.dumps(before))
    merged = patching.patched(before, patch, set(OperationFields.model_fields))
    fields = model_of(OperationFields, jsontext.dumps(merged), merged, {})
    if fields.retain_until <= act.now.date():
        raise _fault("retain_until", "in_the_past", "Choose a day to come.")
    decided = fields.model_dump(mode="json")
    changed = sorted(name for name in decided if decided[name] != before[name])
    if not changed:
        return shown(head, words, room.seat), head
    facts = Facts.model_validate_json(
        jsontext.dumps({**head.facts.model_dump(mode="json"), **{name: decided[name] for name in _DECIDED}})
    )
    after = Head(head.id, head.version + 1, head.state, head.last, head.changes, head.generation, facts)
    rooms.store.commit(_rewriting(rooms, act, room, after, decided, changed))
    return shown(after, {"code_name": fields.code_name, "purpose": fields.purpose}, room.seat), after


def _rewriting(
    rooms: Rooms, act: Act, room: Room, after: Head, decided: Mapping[str, Any], changed: list[str]
) -> list[dict[str, Any]]:
    entry = entry_for(act.caller, "changed", act.at, after.version, act.request_id, changed=tuple(changed))
    todo = [items.head_change(room.head, after), written(after, entry)]
    if {"code_name", "purpose"} & set(changed):
        about = room.item("ABOUT") or {}
        desk = shelf.made(rooms.store, rooms.vault, room.entered.found.get(items.SHELF))
        todo.append(
            put(desk.item(after.id, int(about.get("version", 0)) + 1, decided["code_name"], decided["purpose"]))
        )
    for name, what in (("retain_until", "retention"), ("starts_on", "start")):
        if name in changed:
            todo.append(put(items.due_item(_midnight(decided[name]), after.id, what)))
    return todo


def start(rooms: Rooms, act: Act, id: str) -> tuple[dict[str, Any], Head]:
    return _step(rooms, act, id, (State.PLANNED,), "started", lambda head: head.moved(State.RUNNING))


def close(rooms: Rooms, act: Act, id: str) -> tuple[dict[str, Any], Head]:
    """Nothing is sent any more; everything can still be read. What waits for an answer no longer does."""
    states = (State.PLANNED, State.RUNNING)
    return _step(rooms, act, id, states, "closed", lambda head: head.moved(State.CLOSED, closed_at=act.at))


def _step(rooms: Rooms, act: Act, id: str, states: Any, action: str, move: Any) -> tuple[dict[str, Any], Head]:
    def attempt() -> tuple[dict[str, Any], Head]:
        room = enter(rooms, act, id, "ABOUT", more=(items.SHELF,))
        room.check_coordinates(*states)
        check_version(room, act)
        if action == "started" and not room.head.known:
            raise WrongOperationState("It waits for the consent of the RILO.", current_state=room.head.state.value)
        after = move(room.head)
        entry = entry_for(act.caller, action, act.at, after.version, act.request_id)
        steps, settled = no_longer_asked(room.head) if action == "closed" else ([], [])
        todo = [items.head_change(room.head, after), written(after, entry, settled), *steps]
        if action == "closed":
            todo.append(put(items.due_item(act.at, after.id, "settle")))
        words = described(rooms, room.entered.found, room.head.id)
        rooms.store.commit(todo)
        return shown(after, words, room.seat), after

    return persistently(attempt)


def _fault(path: str, code: str, says: str) -> Invalid:
    return Invalid("Some fields are not valid.", errors=[FieldError(path, code, says)])
