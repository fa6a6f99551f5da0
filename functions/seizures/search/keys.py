"""What a published record can be found by, and the partitions of the index in which it stands.

A key is `facet=value`. A record has a key for every answer it gives, at each level of a tree or code: `hs=29`,
`hs=2939` and `hs=293972`. It stands in a partition for every key and word, and for the pairs that are most asked for
together: goods with anything else, departure with destination. So what is rare is found without reading what is common.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from typing import Any

from cen import codes, jsontext, members
from cen.codes.text import words as words_of
from cen.tlp import Tlp
from seizures.guard import written_texts
from seizures.record import Record, row

ALL = "all"
# Of one record; some four thousand characters of prose. Each word is a posting more, and makes all of them longer.
MOST_WORDS = 300
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
# Facets whose codes' names are words of the record; those of other facets are looked up when somebody asks.
NAMED = {"goods": "commodity", "term": "cites_term"}
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
    coded = set(_coded(record))
    keys = sorted(coded.union(_words(record.fields, sorted(coded))))
    text = f" {' '.join(keys)} "
    return Entry(record.id, record.version, record.seized_on, jsontext.dumps(row(record)), text)


def searchable(text: str) -> list[str]:
    """The words of a text that something can be found by, each once, in order."""
    found = (word[:LONGEST_WORD] for word in words_of(text) if len(word) > 1 and word not in COMMON)
    return list(dict.fromkeys(found))


def _coded(record: Record) -> Iterator[str]:
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


def _words(fields: Mapping[str, Any], coded: Iterable[str]) -> Iterator[str]:
    texts = chain(_names(coded), written_texts(fields))
    found = dict.fromkeys(word for text in texts for word in searchable(text))
    return (f"word={word}" for word in islice(found, MOST_WORDS))


def _names(coded: Iterable[str]) -> Iterator[str]:
    """Everyday words for what was seized, as if they stood in the text: who types "coke" means cocaine."""
    for key in coded:
        facet, _, value = key.partition("=")
        if list_id := NAMED.get(facet):
            yield from (name for name in codes.names(list_id, value) if " " not in name)


def facets_of(keys: str) -> Iterator[tuple[str, str]]:
    for key in keys.split():
        facet, _, value = key.partition("=")
        yield facet, value


def partitions(keys: str, today: date) -> list[str]:
    """Where a record stands. What not everybody may see stands in partitions of those who may, and nowhere else: a
    reader's search never even passes it."""
    everywhere = open_partitions(keys)
    scopes = _scopes(dict(facets_of(keys)), today)
    return everywhere if scopes is None else [within(one, scope) for scope in scopes for one in everywhere]


def open_partitions(keys: str) -> list[str]:
    """Where a record would stand if it were for everybody."""
    return [ALL, *_everywhere(keys)]


def _scopes(face: Mapping[str, str], today: date) -> list[str] | None:
    """Of a record that is for its administration, or for its region; None: for everybody."""
    label, owner, rilo = Tlp(face["tlp"]), face["administration"], face.get("rilo")
    if label in (Tlp.CLEAR, Tlp.GREEN):
        return None
    if label is not Tlp.AMBER or rilo is None:
        return [owner]
    # The owner finds it with the region, unless it has moved to another since.
    return [rilo_scope(rilo)] if members.rilo_of(owner, today) == rilo else [rilo_scope(rilo), owner]


def rilo_scope(rilo: str) -> str:
    """Codes of RILOs and of countries overlap."""
    return f"rilo-{rilo}"


def within(partition: str, scope: str) -> str:
    return f"{partition}@{scope}"


def _everywhere(keys: str) -> Iterator[str]:
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
