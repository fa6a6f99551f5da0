"""A world of published records, drawn with the shares and habits of real ones and a fixed seed.

Shares of categories, modes and routes follow published figures where there are any (Illicit Trade Report 2018: cannabis
21 %, cocaine 17 % of drug seizures) and are plain guesses elsewhere. What a record is found by does not depend on its
date and id, so some thousands of profiles are drawn, and each record is one of them on some day.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cen import jsontext
from cen.tlp import Tlp
from seizures.model import Status, Verification
from seizures.record import Record
from seizures.search.keys import Entry, entry_of, partitions

SEED = 20260320
PROFILES = 4000
TODAY = date(2026, 3, 20)
DAYS = 5 * 365
_ID = "01K000000000000000000000ID"

_GOODS = [
    (0.17, "drugs", "cocaine", "293972", "KGM"), (0.19, "drugs", "cannabis", "121190", "KGM"),
    (0.10, "drugs", "psychotropic", "293329", "KGM"), (0.05, "drugs", "opiates", "293911", "KGM"),
    (0.20, "tobacco", "cigarettes", "240220", "H87"), (0.04, "tobacco", "water_pipe", "240311", "KGM"),
    (0.10, "ipr", "clothing", "610910", "H87"), (0.06, "medicines", "erectile", "300490", "H87"),
    (0.04, "cites", "shark", "030571", "KGM"), (0.02, "cites", "ivory", "050710", "H87"),
    (0.03, "currency", "cash", None, "H87"), (0.00, "weapons", "firearm", "930200", "H87"),
]  # fmt: skip
_MODES = [(0.25, "1"), (0.30, "4"), (0.30, "3"), (0.13, "5"), (0.02, "2")]
_MEMBERS = [
    (0.12, "ES", "WE"), (0.10, "DE", "WE"), (0.09, "FR", "WE"), (0.08, "PL", "ECE"), (0.07, "NL", "WE"),
    (0.06, "BE", "WE"), (0.06, "GB", "WE"), (0.06, "BR", "SA"), (0.05, "PK", "AP"), (0.05, "SA", "ME"),
    (0.05, "IN", "AP"), (0.05, "TR", "ECE"), (0.05, "AU", "AP"), (0.04, "KE", "ESA"), (0.04, "CL", "SA"),
    (0.03, "US", None),
]  # fmt: skip
_PORTS = {"BE": "BEANR", "NL": "NLRTM", "FR": "FRLEH", "DE": "DEHAM", "ES": "ESALG", "CO": "COCTG", "EC": "ECGYE"}
_ORIGINS = {
    "cocaine": ["CO", "CO", "CO", "EC", "EC", "BR", "PE", "DO"], "cannabis": ["MA", "MA", "ES", "US", "TH", "NL"],
    "opiates": ["AF", "TR", "PK", "IR"], "cigarettes": ["AE", "BY", "UA", "CN", "BG"], "shark": ["HK", "SN", "ID"],
}  # fmt: skip
_ANYWHERE = ["CN", "TR", "IN", "HK", "US", "NL", "TH", "AE", "NG", "BG"]
_DESTINATIONS = ["BE", "NL", "ES", "DE", "FR", "GB", "PL", "US", "AU", "CN", "SA", "IT"]
_PLACES = [
    "container.structure.floor", "container.cargo", "container.reefer", "container.rip_off", "baggage.false_bottom",
    "baggage.lining", "person.body_worn", "person.internal",
]  # fmt: skip
_DETECTION = [(0.4, "risk_profile"), (0.35, "random_selection"), (0.25, "intelligence")]
_WORDS = [
    "scanner",
    "image",
    "showed",
    "density",
    "behind",
    "load",
    "officers",
    "opened",
    "pallets",
    "found",
    "packages",
    "wrapped",
    "tape",
    "grease",
    "plastic",
    "marked",
    "logo",
    "driver",
    "declared",
    "goods",
    "invoice",
    "consignee",
    "company",
    "address",
    "change",
    "route",
    "nervous",
    "swab",
    "positive",
    "test",
    "weight",
    "hidden",
    "welded",
    "floor",
    "panel",
    "double",
    "wall",
    "fridge",
    "unit",
    "boxes",
    "fruit",
    "bananas",
    "charcoal",
    "scrap",
    "metal",
    "shoes",
    "parcel",
    "courier",
    "label",
    "value",
    "gift",
    "suitcase",
    "frame",
    "lining",
    "shampoo",
    "bottles",
    "dissolved",
    "liquid",
    "spare",
    "parts",
    "tyres",
] + [f"rare{number}" for number in range(3000)]
# As in any language, the n-th word comes a n-th as often as the first.
_OFTEN = [1 / (rank + 5) for rank in range(len(_WORDS))]


@dataclass(frozen=True, slots=True)
class Profile:
    """`row`: with places for day and id."""

    row: str
    keys: str
    partitions: Sequence[str]


def profiles() -> list[Profile]:
    return [_profile(one) for one in records(PROFILES)]


def records(count: int) -> list[Record]:
    """All seized on one day, with one id and the same quantity."""
    draw = random.Random(SEED)  # noqa: S311 - the same world every time
    return [_record(draw) for _ in range(count)]


def entries(count: int, made: Sequence[Profile]) -> list[tuple[Entry, Sequence[str]]]:
    """Entries with their partitions, oldest first."""
    draw = random.Random(SEED + count)  # noqa: S311
    days = sorted((TODAY - timedelta(days=draw.randrange(DAYS))).isoformat() for _ in range(count))
    found = []
    for number, day in enumerate(days):
        profile, id = draw.choice(made), f"01K{number:023d}"
        row = profile.row.replace(_ID, id).replace("2000-01-01", day)
        found.append((Entry(id, 2, day, row, profile.keys), profile.partitions))
    return found


def _profile(record: Record) -> Profile:
    entry = entry_of(record)
    return Profile(entry.row, entry.keys, partitions(entry.keys, TODAY))


def _pick[T](draw: random.Random, weighted: Sequence[tuple[Any, ...]]) -> Any:
    return draw.choices(weighted, weights=[one[0] for one in weighted])[0]


def _record(draw: random.Random) -> Record:
    _, administration, rilo = _pick(draw, _MEMBERS)
    tlp = draw.choices([Tlp.GREEN, Tlp.CLEAR, Tlp.AMBER, Tlp.AMBER_STRICT], weights=[88, 6, 5, 1])[0]
    status = {"status": "published", "verification": draw.choice(["unverified", "verified"])}
    server = {"id": _ID, "version": 2, **status, "administration": administration, "tlp": tlp}
    document = {
        **server,
        **_content(draw, administration),
        "quality": {"score": 60},
        "updated_at": "2026-03-20T12:00:00.000Z",
        "date_precision": "day",
    }
    return Record(
        id=_ID, version=2, status=Status.PUBLISHED, verification=Verification(status["verification"]),
        administration=administration, rilo=rilo, tlp=tlp, seized_on="2000-01-01", reference="REF-2026-000123",
        editors=("someone",), submitted_by="someone", document=jsontext.dumps(document),
    )  # fmt: skip


def _content(draw: random.Random, country: str) -> dict[str, Any]:
    _, category, kind, hs, unit = _pick(draw, _GOODS)
    _, mode = _pick(draw, _MODES)
    full = draw.random() < 0.6
    origin = draw.choice(_ORIGINS.get(kind, _ANYWHERE))
    destination = country if draw.random() < 0.5 else draw.choice(_DESTINATIONS)
    made: dict[str, Any] = {
        "place": _place(draw, country) | ({"location_type": "seaport" if mode == "1" else "airport"} if full else {}),
        "direction": draw.choices(["import", "export", "transit", "internal"], weights=[60, 15, 15, 10])[0],
        "conveyance": {"mode": mode},
        "route": {
            "departure": _place(draw, origin),
            "destination": _place(draw, destination),
            "transit": [{"country": draw.choice(_ANYWHERE)}] if draw.random() < 0.3 else [],
        },
        "lines": [_line(category, kind, hs if full else None, unit)],
    }
    if full:
        made["detection"] = {"method": _pick(draw, _DETECTION)[1]}
        made["concealment"] = {"place": _hidden(draw, mode), "method": "built_cavity"}
        made["narrative"] = " ".join(draw.choices(_WORDS, _OFTEN, k=40))
    return made


def _line(category: str, kind: str, hs: str | None, unit: str) -> dict[str, Any]:
    line: dict[str, Any] = {"category": category, "type": kind, "quantity": {"amount": "12.5", "unit": unit}}
    if hs:
        line["hs_code"] = hs
    if kind == "shark":
        line["details"] = {"term": "FIN"}
    return line


def _place(draw: random.Random, country: str) -> dict[str, str]:
    port = _PORTS.get(country) if draw.random() < 0.6 else None
    return {"country": country} | ({"locode": port} if port else {})


def _hidden(draw: random.Random, mode: str) -> str:
    return draw.choice(_PLACES[:4] if mode == "1" else _PLACES[4:])
