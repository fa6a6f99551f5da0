"""Which cells a reader may see the sum of, and which nodes hold it.

What is counted of cases for everybody, of AMBER cases of a RILO's region, and of cases that only their administration
may see stand apart. A reader's answer is the sum of those he may read the cases of, and no part of any other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cen import members
from cen.principal import Principal, Tier
from cen.tlp import Tlp
from rilo_rollup.cells import months
from rilo_rollup.cells.areas import members_in as _members
from rilo_rollup.cells.areas import of_administration, rilos_ever
from rilo_rollup.cells.codec import digest
from rilo_rollup.cells.monoid import merge
from rilo_rollup.cells.row import OPEN, OWN, rilo_scope
from rilo_rollup.keep.nodes import Node, Part


@dataclass(frozen=True, slots=True)
class Reader:
    """`rilos`: codes of the RILOs whose regions' AMBER cases he may see; `administration`: whose every case."""

    rilos: frozenset[str] = frozenset()
    administration: str | None = None


EVERYBODY = Reader()


def reader_of(caller: Principal, today: date, tlp: str | None) -> Reader:
    """As records show themselves: AMBER to the region of their RILO, AMBER+STRICT to their administration. `tlp`: no
    more than what may carry this label."""
    if tlp in (Tlp.CLEAR, Tlp.GREEN):
        return EVERYBODY
    serves = caller.rilos if caller.tier is Tier.UNRESTRICTED else frozenset()
    own = members.rilo_of(caller.administration, today) if caller.administration else None
    rilos = serves | ({own} if own else frozenset())
    return Reader(rilos, None if tlp == Tlp.AMBER else caller.administration)


def nodes_of(area: str, first: str, last: str, reader: Reader) -> list[Node]:
    """All nodes whose sum is the reader's answer, each case of it in exactly one."""
    periods = _periods(months.between(first, last))
    scopes = [OPEN, *sorted(map(rilo_scope, reader.rilos))]
    found = [Node(area, period, scope) for scope in scopes for period in periods]
    if reader.administration:
        found += _own(area, first, last, reader, reader.administration)
    return found


def _own(area: str, first: str, last: str, reader: Reader, administration: str) -> Iterator[Node]:
    """Of one's own cases those that no region of the reader's sees: also AMBER ones of a RILO that it has left."""
    within = [month for month in months.between(first, last) if administration in _members(area, month)]
    scopes = [OWN, *(rilo_scope(rilo) for rilo in rilos_ever(administration) if rilo not in reader.rilos)]
    for period in _periods(within):
        for scope in scopes:
            yield Node(of_administration(administration), period, scope)


def _periods(wanted: Iterable[str]) -> list[str]:
    """Whole years where all of their months are wanted, else months."""
    years: dict[str, list[str]] = {}
    for month in wanted:
        years.setdefault(month[:4], []).append(month)
    return [period for year, some in years.items() for period in ([year] if len(some) == 12 else some)]


@dataclass(frozen=True, slots=True)
class Sum:
    """`cells`: digest of what was summed, and of when each part of it became what it is. `tlp`: the most restrictive
    label of it."""

    tree: Mapping[str, Any]
    as_of: str | None
    cells: str
    tlp: Tlp


def sum_of(nodes: Sequence[Node], parts: Mapping[Node, Part]) -> Sum:
    found = [(node, parts[node]) for node in nodes if node in parts]
    prints = "".join(f"{'/'.join(node)}={part.digest}@{part.as_of};" for node, part in found)
    return Sum(
        tree=merge(part.tree for _, part in found),
        as_of=max((part.as_of for _, part in found), default=None),
        cells=digest(prints)[:32],
        tlp=_label([node.scope for node, _ in found]),
    )


def _label(scopes: Iterable[str]) -> Tlp:
    seen = set(scopes)
    if OWN in seen:
        return Tlp.AMBER_STRICT
    return Tlp.AMBER if seen - {OPEN} else Tlp.GREEN
