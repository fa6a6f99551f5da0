"""Answers that exist only on the wire; records answer with `Seizure`."""

from typing import Any, Literal

from pydantic import BaseModel

from cen.fields import Model
from seizures.kept import Quality
from seizures.model import Status, Verification


class RowQuantity(BaseModel):
    amount: str
    unit: str


class Row(BaseModel):
    """A record in a list; `quantity` is that of the first line."""

    id: str
    version: int
    status: Status
    verification: Verification
    administration: str
    rilo: str | None
    tlp: str
    seized_on: str
    national_reference: str | None
    country: str
    direction: str
    mode: str
    departure: str
    destination: str
    category: str
    type: str | None
    quantity: RowQuantity
    lines: int
    quality: int
    updated_at: str


class SeizurePage(BaseModel):
    items: list[Row]
    next: str | None


class RecordList(BaseModel):
    items: list[Row]


class Count(BaseModel):
    value: str
    count: int


class Facets(BaseModel):
    """`counted` records; if `partial`, there are more, and all of those seized after `since` are counted."""

    counted: int
    partial: bool
    since: str | None
    facets: dict[str, list[Count]]


class HistoryEntry(BaseModel):
    """Readers who are no party get the first four fields only."""

    action: str
    at: str
    version: int
    administration: str | None = None
    actor: str | None = None
    actor_kind: str | None = None
    rilo: str | None = None
    reason_code: str | None = None
    comment: str | None = None
    changed: list[str] = []
    overrides: list[str] = []
    override_reason: str | None = None
    related: str | None = None
    warnings: list[str] = []
    request_id: str | None = None


class HistoryPage(BaseModel):
    items: list[HistoryEntry]
    next: str | None


class Named(BaseModel):
    field: str
    value: str


class SimilarCase(BaseModel):
    """`reasons`: what both have, the rarest first; what is rare only together stands together."""

    seizure: Row
    score: float
    reasons: list[list[Named]]


class SimilarCases(BaseModel):
    items: list[SimilarCase]


class Agreement(Model):
    """What two records say of a field. `agreement`: `same`, `near`, `digits` (with another point or unit), `different`.
    `values`: in the order of the records; of a draft its own first. `weight`: bits; each doubles the odds for one case,
    or halves them below 0."""

    field: str
    agreement: str
    values: tuple[str, str]
    weight: float


class PossibleDuplicate(BaseModel):
    """`reason`: `same_national_reference` (it would be refused), or `alike`: then with `score` and `reasons`."""

    id: str
    reason: Literal["same_national_reference", "alike"]
    score: float | None = None
    reasons: list[Agreement] = []
    seizure: Row | None = None


class Verdict(BaseModel):
    """`errors` would refuse the record; the rest asks a person to look."""

    errors: list[dict[str, Any]]
    warnings: list[dict[str, Any]]
    personal_data: list[dict[str, Any]]
    duplicates: list[PossibleDuplicate]
    similar: list[SimilarCase]
    form: Literal["simplified", "full"] | None = None
    quality: Quality | None = None
