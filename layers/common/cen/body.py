"""Request bodies: one guarded JSON parser for every door, before any model sees the text.

Refused here, each with its own code: other content types, bad encodings, over-long or over-deep bodies, duplicate keys
(an audit trap: two readers may pick different ones), NaN and Infinity, numbers of thousands of digits.
Source of the list: OWASP ASVS 5.0.0-1.5.3, RFC 8259.
"""

import base64
import re
from collections.abc import Iterable, Mapping
from math import isinf
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import from_json

from cen import misread
from cen.problems import FieldError, Invalid, Malformed, TooLarge, UnsupportedMediaType

MAX_BYTES = 262_144
MAX_DEPTH = 16
MAX_ERRORS = 50

_MEDIA_TYPES = frozenset({"application/json", "application/merge-patch+json"})
_CONTAINERS: frozenset[type] = frozenset({dict, list})
_KEY_END = re.compile(r'"[ \t\n\r]*:')


def text_of(event: Mapping[str, Any]) -> str:
    """The body of a gateway event as text. Raises 415, 413 or 400."""
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    media_type = (headers.get("content-type") or "").partition(";")[0].strip().lower()
    if media_type not in _MEDIA_TYPES:
        raise UnsupportedMediaType("Send the body as application/json.")
    body = event.get("body") or ""
    if event.get("isBase64Encoded"):
        body = _decoded(body)
    if len(body) > MAX_BYTES or len(body.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise TooLarge(f"A body may have {MAX_BYTES} bytes.")
    return str(body)


def _decoded(body: str) -> str:
    try:
        return base64.b64decode(body, validate=True).decode("utf-8")
    except ValueError as error:
        raise Malformed("The body is not valid UTF-8 text.") from error


def parse(text: str) -> Any:
    """JSON text → Python, or `Malformed`. The parser is the one that fills the models: no two readings of one text."""
    try:
        value = from_json(text, allow_inf_nan=False)
    except ValueError as error:
        raise misread.unreadable(text, str(error), MAX_DEPTH) from error
    except TypeError as error:
        raise misread.half_surrogate(text) from error
    keys = _keys_of(value)
    # Each key brings a colon, and a quote before it. Strings may add to their number, never take from it.
    if text.count(":") != keys and len(_KEY_END.findall(text)) != keys:
        misread.refuse_twins(text)
    return value


def _keys_of(value: Any) -> int:
    """The number of keys in all objects. Level by level, so that the depth of what was parsed is no depth of calls."""
    keys = 0
    level: list[Any] = [[value]]
    for _ in range(MAX_DEPTH + 1):
        below: list[Any] = []
        for node in level:
            if node.__class__ is dict:
                keys += len(node)
                node = node.values()  # noqa: PLW2901 - from here on, what it holds
            for child in node:
                kind = child.__class__
                if kind in _CONTAINERS:
                    below.append(child)
                elif kind is float and isinf(child):
                    raise misread.too_large(value)
        if not below:
            return keys
        level = below
    raise misread.too_deep(value, MAX_DEPTH)


class Nothing(BaseModel):
    """The body of a route that takes none."""

    model_config = ConfigDict(extra="forbid")


def refuse_content(event: Mapping[str, Any]) -> None:
    """Only no body or `{}` will do: a caller may count on what would be ignored. Raises 400, 413, 415 or 422."""
    if event.get("body"):
        validated(Nothing, text_of(event), {})


def validated[M: BaseModel](model: type[M], text: str, context: Mapping[str, Any]) -> M:
    """JSON text → model in strict mode. Raises 400 for bad JSON, 422 naming each field."""
    value = parse(text)
    if not isinstance(value, dict):
        raise Malformed("The body must be a JSON object.")
    return model_of(model, text, value, context)


def model_of[M: BaseModel](model: type[M], text: str, value: Any, context: Mapping[str, Any]) -> M:
    """`text` → model; `value` is the same document parsed, used to name the fields at fault."""
    try:
        return model.model_validate_json(text, context=dict(context))
    except ValidationError as error:
        raise Invalid("Some fields are not valid.", errors=field_errors(error, value)) from None


_CODES = {
    "missing": "required",
    "date_parsing": "wrong_date",
    "date_from_datetime_parsing": "wrong_date",
    "extra_forbidden": "unknown_field",
    "string_too_long": "too_long",
    "too_long": "too_many",
    "too_short": "too_few",
    "string_pattern_mismatch": "wrong_format",
    "union_tag_invalid": "unknown_code",
    "union_tag_not_found": "required",
}


def field_errors(error: ValidationError, value: Any) -> list[FieldError]:
    """Pydantic's errors in the contract's words; never the offending value, which may be personal."""
    found = []
    for item in error.errors(include_url=False, include_input=False)[:MAX_ERRORS]:
        more = item.get("ctx", {})
        allowed: dict[str, Any] = {
            key: more[key] for key in ("nearest", "allowed", "kind", "start", "end") if key in more
        }
        path = list(_path(item["loc"], value))
        if item["type"].startswith("union_tag"):
            path.append(str(more["discriminator"]).strip("'"))
        # The one message of pydantic's that repeats the value.
        message = f"Input should be {more['expected_tags']}" if item["type"] == "union_tag_invalid" else item["msg"]
        found.append(FieldError(".".join(path), _CODES.get(item["type"], item["type"]), message, allowed))
    return found


def _path(location: Iterable[str | int], value: Any) -> Iterable[str]:
    """The location without the tags of unions, which are no part of the caller's document."""
    parts = list(location)
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        if not last and isinstance(value, dict) and _is_tag(part, parts[index + 1], value):
            continue
        yield str(part)
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            value = None


def _is_tag(part: str | int, following: str | int, value: dict[Any, Any]) -> bool:
    """Whether a part of a location is the tag of a union. A field may be called as the tag is: then what follows it in
    the location is found beside it and not inside."""
    if part not in value.values():
        return False
    inside = value.get(part)
    return part not in value or (following in value and not (isinstance(inside, dict) and following in inside))
