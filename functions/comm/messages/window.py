"""Which messages a request asks for: numbers have no gap, so a page is known before anything is read. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from cen.fields import Faults
from cen.paging import PageQuery, whole_number
from cen.problems import InvalidCursor
from comm.messages.model import Kind

MOST = 50
_SHORTEST = 2
_CURSOR = re.compile(r"([ab])([0-9]{1,7})\Z")

_Number = Annotated[int, Field(ge=0, le=9_999_999), BeforeValidator(whole_number)]


class MessageQuery(PageQuery):
    """`after`: messages with higher numbers, oldest first (the default, from 0); `before`: lower ones, newest first.
    `changes`: what the last answer said, to learn of messages changed since. `q`, `kind`: looked for, newest first."""

    limit: Annotated[int, Field(ge=1, le=MOST, description="Messages on a page"), BeforeValidator(whole_number)] = 25
    after: _Number | None = None
    before: _Number | None = None
    changes: _Number | None = None
    q: Annotated[str | None, Field(min_length=2, max_length=100)] = None
    kind: Kind | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        faults = Faults()
        if self.after is not None and self.before is not None:
            faults.add(("before",), PydanticCustomError("one_of", "Ask for what is after a number, or before one."))
        if self.searches and self.after is not None:
            faults.add(("after",), PydanticCustomError("one_of", "Looked for is `before` a number, newest first."))
        if self.searches and self.changes is not None:
            faults.add(("changes",), PydanticCustomError("one_of", "Ask for changes without `q` and `kind`."))
        if self.q is not None and len(self.q.strip()) < _SHORTEST:
            faults.add(("q",), PydanticCustomError("too_short", "Look for two letters or more."))
        faults.raise_if_any(self)
        return self

    @property
    def searches(self) -> bool:
        return self.q is not None or self.kind is not None


@dataclass(frozen=True, slots=True)
class Window:
    """`numbers`: in the order of the answer."""

    numbers: Sequence[int]
    back: bool

    def following(self, last: int) -> str | None:
        """The cursor of the next page; None: there is nothing more."""
        if not self.numbers:
            return None
        if self.back:
            return f"b{self.numbers[-1]}" if self.numbers[-1] > 1 else None
        return f"a{self.numbers[-1]}" if self.numbers[-1] < last else None


def window_of(query: MessageQuery) -> Window:
    """Raises `InvalidCursor`. A position is a number that everybody may know, so it is not signed; whose eyes it is for
    is decided with every page."""
    start, back = _position(query)
    if back:
        return Window(range(start - 1, max(0, start - 1 - query.limit), -1), back=True)
    return Window(range(start + 1, start + 1 + query.limit), back=False)


def _position(query: MessageQuery) -> tuple[int, bool]:
    if query.cursor is not None:
        found = _CURSOR.match(query.cursor)
        if found is None:
            raise InvalidCursor("The cursor is not one of this list. Start again without it.")
        return int(found[2]), found[1] == "b"
    if query.before is not None:
        return query.before, True
    return query.after or 0, False


def top_of(query: MessageQuery, last: int) -> int:
    """The highest number that a search is to look at."""
    if query.cursor is None and query.before is None:
        return last
    return min(last, _position(query)[0] - 1)
