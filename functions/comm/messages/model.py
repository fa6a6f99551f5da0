"""Messages: what callers send and what they get. Pure."""

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, RootModel, model_validator
from pydantic_core import PydanticCustomError

from cen.fields import Amount, CodeOf, Country, Day, Faults, HsCode, Line, Model, Prose, check_texts
from cen.tlp import Tlp
from comm.messages.links import safe_links
from comm.seats import MemberId

MOST_ADDRESSEES = 60
# Of what is sealed, so that a page of the largest messages still fits into an answer.
MOST_BYTES = 65_536


class Kind(StrEnum):
    TEXT = "text"
    WARNING = "warning"
    FEEDBACK = "feedback"
    SEIZURE = "seizure"


class Urgency(StrEnum):
    ROUTINE = "routine"
    URGENT = "urgent"
    FLASH = "flash"


class Result(StrEnum):
    """What came of a warning."""

    CHECKED = "checked"
    FOUND = "found"
    NOTHING_FOUND = "nothing_found"
    NOT_ARRIVED = "not_arrived"


_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,3})?)?Z")


def moment(text: str) -> datetime:
    """Raises `ValueError` for what is no instant in UTC."""
    if not _INSTANT.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text).astimezone(UTC)


def _instant(text: str) -> str:
    try:
        moment(text)
    except ValueError:
        raise PydanticCustomError("wrong_instant", "Write an instant in UTC, such as 2026-03-14T12:00:00Z.") from None
    return text


Instant = Annotated[str, Field(max_length=24), AfterValidator(_instant)]
Number = Annotated[int, Field(ge=1, le=9_999_999)]


class ShipmentLeg(Model):
    country: Country
    locode: Annotated[str, CodeOf("locode")] | None = None


class ShipmentProfile(Model):
    """What to look for. `references`: of documents, as they are written there; `expected_from`, `expected_to`: when it
    may arrive."""

    category: Annotated[str, CodeOf("commodity")]
    goods: Line | None = None
    hs_code: HsCode | None = None
    mode: Annotated[str, CodeOf("transport_mode")] | None = None
    means: Annotated[str, CodeOf("transport_means")] | None = None
    departure: ShipmentLeg
    transit: Annotated[tuple[ShipmentLeg, ...], Field(max_length=10)] = ()
    destination: ShipmentLeg
    expected_from: Day | None = None
    expected_to: Day | None = None
    conveyance: Annotated[Line | None, Field(description="Name or number of vessel, flight, vehicle")] = None
    container: Line | None = None
    consignor: Line | None = None
    consignee: Line | None = None
    references: Line | None = None
    indicators: Prose | None = None


class WarningContent(Model):
    deadline: Annotated[Instant, Field(description="Until when addressees are to answer")]
    profile: ShipmentProfile


class FeedbackContent(Model):
    """`warning`: number of the warning that it answers; `seizure`: of the seizure message, if there is one."""

    warning: Number
    result: Result
    seizure: Number | None = None


class _Open(BaseModel):
    """Fields that this context looks at. The CEN database looks at the others, when the case is made."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)


class ReportedQuantity(_Open):
    amount: Amount
    unit: Annotated[str, CodeOf("unit")]


def _top_level(code: str) -> str:
    if "." in code:
        raise PydanticCustomError("unknown_code", "A category such as drugs; what kind of it, is the type.")
    return code


class ReportedLine(_Open):
    category: Annotated[str, CodeOf("commodity"), AfterValidator(_top_level)]
    quantity: ReportedQuantity


class ReportedPlace(_Open):
    country: Country


class ReportedConveyance(_Open):
    mode: Annotated[str, CodeOf("transport_mode")]


class ReportedRoute(_Open):
    departure: ReportedPlace
    destination: ReportedPlace


class ReportedSeizure(_Open):
    """A seizure record as `POST /v1/seizures` takes it, simplified or full. Its label is the message's if left out."""

    seized_on: Day
    place: ReportedPlace
    direction: Annotated[str, CodeOf("direction")]
    conveyance: ReportedConveyance
    route: ReportedRoute
    lines: Annotated[list[ReportedLine], Field(min_length=1, max_length=100)]
    tlp: Annotated[str, CodeOf("tlp")] | None = None

    @model_validator(mode="after")
    def _readable(self) -> Self:
        faults = Faults()
        check_texts(self.model_dump(), faults)
        faults.raise_if_any(self)
        return self


class _Message(Model):
    """`tlp`: AMBER if left out; of a feedback, that of its warning. `addressees`: RED reaches nobody else; with any
    other label they are those who are asked to act."""

    tlp: Tlp | None = None
    urgency: Urgency = Urgency.ROUTINE
    reply_to: Number | None = None
    addressees: Annotated[tuple[MemberId, ...], Field(max_length=MOST_ADDRESSEES)] = ()


class TextMessage(_Message):
    kind: Literal["text"]
    text: Prose


class WarningMessage(_Message):
    """Without addressees: every member administration but the sender's that may write."""

    kind: Literal["warning"]
    text: Prose | None = None
    warning: WarningContent


class FeedbackMessage(_Message):
    kind: Literal["feedback"]
    text: Prose | None = None
    feedback: FeedbackContent


class SeizureMessage(_Message):
    kind: Literal["seizure"]
    text: Prose | None = None
    record: ReportedSeizure


type AnyMessage = TextMessage | WarningMessage | FeedbackMessage | SeizureMessage


class NewMessage(RootModel[Annotated[AnyMessage, Field(discriminator="kind")]]):
    pass


class MessagePatch(RootModel[dict[str, Any]]):
    """A JSON merge patch (RFC 7396) of `text`, `urgency`, `warning`, `feedback.result`, `feedback.seizure`, and of
    `record` while no case was made of it."""


CONTENT = ("text", "warning", "feedback", "record")


def content_of(message: AnyMessage, label: Tlp, sender: str) -> dict[str, Any]:
    """What is sealed of a message: what the sender wrote, and the sender's name. `label`: the message's."""
    found: dict[str, Any] = message.model_dump(mode="json", exclude_none=True, include=set(CONTENT))
    if isinstance(message, SeizureMessage):
        found["record"].setdefault("tlp", str(label))
    links = safe_links(found.get("text", ""))
    return found | {"sender_name": sender} | ({"links": links} if links else {})
