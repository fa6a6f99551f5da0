"""What an author says in an alert, and what the server adds. Pure: no clock, no environment, no AWS."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, RootModel, model_validator
from pydantic_core import PydanticCustomError

from cen import codes
from cen.clock import instant
from cen.fields import CodeOf, Comment, Faults, HsCode, Line, Model, Prose, RecordId, Written, unknown_code
from cen.tlp import Tlp

MOST_RECIPIENTS = 20
MOST_CITED = 20


class AlertStatus(StrEnum):
    DRAFT = "draft"
    PROPOSED = "proposed"
    RETURNED = "returned"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class AlertKind(StrEnum):
    ALERT = "alert"
    BULLETIN = "bulletin"
    SITUATION_REPORT = "situation_report"
    CONCEALMENT_NOTICE = "concealment_notice"


class Severity(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


def _instant(text: str) -> str:
    """One spelling, so that text order is time order."""
    with suppress(ValueError, OverflowError):
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return instant(moment)
    raise PydanticCustomError("wrong_instant", "Write a day and time with its zone, such as 2026-03-14T12:00:00Z.")


def _top_category(code: str) -> str:
    found = codes.get("commodity", code)
    if found is None or found.parent is not None:
        raise unknown_code("commodity", code)
    return code


def _once(values: Sequence[str]) -> Sequence[str]:
    if len(set(values)) != len(values):
        raise PydanticCustomError("twice", "One of them is there twice.")
    return values


Instant = Annotated[
    str,
    Field(max_length=40, description="ISO 8601 with a zone; answered in UTC with milliseconds"),
    AfterValidator(_instant),
]
Category = Annotated[
    str,
    Field(max_length=80, description="A category of goods: top of the list commodity"),
    AfterValidator(_top_category),
]
Username = Annotated[str, Written(r"^[\x21-\x7e]{1,128}$", "a username as people sign in with it, without blanks")]


class AlertGrading(Model):
    """Admiralty code: how reliable the source is, how credible the information."""

    source: Annotated[str, CodeOf("admiralty_source")]
    information: Annotated[str, CodeOf("admiralty_information")]


class Estimate(Model):
    """How likely the author holds what the alert says to be (ICD 203), and how sure of that they are."""

    likelihood: Annotated[str, CodeOf("estimative")]
    confidence: Literal["low", "moderate", "high"]


class ConcealmentNotice(Model):
    """What a concealment notice says: one page, so each text is short."""

    what: Annotated[Line, Field(description="What was hidden")]
    place: Annotated[str, CodeOf("concealment_place")]
    method: Annotated[str, CodeOf("concealment_method")] | None = None
    mode: Annotated[str, CodeOf("transport_mode")] | None = None
    cover_load_hs: HsCode | None = None
    how_found: Annotated[Comment, Field(max_length=600)]
    how_to_spot: Annotated[Comment, Field(max_length=1200)]
    safety: Annotated[Comment | None, Field(description="What may hurt who opens it")] = None


type _Cited = Annotated[tuple[RecordId, ...], Field(max_length=MOST_CITED), AfterValidator(_once)]


class AlertCites(Model):
    """Records that the alert refers to, by id. Never quoted wider than their own label."""

    seizures: _Cited = ()
    alerts: _Cited = ()
    pictures: _Cited = ()


class AlertContent(Model):
    """What the author says. There is no default label: whom it is for is never left to chance."""

    kind: AlertKind
    title: Line
    text: Prose
    severity: Severity
    tlp: Annotated[str, CodeOf("tlp")]
    valid_until: Instant
    categories: Annotated[tuple[Category, ...], Field(max_length=16), AfterValidator(_once)] = ()
    regions: Annotated[
        tuple[Annotated[str, CodeOf("rilo")], ...],
        Field(max_length=24, description="RILOs whose regions it is about; AMBER goes to these and no further"),
        AfterValidator(_once),
    ] = ()
    operation: Annotated[
        RecordId | None,
        Field(description="AMBER only, instead of regions: a joint operation, for whose members it is and nobody else"),
    ] = None
    recipients: Annotated[
        tuple[Username, ...],
        Field(max_length=MOST_RECIPIENTS, description="RED only: who may read it, by username"),
        AfterValidator(_once),
    ] = ()
    grading: AlertGrading | None = None
    estimate: Estimate | None = None
    concealment: ConcealmentNotice | None = None
    cites: AlertCites | None = None
    acknowledge_by: Instant | None = None

    @model_validator(mode="after")
    def _belongs_together(self) -> Self:
        faults = Faults()
        self._says_whom_it_is_for(faults)
        if (self.kind is AlertKind.CONCEALMENT_NOTICE) != (self.concealment is not None):
            says = "A concealment notice says what was hidden where; other kinds do not."
            faults.add(("concealment",), PydanticCustomError("not_this_kind", says))
        if self.acknowledge_by is not None and self.tlp == Tlp.AMBER_STRICT:
            says = "Within your own office there is nobody to acknowledge it."
            faults.add(("acknowledge_by",), PydanticCustomError("not_this_label", says))
        if self.acknowledge_by is not None and self.acknowledge_by > self.valid_until:
            says = "It cannot be acknowledged after it has expired."
            faults.add(("acknowledge_by",), PydanticCustomError("after_expiry", says))
        faults.raise_if_any(self)
        return self

    def _says_whom_it_is_for(self, faults: Faults) -> None:
        if self.tlp == Tlp.RED and not self.recipients:
            faults.add(("recipients",), PydanticCustomError("required", "TLP:RED names its recipients."))
        if self.tlp != Tlp.RED and self.recipients:
            faults.add(("recipients",), PydanticCustomError("only_red", "Only TLP:RED names recipients."))
        if self.operation is None:
            if self.tlp == Tlp.AMBER and not self.regions:
                says = "TLP:AMBER names the regions it goes to, or an operation."
                faults.add(("regions",), PydanticCustomError("required", says))
        elif self.tlp != Tlp.AMBER:
            faults.add(("operation",), PydanticCustomError("only_amber", "Only TLP:AMBER is for an operation."))
        elif self.regions:
            says = "It is for regions, or for an operation: name one of both."
            faults.add(("regions",), PydanticCustomError("regions_or_operation", says))


class AlertConfirmation(Model):
    """Checks the caller has seen and overrides, each with a reason that goes to the audit."""

    personal_data: Annotated[Comment, Field(min_length=10)]


Publisher = Annotated[
    str, Written(r"^(rilo:[A-Z]{2,4}|administration:[A-Z]{2}|cenmat)$", "rilo:WE, administration:FR or cenmat")
]


class AlertEntry(AlertContent):
    """`publisher`: for whom the caller writes, where they serve in more than one office."""

    publisher: Publisher | None = None
    confirm: AlertConfirmation | None = None


class AlertPatch(RootModel[dict[str, Any]]):
    """A JSON merge patch (RFC 7396) of the content of an alert: null removes, lists are replaced whole."""


class AlertReason(Model):
    """Why it goes back or is withdrawn: for its office, never for readers."""

    reason: Annotated[Comment, Field(min_length=3)]
    confirm: AlertConfirmation | None = None


class AlertRenewal(Model):
    """`acknowledge_by`: left out, nobody has to acknowledge it any more."""

    valid_until: Instant
    acknowledge_by: Instant | None = None


class Superseding(Model):
    by: Annotated[RecordId, Field(description="The published alert of the same office that takes its place")]


class AlertReview(Model):
    """Why a proposal came back."""

    comment: str
    at: str


class AlertKept(Model):
    """What the server adds."""

    id: str
    version: int
    status: AlertStatus
    publisher: str
    rilo: Annotated[str | None, Field(description="Where a proposal waits")] = None
    created_at: str
    updated_at: str
    published_at: str | None = None
    superseded_by: str | None = None
    review: AlertReview | None = None


class Alert(AlertContent, AlertKept):
    """The alert as readers get it."""
