"""What is wrong with a body that `cen.body` will not take, and where: looked at only when something is wrong.

Of what was sent, an answer repeats the names of keys and nothing else.
"""

import json
import re
from collections.abc import Iterator
from math import isfinite
from typing import Any

from pydantic_core import from_json

from cen.problems import FieldError, Malformed

_LONGEST_NAME = 60
_PLACE = re.compile(r"(.+) at line (\d+) column (\d+)")
_HALF = re.compile("[\ud800-\udfff]")

type Path = tuple[str, ...]


class _Pairs(list[tuple[str, Any]]):
    """An object with all its keys, also those that stand twice."""


def unreadable(text: str, says: str, deepest: int) -> Malformed:
    """`says`: what the parser said."""
    if "recursion" in says:
        return _at(text, says, "too_deep", _deeper(deepest))
    if "hex escape" in says:
        return _at(text, says, "half_surrogate", "The body holds half of a surrogate pair or another wrong escape.")
    if "out of range" in says:
        return _at(text, says, "number_too_large", "A number is too large.")
    return _no_number(text) or _at(text, says, "syntax", "The body is not valid JSON.")


def half_surrogate(text: str) -> Malformed:
    found = _HALF.search(text)
    before = text[: found.start() if found else 0]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return _refused("half_surrogate", "The body holds half of a surrogate pair.", line=line, column=column)


def too_deep(value: Any, deepest: int) -> Malformed:
    places = (path for path, found in _walk(value) if isinstance(found, dict | list) and len(path) >= deepest)
    return _refused("too_deep", _deeper(deepest), next(places, ()))


def too_large(value: Any) -> Malformed:
    return _refused("number_too_large", "A number is too large.", _infinite(value))


def refuse_twins(text: str) -> None:
    """Looks at every object's keys one by one, which takes many times as long as parsing them."""
    seen: set[Path] = set()
    for path, _ in _walk(json.loads(text, object_pairs_hook=_Pairs)):
        if path in seen:
            name = path[-1][:_LONGEST_NAME]
            raise _refused("duplicate_key", f"The key {name!r} stands twice in one object.", path)
        seen.add(path)


def _no_number(text: str) -> Malformed | None:
    """Whether the words NaN and Infinity are all that is wrong."""
    try:
        value = from_json(text, allow_inf_nan=True)
    except ValueError:
        return None
    return _refused("not_a_number", "NaN and Infinity are no JSON values.", _infinite(value))


def _infinite(value: Any) -> Path:
    return next((path for path, found in _walk(value) if isinstance(found, float) and not isfinite(found)), ())


def _walk(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value with its path, in the order of the text."""
    yield path, value
    named: Any = ()
    if isinstance(value, _Pairs):
        named = value
    elif isinstance(value, dict):
        named = value.items()
    elif isinstance(value, list):
        named = enumerate(value)
    for name, child in named:
        yield from _walk(child, (*path, str(name)))


def _at(text: str, says: str, code: str, detail: str) -> Malformed:
    """The parser counts bytes, people count characters."""
    found = _PLACE.fullmatch(says)
    if found is None:
        return _refused(code, detail)
    line, column = int(found[2]), int(found[3])
    before = text.split("\n", line)[line - 1].encode()[:column]
    message = f"{found[1][0].upper()}{found[1][1:]}." if code == "syntax" else detail
    return _refused(code, detail, message=message, line=line, column=len(before.decode(errors="ignore")))


def _refused(code: str, detail: str, path: Path = (), message: str = "", **place: int) -> Malformed:
    shown = ".".join(name[:_LONGEST_NAME] for name in path)
    return Malformed(detail, errors=[FieldError(shown, code, message or detail, place)])


def _deeper(deepest: int) -> str:
    return f"The body is nested deeper than {deepest} levels."
