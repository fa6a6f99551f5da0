"""One step of one alert: read it, see whose step it is, make the next version, save it with what others hear of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from alerts import guards
from alerts.errors import NoSuchAlert, stale
from alerts.lifecycle import Step
from alerts.model import AlertContent, AlertReason
from alerts.readers import Reader, may_read
from alerts.record import Record, as_of
from alerts.seating import Seats, reader_of
from alerts.told import Settled, Told
from cen import jsontext
from cen.act import Act, Replay
from cen.audit import Entry, entry_for
from cen.body import model_of
from cen.etag import matches
from cen.ids import is_id

if TYPE_CHECKING:
    from alerts.store import AlertStore, Opened

# The next version, what the audit says of the step to it, and what people hear of it.
type Made = tuple[Record, Entry, Told]


class Desk(Protocol):
    """What a step is taken on: the alerts, and who can say whether its caller may see one."""

    @property
    def alerts(self) -> "AlertStore": ...

    @property
    def seats(self) -> Seats: ...


@dataclass(frozen=True, slots=True)
class Done:
    """`replayed`: the same request had been carried out before, nothing was written now."""

    record: Record
    replayed: bool = False


def on_record(
    desk: Desk,
    act: Act,
    id: str,
    step: Callable[[Record], Step],
    make: Callable[[Record, "Opened"], Made | None],
) -> Done:
    """`step`: of the alert as it is. `make` answers None if there is nothing to do: two calls at the most."""
    if not is_id(id):
        raise no_such_alert()
    try:
        opened = desk.alerts.open(id, act)
    except Replay as done:
        return replay(desk, act, done)
    stored = opened.record
    record = visible(stored, act, desk.seats)
    step(record).check(record, Reader.of(act.caller))
    if act.if_match is not None and not matches(act.if_match, record.version):
        raise stale(record.version)
    made = make(record, opened)
    if made is None or stored is None:
        return Done(record)
    after, entry, told = made
    try:
        desk.alerts.save(stored, after, entry, told, act)
    except Replay as done:
        return replay(desk, act, done)
    return Done(after)


def replay(desk: Desk, act: Act, done: Replay) -> Done:
    """The answer of then, if the caller may still see the alert as it is now."""
    visible(desk.alerts.read(done.id), act, desk.seats)
    return Done(visible(desk.alerts.version(done.id, done.version), act, desk.seats), replayed=True)


def visible(record: Record | None, act: Act, seats: Seats) -> Record:
    """The alert as it is at this moment, for who may read it at this moment. Raises `NoSuchAlert`."""
    if record is not None:
        record = as_of(record, act.at)
        if may_read(record.head, reader_of(act, seats, [record.head]), act.now.date()):
            return record
    raise no_such_alert()


def no_such_alert() -> NoSuchAlert:
    return NoSuchAlert("There is no such alert, or it is not open to you.")


def entry(act: Act, action: str, after: Record, **more: Any) -> Entry:
    rilo = after.head.publisher.removeprefix("rilo:") if after.head.publisher.startswith("rilo:") else None
    return entry_for(act.caller, action, act.at, after.version, act.request_id, rilo=rilo, **more)


def settled(record: Record) -> tuple[Told, dict[str, Any]]:
    """What waits for somebody to act on this alert is done with, and is no longer kept in mind."""
    names = [name for name in ("proposed", "returned", "expired") if name in record.inside]
    told = Told(settled=[Settled(f"alert:{record.id}:{name}:{record.inside[name]}") for name in names])
    return told, dict.fromkeys(names)


def released(record: Record) -> Told:
    """Nobody has to acknowledge it any more."""
    return Told(settled=not_asked(record.id, record.inside.get("asked", {})))


def not_asked(id: str, asked: Mapping[str, int]) -> list[Settled]:
    """`asked`: who is not asked any more, with the version that asked them."""
    rounds: dict[int, list[str]] = {}
    for addressee, version in asked.items():
        rounds.setdefault(version, []).append(addressee)
    return [Settled(acknowledgement(id, version), tuple(some)) for version, some in rounds.items()]


def acknowledgement(id: str, version: int) -> str:
    """Key of the notices by which a version asks for it, without the addressee at its end. Who is asked once more is
    asked by another version: a notice that is settled does not come back."""
    return f"alert:{id}:acknowledge:{version}"


def always(step: Step) -> Callable[[Record], Step]:
    return lambda _: step


def content_of(record: Record, act: Act, changes: Mapping[str, Any] | None = None) -> AlertContent:
    """What the author wrote, with other values for some fields. Raises 422 if they do not belong together."""
    fields = {**record.content, **(changes or {})}
    return model_of(AlertContent, jsontext.dumps(fields), fields, {"today": act.now.date()})


def reasoned(act: Act, reason: AlertReason) -> dict[str, Any]:
    """For the audit: why, and what was overridden. Raises `PersonalDataFound`."""
    told = guards.overridden([("reason", reason.reason)], reason.confirm, Reader.of(act.caller), {})
    return {"comment": reason.reason, **told}
