"""Finding and counting published records: the use cases of the search."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from cen import members
from cen.act import Act
from cen.paging import Key
from cen.principal import Principal
from cen.tlp import Tlp
from seizures.model import Status
from seizures.search.keys import facets_of, rilo_scope
from seizures.search.question import Filter, SeizureQuery
from seizures.search.walk import COUNT, PAGE, Budget, Found, Position, Request, page
from seizures.visibility import Face, may_know_operation, may_read

if TYPE_CHECKING:
    from seizures.search.walk import Read

_MOST_COUNTED = 1000
_MOST_VALUES = 50
_OPEN = (" tlp=GREEN ", " tlp=CLEAR ")
# What is counted under its own name. Goods are told apart by their depth: category, type.
_COUNTED = (
    "country", "departure", "transit", "destination", "mode", "direction", "location_type", "detection", "concealment",
    "administration", "verification",
)  # fmt: skip
_PLACES = ("country", "departure", "transit", "destination")


def find(read: "Read", act: Act, query: SeizureQuery, start: Key | None, budget: Budget = PAGE) -> Found:
    """One page of postings, newest seizure first."""
    return page(read, _request(act.caller, act.now.date(), query, start, query.limit, budget))


def ids(
    read: "Read", caller: Principal, today: date, search: Mapping[str, str], after: Key | None
) -> tuple[list[str], Key | None]:
    """Ids of all that a search finds, in large pages, for those who work through it."""
    query = Filter.model_validate(dict(search))
    found = page(read, _request(caller, today, query, after, COUNT.rows, COUNT))
    return [posting.id for posting in found.postings], key_of(found.next)


def _request(caller: Principal, today: date, query: Filter, start: Key | None, limit: int, budget: Budget) -> Request:
    low, high = query.seized
    return Request(
        criteria=query.criteria(),
        scopes=scopes(caller, today),
        low=low,
        high=f"{high}#~",
        limit=limit,
        visible=sees(caller, today) if query.operation is None else _knows(caller, sees(caller, today)),
        start=Position(start["after"], tuple(start["via"].split(" "))) if start else None,
        budget=budget,
    )


def key_of(position: Position | None) -> Key | None:
    """For a cursor."""
    return None if position is None else {"after": position.after, "via": " ".join(position.via)}


def scopes(caller: Principal, today: date) -> list[str]:
    """Whose records, of those that are not for everybody, the caller may see."""
    own = caller.administration
    region = members.rilo_of(own, today) if own else None
    rilos = caller.rilos | ({region} if region else set())
    return [*([own] if own else []), *map(rilo_scope, sorted(rilos))]


def sees(caller: Principal, today: date) -> Callable[[str], bool]:
    """Whether the caller may see a published record with these keys. The index already keeps apart what is not for
    everybody; but memberships change, so what is shown is judged by the rule itself."""

    def judge(keys: str) -> bool:
        if any(label in keys for label in _OPEN):
            return True
        return may_read(caller, _face(keys), today)

    return judge


def _knows(caller: Principal, visible: Callable[[str], bool]) -> Callable[[str], bool]:
    """Whether the caller may see a record, and know of which operation it came."""
    return lambda keys: visible(keys) and may_know_operation(caller, _face(keys))


def _face(keys: str) -> Face:
    found = dict(facets_of(keys))
    return Face(Status.PUBLISHED, found["administration"], found.get("rilo"), Tlp(found["tlp"]))


def facets(read: "Read", act: Act, query: Filter) -> dict[str, Any]:
    """Counts by value over the matches, newest first as far as the budget goes. `partial`: there are more; then `since`
    is the day back to which they were counted."""
    found = page(read, _request(act.caller, act.now.date(), query, None, _MOST_COUNTED, COUNT))
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("category", "type", *_COUNTED)}
    for posting in found.postings:
        for facet, value in facets_of(posting.keys):
            if name := _name(facet, value):
                counts[name][value] += 1
    return {
        "counted": len(found.postings),
        "partial": found.next is not None,
        "since": found.next.after.partition("#")[0] if found.next else None,
        "facets": {name: _largest(counter) for name, counter in counts.items()},
    }


def _name(facet: str, value: str) -> str | None:
    if facet == "goods":
        return {0: "category", 1: "type"}.get(value.count("."))
    if facet in _PLACES and len(value) > 2:
        return None  # a port; its country is counted
    return facet if facet in _COUNTED else None


def _largest(counter: Counter[str]) -> list[dict[str, Any]]:
    """The largest first, equal ones by value."""
    ordered = sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))
    return [{"value": value, "count": count} for value, count in ordered[:_MOST_VALUES]]
