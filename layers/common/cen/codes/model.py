"""What a look-up answers, and the two ways it can refuse."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a list. `label_fr` is None where the source has no French; `label()` then falls back to English."""

    code: str
    label_en: str
    label_fr: str | None = None
    parent: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    def label(self, lang: str = "en") -> str:
        if lang == "en":
            return self.label_en
        name = self.label_fr if lang == "fr" else self.extra.get(f"label_{lang}")
        return name or self.label_en


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list and where it comes from. A list that is not `complete` lacks codes that are valid in its standard."""

    id: str
    title_en: str
    title_fr: str
    edition: str
    source: str
    licence: str
    complete: bool
    count: int


class UnknownCodeList(LookupError):
    """There is no list of that id."""


class CodesNotBuilt(RuntimeError):
    """The look-up file is not there: it is built from `cen/codes/data`, never committed."""
