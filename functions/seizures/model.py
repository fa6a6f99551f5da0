"""The seizure record: what an officer enters, and what the system adds. Pure: no clock, no environment, no AWS."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, RootModel, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from cen import codes
from cen.fields import CodeOf, Comment, Country, Day, Faults, HsCode, Model, Prose, RecordId, Written
from cen.tlp import Tlp
from seizures.kept import Quality, Review
from seizures.lines import AnyLine

EARLIEST = date(1970, 1, 1)


class Status(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


class Verification(StrEnum):
    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    QUERIED = "queried"


def _possible(day: date, info: ValidationInfo) -> date:
    # One day of grace: it may be tomorrow already where the officer stands.
    latest = info.context["today"] + timedelta(days=1) if info.context else date.max
    if day > latest:
        raise PydanticCustomError("future_date", "The date lies in the future.")
    if day < EARLIEST:
        raise PydanticCustomError("too_early", "The date lies before {earliest}.", {"earliest": EARLIEST.isoformat()})
    return day


class _Somewhere(Model):
    country: Country
    locode: Annotated[str, Field(description="UN/LOCODE of that country"), CodeOf("locode")] | None = None

    @model_validator(mode="after")
    def _locode_lies_there(self) -> Self:
        if self.locode is not None and not self.locode.startswith(self.country):
            faults = Faults()
            faults.add(
                ("locode",),
                PydanticCustomError("other_country", "The place is not in {country}.", {"country": self.country}),
            )
            faults.raise_if_any(self)
        return self


class Place(_Somewhere):
    """Where the seizure was made. `country` is a customs territory (ISO 3166-1 alpha-2)."""

    location_type: Annotated[str, CodeOf("location_type")] | None = None


class Leg(_Somewhere):
    certainty: Annotated[str, CodeOf("certainty")] | None = None


class Route(Model):
    """The way of the goods, each step as declared, known or suspected."""

    origin: Leg | None = None
    departure: Leg
    transit: Annotated[tuple[Leg, ...], Field(max_length=10)] = ()
    destination: Leg


class Conveyance(Model):
    mode: Annotated[str, CodeOf("transport_mode")]
    means: Annotated[str, CodeOf("transport_means")] | None = None
    courier: Annotated[bool | None, Field(description="Carried by an express courier")] = None
    flag: Annotated[Country | None, Field(description="Country of registration")] = None

    @model_validator(mode="after")
    def _means_fit_the_mode(self) -> Self:
        found = codes.get("transport_means", self.means) if self.means else None
        modes = found.extra.get("modes", []) if found else []
        if modes and self.mode not in modes and self.mode not in ("0", "6"):
            faults = Faults()
            context = {"means": self.means, "mode": self.mode, "allowed": modes}
            faults.add(
                ("means",), PydanticCustomError("other_mode", "{means} does not belong to mode {mode}.", context)
            )
            faults.raise_if_any(self)
        return self


class Detection(Model):
    method: Annotated[str, CodeOf("detection_method")]
    aids: Annotated[tuple[Annotated[str, CodeOf("detection_aid")], ...], Field(max_length=10)] = ()


class Concealment(Model):
    place: Annotated[str, CodeOf("concealment_place")] | None = None
    method: Annotated[str, CodeOf("concealment_method")] | None = None
    cover_load_hs: HsCode | None = None
    description: Prose | None = None


class Persons(Model):
    """How many people in which role: counts and bands, never who."""

    role: Annotated[str, CodeOf("person_role")]
    count: Annotated[int, Field(ge=1, le=1000)]
    age_band: Annotated[str, CodeOf("age_band")] | None = None
    gender: Annotated[str, CodeOf("gender")] | None = None
    residence: Country | None = None
    nationality: Country | None = None


class Grading(Model):
    source: Annotated[str, CodeOf("admiralty_source")]
    information: Annotated[str, CodeOf("admiralty_information")]


def _shareable(label: str) -> str:
    if label == Tlp.RED:
        raise PydanticCustomError(
            "tlp_red",
            "TLP:RED names its recipients one by one; a shared database cannot. Use AMBER+STRICT or a message.",
        )
    return label


NationalReference = Annotated[
    str,
    Written(
        r"^[A-Za-z0-9][A-Za-z0-9 ./_\-]{0,62}[A-Za-z0-9]$|^[A-Za-z0-9]$",
        "the administration's own case number: letters, digits and . / _ -, at most 64; no names, no plates",
    ),
]


class Draft(Model):
    """What the administration says. The simplified form is the fields without a default."""

    national_reference: NationalReference | None = None
    seized_on: Annotated[Day, AfterValidator(_possible)]
    date_precision: Literal["day", "month", "year"] = "day"
    place: Place
    direction: Annotated[str, CodeOf("direction")]
    offence: Annotated[str, CodeOf("offence")] | None = None
    conveyance: Conveyance
    route: Route
    lines: Annotated[list[AnyLine], Field(min_length=1, max_length=100)]
    detection: Detection | None = None
    concealment: Concealment | None = None
    persons: Annotated[tuple[Persons, ...], Field(max_length=50)] = ()
    operation_id: RecordId | None = None
    grading: Grading | None = None
    tlp: Annotated[str, CodeOf("tlp"), AfterValidator(_shareable)] = Tlp.GREEN.value
    narrative: Prose | None = None


class Confirmation(Model):
    """Checks the caller has seen and overrides, each with a reason that goes to the audit."""

    personal_data: Annotated[Comment, Field(min_length=10)]


class Entry(Draft):
    confirm: Confirmation | None = None


class Patch(RootModel[dict[str, Any]]):
    """A JSON merge patch (RFC 7396) of the fields of a record: null removes, lists are replaced whole."""


class _Kept(Model):
    """What the server adds."""

    id: str
    version: int
    status: Status
    verification: Verification
    administration: str
    rilo: str | None = None
    form: Literal["simplified", "full"]
    quality: Quality
    merged_into: str | None = None
    channel: Annotated[str, CodeOf("channel")]
    operation_message: Annotated[int | None, Field(description="Number of the operation's message it came by")] = None
    created_at: str
    updated_at: str
    submitted_at: str | None = None
    published_at: str | None = None
    review: Review | None = None


class Seizure(Draft, _Kept):
    """The record as readers get it: what the server adds, then what the administration says."""


class Reason(Model):
    """Why a record goes back; `comment` is for the officer who has to act on it."""

    reason_code: str
    comment: Comment | None = None
    confirm: Confirmation | None = None


class ReturnReason(Reason):
    reason_code: Annotated[str, CodeOf("reason_return")]


class QueryReason(Reason):
    reason_code: Annotated[str, CodeOf("reason_query")]


class WithdrawReason(Reason):
    reason_code: Annotated[str, CodeOf("reason_withdraw")]


class AdministrationSettings(Model):
    """`four_eyes`: a national contact point approves what an officer submits; off, `submit` publishes at once.
    `operation_cases`: what becomes of a seizure that was reported in an operation: a draft, or submitted at once."""

    four_eyes: bool = True
    operation_cases: Literal["draft", "submitted"] = "draft"


@dataclass(frozen=True, slots=True)
class Chosen:
    """`version` 0: nobody has chosen anything, the defaults hold."""

    settings: AdministrationSettings
    version: int = 0


class SettingsPatch(Model):
    """What to change; what is left out stays."""

    four_eyes: bool | None = None
    operation_cases: Literal["draft", "submitted"] | None = None
