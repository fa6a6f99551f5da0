"""What readers get of messages."""

from typing import Literal

from pydantic import BaseModel

from comm.messages.model import FeedbackContent, Kind, ReportedSeizure, Result, Urgency, WarningContent


class Sender(BaseModel):
    administration: str
    person: str


class AnsweredBy(BaseModel):
    """`overdue`: the deadline is past and there is no answer. `message`: number of the feedback."""

    addressee: str
    status: Literal["open", "answered", "overdue"]
    message: int | None = None
    answered_at: str | None = None
    result: Result | None = None


class MadeCase(BaseModel):
    """What became of a reported seizure: `owed` until the case is made. `errors`: why it was refused."""

    status: str
    seizure_id: str | None = None
    version: int | None = None
    errors: list[dict[str, str]] | None = None


class Message(BaseModel):
    """`state`: `sent`; `withdrawn` and `destroyed` leave a stone without content; `tampered`: what is stored is not
    what was sent."""

    number: int
    state: Literal["sent", "withdrawn", "destroyed", "tampered"]
    kind: Kind | None = None
    version: int | None = None
    sender: Sender | None = None
    sender_name: str | None = None
    sent_at: str | None = None
    changed_at: str | None = None
    tlp: str | None = None
    urgency: Urgency | None = None
    reply_to: int | None = None
    addressees: list[str] | None = None
    attachments: int | None = None
    answers: list[AnsweredBy] | None = None
    case: MadeCase | None = None
    text: str | None = None
    links: list[str] | None = None
    warning: WarningContent | None = None
    feedback: FeedbackContent | None = None
    record: ReportedSeizure | None = None


class MessagePage(BaseModel):
    """`last`: number of the newest message; `changes`: how many changes and withdrawals there were so far, or, where
    it was asked with `changes`, up to which `changed` tells: ask with it next. `changed`: numbers of the messages that
    were changed since; at most `limit` with one answer."""

    items: list[Message]
    next: str | None
    last: int
    changes: int
    changed: list[int] | None = None


class Receipt(BaseModel):
    member: str
    delivered_at: str | None = None
    read_at: str | None = None


class ReceiptList(BaseModel):
    items: list[Receipt]
    next: str | None
