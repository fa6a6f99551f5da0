"""What a record asks of somebody, and whom a change of it concerns. Pure.

A record asks for one thing at a time, and its state says which: so whatever happened to it, what is asked for in the
end is what the last state asks for, and everything before is settled.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cen.events import NoticeRaised, NoticeSettled
from seizures.model import Status, Verification
from seizures.record import Record

type Notice = NoticeRaised | NoticeSettled


@dataclass(frozen=True, slots=True)
class Task:
    """`at`: since when. `to`, `person`: as in `NoticeRaised`."""

    name: str
    at: str
    to: str
    person: str | None = None


def task(record: Record) -> Task | None:
    """What the record asks for: approval, correction, an answer."""
    owner = record.administration
    if record.status is Status.SUBMITTED:
        return Task("submitted", record.fields["submitted_at"], f"ncp:{owner}")
    queried = record.status is Status.PUBLISHED and record.verification is Verification.QUERIED
    if queried or record.status is Status.RETURNED:
        name = "queried" if queried else "returned"
        return Task(name, record.fields["review"]["at"], f"administration:{owner}", record.submitted_by)
    return None


def notices(before: Record | None, after: Record) -> Sequence[Notice]:
    """Whom the step from one version to the next concerns."""
    asked, asks = task(before) if before else None, task(after)
    found: list[Notice] = []
    if asked and asked != asks:
        found.append(NoticeSettled(key=_key(after, asked)))
    if asks and asked != asks:
        found.append(_raised(after, asks))
    if before and before.verification is not after.verification is Verification.VERIFIED:
        told = Task("verified", str(after.version), f"administration:{after.administration}")
        found.append(_raised(after, told, must_act=False))
    return found


def _raised(record: Record, task: Task, *, must_act: bool = True) -> NoticeRaised:
    return NoticeRaised(
        key=_key(record, task),
        to=task.to,
        kind=f"seizure.{task.name}",
        must_act=must_act,
        subject=f"seizures/{record.id}",
        person=task.person,
    )


def _key(record: Record, task: Task) -> str:
    return f"seizure:{record.id}:{task.name}:{task.at}"
