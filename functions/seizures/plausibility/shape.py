"""What a rule is, and what it looks at."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from cen import codes
from cen.problems import FieldError
from seizures.lines import AnyLine
from seizures.model import Draft

# What goods are said to be without a number of anything: nobody can add such up.
PIECES = frozenset({"H87", "NAR", "C62"})


@dataclass(frozen=True, slots=True)
class Goods:
    """A commodity line, with what several rules ask of it. `commodity`: the dotted code of the finest step given.
    `base`: the amount in kilograms, litres, pieces … of its `family`; None where the unit has no factor."""

    position: int
    line: AnyLine
    commodity: str
    family: str | None
    base: float | None

    @property
    def mass(self) -> float:
        """Kilograms; 0 where it was not weighed."""
        return self.base if self.family == "mass" and self.base is not None else 0.0


def steps_of(commodity: str) -> Iterator[str]:
    """The commodity and all that is above it, the finest first."""
    while commodity:
        yield commodity
        commodity = commodity.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class Case:
    draft: Draft
    administration: str
    today: date
    goods: Sequence[Goods]
    categories: frozenset[str]


# Dotted paths of the fields at which the rule fires; none where it does not.
type Where = Callable[[Case], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Rule:
    """`condition`: when it fires, in words; `source`: what says that this is unusual or impossible. `only`: of which
    category of goods it is."""

    id: str
    severity: Literal["error", "warning"]
    condition: str
    en: str
    fr: str
    source: str
    where: Where
    only: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    errors: Sequence[FieldError] = ()
    warnings: Sequence[FieldError] = ()


def at(path: str, fires: Callable[[Case], bool]) -> Where:
    """A rule about the case."""
    there = (path,)
    return lambda case: there if fires(case) else ()


def on(path: str, fires: Callable[[Case, Goods], bool]) -> Where:
    """A rule about each commodity line."""

    first = (f"lines.0.{path}",)

    def where(case: Case) -> Sequence[str]:
        if len(case.goods) == 1:
            return first if fires(case, case.goods[0]) else ()
        return [f"lines.{goods.position}.{path}" for goods in case.goods if fires(case, goods)]

    return where


def case_of(draft: Draft, administration: str, today: date) -> Case:
    goods = tuple(_goods(position, line) for position, line in enumerate(draft.lines))
    return Case(draft, administration, today, goods, frozenset(one.line.category for one in goods))


def _goods(position: int, line: AnyLine) -> Goods:
    commodity: str = line.category
    if line.type:
        commodity = f"{commodity}.{line.type}"
        if line.subtype:
            commodity = f"{commodity}.{line.subtype}"
    unit = codes.get("unit", line.quantity.unit)
    about = unit.extra if unit else {}
    factor = about.get("factor")
    base = None if factor is None else float(line.quantity.amount) * float(factor)
    return Goods(position, line, commodity, about.get("family"), base)
