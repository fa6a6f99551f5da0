"""Answers on the wire, as the published schema tells them."""

from typing import Any

from pydantic import BaseModel, Field


class Reporters(BaseModel):
    """Administrations that reported a case that is counted, of those that were expected to. In an answer for everybody
    those with five cases or more; whoever has fewer is among the missing, as is who has none."""

    counted: int
    expected: int
    administrations: list[str] = []
    missing: list[str]


class _About(BaseModel):
    """`as_of`: when the newest of the counted cells became what it is. `query_hash`: of the question, with what the
    caller may see; `cells`: of the content it was answered from and of when that changed last. Both the same: the same
    bytes."""

    tlp: str
    first: str = Field(serialization_alias="from")
    last: str = Field(serialization_alias="to")
    region: str | None = None
    administration: str | None = None
    category: str | None = None
    category_label: str | None = None
    as_of: str | None
    query_hash: str
    cells: str


class TableColumn(BaseModel):
    name: str
    kind: str
    says: str


class TableSection(BaseModel):
    id: str
    title: str
    columns: list[TableColumn]
    rows: list[dict[str, str | int | None]]
    notes: list[str]


class StatisticsTable(_About):
    """`cases`, `verification`, `dated_by_month_or_year` are left out of an answer for everybody."""

    table: str
    title: str
    before: dict[str, str] | None = None
    counting_rule: str
    rounding: str
    shielding: str | None = None
    reporters: Reporters
    cases: int | None = None
    verification: dict[str, int] | None = None
    dated_by_month_or_year: int | None = None
    sections: list[TableSection]


class Named(BaseModel):
    table: str
    title: str
    counting_rule: str
    category: str | None


class TableList(BaseModel):
    items: list[Named]


class Workbook(BaseModel):
    """`link`: good for five minutes."""

    link: str
    bytes: int
    sha256: str


class Leg(BaseModel):
    kind: str
    start: str = Field(serialization_alias="from")
    end: str = Field(serialization_alias="to")
    cases: int
    certainty: dict[str, int] | None


class Flows(_About):
    counting_rule: str
    rounding: str | None = None
    shielding: str | None = None
    k: int
    legs: list[Leg]
    seized_in: list[dict[str, str | int]]
    left_out: dict[str, int]


class Delays(_About):
    counting_rule: str
    all: dict[str, int]
    administrations: list[dict[str, str | int]]
    categories: list[dict[str, str | int]]


class Coverage(_About):
    counting_rule: str
    reporters: Reporters
    rows: list[dict[str, Any]]


class Trends(_About):
    """Each part with its `guard_rails`: rules by which it may be read."""

    cutoff: str
    until: str
    monthly: dict[str, Any]
    panel: dict[str, Any]
    sizes: dict[str, Any]
    emerging: dict[str, Any]
    weekly: dict[str, Any]
