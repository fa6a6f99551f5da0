"""A record document as rows of a table: one per commodity line, the case's fields repeated in each.

Names are the dotted paths of the document, a line's under `line`. Of a list of objects each field is a column, its
values joined by "; " in the order of the list, so that the n-th of one column belongs to the n-th of the next.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from cen import codes
from seizures import details
from seizures.lines import AnyLine, Packages, Reported, Value
from seizures.model import Conveyance, Detection, Grading, Leg, Persons, Place

type Document = Mapping[str, Any]

SEPARATOR = "; "
_LABEL = ".label"
_DECIMALS = frozenset(
    {
        "number",
        "quantity.amount",
        "quantity.reported.amount",
        "quantity.reported.factor",
        "packages.count",
        "value.amount",
        "quality.score",
        "details.purity_percent",
        "details.strength_percent",
        "details.activity_becquerel",
    }
)


@dataclass(frozen=True, slots=True)
class Column:
    """`labels`: the code list whose English labels it shows."""

    name: str
    path: tuple[str, ...]
    labels: str | None = None

    @property
    def decimal(self) -> bool:
        """Whether its texts are numbers of ours."""
        return self.name in _DECIMALS

    def value(self, document: Document) -> str:
        found = _text(_at(document, self.path))
        return codes.label(self.labels, found) if self.labels and found else found


def _columns(*names: str) -> Iterator[Column]:
    for name in names:
        yield Column(name, tuple(name.split(".")))


def _of(parent: str, model: Any) -> Iterator[Column]:
    yield from _columns(*(f"{parent}.{name}" for name in model.model_fields))


def _label(name: str, list_id: str) -> Column:
    return Column(name + _LABEL, tuple(name.split(".")), labels=list_id)


def _details() -> list[str]:
    """Every field that some category of goods has."""
    lines = get_args(get_args(AnyLine)[0])
    models = [getattr(details, line.__name__.removesuffix("Line")) for line in lines]
    return list(dict.fromkeys(name for model in models for name in model.model_fields))


CASE = (
    *_columns("id", "national_reference", "tlp", "administration", "rilo", "seized_on", "date_precision"),
    *_of("place", Place),
    _label("place.country", "country"),
    *_columns("direction", "offence"),
    *_of("conveyance", Conveyance),
    _label("conveyance.mode", "transport_mode"),
    *_of("route.origin", Leg),
    _label("route.origin.country", "country"),
    *_of("route.departure", Leg),
    _label("route.departure.country", "country"),
    *_of("route.transit", Leg),
    *_of("route.destination", Leg),
    _label("route.destination.country", "country"),
    *_of("detection", Detection),
    *_columns("concealment.place", "concealment.method", "concealment.cover_load_hs", "concealment.description"),
    *_of("persons", Persons),
    *_columns("operation_id"),
    *_of("grading", Grading),
    *_columns("verification", "form", "quality.score", "version", "channel", "operation_message"),
    *_columns("created_at", "updated_at"),
    *_columns("submitted_at", "published_at", "narrative"),
)
LINE = (
    *_columns("number", "category"),
    _label("category", "commodity"),
    *_columns("type"),
    Column("type" + _LABEL, ("commodity.type",), labels="commodity"),
    *_columns("subtype"),
    Column("subtype" + _LABEL, ("commodity.subtype",), labels="commodity"),
    *_columns("hs_code", "hs_edition"),
    *_columns("quantity.amount", "quantity.unit", "quantity.basis"),
    *_of("quantity.reported", Reported),
    *_of("packages", Packages),
    *_of("value", Value),
    *_columns(*(f"details.{name}" for name in _details())),
)
HEADER = (*(column.name for column in CASE), *(f"line.{column.name}" for column in LINE))
DECIMAL = (*(column.decimal for column in CASE), *(column.decimal for column in LINE))


def rows(document: Document) -> Iterator[list[str]]:
    """As many cells as `HEADER` has names; what the record does not say is an empty text."""
    case = [column.value(document) for column in CASE]
    for number, line in enumerate(document["lines"], 1):
        known = {**line, "number": number, **_steps(line)}
        yield case + [column.value(known) for column in LINE]


def _steps(line: Document) -> dict[str, str]:
    """The codes of type and subtype as the list `commodity` has them, with all that is above them."""
    steps = [str(line["category"])]
    found = {}
    for name in ("type", "subtype"):
        if line.get(name) is None:
            break
        steps.append(str(line[name]))
        found[f"commodity.{name}"] = ".".join(steps)
    return found


def _at(node: Any, path: tuple[str, ...]) -> Any:
    for position, step in enumerate(path):
        if isinstance(node, list):
            return [_at(one, path[position:]) for one in node]
        if not isinstance(node, Mapping):
            return None
        node = node.get(step)
    return node


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            texts = [_text(one) for one in value]
            return SEPARATOR.join(texts) if any(texts) else ""
    return str(value)
