"""What can be asked of the statistics: months, an area, a category of goods, and for whom the answer is meant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from cen import codes
from cen.fields import CodeOf, Written, unknown_code
from cen.problems import FieldError, Invalid
from rilo_rollup.cells import months
from rilo_rollup.cells.areas import WORLD, of_administration, of_region, of_rilo

EARLIEST = "1970-01"
MOST_MONTHS = 120
_WHOLE = (
    "A table for everybody (tlp=CLEAR) is of one month, one quarter or whole years: from=2025-04&to=2025-06, or "
    "from=2024-01&to=2025-12."
)
_SCHEMES = {"rilo": ("rilo", of_rilo), "wco": ("wco_region", of_region)}

Month = Annotated[str, Written(r"^[0-9]{4}-(0[1-9]|1[0-2])$", "a month, such as 2026-03")]


def _category(value: str) -> str:
    top, dot, _ = value.partition(".")
    if dot and codes.exists("commodity", top):
        says = "Statistics are by category, the top level of the list commodity: write {top}."
        raise PydanticCustomError("not_a_category", says, {"top": top})
    if not codes.exists("commodity", value):
        raise unknown_code("commodity", value)
    return value


def _area(value: str) -> str:
    """`rilo-WE`, `wco-EUR`, or the code alone where only one list has it."""
    scheme, _, code = value.partition("-")
    if code and scheme in _SCHEMES:
        list_id, named = _SCHEMES[scheme]
        if codes.exists(list_id, code):
            return named(code)
        raise _unknown_area(code)
    found = [named(value) for list_id, named in _SCHEMES.values() if codes.exists(list_id, value)]
    if len(found) == 2:
        both = " or ".join(found)
        raise PydanticCustomError("ambiguous", "There are two regions of that code: write {both}.", {"both": both})
    if not found:
        raise _unknown_area(value)
    return found[0]


def _unknown_area(code: str) -> PydanticCustomError:
    """With the nearest regions of either kind."""
    nearest = [named(one) for list_id, named in _SCHEMES.values() for one in codes.nearest(list_id, code)]
    says = "Not a region: write a RILO's, such as rilo-WE, or a WCO region, such as wco-EUR{hint}."
    hint = f"; nearest: {', '.join(nearest)}" if nearest else ""
    return PydanticCustomError("unknown_code", says, {"nearest": nearest, "hint": hint})


Category = Annotated[str, Field(max_length=60), AfterValidator(_category)]
Area = Annotated[
    str,
    Field(max_length=20, description="A RILO's region or a WCO region: WE, rilo-ESA, wco-ESA"),
    AfterValidator(_area),
]


class Question(BaseModel):
    """Both months are included. Left out: the twelve months up to the last complete one (where the answer is for
    everybody, the last complete year), the world, all goods."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    first: Annotated[Month | None, Field(alias="from", description="First month, 2026-01")] = None
    last: Annotated[Month | None, Field(alias="to", description="Last month")] = None
    region: Area | None = None
    administration: Annotated[str, CodeOf("country")] | None = None
    category: Category | None = None
    tlp: Annotated[
        Literal["CLEAR", "GREEN", "AMBER", "AMBER+STRICT"] | None,
        Field(
            description="The label of the answer at most; CLEAR leaves out what rests on fewer than five cases, cuts "
            "numbers off, and is of one month, one quarter or whole years"
        ),
    ] = None


class TableQuestion(Question):
    format: Literal["json", "csv", "xlsx"] = "json"


class InnerQuestion(Question):
    """Of what is not made for everybody."""

    tlp: Annotated[
        Literal["GREEN", "AMBER", "AMBER+STRICT"] | None, Field(description="The label of the answer at most")
    ] = None


class FlowQuestion(Question):
    k: Annotated[
        Literal["1", "2", "3", "4", "5", "10", "20", "50", "100"],
        Field(description="Legs of fewer cases are left out; at least 5 where the answer is for everybody"),
    ] = "5"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that makes sense. `tlp`: the label of the answer at most; None: as the reader's rights allow."""

    first: str
    last: str
    area: str
    category: str | None = None
    tlp: str | None = None

    @property
    def clear(self) -> bool:
        return self.tlp == "CLEAR"

    @property
    def length(self) -> int:
        return months.number(self.last) - months.number(self.first) + 1

    @property
    def before(self) -> tuple[str, str]:
        """The same months of the year before; of as many years before as the period is long."""
        back = -12 * -(-self.length // 12)
        return months.shifted(self.first, back), months.shifted(self.last, back)

    def document(self) -> dict[str, Any]:
        found = {"from": self.first, "to": self.last, "area": self.area, "category": self.category, "tlp": self.tlp}
        return {name: value for name, value in found.items() if value is not None}


def asked(question: Question, today: date, fixed: str | None = None, most: int = MOST_MONTHS) -> Asked:
    """Raises 422 naming the parameter. `fixed`: the category that a table is about; `most`: months."""
    current = months.of_day(today)
    first, last = _period(question, current)
    errors = [*_period_errors(question, first, last, current, most), *_area_errors(question, fixed)]
    if errors:
        raise Invalid("Some parameters are not valid.", errors=errors)
    area = of_administration(question.administration) if question.administration else question.region or WORLD
    return Asked(first, last, area, fixed or question.category, question.tlp)


def _period(question: Question, current: str) -> tuple[str, str]:
    if question.tlp == "CLEAR" and not (question.first or question.last):
        year = int(current[:4]) - 1
        return f"{year}-01", f"{year}-12"
    last = question.last or max(months.shifted(current, -1), question.first or "")
    return question.first or max(months.shifted(last, -11), EARLIEST), last


def _period_errors(question: Question, first: str, last: str, current: str, most: int) -> list[FieldError]:
    found = [
        FieldError(name, "future_month", "The month lies in the future.")
        for name, month in (("from", question.first), ("to", question.last))
        if month is not None and month > current
    ]
    if first < EARLIEST:
        found.append(FieldError("from", "too_early", f"The first month is {EARLIEST}."))
    if first > last:
        found.append(FieldError("to", "before_from", "The last month lies before the first."))
    elif months.number(last) - months.number(first) >= most:
        found.append(FieldError("from", "too_long", f"At most {most} months at a time."))
    elif question.tlp == "CLEAR" and not _is_whole(first, last):
        found.append(FieldError("from", "not_a_whole_period", _WHOLE))
    return found


def _is_whole(first: str, last: str) -> bool:
    """One month, one quarter or whole years: of periods that may begin and end anywhere, a difference of two would be
    any few months."""
    start, length = months.number(first), months.number(last) - months.number(first) + 1
    return length == 1 or (length == 3 and start % 3 == 0) or (length % 12 == 0 and start % 12 == 0)


def _area_errors(question: Question, fixed: str | None) -> list[FieldError]:
    found = []
    if question.region and question.administration:
        found.append(FieldError("administration", "conflicting", "Ask for a region or for an administration."))
    if fixed and question.category not in (None, fixed):
        found.append(FieldError("category", "not_of_this_table", f"This table is about {fixed}."))
    return found


def named(area: str) -> Mapping[str, str]:
    """An area in the words of a question: region or administration."""
    scheme, _, code = area.partition("-")
    if area == WORLD:
        return {"region": "world"}
    return {"administration": code} if scheme == "adm" else {"region": area}
