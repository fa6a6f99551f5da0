"""So many alerts, as they would have been published: labels, offices and lengths as they may be, always the same."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from alerts.files import homes_for, rows
from alerts.model import AlertStatus
from alerts.readers import Reader
from alerts.record import Record, record_of, refiled
from alerts.search.words import words_of
from benchmarks.alerts.memory import MemoryTable
from benchmarks.alerts.readers import DAY, NAMED
from cen import members
from cen.clock import instant

# Of a hundred alerts.
_LABELS = [*["GREEN"] * 58, *["AMBER"] * 24, *["CLEAR"] * 8, *["AMBER+STRICT"] * 5, *["RED"] * 5]
_KINDS = ["alert", "alert", "bulletin", "situation_report"]
_CATEGORIES = ["drugs", "drugs", "drugs", "tobacco", "cites", "ipr", "currency", "weapons", "hazardous"]
_WORDS = (
    *("scanner", "floor", "container", "parcel", "lorry", "vessel", "cabin"),
    *("hold", "tank", "seal", "weld", "foam", "screws", "panel"),
)


def fill(table: MemoryTable, number: int) -> None:
    """Straight into the table: the rows that a publication writes, and the words that the indexer writes."""
    random = Random(20261124)  # noqa: S311 - the same every time
    for record in _records(random, number):
        for (pk, sk), row in rows(record).items():
            table.hold(pk, sk, {**row})
        at = f"{record.fields['published_at']}#{record.id}"
        for word in words_of(record):
            table.hold(f"WORD#{word}", at, {})


def _records(random: Random, number: int) -> Iterator[Record]:
    rilos = [rilo.code for rilo in members.rilos()]
    for position in range(number):
        rilo = random.choice(rilos)
        label = random.choice(_LABELS)
        publisher = "cenmat" if random.random() < 0.1 else f"rilo:{rilo}"
        if label == "AMBER+STRICT" and random.random() < 0.6:
            publisher = f"administration:{random.choice(members.members_of(rilo, DAY.date()))}"
        record = record_of(_fields(random, position, label, publisher, rilo), "person:x", _inside(random, label))
        people = [Reader.in_groups(id, name, groups) for id, name, *groups in record.inside.get("people", ())]
        yield refiled(record, homes_for(record.head, people, DAY.date()))


def _inside(random: Random, label: str) -> dict[str, Any]:
    named = random.sample(NAMED, random.randint(1, 8)) if label == "RED" else []
    return {"recipients": sorted(one.id for one in named), "people": [[one.id, one.name, *one.groups] for one in named]}


def _fields(random: Random, position: int, label: str, publisher: str, rilo: str) -> dict[str, Any]:
    title = " ".join(random.choices(_WORDS, k=random.randint(4, 11))).capitalize()
    return {
        "id": f"01KM{position:022d}",
        "version": 2,
        "status": AlertStatus.PUBLISHED,
        "publisher": publisher,
        "kind": random.choice(_KINDS),
        "title": title,
        "text": " ".join(random.choices(_WORDS, k=200))
        + f" number{position}"
        + (" rare" if position % 500 == 7 else ""),
        "severity": random.choice(["low", "medium", "high", "critical"]),
        "tlp": label,
        "categories": random.sample(sorted(set(_CATEGORIES)), 2)
        if random.random() < 0.3
        else [random.choice(_CATEGORIES)],
        "regions": [rilo],
        "created_at": _at(position),
        "updated_at": _at(position),
        "published_at": _at(position),
        "valid_until": "2027-03-20T12:00:00.000Z",
    }


def _at(position: int) -> str:
    """One every five minutes."""
    return instant(DAY - timedelta(minutes=5 * (20_000 - position)))
