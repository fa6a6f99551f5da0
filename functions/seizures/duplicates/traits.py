"""What a record is compared by, and the blocks in which it meets others.

Two records are compared only if they meet: in a block of the same type of goods and country of seizure, or in one of
the same category of goods and nearly the same quantity (± 2 %); in both, seized within a week of each other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from math import floor, log
from typing import Any

from cen import codes, jsontext
from seizures.record import Record
from seizures.search.keys import Entry

NEAR_DAYS = 7
_LONGEST_MONTH = 31
NEAR_SHARE = 0.02
# Of the logarithm; wide enough that what is near lies in the same step or in the next.
_STEP = 2 * log(1 + NEAR_SHARE)
# Of one record; cases of more goods meet by the first of them.
MOST_GOODS = 3
_MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity in the base unit of its family (kilogram, piece, litre). `digits`: without point and zeros around."""

    goods: str
    family: str
    base: float
    digits: str
    written: str


@dataclass(frozen=True, slots=True)
class Traits:
    """`coded`: values by field, of places the most exact one. `amounts`: of the lines. `words`: free texts of lines by
    field (brand, logo, taxon), folded."""

    id: str
    version: int
    administration: str
    tlp: str
    rilo: str | None
    seized_on: date
    precision: str
    coded: Mapping[str, str]
    goods: Sequence[str]
    transit: Sequence[str]
    amounts: Sequence[Amount]
    words: Mapping[str, Sequence[str]]


def traits_of(record: Record) -> Traits:
    fields = record.fields
    lines = fields["lines"][:_MOST_LINES]
    return Traits(
        record.id,
        record.version,
        record.administration,
        record.tlp.value,
        record.rilo,
        date.fromisoformat(record.seized_on),
        fields["date_precision"],
        dict(_coded(fields)),
        sorted({_goods(line) for line in lines}),
        sorted({_place(leg) for leg in fields["route"].get("transit", ())}),
        [amount for line in lines if (amount := _amount(line))],
        _words(lines),
    )


def _coded(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    route, conveyance, concealment = fields["route"], fields["conveyance"], fields.get("concealment") or {}
    found = {
        "country": _place(fields["place"]),
        "location_type": fields["place"].get("location_type"),
        "direction": fields["direction"],
        "mode": conveyance["mode"],
        "means": conveyance.get("means"),
        "origin": _place(route.get("origin")),
        "departure": _place(route["departure"]),
        "destination": _place(route["destination"]),
        "detection": (fields.get("detection") or {}).get("method"),
        "concealment_place": concealment.get("place"),
        "concealment_method": concealment.get("method"),
        "cover_load": concealment.get("cover_load_hs"),
        "operation": fields.get("operation_id"),
        "reference": (fields.get("national_reference") or "").upper(),
        "hs_code": fields["lines"][0].get("hs_code"),
        "packages": _packages(fields["lines"][0]),
        "value": _value(fields["lines"][0]),
    }
    return ((name, value) for name, value in found.items() if value)


def _place(place: Mapping[str, Any] | None) -> str:
    return "" if place is None else place.get("locode") or place["country"]


def _goods(line: Mapping[str, Any]) -> str:
    return ".".join(filter(None, (line["category"], line.get("type"), line.get("subtype"))))


def _packages(line: Mapping[str, Any]) -> str:
    return f"{line['packages']['count']} {line['packages']['code']}" if line.get("packages") else ""


def _value(line: Mapping[str, Any]) -> str:
    return f"{_plain(line['value']['amount'])} {line['value']['currency']}" if line.get("value") else ""


def _words(lines: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    found: dict[str, set[str]] = {}
    for line in lines:
        for name, value in (line.get("details") or {}).items():
            if isinstance(value, str):
                found.setdefault(name, set()).add(value.casefold()[:80])
    return {name: sorted(values) for name, values in found.items()}


def _amount(line: Mapping[str, Any]) -> Amount | None:
    written, unit = line["quantity"]["amount"], line["quantity"]["unit"]
    family, factor = _unit(unit)
    if family is None:
        return None
    base = Decimal(written) * Decimal(factor)
    return Amount(_goods(line), family, float(base), digits(written), f"{_plain(written)} {unit}")


@cache
def _unit(code: str) -> tuple[str | None, str]:
    found = codes.get("unit", code)
    extra = found.extra if found else {}
    return (extra["family"], extra["factor"]) if "factor" in extra else (None, "1")


def digits(amount: str) -> str:
    """
    >>> digits("0.01250"), digits("2786")
    ('125', '2786')
    """
    return amount.replace(".", "").strip("0")


def _plain(amount: str) -> str:
    return amount.rstrip("0").rstrip(".") if "." in amount else amount


def entry_of(traits: Traits) -> Entry:
    """As the blocks hold it."""
    return Entry(traits.id, traits.version, traits.seized_on.isoformat(), _row(traits), " ")


def _row(traits: Traits) -> str:
    """By position: a block is read often, and the names would be half of it."""
    values = {name: getattr(traits, name) for name in Traits.__slots__}
    values["amounts"] = [[getattr(amount, name) for name in Amount.__slots__] for amount in traits.amounts]
    return jsontext.dumps({"t": list(values.values())})


def read_row(row: str) -> Traits:
    values = dict(zip(Traits.__slots__, jsontext.loads(row)["t"], strict=True))
    values["seized_on"] = date.fromisoformat(values["seized_on"])
    values["amounts"] = [Amount(*amount) for amount in values["amounts"]]
    return Traits(**values)


def posted_in(traits: Traits) -> list[str]:
    """The blocks in which a record stands."""
    found = [_by_place(goods, traits.coded["country"]) for goods in _types(traits)]
    found += [_by_quantity(amount, _step(amount.base)[0]) for amount in _amounts(traits)]
    return list(dict.fromkeys(found))


def looked_up_in(traits: Traits) -> list[str]:
    """The blocks in which others stand that it may meet: its own, and the next step of each quantity."""
    found = posted_in(traits)
    found += [_by_quantity(amount, _step(amount.base)[1]) for amount in _amounts(traits)]
    return list(dict.fromkeys(found))


def days_around(traits: Traits) -> tuple[str, str]:
    """First and last day of the others that are compared. A month stands under its first day, so all of it is near."""
    near = timedelta(days=_LONGEST_MONTH if traits.precision == "month" else NEAR_DAYS)
    return _shifted(traits.seized_on, -near), _shifted(traits.seized_on, near)


def _shifted(day: date, by: timedelta) -> str:
    return date.fromordinal(max(1, min(date.max.toordinal(), day.toordinal() + by.days))).isoformat()


def _types(traits: Traits) -> list[str]:
    """Types of goods, or categories where no type is said, without what lies below them."""
    return list(dict.fromkeys(".".join(goods.split(".")[:2]) for goods in traits.goods))[:MOST_GOODS]


def _amounts(traits: Traits) -> list[Amount]:
    """The largest quantities of each kind: what is retyped most carefully."""
    return sorted(traits.amounts, key=lambda amount: (-amount.base, amount.goods))[:MOST_GOODS]


def _step(base: float) -> tuple[int, int]:
    """The step of a quantity, and the neighbour that is nearer."""
    exact = log(base) / _STEP
    step = floor(exact)
    return step, step - 1 if exact - step < 0.5 else step + 1


def _by_place(goods: str, place: str) -> str:
    return f"{goods}&{place[:2]}"


def _by_quantity(amount: Amount, step: int) -> str:
    return f"{amount.goods.partition('.')[0]}&{amount.family}&{step}"
