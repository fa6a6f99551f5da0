"""Under which keys an alert is listed, and where a reader's list is read. Pure.

What is open is filed once in each *home* of its audience: the region of a RILO, `none` (members whom no RILO serves,
and CENMaT), `outside` (guests of the website). A reader's current alerts stand in the partition of their home, so their
list is one Query. What does not belong to all of a home (AMBER+STRICT, RED) stands there too, and `may_read` decides on
every row. What is for the members of an operation stands at its office and in `operation:<id>`, where only they look.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from alerts.model import AlertStatus
from alerts.readers import CENMAT, Head, Reader
from alerts.record import Record
from cen import jsontext, members
from cen.tlp import Tlp

NONE, OUTSIDE = "none", "outside"
_PAST = frozenset({AlertStatus.SUPERSEDED, AlertStatus.EXPIRED})

type Rows = Mapping[tuple[str, str], Mapping[str, str]]


def homes_of(reader: Reader, day: date) -> tuple[str, ...]:
    """Where the reader's list is: one place, but for who serves in two regions."""
    if not reader.member:
        return (OUTSIDE,)
    regions = sorted(reader.regions(day))
    unserved = reader.administration is not None and members.rilo_of(reader.administration, day) is None
    return (*regions, *([NONE] if unserved or CENMAT in reader.offices or not regions else []))


def homes_for(head: Head, people: Iterable[Reader], day: date) -> list[str]:
    """Where an alert is filed. `people`: whom RED names."""
    match head.tlp:
        case Tlp.CLEAR:
            found = {*_regions(), NONE, OUTSIDE}
        case Tlp.GREEN:
            found = {*_regions(), NONE}
        case Tlp.AMBER if head.operation is not None:
            found = {of_operation(head.operation)}
        case Tlp.AMBER:
            found = set(head.regions)
        case Tlp.AMBER_STRICT:
            found = set()
        case Tlp.RED:
            found = {home for person in people for home in homes_of(person, day)}
    return sorted(found | {_home_of(head.publisher, day)})


def of_operation(id: str) -> str:
    return f"operation:{id}"


def _regions() -> list[str]:
    return [rilo.code for rilo in members.rilos()]


def _home_of(publisher: str, day: date) -> str:
    kind, _, code = publisher.partition(":")
    match kind:
        case "rilo":
            return code
        case "administration":
            return members.rilo_of(code, day) or NONE
    return NONE


def rows(record: Record) -> Rows:
    """Every item of the lists that this alert stands in, by key. `homes` were found when it was last saved."""
    fields = record.fields
    row = {"row": jsontext.dumps(row_of(fields))}
    if record.head.recipients:
        row["recipients"] = " ".join(sorted(record.head.recipients))
    at = f"{fields.get('published_at') or fields['updated_at']}#{record.id}"
    if record.status is AlertStatus.PUBLISHED:
        found = {(current(home), at): row for home in record.inside["homes"]}
        found[DUE, f"{fields['valid_until']}#{record.id}"] = {}
        return {**found, truth(record.id): row}
    if record.status in _PAST:
        return {**{(past(home), at): row for home in record.inside["homes"]}, truth(record.id): row}
    own = {(office(record.head.publisher, record.status), f"{fields['updated_at']}#{record.id}"): row}
    if record.status is AlertStatus.PROPOSED:
        own[office(f"rilo:{record.head.rilo}", record.status), f"{fields['updated_at']}#{record.id}"] = row
    return own


DUE = "DUE"


def current(home: str) -> str:
    return f"CURRENT#{home}"


def past(home: str) -> str:
    return f"PAST#{home}"


def office(publisher: str, status: AlertStatus) -> str:
    return f"OFFICE#{publisher}#{status}"


def truth(id: str) -> tuple[str, str]:
    """The row by id, for who found the id elsewhere."""
    return f"ALERT#{id}", "ROW"


_SHOWN = (
    *("id", "version", "kind", "title", "severity", "tlp", "categories", "regions", "publisher", "status"),
    *("updated_at", "published_at", "valid_until", "acknowledge_by", "rilo", "operation"),
)


def row_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What a list shows: enough to choose by. Small, as a page of 25 is to cost three read units at the most."""
    left_out = "updated_at" if "published_at" in fields else None
    return {name: fields[name] for name in _SHOWN if name in fields and name != left_out}


def head_of(row: Mapping[str, Any], recipients: str) -> Head:
    """What is decided on, of a row."""
    return Head(
        id=row["id"],
        version=row["version"],
        status=AlertStatus(row["status"]),
        publisher=row["publisher"],
        tlp=Tlp(row["tlp"]),
        regions=tuple(row.get("regions", ())),
        recipients=frozenset(recipients.split()),
        rilo=row.get("rilo"),
        operation=row.get("operation"),
    )
