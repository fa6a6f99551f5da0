"""What a table is made from: counted trees of the period and of the one before, and who was expected to report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cen import codes
from rilo_rollup.cells.fold import ALL, LARGE
from rilo_rollup.tables.everybody import K

type Tree = Mapping[str, Any]
_EMPTY: Tree = {}
UNSAID_LABEL = "Not specified"


@dataclass(frozen=True, slots=True)
class Material:
    """`now`, `before`: parts by name, merged over the period. `category`: None: all goods. `expected`: codes of the
    administrations that are members of the area. `clear`: the output is for everybody."""

    now: Mapping[str, Tree]
    before: Mapping[str, Tree]
    category: str | None
    expected: Sequence[str]
    clear: bool = False

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

    def reporters(self, name: str | None = None) -> list[str]:
        """Codes of those that reported a case of the block; in an output for everybody, of those that reported `K`."""
        found: Tree = self.block(name=name).get("reporter", _EMPTY)
        return sorted(code for code, leaf in found.items() if leaf["n"] >= (K if self.clear else 1))


def country(code: str) -> str:
    return codes.label("country", code)


def goods(path: str) -> str:
    """Of `drugs`, `drugs.cocaine`, `drugs.unspecified`."""
    parent, _, last = path.rpartition(".")
    if last == "unspecified":
        return f"{codes.label('commodity', parent)}: {UNSAID_LABEL.lower()}"
    return codes.label("commodity", path)


@dataclass(frozen=True, slots=True)
class Labels:
    list_id: str

    def __call__(self, code: str) -> str:
        return codes.label(self.list_id, code)
