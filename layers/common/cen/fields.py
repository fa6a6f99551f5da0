"""Types of fields that every context's models are made of. Strict: nothing is coerced, nothing unknown is dropped."""

import re
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Annotated, Any, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationError,
)
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

from cen import codes

_ENUM_LIMIT = 64


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


@dataclass(frozen=True, slots=True)
class CodeOf:
    """`Annotated[str, CodeOf("country")]`: a code of that list; a wrong one is refused naming the nearest."""

    list_id: str
    # Codes seen and found right: at most as many as the list has.
    _known: set[str] = field(default_factory=set, compare=False, repr=False)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            self._check, core_schema.str_schema(max_length=80, strict=True)
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "type": "string",
            "description": f"Code of the list GET /v1/codes/{self.list_id}",
        }
        found, more = codes.search(self.list_id, "", "en", _ENUM_LIMIT, None)
        if more is None:
            shown["enum"] = [code.code for code in found]
        return shown

    def _check(self, value: str) -> str:
        if value in self._known:
            return value
        if codes.exists(self.list_id, value):
            self._known.add(value)
            return value
        raise unknown_code(self.list_id, value)


def unknown_code(list_id: str, value: str) -> PydanticCustomError:
    nearest = codes.nearest(list_id, value)
    hint = f"; nearest: {', '.join(nearest)}" if nearest else ""
    return PydanticCustomError(
        "unknown_code", f"Not a code of the list {list_id}{{hint}}.", {"nearest": nearest, "hint": hint}
    )


@dataclass(frozen=True, slots=True)
class Written:
    """`Annotated[str, Written(pattern, says)]`: a text of that form; what else is sent is refused in these words."""

    pattern: str
    says: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        text = core_schema.str_schema(pattern=self.pattern, strict=True)
        return core_schema.custom_error_schema(
            text, custom_error_type="wrong_format", custom_error_message=f"Write {self.says}."
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "pattern": self.pattern, "description": self.says[0].upper() + self.says[1:]}


@cache
def free_fields(model: type[BaseModel]) -> tuple[str, ...]:
    """Names of the fields in which a caller writes what they like: all but those of a code list or a set form."""
    return tuple(name for name, info in model.model_fields.items() if not _set_form(info))


def _set_form(info: FieldInfo) -> bool:
    inner = (mark for part in get_args(info.annotation) for mark in getattr(part, "__metadata__", ()))
    return any(isinstance(mark, CodeOf | Written) for mark in (*info.metadata, *inner))


class Faults:
    """Faults that a model finds between its fields, each reported at the field that should change."""

    def __init__(self) -> None:
        self._found: list[InitErrorDetails] = []

    def add(self, path: tuple[str | int, ...], error: PydanticCustomError) -> None:
        self._found.append(InitErrorDetails(type=error, loc=path, input=None))

    def raise_if_any(self, model: BaseModel) -> None:
        if self._found:
            raise ValidationError.from_exception_data(type(model).__name__, self._found)


# Controls, formats that hide or reorder what follows, halves, unassigned and private characters, other line ends.
_HIDING = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})
# Formats that scripts need: joiners, marks of direction for Arabic and Hebrew, the soft hyphen.
_NEEDED = frozenset("\u200c\u200d\u200e\u200f\u061c\u00ad")
# Stands where a byte could not be read: the sender's text is damaged.
_REPLACED = "\ufffd"
# Letters and a symbol that show nothing: Hangul fillers, the empty Braille pattern.
_EMPTY = frozenset("\u115f\u1160\u3164\uffa0\u2800")


def _check_characters(text: str, *, lines: bool) -> str:
    if text.isascii() and text.isprintable():
        return text
    for position, character in enumerate(text):
        if lines and character in "\n\t":
            continue
        hiding = unicodedata.category(character) in _HIDING and character not in _NEEDED
        if hiding or character == _REPLACED:
            raise PydanticCustomError(
                "forbidden_character",
                "Character U+{code} at position {position} is not allowed in text.",
                {"code": f"{ord(character):04X}", "position": position},
            )
    return text


def check_texts(value: Any, faults: Faults) -> None:
    """Of a document that nobody has looked into: every text in it, and every name, has the characters of `Prose`."""
    todo: list[tuple[tuple[str | int, ...], Any]] = [((), value)]
    while todo:
        path, one = todo.pop()
        if isinstance(one, str):
            try:
                _check_characters(one.replace("\r\n", "\n"), lines=True)
            except PydanticCustomError as error:
                faults.add(path, error)
        elif isinstance(one, Mapping):
            todo += [(path, name) for name in one]
            todo += [((*path, name), inner) for name, inner in one.items()]
        elif isinstance(one, list | tuple):
            todo += [((*path, place), inner) for place, inner in enumerate(one)]


def _line(text: str) -> str:
    return _not_blank(_check_characters(text, lines=False))


def _prose(text: str) -> str:
    """Lines end as they do everywhere here, whatever the sender's system writes."""
    return _not_blank(_check_characters(text.replace("\r\n", "\n"), lines=True))


def _not_blank(text: str) -> str:
    stripped = text.strip()
    if not any(map(_shows, stripped)):
        raise PydanticCustomError("blank", "Write something or leave the field out.")
    return stripped


def _shows(character: str) -> bool:
    """Whether a character can be seen by itself: no blank, no format, no mark that needs a letter to sit on."""
    if character.isspace() or character in _EMPTY:
        return False
    return character.isascii() or unicodedata.category(character) not in {"Cf", "Mn"}


def decimal_text(whole: int, fraction: int) -> str:
    """Pattern of a decimal without sign, exponent or leading zeros, in ASCII digits (`\\d` means any script's)."""
    return rf"^(0|[1-9][0-9]{{0,{whole - 1}}})(\.[0-9]{{1,{fraction}}})?$"


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _written_day(value: Any) -> Any:
    """Text → date in one spelling only. Left to itself, pydantic also reads a number in a text: "0" as 1970-01-01."""
    if not isinstance(value, str):
        return value
    if _DAY.fullmatch(value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    raise PydanticCustomError("wrong_date", "Write a day of the calendar, such as 2026-03-14.")


def _positive(text: str) -> str:
    if not text.strip("0."):
        raise PydanticCustomError("not_positive", "The amount must be more than zero.")
    return text


Line = Annotated[str, Field(max_length=120), AfterValidator(_line)]
Prose = Annotated[str, Field(max_length=10_000), AfterValidator(_prose)]
Comment = Annotated[str, Field(max_length=2_000), AfterValidator(_prose)]
Remark = Annotated[str, Field(max_length=400), AfterValidator(_prose)]
_DECIMAL = 'a decimal number as text, without sign or thousands mark, such as "120.5"'
_PERCENT = 'a percentage from 0 to 100 as text, such as "82.5"'
# From JSON and from a query alike.
Day = Annotated[date, Field(strict=True), BeforeValidator(_written_day)]
Amount = Annotated[str, Written(decimal_text(15, 6), _DECIMAL), AfterValidator(_positive)]
Percent = Annotated[str, Written(r"^(100(\.0{1,3})?|(0|[1-9][0-9]?)(\.[0-9]{1,3})?)$", _PERCENT)]
RecordId = Annotated[str, Written(r"^[0-7][0-9A-HJKMNP-TV-Z]{25}$", "the id of a record, 26 letters and digits")]
Country = Annotated[str, CodeOf("country")]
HsCode = Annotated[str, Field(description="HS 2022, 2, 4 or 6 digits"), CodeOf("hs")]
