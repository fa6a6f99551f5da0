"""What a caller says about a file that does not follow the template: which column is which, and what its words mean."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Annotated, Literal

from pydantic import Field

from cen import codes
from cen.fields import CodeOf, Line, Model, Written, decimal_text
from cen.problems import FieldError, Invalid
from seizures.imports.columns import columns
from seizures.imports.days import Order
from seizures.imports.numbers import Mark

type Header = Annotated[str, Field(min_length=1, max_length=120)]
type Name = Annotated[str, Field(max_length=60, description="Name of a column, as in the template")]
type Value = Annotated[str, Field(max_length=200)]
MOST_WORDS = 3000
EVERYTHING_ELSE = "*"
_FINEST = Decimal("0.000001")


class UnitOf(Model):
    """What a word of the unit column means, and how many of that unit one of it is. The amount is converted, and what
    was reported is kept beside it."""

    unit: Annotated[str, CodeOf("unit")]
    factor: Annotated[str, Written(decimal_text(9, 12), 'a decimal number as text, such as "200"')] = "1"
    source: Line | None = None

    def converted(self, amount: str, text: str) -> dict[str, str]:
        """Columns of an amount of `text`, the word for it, in this unit."""
        exact = (Decimal(amount) * Decimal(self.factor)).quantize(_FINEST, ROUND_HALF_EVEN)
        reported = "line.quantity.reported"
        return {
            "line.quantity.amount": f"{exact:f}".rstrip("0").rstrip("."),
            f"{reported}.amount": amount,
            f"{reported}.unit": text,
            f"{reported}.factor": self.factor,
            f"{reported}.source": self.source or "Mapping of the import",
        }


class Mapping(Model):
    """`columns`: names by the file's own headers. `join`: headers whose cells are put together, with a blank between.
    `constants`: what every record says. `values`: codes by the file's own words; null: the word says nothing.
    `units`: by the file's own words. `prefix`: put before each value. `only`: rows with one of these values under a
    header; others are left out. `ignore`: headers that are not read; `*` for all that the mapping does not name, or,
    where it names none, for all that are not known. `dates`: whether 3/4 is the third of April or the fourth of March.
    `rounded`: numbers with more than six decimals are rounded."""

    columns: Annotated[dict[Header, Name], Field(max_length=200)] = {}  # noqa: RUF012 - pydantic copies it
    join: Annotated[dict[Name, Annotated[tuple[Header, ...], Field(max_length=10)]], Field(max_length=50)] = {}  # noqa: RUF012
    constants: Annotated[dict[Name, Value], Field(max_length=50)] = {}  # noqa: RUF012
    values: Annotated[dict[Name, dict[Value, Value | None]], Field(max_length=50)] = {}  # noqa: RUF012
    units: Annotated[dict[Value, UnitOf], Field(max_length=200)] = {}  # noqa: RUF012
    prefix: Annotated[dict[Name, Value], Field(max_length=50)] = {}  # noqa: RUF012
    only: Annotated[dict[Header, Annotated[tuple[Value, ...], Field(max_length=100)]], Field(max_length=10)] = {}  # noqa: RUF012
    ignore: Annotated[tuple[Header, ...], Field(max_length=200)] = ()
    sheet: Annotated[str, Field(max_length=31)] | None = None
    dates: Order | None = None
    decimal: Mark | None = None
    rounded: bool = False
    encoding: Literal["utf-8", "cp1252", "utf-16"] | None = None


def check(mapping: Mapping) -> None:
    """Raises `Invalid` naming what is not the name of a column, or stands for more than a file may say."""
    named = [("columns", header, name) for header, name in mapping.columns.items()]
    for part in ("join", "constants", "values", "prefix"):
        named += [(part, name, name) for name in getattr(mapping, part)]
    faults = [
        FieldError(f"mapping.{part}.{at[:60]}", "unknown_code", "There is no column of this name.", _nearest(name))
        for part, at, name in named
        if name not in columns()
    ]
    if sum(map(len, mapping.values.values())) > MOST_WORDS:
        faults.append(FieldError("mapping.values", "too_many", f"A mapping may have {MOST_WORDS} words."))
    if faults:
        raise Invalid("The mapping is not valid.", errors=faults)


def _nearest(name: str) -> dict[str, list[str]]:
    last = name.rpartition(".")[2]
    found = [known for known in columns() if last and known.rpartition(".")[2] == last]
    return {"nearest": found[:5]}


def category_of(code: str) -> bool:
    """Whether it is a category of goods."""
    return "." not in code and codes.exists("commodity", code)
