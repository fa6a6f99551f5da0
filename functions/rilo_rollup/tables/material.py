"""What a table is made from: counted trees of the period and of the one before, and who was expected to report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cen import codes
from rilo_rollup.cells.fold import ALL, LARGE

type Tree = Mapping[str, Any]
_EMPTY: Tree = {}
UNSAID_LABEL = "Not specified"


@dataclass(frozen=True, slots=True)
class Material:
    """`now`, `before`: parts by name, merged over the period. `category`: None: all goods. `expected`: codes of the
    administrations that are members of the area. `clear`: the output is for everybody. `own`: the area is the reader's
    own administration, whose small numbers are no secret to it."""

    now: Mapping[str, Tree]
    before: Mapping[str, Tree]
    category: str | None
    expected: Sequence[str]
    clear: bool = False
    own: bool = False

    @property
    def shields(self) -> bool:
        return self.clear and not self.own

    @property
    def block_name(self) -> str:
        return self.category or ALL

    def block(self, part: str = "counts", name: str | None = None) -> Tree:
        found: Tree = self.now.get(part, _EMPTY).get(name or self.block_name, _EMPTY)
        return found

    def block_before(self, part: str = "counts", name: str | None = None) -> Tree:
        found: Tree = self.before.get(part, _EMPTY).get(name or self.block_name, _EMPTY)
        return found

    def categories(self) -> list[str]:
        """Of what was seized, now or before; without those blocks that are no category."""
        names = self.now.get("counts", _EMPTY).keys() | self.before.get("counts", _EMPTY).keys()
        return sorted(names - {ALL, LARGE})

    def reporters(self) -> list[str]:
        """Codes of the administrations that reported a case that is counted here."""
        return sorted(self.block().get("reporter", _EMPTY))


def country(code: str) -> str:
    return codes.label("country", code)


def goods(path: str) -> str:
    """Of `drugs`, `drugs.cocaine`, `drugs.unspecified`."""
    parent, _, last = path.rpartition(".")
    if last == "unspecified":
        return f"{codes.label('commodity', parent)}: {UNSAID_LABEL.lower()}"
    return codes.label("commodity", path)


def labels(list_id: str) -> "Labels":
    return Labels(list_id)


@dataclass(frozen=True, slots=True)
class Labels:
    list_id: str

    def __call__(self, code: str) -> str:
        return codes.label(self.list_id, code)
