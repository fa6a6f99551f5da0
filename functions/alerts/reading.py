"""Reading alerts: one, its versions, what happened to it, and lists."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from alerts import files
from alerts.answering import Answered, addressees
from alerts.errors import NoSuchVersion, NotTheOffice
from alerts.items import row as row_of_item
from alerts.model import AlertStatus
from alerts.query import AlertQuery, Wanted
from alerts.readers import Reader, may_read
from alerts.record import Record
from alerts.seating import Seats, sitting
from alerts.steps import Desk, no_such_alert, visible
from alerts.walk import newest
from cen import jsontext
from cen.act import Act
from cen.ids import is_id
from cen.paging import Key, Page
from cen.problems import FieldError, Invalid

if TYPE_CHECKING:
    from alerts.store import AlertStore

_OPEN_ACTIONS = frozenset({"published", "changed", "renewed", "expired", "superseded"})
# Rows that one read of a filtered list takes.
_FILTERED = 100
_OPEN_FIELDS = ("action", "at", "version")


def read(desk: Desk, act: Act, id: str) -> tuple[Record, str]:
    """The alert, and the JSON text of it with how it was rated and what the caller has answered: one call."""
    if not is_id(id):
        raise no_such_alert()
    mine = addressees(Reader.of(act.caller))
    answers = desk.alerts.answers(id, act.caller.id, mine)
    record = visible(answers.record, act, desk.seats)
    asked = [one for one in mine if one in record.inside.get("asked", ())]
    done = [answers.acknowledged[one] for one in asked if one in answers.acknowledged]
    answered = Answered(
        acknowledge=("done" if len(done) == len(asked) else "asked") if asked else None,
        acknowledged_at=max(done, default=None),
        useful=answers.useful,
    )
    more = jsontext.dumps({"ratings": answers.ratings, "answered": answered.model_dump(exclude_none=True)})
    return record, f"{record.document[:-1]},{more[1:]}"


def read_current(desk: Desk, act: Act, id: str) -> Record:
    return visible(desk.alerts.read(id) if is_id(id) else None, act, desk.seats)


def read_version(desk: Desk, act: Act, id: str, version: int) -> Record:
    """For its office only: others may not see what was published by mistake, or to others."""
    record = _own(read_current(desk, act, id), act)
    found = desk.alerts.version(id, version) if version >= _first(record) else None
    if found is None:
        raise NoSuchVersion("There is no such version of this alert.")
    return found


def versions(desk: Desk, act: Act, id: str, start: Key | None, limit: int) -> Page[dict[str, Any]]:
    """Earlier versions, newest first, as rows; for its office only."""
    record = _own(read_current(desk, act, id), act)
    page = desk.alerts.versions(id, _first(record), start, limit)
    return Page([files.row_of(record.fields) for record in page.items], page.next)


def _own(record: Record, act: Act) -> Record:
    if record.head.publisher not in Reader.of(act.caller).offices:
        raise NotTheOffice("Earlier versions are for the office of the alert.")
    return record


def _first(record: Record) -> int:
    """The version that the office took over with a proposal: what its author had drafted before stays the author's."""
    return int(record.inside.get("taken_over", {}).get("version", 1))


def history(desk: Desk, act: Act, id: str, start: Key | None, limit: int) -> Page[dict[str, Any]]:
    """Its office sees everything; others what happened from publication on, without who."""
    record = read_current(desk, act, id)
    if record.head.publisher in Reader.of(act.caller).offices:
        taken_over = record.inside.get("taken_over")
        since = f"{taken_over['at']}#{taken_over['version']:08d}" if taken_over else ""
        return desk.alerts.history(id, since, start, limit)
    fields = record.fields
    page = desk.alerts.history(id, fields.get("published_at") or fields["updated_at"], start, limit)
    # A proposal's RILO sees that it was proposed.
    actions = _OPEN_ACTIONS | ({"proposed"} if record.status is AlertStatus.PROPOSED else set())
    entries = [entry for entry in page.items if entry["action"] in actions]
    return Page([{name: entry[name] for name in _OPEN_FIELDS} for entry in entries], page.next)


def partitions(act: Act, query: AlertQuery) -> list[str]:
    """Where the list stands that is asked for. A cursor is bound to it, as the caller's rights may change."""
    reader = Reader.of(act.caller)
    if query.status in (Wanted.CURRENT, Wanted.EXPIRED, Wanted.SUPERSEDED):
        named = files.current if query.status is Wanted.CURRENT else files.past
        homes = [files.of_operation(query.room)] if query.room else files.homes_of(reader, act.now.date())
        return [named(home) for home in homes]
    status = AlertStatus(query.status)
    offices = sorted(reader.offices)
    if query.publisher is not None and query.publisher in offices:
        offices = [query.publisher]
    if not offices:
        says = "Alerts that are not published are for those who write them."
        raise Invalid("Some parameters are not valid.", errors=[FieldError("status", "not_yours", says)])
    return [files.office(one, status) for one in offices]


def looking(act: Act, seats: Seats, query: AlertQuery) -> Reader | None:
    """Who looks. None where an operation's list is asked for by who has no seat there: whether there is such an
    operation, and anything in its list, cannot be told from the empty page they get."""
    if query.room is None:
        return Reader.of(act.caller)
    reader = sitting(act, seats, [query.room])
    return reader if reader.operations else None


def listed(
    store: "AlertStore", act: Act, query: AlertQuery, start: Key | None, reader: Reader | None
) -> Page[dict[str, Any]]:
    """`reader`: see `looking`."""
    if reader is None:
        return Page([])

    def rows(partition: str, after: str | None, limit: int) -> Any:
        page = store.rows(partition, after, limit)
        return [(str(item["sk"]), item) for item in page.items], page.next is not None

    chunk = _FILTERED if query.filtered else None
    return newest(rows, partitions(act, query), start, query.limit, shown(act, query, reader), chunk)


def shown(act: Act, query: AlertQuery, reader: Reader) -> Callable[[Mapping[str, Any]], dict[str, Any] | None]:
    """The row of an item, if it is for the reader, is still what was asked for, and meets the filters."""
    day = act.now.date()

    def keep(item: Mapping[str, Any]) -> dict[str, Any] | None:
        row, recipients = row_of_item(item)
        if not may_read(files.head_of(row, recipients), reader, day):
            return None
        if row["status"] == AlertStatus.PUBLISHED and row["valid_until"] <= act.at:
            row["status"] = AlertStatus.EXPIRED
        return row if query.meets(row) else None

    return keep
