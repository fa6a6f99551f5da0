"""What a published record can be found by, and the partitions of the index in which it stands.

A key is `facet=value`. A record has a key for every answer it gives, at each level of a tree or code: `hs=29`,
`hs=2939` and `hs=293972`. It stands in a partition for every key and word, and for the pairs that are most asked for
together: goods with anything else, departure with destination. So what is rare is found without reading what is common.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from cen import jsontext, members
from cen.codes.text import words as words_of
from cen.tlp import Tlp
from seizures.guard import written_texts
from seizures.record import Record, row

ALL = "all"
MOST_WORDS = 600  # of one record; some eight thousand characters of prose
LONGEST_WORD = 40  # of a longer one the beginning counts: a key has room for 2048 bytes, some scripts put no blanks
# Words too common to find anything by: English, French, Spanish.
COMMON = frozenset(
    "the and of in on to at by for with from was were is are an it its had has been this that which no not or as les la"  # noqa: SIM905
    " le de des du et un une dans sur par pour avec est au aux en el los las del y con por una que se son".split()
)
# Facets that are paired with the goods. What is left out is either rare by itself or hardly ever asked for with them.
PAIRED = (
    "country", "departure", "transit", "destination", "on_route", "mode", "direction", "location_type", "detection",
    "concealment", "administration",
)  # fmt: skip
_HANDLING = ("tlp", "rilo")  # on the row, to decide who may see it; never asked for


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as the index holds it. `row`: JSON text of its line in a list; `keys`: all keys between blanks."""

    id: str
    version: int
    seized_on: str
    row: str
    keys: str

    @property
    def sort(self) -> str:
        return f"{self.seized_on}#{self.id}"


def entry_of(record: Record) -> Entry:
    keys = sorted(set(_keys(record)))
    text = f" {' '.join(keys)} "
    return Entry(record.id, record.version, record.seized_on, jsontext.dumps(row(record)), text)


def searchable(text: str) -> list[str]:
    """The words of a text that something can be found by, each once, in order."""
    found = (word[:LONGEST_WORD] for word in words_of(text) if len(word) > 1 and word not in COMMON)
    return list(dict.fromkeys(found))


def _keys(record: Record) -> Iterator[str]:
    fields = record.fields
    yield from _goods(fields["lines"])
    yield from _place("country", fields["place"])
    yield from _route(fields["route"])
    conveyance, concealment = fields["conveyance"], fields.get("concealment") or {}
    single = {
        "direction": fields["direction"],
        "mode": conveyance["mode"],
        "means": conveyance.get("means"),
        "location_type": fields["place"].get("location_type"),
        "detection": (fields.get("detection") or {}).get("method"),
        "cover": concealment.get("cover_load_hs"),
        "operation": fields.get("operation_id"),
        "administration": record.administration,
        "verification": record.verification,
        "tlp": record.tlp,
        "rilo": record.rilo,
    }
    yield from (f"{facet}={value}" for facet, value in single.items() if value is not None)
    yield from (f"concealment={step}" for step in _steps(concealment.get("place")))
    if concealment.get("method"):
        yield f"concealment={concealment['method']}"
    yield from _words(fields)


def _goods(lines: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for line in lines:
        path = ".".join(filter(None, (line["category"], line.get("type"), line.get("subtype"))))
        yield from (f"goods={step}" for step in _steps(path))
        if line.get("type"):
            yield f"type={line['type']}"
        hs = line.get("hs_code") or ""
        yield from (f"hs={hs[:digits]}" for digits in (2, 4, 6) if len(hs) >= digits)
        term = (line.get("details") or {}).get("term")
        if term:
            yield f"term={term}"


def _steps(path: str | None) -> Iterator[str]:
    """`a.b.c`: a, a.b, a.b.c"""
    parts = path.split(".") if path else []
    return (".".join(parts[:depth]) for depth in range(1, len(parts) + 1))


def _route(route: Mapping[str, Any]) -> Iterator[str]:
    legs = [("departure", route["departure"]), ("destination", route["destination"]), ("origin", route.get("origin"))]
    legs += [("transit", leg) for leg in route.get("transit", ())]
    for facet, leg in legs:
        if leg:
            yield from _place("on_route", leg)
            if facet != "origin":
                yield from _place(facet, leg)


def _place(facet: str, place: Mapping[str, Any]) -> Iterator[str]:
    yield f"{facet}={place['country']}"
    if place.get("locode"):
        yield f"{facet}={place['locode']}"


def _words(fields: Mapping[str, Any]) -> Iterator[str]:
    found = (word for text in written_texts(fields) for word in searchable(text))
    return (f"word={word}" for word in islice(dict.fromkeys(found), MOST_WORDS))


def facets_of(keys: str) -> Iterator[tuple[str, str]]:
    for key in keys.split():
        facet, _, value = key.partition("=")
        yield facet, value


def partitions(keys: str, today: date) -> list[str]:
    """Where a record stands. What not everybody may see stands with those who may, and nowhere else, so that a reader's
    search never even passes it."""
    face = dict(facets_of(keys))
    label, owner = Tlp(face["tlp"]), face["administration"]
    if label in (Tlp.CLEAR, Tlp.GREEN):
        return [ALL, *_open(keys)]
    allowed = {owner}
    if label is Tlp.AMBER and "rilo" in face:
        allowed |= {*members.members_of(face["rilo"], today), f"rilo-{face['rilo']}"}
    return [f"only={one}" for one in sorted(allowed)]


def _open(keys: str) -> Iterator[str]:
    values: dict[str, list[str]] = {}
    for facet, value in facets_of(keys):
        values.setdefault(facet, []).append(f"{facet}={value}")
    yield from (key for facet, group in values.items() if facet not in _HANDLING for key in group)
    flows = [pair(departure, destination) for departure in values["departure"] for destination in values["destination"]]
    yield from flows
    for goods in values["goods"]:
        if goods.count(".") < 2:  # a subtype is rare enough by itself
            yield from (pair(goods, key) for facet in PAIRED for key in values.get(facet, ()))
            yield from (pair(goods, flow) for flow in flows)


def pair(one: str, other: str) -> str:
    return f"{one}&{other}"
