"""Operations: what callers send and what they get. Pure: no clock, no environment, no AWS."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, Field, RootModel, model_validator
from pydantic_core import PydanticCustomError

from cen.fields import CodeOf, Country, Day, Faults, Line, Model, Prose, Written
from cen.paging import PageQuery, whole_number
from comm.seats import MemberId, Role, Standing

LONGEST_DAYS = 366
LONGEST_RETENTION_DAYS = 3653


class State(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    CLOSED = "closed"
    ARCHIVED = "archived"


class Consent(StrEnum):
    """Of the RILO, which an officer needs to open an operation."""

    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"


class OperationFields(Model):
    """What the coordinators decide. `form`: what a seizure message has to answer. `retain_until`: the day from which
    on the messages can be read by nobody."""

    code_name: Line
    purpose: Prose
    starts_on: Day
    ends_on: Day
    retain_until: Day
    regions: Annotated[tuple[Annotated[str, CodeOf("wco_region")], ...], Field(max_length=6)] = ()
    categories: Annotated[tuple[Annotated[str, CodeOf("commodity")], ...], Field(max_length=40)] = ()
    form: Literal["simplified", "full"] = "simplified"

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        faults = Faults()
        if self.ends_on < self.starts_on:
            faults.add(("ends_on",), PydanticCustomError("before_start", "It ends before it starts."))
        elif (self.ends_on - self.starts_on).days > LONGEST_DAYS:
            most = {"days": LONGEST_DAYS}
            faults.add(("ends_on",), PydanticCustomError("lasts_too_long", "An operation may last {days} days.", most))
        if self.retain_until <= self.ends_on:
            faults.add(("retain_until",), PydanticCustomError("before_end", "Messages are kept longer than it lasts."))
        elif (self.retain_until - self.ends_on).days > LONGEST_RETENTION_DAYS:
            most = {"days": LONGEST_RETENTION_DAYS}
            faults.add(("retain_until",), PydanticCustomError("too_late", "Messages are kept {days} days.", most))
        faults.raise_if_any(self)
        return self


class NewOperation(OperationFields):
    """`rilo`: the office that opens it, or whose consent is asked for; the caller's own if left out."""

    rilo: Annotated[str, CodeOf("rilo")] | None = None


class OperationPatch(RootModel[dict[str, Any]]):
    """A JSON merge patch (RFC 7396) of the fields that coordinators decide."""


class OperationQuery(PageQuery):
    """`waiting`: operations that wait for the consent of the caller's RILO."""

    limit: Annotated[int, Field(ge=1, le=20, description="Operations on a page"), BeforeValidator(whole_number)] = 20
    state: State | None = None
    waiting: Literal["consent"] | None = None


class OverseenQuery(PageQuery):
    limit: Annotated[int, Field(ge=1, le=50, description="Operations on a page"), BeforeValidator(whole_number)] = 25


class Refusal(Model):
    """Of the consent; the officer who asked is told."""

    reason_code: Literal["not_coordinated", "not_now", "incomplete", "other"]


class NewMember(Model):
    """Either `administration` (everybody of it) or `person` (a user name). `sees`: from when on it may read."""

    administration: Country | None = None
    person: Annotated[str, Written(r"^[A-Za-z0-9][A-Za-z0-9._@+\-]{0,127}$", "a user name")] | None = None
    role: Role = Role.PARTICIPANT
    sees: Literal["start", "joining"] = "joining"

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.administration is None) == (self.person is None):
            faults = Faults()
            faults.add(("person",), PydanticCustomError("one_of", "Name either an administration or a person."))
            faults.raise_if_any(self)
        return self


# What is answered.


class Place(BaseModel):
    """The caller's own seat."""

    role: Role
    sees_from: int


class Operation(BaseModel):
    """`last`: number of the newest message; `changes`: how many messages were changed or withdrawn."""

    id: str
    version: int
    state: State
    consent: Consent
    code_name: str
    purpose: str
    starts_on: date
    ends_on: date
    retain_until: date
    regions: list[str]
    categories: list[str]
    form: Literal["simplified", "full"]
    rilo: str
    opened_by: str
    opened_at: str
    closed_at: str | None = None
    archived_at: str | None = None
    last: int
    changes: int
    mine: Place | None = None


class OperationPage(BaseModel):
    items: list[Operation]
    next: str | None


class OverseenOperation(BaseModel):
    """What an auditor finds an operation by; neither name nor purpose."""

    id: str
    state: State
    rilo: str
    opened_by: str
    opened_at: str
    starts_on: date
    ends_on: date
    last: int


class OverseenPage(BaseModel):
    items: list[OverseenOperation]
    next: str | None


class Member(BaseModel):
    id: MemberId
    administration: str
    name: str | None = None
    role: Role
    standing: Standing
    sees_from: int
    since: str


class MemberList(BaseModel):
    items: list[Member]


class MemberRemoved(BaseModel):
    """`standing`: `left` by oneself, or `expelled`."""

    id: MemberId
    standing: Standing
