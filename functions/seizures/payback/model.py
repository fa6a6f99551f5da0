"""What the page of figures says, and what is sent to it."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from cen.fields import Model, Written
from cen.paging import whole_number

Month = Annotated[str, Written(r"^[0-9]{4}-(0[1-9]|1[0-2])$", "a month, such as 2026-03")]


class NilReturn(Model):
    """That there was nothing to report of a month."""

    month: Month


class MadeNilReturn(BaseModel):
    administration: str
    month: str
    at: str


class Period(BaseModel):
    """How many months of seizure the figures are of, this one included."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    months: Annotated[int, Field(ge=1, le=36), BeforeValidator(whole_number)] = 24


class EntryDelay(BaseModel):
    """Days from seizure to entry: within so many a quarter, half and three quarters of the records were entered."""

    lower_quartile: int | None = None
    median: int | None = None
    upper_quartile: int | None = None


class FilledField(BaseModel):
    """`share`: of the published records that fill the field, 0 to 1."""

    field: str
    share: float


class OpenRecords(BaseModel):
    """Records, of any month, that wait: submitted for approval, returned to the officer, queried by the RILO."""

    submitted: int
    returned: int
    queried: int


class MonthOfEntry(BaseModel):
    """`state`: `reported`, `nil` (a nil return), `running` (the month is not over), `due` (until the day `due`), or
    `silent`."""

    month: str
    due: str
    state: Literal["reported", "nil", "running", "due", "silent"]
    cases: int
    verified: int
    mean_score: float | None = None
    median_days: int | None = None
    similar: int
    cited: int


class SupportedIndicator(BaseModel):
    """Goods with a route, a way or a hiding place (`family` says which) that cases of several administrations have in
    common. `own_cases` of the `cases` are the administration's. `first`, `last`: days of seizure."""

    family: Literal["route", "way", "hiding"]
    goods: str
    mode: str | None = None
    departure: str | None = None
    destination: str | None = None
    concealment_place: str | None = None
    own_cases: int
    cases: int
    administrations: int
    first: str
    last: str


class SupportedIndicators(BaseModel):
    """`found`: at most ten, those with most cases of one's own first."""

    count: int
    found: list[SupportedIndicator]


class UseOfRecords(BaseModel):
    """How often the administration's records were of use in these months: `similar_cases`, new cases of others that
    resembled one of them; `alerts_citing`, alerts that cite one. `risk_indicators`: those that its records of the last
    24 months support, as everybody's cases show them; a case counts from the day after it is published at the latest.
    """

    similar_cases: int
    alerts_citing: int
    risk_indicators: SupportedIndicators


class CitesSheet(BaseModel):
    """The CITES annual illegal trade report of a year: `cases` that would be in it, and the request that makes it."""

    year: int
    ready: bool
    cases: int
    request: dict[str, Any]


class AdministrationQuality(BaseModel):
    """For the administration alone. Figures are of published records by month of seizure, unless they say otherwise."""

    administration: str
    as_of: str
    months: int
    cases: int
    verified: int
    mean_score: float | None = None
    delay: EntryDelay
    filled: list[FilledField]
    open: OpenRecords
    calendar: list[MonthOfEntry]
    used: UseOfRecords
    aitr: CitesSheet


class QualityPart(BaseModel):
    """`value`: 0 to 100; `weight`: points that it gives at most; `points`: that it gives."""

    part: str
    value: int
    weight: int
    points: float


class QualityStep(BaseModel):
    """What would raise the score, by `points` at most: `fill` a field, `check` one (`rule` says why), `answer_query`,
    `await_verification`."""

    part: str
    do: Literal["fill", "check", "answer_query", "await_verification"]
    field: str | None = None
    rule: str | None = None
    points: float


class RecordQuality(BaseModel):
    """`raise`: the most telling steps first."""

    score: int
    parts: list[QualityPart]
    raise_: Annotated[list[QualityStep], Field(serialization_alias="raise")]
