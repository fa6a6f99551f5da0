"""What can be done with an alert, and who may do it to which."""

from typing import TYPE_CHECKING, Any

from alerts import guards, lifecycle
from alerts.audience import Audience, Named
from alerts.errors import NotTheOffice, WrongState
from alerts.lifecycle import Step
from alerts.model import AlertContent, AlertEntry, AlertPatch, AlertReason, AlertStatus
from alerts.offices import addressee, publisher_for
from alerts.publishing import as_published, cited_by, going_out, in_time, refuse, shown_audience
from alerts.readers import Reader, is_party
from alerts.record import Record, moved, new_record, rewritten
from alerts.seating import check_seat
from alerts.steps import (
    Done,
    Made,
    always,
    content_of,
    entry,
    no_such_alert,
    on_record,
    reasoned,
    replay,
    settled,
    visible,
)
from alerts.told import Notice, Told
from cen import jsontext, members
from cen.act import Act, Replay
from cen.body import model_of
from cen.ids import is_id, new_id
from cen.patch import changed_paths, patched
from cen.problems import FieldError, PreconditionRequired
from cen.tlp import Tlp

if TYPE_CHECKING:
    from alerts.store import Opened
    from alerts.stores import Stores

# Without a value these would fall back to something.
_NEVER_EMPTY = ("kind", "title", "text", "severity", "tlp", "valid_until")


def draft(stores: "Stores", act: Act, given: AlertEntry) -> Done:
    publisher = publisher_for(act, given.publisher)
    told = guards.checked(given, given.confirm, Reader.of(act.caller), {})
    in_time(act, given)
    author = f"person:{act.caller.id}" if act.caller.kind == "person" else addressee(publisher)
    record = new_record(given, id=new_id(act.now), publisher=publisher, author=author, at=act.at)
    _check_reach(stores, act, record, given)
    try:
        stores.alerts.create(record, entry(act, "drafted", record, **told), act)
    except Replay as done:
        return replay(stores, act, done)
    return Done(record)


def _check_reach(stores: "Stores", act: Act, record: Record, content: AlertContent) -> None:
    """What is refused before it goes out, too. Whom RED names is looked up only then."""
    if content.operation is not None:
        check_seat(act, stores.seats, content.operation)
    cited_by(stores, act, content, as_published(record, content, record.head.publisher, Named()), ())


def change(stores: "Stores", act: Act, id: str, patch: AlertPatch) -> Done:
    """Applies a merge patch to the content. Needs `If-Match`: nobody overwrites what they have not seen. What is
    published goes on to whom it reaches now."""
    if act.if_match is None:
        raise PreconditionRequired("Send If-Match with the ETag of the version you have changed.")

    def make(record: Record, opened: "Opened") -> Made | None:
        content, told = _patched(act, record, patch)
        after = rewritten(record, content, at=act.at)
        changed = changed_paths(record.content, after.content)
        if not changed:
            return None
        notices = Told()
        if record.status is AlertStatus.PUBLISHED:
            going = going_out(stores, act, record, content, record.head.publisher, opened.census)
            after, notices = rewritten(record, content, at=act.at, inside=going.inside), going.told
        else:
            in_time(act, content)
            _check_reach(stores, act, record, content)
        return after, entry(act, "changed", after, changed=changed, **told), notices

    return on_record(stores, act, id, always(lifecycle.CHANGE), make)


def _patched(act: Act, record: Record, patch: AlertPatch) -> tuple[AlertContent, dict[str, Any]]:
    merged = patched(AlertEntry, record.content, patch.root, _NEVER_EMPTY)
    if "publisher" in patch.root:
        refuse([FieldError("publisher", "unknown_field", "An alert stays with its office.")])
    given = model_of(AlertEntry, jsontext.dumps(merged), merged, {"today": act.now.date()})
    return given, guards.checked(given, given.confirm, Reader.of(act.caller), guards.written(record.fields))


def propose(stores: "Stores", act: Act, id: str) -> Done:
    """By a national contact point, to the RILO of its administration on this day."""

    def make(record: Record, _: "Opened") -> Made:
        kind, code = record.head.publisher.partition(":")[::2]
        rilo = members.rilo_of(code, act.now.date()) if kind == "administration" else None
        if rilo is None:
            raise WrongState("Only what a RILO's member wrote is proposed.", current_status=record.status)
        content = content_of(record, act)
        in_time(act, content)
        _fit_to_propose(content, rilo)
        told, forgotten = settled(record)
        inside = {**forgotten, "floor": content.tlp, "origin": record.head.publisher, "proposed": record.version + 1}
        after = moved(record, at=act.at, inside=inside, status=AlertStatus.PROPOSED, rilo=rilo, review=None)
        key = f"alert:{record.id}:proposed:{after.version}"
        waits = Notice(key, f"rilo:{rilo}", "alert.proposed", f"alerts/{record.id}", must_act=True)
        return after, entry(act, "proposed", after), told + Told([waits])

    return on_record(stores, act, id, always(lifecycle.PROPOSE), make)


def _fit_to_propose(content: AlertContent, rilo: str) -> None:
    if content.tlp in (Tlp.RED, Tlp.AMBER_STRICT):
        says = f"{content.tlp} is for whom your own office publishes it, so it cannot be proposed."
        refuse([FieldError("tlp", "not_for_others", says)])
    if content.operation is not None:
        says = "To the members of an operation its RILO publishes what it wrote itself."
        refuse([FieldError("operation", "not_for_others", says)])
    if content.tlp == Tlp.AMBER and content.regions != (rilo,):
        says = f"The RILO's AMBER goes to its own region: {rilo}."
        refuse([FieldError("regions", "other_region", says, {"allowed": [rilo]})])


def send_back(stores: "Stores", act: Act, id: str, reason: AlertReason) -> Done:
    def make(record: Record, _: "Opened") -> Made:
        said = reasoned(act, reason)
        told, forgotten = settled(record)
        version = record.version + 1
        review = {"comment": reason.reason, "at": act.at}
        inside = {**forgotten, "returned": version}
        after = moved(record, at=act.at, inside=inside, status=AlertStatus.RETURNED, rilo=None, review=review)
        key, subject = f"alert:{record.id}:returned:{version}", f"alerts/{record.id}"
        back = Notice(key, record.author, "alert.returned", subject, must_act=True)
        return after, entry(act, "returned", after, **said), told + Told([back])

    return on_record(stores, act, id, always(lifecycle.RETURN), make)


def publish(stores: "Stores", act: Act, id: str) -> Done:
    """One's own draft; or, by the RILO it was proposed to, a proposal, which is the RILO's from then on."""

    def make(record: Record, opened: "Opened") -> Made:
        if record.status is AlertStatus.PROPOSED and act.if_match is None:
            raise PreconditionRequired("Send If-Match with the ETag of the proposal you have read.")
        publisher = f"rilo:{record.head.rilo}" if record.status is AlertStatus.PROPOSED else record.head.publisher
        going = going_out(stores, act, record, content_of(record, act), publisher, opened.census)
        told, forgotten = settled(record)
        server = {"status": AlertStatus.PUBLISHED, "publisher": publisher, "rilo": None, "review": None}
        inside = {**forgotten, **going.inside}
        if publisher != record.head.publisher:
            inside["taken_over"] = {"version": record.version, "at": record.fields["updated_at"]}
            told += Told([_accepted(record)])
        after = moved(record, at=act.at, inside=inside, published_at=act.at, **server)
        return after, entry(act, "published", after), told + going.told

    def step(record: Record) -> Step:
        return lifecycle.ACCEPT if record.status is AlertStatus.PROPOSED else lifecycle.PUBLISH

    return on_record(stores, act, id, step, make)


def _accepted(record: Record) -> Notice:
    to = addressee(record.head.publisher)
    return Notice(f"alert:{record.id}:accepted", to, "alert.published", f"alerts/{record.id}")


def reach(stores: "Stores", act: Act, id: str) -> Audience:
    """Who exactly will see an alert, or sees it: for its office, and for the RILO that a proposal waits with."""
    if not is_id(id):
        raise no_such_alert()
    opened = stores.alerts.open(id, act)
    record = visible(opened.record, act, stores.seats)
    if not is_party(record.head, Reader.of(act.caller)):
        raise NotTheOffice("Whom it reaches is for its office to see.")
    return shown_audience(stores, act, record, content_of(record, act), opened.census)
