"""What the board and the report say. Pure."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field, RootModel

from cen.paging import PageQuery, whole_number
from comm.messages.answers import AnsweredBy, MadeCase
from comm.model import Member, Operation, State


class BoardQuery(PageQuery):
    limit: Annotated[int, Field(ge=1, le=100, description="Rows on a page"), BeforeValidator(whole_number)] = 50


class WarningQuery(BoardQuery):
    """`status`: warnings with an addressee who stands so."""

    status: Literal["open", "answered", "overdue"] | None = None


class ReportQuery(BaseModel):
    model_config = {"extra": "forbid", "frozen": True}

    format: Literal["json", "html", "xlsx"] = "json"


class Kinds(BaseModel):
    """Messages by kind; those that were withdrawn are not among them."""

    text: int = 0
    warning: int = 0
    feedback: int = 0
    seizure: int = 0


class Answering(BaseModel):
    """Addressees of warnings, each counted with each warning. `feedback_rate`: answered of asked, "0.75"."""

    asked: int = 0
    answered: int = 0
    overdue: int = 0
    feedback_rate: str | None = None


class ParticipantCount(Kinds, Answering):
    administration: str
    withdrawn: int = 0


class CategoryCount(Kinds):
    category: str


class DayCount(Kinds):
    day: str


class LegCount(BaseModel):
    """A way of goods, for a map: from a country to a country."""

    departure: str
    destination: str
    warning: int = 0
    seizure: int = 0


class BoardTotals(Kinds, Answering):
    """`median_answer_minutes`: until the first answer; to the minute below four hours, to the quarter after that."""

    withdrawn: int = 0
    median_answer_minutes: int | None = None


class Board(BaseModel):
    """Counts are those of all messages; what messages are about (`categories`, `legs`) is counted of those that every
    member may see."""

    as_of: str
    state: State
    last: int
    totals: BoardTotals
    participants: list[ParticipantCount]
    categories: list[CategoryCount]
    legs: list[LegCount]
    days: list[DayCount]
    cases: dict[str, int]


class WarningRow(BaseModel):
    number: int
    sent_at: str
    deadline: str
    tlp: str
    administration: str
    answers: list[AnsweredBy]


class WarningPage(BaseModel):
    items: list[WarningRow]
    next: str | None


class CaseRow(MadeCase):
    number: int
    sent_at: str
    tlp: str
    administration: str
    verification: str | None = None


class CasePage(BaseModel):
    items: list[CaseRow]
    next: str | None


class ReportedWarning(BaseModel):
    """`answers`: where the reader may see the warning."""

    number: int
    sent_at: str
    deadline: str
    administration: str
    asked: int
    answered: int
    answers: list[AnsweredBy] | None = None


class ReportedEvent(BaseModel):
    at: str
    action: str
    administration: str | None = None
    member: str | None = None
    role: str | None = None
    reason_code: str | None = None


class Report(BaseModel):
    """What an operation came to: numbers, codes and times. No text of any message, so it can be kept when they are
    gone. `answers_left_out`: with who answered what it would not fit into one answer; `GET …/warnings` lists it."""

    as_of: str
    operation: Operation
    board: Board
    members: list[Member]
    timeline: list[ReportedEvent]
    warnings: list[ReportedWarning]
    answers_left_out: bool | None = None
    cases: list[CaseRow]


class ReportFile(BaseModel):
    """`content`: base64."""

    filename: str
    content_type: str
    content: str


class ReportAnswer(RootModel[Report | ReportFile]):
    """The report, or the workbook that was asked for."""


class DiaryQuery(BoardQuery):
    """`what`: what was done, or what was read. `message`: only of that message; pages may then be short."""

    what: Literal["done", "read"] = "done"
    message: Annotated[int | None, Field(ge=1, le=9_999_999), BeforeValidator(whole_number)] = None


class DiaryEntry(BaseModel):
    """`messages`: numbers, such as "1-3 7". What was said stands nowhere here."""

    at: str
    actor: str
    actor_kind: str
    administration: str | None = None
    name: str | None = None
    action: str | None = None
    what: str | None = None
    messages: str | None = None
    number: int | None = None
    kind: str | None = None
    member: str | None = None
    role: str | None = None
    version: int | None = None
    changed: list[str] | None = None
    reason_code: str | None = None
    request_id: str | None = None


class DiaryPage(BaseModel):
    items: list[DiaryEntry]
    next: str | None
