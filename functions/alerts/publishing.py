"""What has to be right before an alert goes out, or goes on in other words: whom it reaches, and what it refers to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from alerts.audience import Audience, Named, asked, audience
from alerts.census import FRESH, Census, take
from alerts.citing import Cited, Source, cited_alert, cited_record, faults, unknown
from alerts.errors import NobodyReached, RiloPublishes, TooManyPeople
from alerts.files import homes_for
from alerts.model import AlertContent, AlertStatus
from alerts.readers import Head, Reader
from alerts.record import as_of
from alerts.seating import check_sends, members_of, reader_of
from alerts.steps import acknowledgement, not_asked
from alerts.told import Notice, Told
from cen.act import Act
from cen.clock import instant
from cen.problems import FieldError, Invalid
from cen.tlp import Tlp, wider

if TYPE_CHECKING:
    from alerts.record import Record
    from alerts.stores import Stores

LONGEST = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class Going:
    """An alert as it goes out. `inside`: what is kept of that; `told`: what people hear of it."""

    head: Head
    inside: dict[str, Any]
    told: Told


def in_time(act: Act, content: AlertContent, stands: str | None = None) -> None:
    """Raises 422 for an end that has come, or is too far off to be meant. `stands`: the day by which acknowledgements
    were asked for already, which may have passed."""
    found = []
    if content.valid_until <= act.at:
        found.append(FieldError("valid_until", "past", "It would be expired already."))
    elif content.valid_until > instant(act.now + LONGEST):
        found.append(FieldError("valid_until", "too_far", "Five years at the most; it can be renewed."))
    if content.acknowledge_by is not None and content.acknowledge_by <= act.at and content.acknowledge_by != stands:
        found.append(FieldError("acknowledge_by", "past", "Give them time to acknowledge it."))
    refuse(found)


def refuse(found: Sequence[FieldError]) -> None:
    if found:
        raise Invalid("Some fields are not valid.", errors=found)


def as_published(record: "Record", content: AlertContent, publisher: str, named: Named) -> Head:
    return replace(
        record.head,
        status=AlertStatus.PUBLISHED,
        publisher=publisher,
        tlp=Tlp(content.tlp),
        regions=content.regions,
        recipients=frozenset(person.id for person in named.people) if content.recipients else frozenset(),
        operation=content.operation,
    )


def named_by(stores: "Stores", act: Act, content: AlertContent, publisher: str) -> Named:
    """Whom RED names, looked up now: two calls for each; who has no tier can read nothing, and is nobody. Or who sits
    in the operation."""
    if content.operation is not None:
        return members_of(act, stores.seats, stores.people, content.operation, publisher)
    people = stores.people() if content.recipients else None
    found = {name: people.find(name) if people else None for name in content.recipients}
    known = {person.id: person for person in found.values() if person and person.tier}
    return Named(list(known.values()), [name for name, person in found.items() if not (person and person.tier)])


def counted(stores: "Stores", act: Act, kept: Census | None) -> Census:
    """The last count of people; a new one where that is old, if they can be counted within a request."""
    if kept is not None and kept.at > instant(act.now - FRESH):
        return kept
    try:
        census = take(stores.people(), act.at)
    except TooManyPeople:
        if kept is None:
            raise
        return kept
    stores.alerts.keep_census(census)
    return census


def shown_audience(
    stores: "Stores", act: Act, record: "Record", content: AlertContent, kept: Census | None
) -> Audience:
    """Who would see it, or sees it. A proposal is shown as its RILO would publish it."""
    publisher = _future_publisher(record)
    named = named_by(stores, act, content, publisher)
    head = as_published(record, content, publisher, named)
    return audience(head, named, counted(stores, act, kept), act.now.date())


def _future_publisher(record: "Record") -> str:
    return f"rilo:{record.head.rilo}" if record.status is AlertStatus.PROPOSED else record.head.publisher


def going_out(
    stores: "Stores", act: Act, record: "Record", content: AlertContent, publisher: str, kept: Census | None
) -> Going:
    """Raises 403 if the office may not send this far, 422 for what is wrong, 409 if it would reach nobody."""
    stands = record.fields.get("acknowledge_by") if record.status is AlertStatus.PUBLISHED else None
    in_time(act, content, stands)
    if content.operation is not None:
        check_sends(act, stores.seats, content.operation, publisher)
    else:
        _within_reach(publisher, content)
    _no_wider_than_proposed(record, content)
    named = named_by(stores, act, content, publisher)
    refuse([_nobody(content, name) for name in named.unknown])
    head, day = as_published(record, content, publisher, named), act.now.date()
    cited = cited_by(stores, act, content, head, named.people)
    census = counted(stores, act, kept)
    _reaches_somebody(act, head, audience(head, named, census, day))
    to_ask = asked(head, named, census, day) if content.acknowledge_by else []
    asking, asked_now = _asking(stores, record, content, to_ask)
    inside = {
        "homes": homes_for(head, named.people, day),
        "recipients": sorted(head.recipients) or None,
        "people": [[person.id, person.name, *person.groups] for person in named.people] or None,
        "wholes": sorted(named.wholes) or None,
        "asked": asked_now or None,
        "told": sorted({*record.inside.get("told", ()), *(one.id for one in cited)}) or None,
    }
    return Going(head, inside, _owners_told(record, publisher, cited) + asking)


def _within_reach(publisher: str, content: AlertContent) -> None:
    kind, _, code = publisher.partition(":")
    if kind == "administration" and content.tlp not in (Tlp.AMBER_STRICT, Tlp.RED):
        raise RiloPublishes("An administration publishes within itself or to people it names. Propose it to your RILO.")
    if kind == "rilo" and content.tlp == Tlp.AMBER and content.regions != (code,):
        says = f"A RILO's AMBER goes to its own region: {code}."
        refuse([FieldError("regions", "other_region", says, {"allowed": [code]})])


def _no_wider_than_proposed(record: "Record", content: AlertContent) -> None:
    floor = record.inside.get("floor")
    if floor is not None and wider(Tlp(floor), Tlp(content.tlp)):
        says = f"It was proposed as {floor}, and may not go further than that."
        refuse([FieldError("tlp", "wider_than_proposed", says)])
    if floor == Tlp.AMBER and content.operation is not None:
        says = "It was proposed for a region, and members of an operation may be from elsewhere."
        refuse([FieldError("operation", "wider_than_proposed", says)])


def _nobody(content: AlertContent, name: str) -> FieldError:
    path = f"recipients.{content.recipients.index(name)}"
    return FieldError(path, "unknown_recipient", "There is nobody of this username who can sign in.")


def _reaches_somebody(act: Act, head: Head, reached: Audience) -> None:
    match head.tlp:
        case Tlp.RED:
            somebody = bool(head.recipients - {act.caller.id})
        case Tlp.AMBER_STRICT:
            somebody = reached.people > 0
        case _:
            somebody = reached.beyond_the_office > 0
    if not somebody:
        raise NobodyReached("Nobody but your own office would see this. Look at its audience.")


def cited_by(stores: "Stores", act: Act, content: AlertContent, head: Head, people: Sequence[Reader]) -> list[Cited]:
    """What the alert refers to, as it is now. Raises 422 naming what the caller may not see, and what not all of the
    audience may."""
    if content.cites is None:
        return []
    found, wrong = [], []
    alerts = _alerts(stores, act, content.cites.alerts)
    for one in _looked_up(stores, act, content, head.id, alerts):
        if isinstance(one, Cited):
            found.append(one)
        else:
            wrong.append(one)
    caller = reader_of(act, stores.seats, alerts.values())
    refuse(wrong + list(faults(found, caller, head, people, act.now.date())))
    return found


def _alerts(stores: "Stores", act: Act, ids: Sequence[str]) -> dict[str, Head]:
    return {one.id: as_of(one, act.at).head for one in stores.alerts.read_many(ids)} if ids else {}


def _looked_up(
    stores: "Stores", act: Act, content: AlertContent, own: str, alerts: Mapping[str, Head]
) -> Iterator[Cited | FieldError]:
    cites, day = content.cites, act.now.date()
    if cites is None:
        return
    yield from _records("seizures", cites.seizures, stores.sources.seizures, act)
    yield from _records("pictures", cites.pictures, stores.sources.pictures, act)
    for position, id in enumerate(cites.alerts):
        path = f"cites.alerts.{position}"
        yield unknown(path) if id not in alerts or id == own else cited_alert(path, alerts[id], day)


def _records(kind: str, ids: Sequence[str], source: Source, act: Act) -> Iterator[Cited | FieldError]:
    seen = {one.id: one for one in source.read(ids)} if ids else {}
    for position, id in enumerate(ids):
        path = f"cites.{kind}.{position}"
        yield cited_record(path, seen[id], act.now.date()) if id in seen else unknown(path)


def _owners_told(record: "Record", publisher: str, cited: Sequence[Cited]) -> Told:
    """Of what was not cited before. They hear which of theirs is cited, not by which alert: they may not know of it."""
    known = set(record.inside.get("told", ()))
    own = {publisher, record.head.publisher, publisher.replace("cenmat", "role:cenmat")}
    new = [one for one in cited if one.id not in known and one.owner not in own]
    return Told([_cited_notice(record.id, one) for one in new])


def _cited_notice(alert_id: str, one: Cited) -> Notice:
    collection = one.path.split(".")[1]
    kind = collection.removesuffix("s")
    return Notice(f"{kind}:{one.id}:cited:{alert_id}", str(one.owner), f"{kind}.cited", f"{collection}/{one.id}")


def _asking(
    stores: "Stores", record: "Record", content: AlertContent, to_ask: Sequence[str]
) -> tuple[Told, dict[str, int]]:
    """What they hear, and who is asked now by which version. Who was asked before stays asked as long as the alert
    stands and the day is the same, and need not do again what they have done; everybody else is asked anew."""
    before: Mapping[str, int] = record.inside.get("asked", {})
    stands = record.status is AlertStatus.PUBLISHED and record.fields.get("acknowledge_by") == content.acknowledge_by
    done = stores.alerts.acknowledged(record.id) if before and not stands else {}
    version = record.version + 1
    now = {one: before[one] if one in before and (stands or one in done) else version for one in to_ask}
    new = tuple(one for one, asked_by in now.items() if asked_by == version)
    gone = {one: asked_by for one, asked_by in before.items() if now.get(one) != asked_by}
    key, due = acknowledgement(record.id, version), content.acknowledge_by
    raised = [Notice(key, new, "alert.acknowledge", f"alerts/{record.id}", True, due)] if new else []
    return Told(raised, not_asked(record.id, gone)), now
