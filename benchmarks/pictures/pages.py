"""Pages of the catalogue: calls and read units, over postings in memory that are weighed as they are read."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from cen import codes
from cen.dynamo.units import item_size, read_units
from cpdb.catalogue.entry import entry_of
from cpdb.catalogue.find import Posting, page
from cpdb.catalogue.question import PictureQuery
from cpdb.model import Kept, PictureStatus
from cpdb.record import Picture
from cpdb.visibility import Reader

MOST_CALLS = 2
PICTURES = 4000
_TODAY = date(2026, 3, 20)
# Of an administration: what is open, and what is not.
_READER = Reader("FR", "WE", frozenset(), outsider=False)
QUESTIONS: Mapping[str, dict[str, str]] = {
    "the newest": {},
    "a place": {"place": "road_vehicle.fuel_tank"},
    "a place with all below": {"place": "container"},
    "place and method": {"place": "road_vehicle", "method": "built_cavity"},
    "goods and place": {"category": "drugs", "place": "vessel"},
    "mode and kind": {"mode": "3", "kind": "x_ray"},
    "a cover load": {"cover": "0803"},
    "a word": {"q": "tank"},
    "two words and goods": {"q": "behind panel", "category": "tobacco"},
    "a seizure": {"seizure": "0" * 25 + "7"},
}


@dataclass(frozen=True, slots=True)
class Page:
    question: str
    calls: int
    units: float
    shown: int
    more: bool


@dataclass
class _Postings:
    partitions: dict[str, dict[str, str]] = field(default_factory=dict)
    calls: int = 0
    units: float = 0.0

    def read(self, partition: str, below: str, limit: int) -> tuple[Sequence[Posting], bool]:
        from cpdb.catalogue.index import _posting

        standing = self.partitions.get(partition, {})
        ids = sorted((id for id in standing if id < below), reverse=True)
        found = ids[:limit]
        self.calls += 1
        size = sum(item_size({"pk": partition, "sk": id, "text": standing[id]}) for id in found)
        self.units += read_units(size, consistent=False)
        return [_posting(standing[id]) for id in found], len(ids) <= limit


def pages() -> list[Page]:
    postings = _Postings()
    for one in _pictures():
        for (partition, sort), text in entry_of(one, _TODAY).postings.items():
            postings.partitions.setdefault(partition, {})[sort] = text
    return [_page(postings, name, asked) for name, asked in QUESTIONS.items()]


def _page(postings: _Postings, name: str, asked: Mapping[str, str]) -> Page:
    postings.calls, postings.units = 0, 0.0
    found = page(postings.read, _READER, [PictureQuery.model_validate(asked).keys()], None, 25)
    return Page(name, postings.calls, postings.units, len(found.postings), found.next is not None)


def postings_of_one() -> tuple[int, int]:
    """How many postings a picture has that is for everybody, and places of its hashes."""
    one = next(_pictures())
    hashed = one.kept.model_copy(update={"hashes": tuple(f"{number:016x}" for number in range(1, 12))})
    entry = entry_of(Picture({**one.content, "tlp": "GREEN"}, hashed), _TODAY)
    return len(entry.postings), sum(map(len, entry.members.values()))


def _pictures() -> Iterator[Picture]:
    chance = Random(7)  # noqa: S311 - the same at every run
    places = list(_all("concealment_place", None))
    methods = [one.code for one in codes.children("concealment_method", None)]
    words = "tank panel behind floor welded box taped lining seat wheel hollow frame crate fruit scanner".split()  # noqa: SIM905
    for number in range(PICTURES):
        said: dict[str, Any] = {
            "concealment": {
                "place": chance.choice(places),
                "method": chance.choice(methods),
                "cover_load_hs": chance.choice(["080390", "940360", "732690"]),
            },
            "category": chance.choice(["drugs", "tobacco", "weapons", "cites"]),
            "mode": chance.choice(["1", "3", "4", "5"]),
            "kind": chance.choice(["photo", "photo", "photo", "x_ray"]),
            "tlp": chance.choices(["GREEN", "CLEAR", "AMBER", "AMBER+STRICT"], [85, 3, 9, 3])[0],
            "caption": {"en": " ".join(chance.sample(words, 5)), "fr": " ".join(chance.sample(words, 5))},
            "seizure_id": f"{number // 5:026d}",
        }
        yield Picture(json.loads(json.dumps(said)), _kept(number))


def _all(list_id: str, parent: str | None) -> Iterator[str]:
    for one in codes.children(list_id, parent):
        yield one.code
        yield from _all(list_id, one.code)


def _kept(number: int) -> Kept:
    return Kept(
        id=f"{number:026d}",
        version=3,
        status=PictureStatus.READY,
        administration=("FR", "DE", "CO")[number % 3],
        rilo=("WE", "WE", "SA")[number % 3],
        uploader="u" * 36,
        uploader_kind="person",
        content_type="image/jpeg",
        size=4_000_000,
        created_at="2026-03-20T12:00:00.000Z",
        updated_at="2026-03-20T12:00:00.000Z",
        shelf="0" * 32,
    )
