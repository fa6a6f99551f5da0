"""An entry of a shelf at rest, and the rows it is listed by. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from alerts.readers import Reader
from alerts.shelf.model import Collection, Kind, State
from cen import codes, jsontext
from cen.codes.text import words
from cen.tlp import Tlp

MEMBERS, OUTSIDE = "members", "outside"
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """`document`: JSON text as readers get it. `inside`: what no reader gets. `expires`: when it is forgotten, in
    seconds; None: it is kept."""

    collection: Collection
    document: str
    inside: Mapping[str, Any] = field(default_factory=dict)
    expires: int | None = None

    @property
    def fields(self) -> dict[str, Any]:
        loaded: dict[str, Any] = jsontext.loads(self.document)
        return loaded


@dataclass(frozen=True, slots=True)
class Cover:
    """What an entry is known by without being read: what access and conditions are decided on."""

    id: str
    version: int
    publisher: str
    tlp: Tlp
    state: State


def cover(fields: Mapping[str, Any]) -> Cover:
    state = State(fields.get("state", State.READY))
    return Cover(fields["id"], fields["version"], fields["publisher"], Tlp(fields.get("tlp", Tlp.GREEN)), state)


def may_see(entry: Cover, reader: Reader) -> bool:
    """What is ready, by its label; what is not, its own office. What was removed, nobody."""
    if entry.state is State.REMOVED:
        return False
    if entry.publisher in reader.offices:
        return True
    return entry.state is State.READY and (reader.member or (reader.tier is not None and entry.tlp is Tlp.CLEAR))


def own(entry: Cover, reader: Reader) -> bool:
    """Whose it is to change: its office's, and CENMaT's, who keeps the shelves tidy."""
    return entry.publisher in reader.offices or "cenmat" in reader.offices


def content(kind: Kind, fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name in kind.content.model_fields}


def texts(kind: Kind, fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Dotted path and text of what people can write as they like."""
    for name in kind.written:
        value = fields.get(name)
        if isinstance(value, str):
            yield name, value
        for position, one in enumerate(value if isinstance(value, list) else ()):
            yield f"{name}.{position}", one


type Rows = Mapping[tuple[str, str], Mapping[str, str | int]]


def rows(entry: Entry) -> Rows:
    fields = entry.fields
    known = cover(fields)
    if known.state is State.REMOVED:
        return {}
    row: dict[str, str | int] = {"row": entry.document, "words": " ".join(sorted(_words(fields)))}
    if entry.expires is not None:
        row["expires_at"] = entry.expires
    if known.state is not State.READY:
        return {(shelf(entry.collection, known.publisher), known.id): row}
    places = [MEMBERS, *([OUTSIDE] if known.tlp is Tlp.CLEAR else [])]
    return {(shelf(entry.collection, place), known.id): row for place in places}


def shelf(collection: Collection, place: str) -> str:
    """A partition. `place`: `members`, `outside`, or an office, where its entries stand that are not ready."""
    return f"SHELF#{collection}#{place}"


def place_of(reader: Reader) -> str:
    return MEMBERS if reader.member else OUTSIDE


def _words(fields: Mapping[str, Any]) -> set[str]:
    return {word[:_LONGEST] for text in _found_by(fields) for word in words(text)}


def _found_by(fields: Mapping[str, Any]) -> Iterator[str]:
    for name in ("title", "description", "organisation", "issued_by", "edition", "category", "kind"):
        yield str(fields.get(name, ""))
    yield from fields.get("analyses", ())
    for category in fields.get("goods", ()):
        yield from codes.names("commodity", category)
    if "country" in fields:
        yield from codes.names("country", fields["country"])


def has_words(row: Mapping[str, Any], asked: list[str]) -> bool:
    """Each word, or one that begins with it."""
    standing = str(row["words"]).split(" ")
    return all(any(word.startswith(one) for word in standing) for one in asked)
