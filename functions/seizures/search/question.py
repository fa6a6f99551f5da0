"""What can be asked of the CEN database: the filters of a search, and the criteria they come to."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from cen import codes
from cen.codes.text import words as words_of
from cen.fields import CodeOf, Day, Faults, HsCode, RecordId, unknown_code
from cen.paging import PageQuery
from seizures.lines import DETAILS
from seizures.model import Status, Verification
from seizures.search.everyday import meanings
from seizures.search.keys import LONGEST_WORD, searchable

# Keys of which any one is enough; a record must meet every criterion.
type Criterion = tuple[str, ...]


def meets(keys: str, criteria: Iterable[Criterion]) -> bool:
    """`keys`: of a record, between blanks."""
    return all(any(f" {key} " in keys for key in criterion) for criterion in criteria)


MOST_WORDS = 8
# Filters whose value is the key's.
_NAMED = (
    "country", "departure", "transit", "destination", "on_route", "hs", "mode", "direction", "location_type",
    "detection", "concealment", "administration", "operation", "verification",
)  # fmt: skip


def _place(value: str) -> str:
    list_id = "country" if len(value) <= 2 else "locode"
    if not codes.exists(list_id, value):
        raise unknown_code(list_id, value)
    return value


def _concealment(value: str) -> str:
    if codes.exists("concealment_place", value) or codes.exists("concealment_method", value):
        return value
    raise unknown_code("concealment_place", value)


def _category(value: str) -> str:
    if value not in DETAILS:
        raise unknown_code("commodity", value)
    return value


PlaceCode = Annotated[
    str, Field(max_length=5, description="A country (ISO 3166) or a place (UN/LOCODE)"), AfterValidator(_place)
]


class Filter(BaseModel):
    """What a published record must meet; everything together."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    verification: Verification | None = None
    administration: Annotated[str, CodeOf("country")] | None = None
    seized_from: Day = date(1970, 1, 1)
    seized_to: Day = date(9999, 12, 31)
    category: Annotated[str, Field(max_length=60), AfterValidator(_category)] | None = None
    type: Annotated[str, Field(max_length=60, description="A type of goods, such as cocaine")] | None = None
    country: Annotated[PlaceCode | None, Field(description="Where it was seized")] = None
    departure: PlaceCode | None = None
    transit: PlaceCode | None = None
    destination: PlaceCode | None = None
    on_route: Annotated[PlaceCode | None, Field(description="Any of origin, departure, transit, destination")] = None
    hs: Annotated[HsCode, Field(description="HS 2022: 2, 4 or 6 digits; what begins so")] | None = None
    mode: Annotated[str, CodeOf("transport_mode")] | None = None
    direction: Annotated[str, CodeOf("direction")] | None = None
    location_type: Annotated[str, CodeOf("location_type")] | None = None
    detection: Annotated[str, CodeOf("detection_method")] | None = None
    concealment: Annotated[
        Annotated[str, Field(max_length=80), AfterValidator(_concealment)] | None,
        Field(description="A place of concealment, and all below it, or a method"),
    ] = None
    operation: RecordId | None = None
    q: Annotated[str | None, Field(max_length=200, description="Words of the texts, or everyday words for codes")] = (
        None
    )

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        faults = Faults()
        if self.seized_from > self.seized_to:
            faults.add(("seized_to",), PydanticCustomError("before_from", "The last day lies before the first."))
        if self.type is not None and not self._type_exists():
            faults.add(("type",), self._unknown_type(self.type))
        if self.q is not None:
            self._check_words(faults)
        faults.raise_if_any(self)
        return self

    def _unknown_type(self, written: str) -> PydanticCustomError:
        near = codes.nearest("commodity", f"{self.category}.{written}" if self.category else written)
        types = [code.partition(".")[2] for code in near if code.count(".") == 1]
        hint = f"; nearest: {', '.join(types)}" if types else ""
        return PydanticCustomError("unknown_code", "Not a type of goods{hint}.", {"nearest": types, "hint": hint})

    def _type_exists(self) -> bool:
        categories = [self.category] if self.category else DETAILS
        return any(codes.exists("commodity", f"{category}.{self.type}") for category in categories)

    def _check_words(self, faults: Faults) -> None:
        found = self.words()
        if not found:
            faults.add(("q",), PydanticCustomError("too_common", "Name a word that is not in every text."))
        if len(found) > MOST_WORDS:
            faults.add(("q",), PydanticCustomError("too_many", "At most {most} words.", {"most": MOST_WORDS}))

    @property
    def seized(self) -> tuple[str, str]:
        return self.seized_from.isoformat(), self.seized_to.isoformat()

    def finds(self, keys: str, seized_on: str) -> bool:
        """Whether a record with these keys is among what is asked for."""
        first, last = self.seized
        return first <= seized_on <= last and meets(keys, self.criteria())

    def words(self) -> list[str]:
        return searchable(self.q or "")

    def criteria(self) -> list[Criterion]:
        found = [(f"{name}={value}",) for name in _NAMED if (value := getattr(self, name)) is not None]
        if self.category:
            found.append((f"goods={self.category}.{self.type}" if self.type else f"goods={self.category}",))
        elif self.type:
            found.append((f"type={self.type}",))
        return [*found, *self._asked_words()]

    def _asked_words(self) -> list[Criterion]:
        """A criterion for each word that can be found; phrases are looked up with the small words between them."""
        written = words_of(self.q or "")
        meant = dict(zip(written, meanings(written), strict=True)) if written else {}
        by_word = {word[:LONGEST_WORD]: keys for word, keys in meant.items()}
        return [(f"word={word}", *by_word[word]) for word in self.words()]


class SeizureQuery(PageQuery, Filter):
    status: Annotated[Status, Field(description="Life cycle; others than published are for their administration")] = (
        Status.PUBLISHED
    )

    @model_validator(mode="after")
    def _published_is_searched(self) -> Self:
        faults = Faults()
        if self.status is not Status.PUBLISHED:
            for name in self.searched():
                faults.add((name,), PydanticCustomError("published_only", "Only published records are found by this."))
        faults.raise_if_any(self)
        return self

    def searched(self) -> list[str]:
        """Names of the given filters that only the index of published records answers."""
        plain = {"verification", "administration", "seized_from", "seized_to"}
        return [name for name in Filter.model_fields if name not in plain and getattr(self, name) is not None]
