"""A look for what is alike among 100,000 pictures, each with all of its windows: the real code, on buckets of the sizes
that come of as many hashes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cen.dynamo.units import item_size, read_units
from cen.tlp import Tlp
from cpdb.alike.bands import BANDS, Bucket, buckets
from cpdb.alike.find import _MOST_NEAR, SHOWN, Noted, like
from cpdb.alike.members import Member
from cpdb.catalogue.entry import bucket_key
from cpdb.images.phash import WINDOWS
from cpdb.model import MOST_CAPTION, MOST_LANGUAGES, MOST_NOTES, Kept, PictureStatus
from cpdb.record import Picture
from cpdb.visibility import Face, Reader

PICTURES = 100_000
MOST_UNITS = 80.0
_LOOKS = 25
_FACE = Face(Tlp.AMBER, "FR", "WE")  # the longest that stands in a bucket
_READER = Reader("FR", "WE", frozenset(), outsider=False)
_SEED = 20_260_320

type Hashes = "np.ndarray[Any, np.dtype[np.uint64]]"


@dataclass(frozen=True, slots=True)
class Look:
    """`calls`: to DynamoDB; `usual` and `most`: read units of buckets and of what was noted; `rows`: of the lines of
    pictures, if as many are alike as are shown and each says as much as it may."""

    name: str
    calls: int
    usual: float
    most: float
    rows: float
    fullest: int


def looks() -> list[Look]:
    generator = np.random.default_rng(_SEED)
    spread = _balanced(generator, PICTURES)
    series = spread.copy()
    # A fifth in two hundred series that were taken with the same machine: six bits apart.
    chosen = generator.choice(PICTURES, PICTURES // 5, replace=False)
    centres = _balanced(generator, 200)[generator.integers(0, 200, len(chosen))]
    series[chosen] = _turned(generator, centres, 6)
    return [
        _measured(generator, name, wholes)
        for name, wholes in (("all different", spread), ("a fifth in series", series))
    ]


def _balanced(generator: np.random.Generator, count: int) -> Hashes:
    """Hashes as pictures have them: 32 of 64 bits are ones, the first always."""
    ranks = generator.random((count, 64))
    ranks[:, 0] = 2
    ones = np.zeros((count, 64), dtype=np.uint64)
    np.put_along_axis(ones, np.argpartition(-ranks, 31, axis=1)[:, :32], np.uint64(1), axis=1)
    places = np.arange(63, -1, -1, dtype=np.uint64)
    hashes: Hashes = np.bitwise_or.reduce(ones << places, axis=1)
    return hashes


def _turned(generator: np.random.Generator, hashes: Hashes, bits: int) -> Hashes:
    found = hashes.copy()
    for _ in range(bits):
        found ^= np.uint64(1) << generator.integers(0, 63, len(hashes), dtype=np.uint64)
    return found


def _measured(generator: np.random.Generator, name: str, wholes: Hashes) -> Look:
    # A window differs from its picture in some twelve bits, as measured on real ones.
    windows = [wholes, *(_turned(generator, wholes, 12) for _ in WINDOWS[1:])]
    index = _Index(np.concatenate(windows))
    asked = wholes[generator.choice(len(wholes), _LOOKS, replace=False)]
    units = []
    for bits in asked:
        index.units = 0.0
        index.calls = 0
        like(index, int(bits), _READER, but="0" * 26)
        units.append(index.units)
    rows = SHOWN * read_units(_row(), consistent=False)
    return Look(name, index.calls + 1, float(np.median(units)), max(units), rows, index.fullest)


@dataclass
class _Index:
    """Answers as `Catalogue` does, and weighs what it would read."""

    hashes: Hashes
    units: float = 0.0
    calls: int = 0
    fullest: int = 0
    parts: Sequence[Any] = field(init=False)

    def __post_init__(self) -> None:
        self.parts = [_parts(self.hashes, band) for band in range(BANDS)]

    def members(self, asked: Iterable[Bucket]) -> Iterator[Member]:
        self.calls += 1
        for band, part in dict.fromkeys(asked):
            standing = np.flatnonzero(self.parts[band] == part)
            self.fullest = max(self.fullest, len(standing))
            # A pessimist's: all at once, each with the longest face.
            size = item_size({"pk": bucket_key(band, part), "sk": "-", "members": b""}) + len(standing) * _member()
            self.units += read_units(size, consistent=False)
            yield from (Member(f"{place:026d}", int(self.hashes[place]), 0, _FACE) for place in standing)

    def near(self, *_: object) -> list[str]:
        self.calls += 1
        self.units += read_units(_MOST_NEAR * _note(), consistent=False)
        return []


def _parts(hashes: Hashes, band: int) -> Any:
    """What the bits of a band say, of all hashes at once; the places are asked of the code itself."""
    places = [place for place in range(63, -1, -1) if buckets(1 << place)[band] != buckets(0)[band]]
    found = np.zeros(len(hashes), dtype=np.uint64)
    for place in places:
        found = found << np.uint64(1) | (hashes >> np.uint64(place) & np.uint64(1))
    return found


def _member() -> int:
    return len(Member("0" * 26, 0, 0, _FACE).packed()) + 1


def _note() -> int:
    id = "0" * 26
    return item_size({"pk": f"NEAR#{id}", "sk": id, "text": str(Noted(id, id, 6, _FACE))})


def _row() -> int:
    """Of a picture of which as much is said as may be."""
    from cpdb import items

    texts = dict.fromkeys(("en", "fr", "es", "ar", "ru", "zh"), "x" * (MOST_CAPTION // MOST_LANGUAGES))
    texts |= {"pt": "x" * (MOST_CAPTION // MOST_LANGUAGES), "de": "x" * (MOST_CAPTION // MOST_LANGUAGES)}
    note = {"box": {"left": 0.1, "top": 0.1, "width": 0.1, "height": 0.1}, "text": {"en": "x" * 400}}
    concealment = {"place": "container.structure.floor", "method": "existing_cavity", "cover_load_hs": "080390"}
    said: dict[str, Any] = {"concealment": concealment, "category": "counterfeit", "mode": "3", "kind": "photo"}
    said |= {"tlp": "AMBER+STRICT", "seizure_id": "0" * 26}
    kept = Kept(
        id="0" * 26,
        version=3,
        status=PictureStatus.READY,
        administration="FR",
        uploader="u" * 36,
        uploader_kind="person",
        content_type="image/jpeg",
        size=4_000_000,
        created_at="2026-03-20T12:00:00.000Z",
        updated_at="2026-03-20T12:00:00.000Z",
        hashes=("0" * 16,) * len(WINDOWS),
        digest="0" * 64,
        rilo="WE",
        shelf="0" * 32,
        held=True,
    )
    return item_size(items.line(Picture({**said, "caption": texts, "notes": [note] * MOST_NOTES}, kept)))
