"""Rules about when, where and how: dates, the route, what moved the goods and what hid them."""

from collections.abc import Sequence
from datetime import timedelta

from cen import codes
from seizures.plausibility.shape import Case

_YEAR = timedelta(days=365)
# Without a coast (United Nations, list of landlocked developing countries, and those of Europe).
_COASTLESS = (
    "AD AF AM AT AZ BF BI BO BT BW BY CF CH CZ ET HU KG KZ LA LI LS LU MD MK ML MN MW NE NP PY RS RW SK SM SS SZ TD TJ "
    "TM UG UZ VA XK ZM ZW"
)
_LANDLOCKED = frozenset(_COASTLESS.split())
# Modes of transport (Rec 19) that do not come to a kind of place. Mail and what is not said go anywhere.
_AIR, _SEA, _RAIL, _ROAD, _INLAND = "4", "1", "2", "3", "8"
_NOT_THERE = {
    "seaport": frozenset({_AIR}),
    "sea": frozenset({_AIR, _RAIL, _ROAD}),
    "airport_passenger": frozenset({_SEA, _INLAND}),
    "airport_cargo": frozenset({_SEA, _INLAND}),
    "land_border_post": frozenset({_SEA, _AIR}),
    "green_border": frozenset({_AIR}),
    "railway": frozenset({_SEA, _AIR}),
    "inland_waterway": frozenset({_AIR}),
}
# Modes by which a place of concealment can travel: the first step of its code.
_TRAVELS_BY = {
    "vessel": frozenset({_SEA, _INLAND}),
    "aircraft": frozenset({_AIR}),
    "rail": frozenset({_RAIL}),
    "pipeline": frozenset({"7"}),
}
_UNSAID = frozenset({"0", "6", "9"})


def old(case: Case) -> bool:
    return case.today - case.draft.seized_on > _YEAR


def first_of_january(case: Case) -> bool:
    day = case.draft.seized_on
    return case.draft.date_precision == "day" and (day.month, day.day) == (1, 1)


def same_ends(case: Case) -> bool:
    route = case.draft.route
    return case.draft.direction != "internal" and route.departure.country == route.destination.country


def export_from_elsewhere(case: Case) -> bool:
    draft = case.draft
    return draft.direction == "export" and draft.place.country != draft.route.departure.country


def import_where_it_departed(case: Case) -> bool:
    route, here = case.draft.route, case.draft.place.country
    return case.draft.direction == "import" and route.departure.country == here != route.destination.country


def transit_at_an_end(case: Case) -> bool:
    route = case.draft.route
    ends = (route.departure.country, route.destination.country)
    return case.draft.direction in ("transit", "transhipment") and case.draft.place.country in ends


def internal_elsewhere(case: Case) -> bool:
    route, here = case.draft.route, case.draft.place.country
    return case.draft.direction == "internal" and here not in (route.departure.country, route.destination.country)


def abroad(case: Case) -> bool:
    return case.draft.place.country != case.administration


def stands_twice(case: Case) -> Sequence[str]:
    route = case.draft.route
    before = [route.departure.country, route.destination.country]
    found = []
    for position, leg in enumerate(route.transit):
        if leg.country in before:
            found.append(f"route.transit.{position}.country")
        before.append(leg.country)
    return found


def mode_does_not_come_there(case: Case) -> bool:
    kind = case.draft.place.location_type
    return kind is not None and case.draft.conveyance.mode in _NOT_THERE.get(kind, ())


def place_does_not_travel_so(case: Case) -> bool:
    hidden, mode = case.draft.concealment, case.draft.conveyance.mode
    if hidden is None or hidden.place is None or mode in _UNSAID:
        return False
    modes = _TRAVELS_BY.get(hidden.place.partition(".")[0])
    return modes is not None and mode not in modes


def no_coast(case: Case) -> Sequence[str]:
    draft, found = case.draft, []
    if draft.place.location_type in ("seaport", "sea") and draft.place.country in _LANDLOCKED:
        found.append("place.location_type")
    if draft.conveyance.mode == _SEA and draft.route.departure.country in _LANDLOCKED:
        found.append("route.departure.country")
    return found


def no_port(case: Case) -> bool:
    """The list knows ports by their function; a place without it has none that ships of trade call at."""
    place = case.draft.place
    if place.location_type != "seaport" or place.locode is None:
        return False
    found = codes.get("locode", place.locode)
    return found is not None and not found.extra.get("port")


def hidden_and_not(case: Case) -> bool:
    hidden = case.draft.concealment
    return hidden is not None and hidden.method == "not_concealed" and hidden.place not in (None, "none")


def crowd(case: Case) -> bool:
    return sum(persons.count for persons in case.draft.persons) > 50
