"""What readers answer: that they have acknowledged an alert, and whether it was useful."""

from pydantic import BaseModel

from alerts.errors import NotAsked, NotTheOffice, WrongState
from alerts.model import AlertStatus
from alerts.readers import Reader
from alerts.record import Record
from alerts.steps import Desk, acknowledgement, entry, visible
from alerts.told import Settled, Told
from cen.act import Act
from cen.fields import Model
from cen.ids import is_id


class Rating(Model):
    useful: bool


class Ratings(BaseModel):
    useful: int = 0
    not_useful: int = 0


class Answered(BaseModel):
    """What the caller, or the office they speak for, has answered. `acknowledge`: None if it is not asked of them."""

    acknowledge: str | None = None
    acknowledged_at: str | None = None
    useful: bool | None = None


class Acknowledged(BaseModel):
    """`by`: an administration, or the username of whom RED names."""

    by: str
    at: str


class Acknowledgements(BaseModel):
    """`overdue`: how many of those who are waited for are late."""

    acknowledge_by: str | None = None
    asked: int
    acknowledged: list[Acknowledged]
    waiting: list[str]
    overdue: int


def addressees(reader: Reader) -> list[str]:
    """Whom an acknowledgement may be asked of, and the reader may give it for."""
    ncp = [
        office.replace("administration:", "ncp:") for office in reader.offices if office.startswith("administration:")
    ]
    return [f"person:{reader.id}", *ncp]


def acknowledge(desk: Desk, act: Act, id: str) -> Record:
    """For everybody that the caller can do it for. Doing it again changes nothing."""
    record = _open(desk, act, id)
    asked = record.inside.get("asked", {})
    mine = [one for one in addressees(Reader.of(act.caller)) if one in asked]
    if not mine:
        raise NotAsked("It is not asked of you to acknowledge this.")
    done = desk.alerts.acknowledged(id)
    for one in mine:
        if one not in done:
            told = Told(settled=[Settled(acknowledgement(id, asked[one]), (one,))])
            desk.alerts.acknowledge(id, one, entry(act, "acknowledged", record), told)
    return record


def rate(desk: Desk, act: Act, id: str, rating: Rating) -> Record:
    """Once for each person; a later answer takes the place of the earlier."""
    record = _open(desk, act, id)
    desk.alerts.rate(id, act.caller.id, useful=rating.useful)
    return record


def _open(desk: Desk, act: Act, id: str) -> Record:
    record = visible(desk.alerts.read(id) if is_id(id) else None, act, desk.seats)
    if record.status is not AlertStatus.PUBLISHED:
        raise WrongState("Only what is valid is answered.", current_status=record.status)
    return record


def acknowledgements(desk: Desk, act: Act, id: str) -> Acknowledgements:
    """Who has, and who has not yet: for its office."""
    record = visible(desk.alerts.read(id) if is_id(id) else None, act, desk.seats)
    if record.head.publisher not in Reader.of(act.caller).offices:
        raise NotTheOffice("Who has acknowledged an alert is for its office to see.")
    asked = record.inside.get("asked", ())
    due = record.fields.get("acknowledge_by")
    done = desk.alerts.acknowledged(id) if asked else {}
    waiting = [_name(record, one) for one in asked if one not in done]
    return Acknowledgements(
        acknowledge_by=due,
        asked=len(asked),
        acknowledged=[Acknowledged(by=_name(record, one), at=at) for one, at in sorted(done.items()) if one in asked],
        waiting=waiting,
        overdue=len(waiting) if due is not None and due < act.at else 0,
    )


def _name(record: Record, addressee: str) -> str:
    people = {f"person:{id}": name for id, name, *_ in record.inside.get("people", ())}
    return str(people.get(addressee, addressee.partition(":")[2]))
