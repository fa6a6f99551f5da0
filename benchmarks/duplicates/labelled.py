"""A set of pairs of which it is known whether they are of one case.

*What it is.* The real seizures of `local/seed/data` (UNODC and LEMIS samples), each event once, with days drawn within
one quarter, so that as many meet as in a busy database. Two of them are two cases: negatives. To a third of them a
second record of the same case is added, as the ways in which cases are known to be entered twice make it (`NOISE`):
positives. To another third the next case of the same route is added: the same goods, places and means a day or more
later, with quantity and hiding place of another real record: the hardest negatives there are. Seven real pairs, from
the same source, stand beside.

*What it is not.* No sample of duplicates that people found: how often each noise occurs, and how many duplicates there
are, is our guess, and precision depends on it. Drugs and wildlife only. The records are thin: what full records have
besides (packages, brands, cover loads, ports) only makes pairs easier to tell.
"""

import copy
import csv
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from cen.body import model_of
from local.seed import unodc
from local.seed.records import all_records
from local.seed.tables import countries
from seizures.lines import unit_family
from seizures.model import Draft, Status
from seizures.record import Record, moved, new_record

SEED = 20260320
FIRST_DAY, DAYS = date(2026, 1, 1), 90
_TODAY = date(2026, 6, 1)
_AT = "2026-06-01T12:00:00.000Z"

type Document = dict[str, Any]
type Noise = Callable[[random.Random, Document], Document]


@dataclass(frozen=True, slots=True)
class Labelled:
    """`case`: the same for records of one case. `how`: of a second record, how it came about."""

    record: Record
    case: int
    how: str


def _amount(document: Document) -> dict[str, str]:
    quantity: dict[str, str] = document["lines"][0]["quantity"]
    return quantity


def _later(draw: random.Random, document: Document, days: int) -> None:
    day = date.fromisoformat(document["seized_on"]) + timedelta(days=draw.randint(-days, days))
    document["seized_on"] = min(day, _TODAY).isoformat()


def _rounded(draw: random.Random, document: Document) -> None:
    quantity = _amount(document)
    digits = draw.choice((2, 3))
    exact = Decimal(quantity["amount"])
    rounded = f"{exact:.{digits}g}"
    quantity["amount"] = _plain(Decimal(rounded))


def _other_unit(document: Document) -> None:
    """Kilograms as grams, grams as kilograms: the same quantity."""
    quantity = _amount(document)
    other = {"KGM": ("1000", "GRM"), "GRM": ("0.001", "KGM")}.get(quantity["unit"])
    if other:
        quantity |= {"amount": _plain(Decimal(quantity["amount"]) * Decimal(other[0])), "unit": other[1]}


def _plain(amount: Decimal) -> str:
    text = f"{max(amount, Decimal('0.000001')):.6f}".rstrip("0").rstrip(".")
    return text or "1"


def _lacking(draw: random.Random, document: Document, share: float) -> None:
    for path in (("concealment",), ("place", "location_type"), ("place", "locode"), ("route", "origin")):
        holder = document if len(path) == 1 else document[path[0]]
        if draw.random() < share:
            holder.pop(path[-1], None)
    if draw.random() < share:
        document["lines"][0].pop("subtype", None)


def _sheet_twice(draw: random.Random, document: Document) -> Document:
    """A sheet that was loaded again under other references: everything else is the same."""
    return {**document, "national_reference": f"AGAIN-{draw.randrange(10**6)}"}


def _typed_again(draw: random.Random, document: Document) -> Document:
    """From the same file, by a colleague: a day off now and then, rounded, in another unit, less of it."""
    document["national_reference"] = f"AGAIN-{draw.randrange(10**6)}"
    if draw.random() < 0.3:
        _later(draw, document, 1)
    if draw.random() < 0.3:
        _rounded(draw, document)
    if draw.random() < 0.3:
        _other_unit(document)
    _lacking(draw, document, 0.2)
    return document


def _partner(draw: random.Random, document: Document) -> Document:
    """By the administration at the other end of the route, from what it was told: the day of the message, round
    numbers, little about where it was hidden, sometimes the country of origin for the departure."""
    document.pop("national_reference", None)
    _later(draw, document, 3)
    if draw.random() < 0.5:
        _rounded(draw, document)
    _lacking(draw, document, 0.6)
    if draw.random() < 0.25 and "origin" in document["route"]:
        document["route"]["departure"] = {"country": document["route"]["origin"]["country"]}
    return document


def _slip(draw: random.Random, document: Document) -> Document:
    """A slip of the keyboard besides: a digit, the point, or two digits of the day."""
    document = _typed_again(draw, document)
    quantity, kind = _amount(document), draw.choice(("digit", "point", "day"))
    if kind == "digit":
        places = [place for place, character in enumerate(quantity["amount"]) if character.isdigit()]
        place = draw.choice(places)
        digit = str((int(quantity["amount"][place]) + draw.randint(1, 8)) % 9 + 1)
        quantity["amount"] = quantity["amount"][:place] + digit + quantity["amount"][place + 1 :]
        quantity["amount"] = _plain(Decimal(quantity["amount"]))
    elif kind == "point":
        quantity["amount"] = _plain(Decimal(quantity["amount"]) * draw.choice((10, 1000, Decimal("0.001"))))
    else:
        _later(draw, document, 7)
    return document


# How a case is entered twice, and how often each way is drawn.
NOISE: Mapping[str, tuple[int, Noise]] = {
    "a sheet loaded twice": (20, _sheet_twice),
    "typed again by a colleague": (35, _typed_again),
    "told by the other end of the route": (30, _partner),
    "typed again with a slip": (15, _slip),
}


def _next_case(draw: random.Random, document: Document, like: Document) -> Document:
    document["national_reference"] = f"NEXT-{draw.randrange(10**6)}"
    day = date.fromisoformat(document["seized_on"]) + timedelta(days=draw.randint(1, 5))
    document["seized_on"] = day.isoformat()
    document["lines"][0]["quantity"] = dict(_amount(like))
    document.pop("concealment", None)
    if "concealment" in like:
        document["concealment"] = like["concealment"]
    return document


@cache
def labelled(seed: int) -> tuple[Labelled, ...]:
    draw = random.Random(seed)  # noqa: S311 - the same set every time
    base = _base(draw)
    by_goods: dict[str, list[Document]] = {}
    for _, document in base:
        by_goods.setdefault(_kind(document), []).append(document)
    found: list[Labelled] = []
    names = list(NOISE)
    weights = [weight for weight, _ in NOISE.values()]
    for case, (owner, document) in enumerate(base):
        found.append(_record(len(found), owner, document, case, ""))
        chance = draw.random()
        if chance < 1 / 3:
            how = draw.choices(names, weights)[0]
            second = NOISE[how][1](draw, copy.deepcopy(document))
            teller = _partner_of(owner, document) if how.startswith("told") else owner
            found.append(_record(len(found), teller, second, case, how))
        elif chance < 2 / 3:
            like = draw.choice(by_goods[_kind(document)])
            if like is not document:
                after = _next_case(draw, copy.deepcopy(document), like)
                found.append(_record(len(found), owner, after, len(base) + case, "the next case"))
    return tuple(found)


def _base(draw: random.Random) -> list[tuple[str, Document]]:
    found = []
    for owner, documents in sorted(all_records().items()):
        for document in documents:
            day = FIRST_DAY + timedelta(days=draw.randrange(DAYS))
            found.append((owner, {**copy.deepcopy(document), "seized_on": day.isoformat()}))
    return found


def _kind(document: Document) -> str:
    line = document["lines"][0]
    return f"{line['category']}.{line.get('type')}.{unit_family(line['quantity']['unit'])}"


def _partner_of(owner: str, document: Document) -> str:
    ends = (document["route"][leg]["country"] for leg in ("departure", "destination"))
    return next((country for country in ends if country != owner), "GB")


def _record(number: int, owner: str, document: Document, case: int, how: str) -> Labelled:
    draft = model_of(Draft, json.dumps(document), document, {"today": _TODAY})
    entered = new_record(draft, id=f"01K{number:023d}", administration=owner, channel="web", at=_AT, actor="someone")
    return Labelled(moved(entered, at=_AT, status=Status.PUBLISHED, published_at=_AT), case, how)


@cache
def published_twice() -> tuple[tuple[Record, Record, bool], ...]:
    """Real pairs, seized in the middle of the quarter, and whether they are of one case."""
    with (Path(__file__).parent / "data" / "unodc_twice.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    day = (FIRST_DAY + timedelta(days=DAYS // 2)).isoformat()

    def real(row: dict[str, str]) -> Record:
        document = {**unodc.record(row), "seized_on": day}
        return _record(10**9 + int(row["ROW"]), countries()[row["COUNTRY"]], document, 0, "").record

    pairs = zip(rows[::2], rows[1::2], strict=True)
    return tuple((real(one), real(other), one["LABEL"] == "same") for one, other in pairs)
