"""Pictures that are like a hash: all within six bits of it, whole or as one of their windows, the nearest first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from cpdb.alike.bands import REACH, Bucket, distance, looked_at
from cpdb.alike.members import Member
from cpdb.visibility import Face, Reader

SHOWN = 24
_MOST_NEAR = 500  # notes of a picture: six read units


class Buckets(Protocol):
    def members(self, buckets: Iterable[Bucket]) -> Iterator[Member]: ...

    def near(self, id: str, limit: int) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Alike:
    """`distance`: bits in which the nearest two of their hashes differ. `part`: one is like a part of the other."""

    id: str
    distance: int
    part: bool


def like(index: Buckets, bits: int, reader: Reader, but: str | None = None) -> list[Alike]:
    """Of those that the reader sees, the nearest first; of `but`, itself left out, also what was noted as a crop."""
    found: dict[str, Alike] = {}
    for one in index.members(looked_at(bits)):
        apart = distance(bits, one.hash)
        if apart <= REACH and one.id != but and reader.sees(one.face):
            _keep(found, Alike(one.id, apart, one.window > 0))
    for noted in index.near(but, _MOST_NEAR) if but else ():
        id, apart_text, face = noted.split(" ")
        if reader.sees(Face.read(face)):
            _keep(found, Alike(id, int(apart_text), True))
    return sorted(found.values(), key=lambda one: (one.distance, one.id))


def _keep(found: dict[str, Alike], one: Alike) -> None:
    known = found.get(one.id)
    if known is None or (one.distance, one.part) < (known.distance, known.part):
        found[one.id] = one


@dataclass(frozen=True, slots=True)
class Noted:
    """That the page of `whose` is to name `whom`, which is seen by who sees `face`."""

    whose: str
    whom: str
    distance: int
    face: Face

    def __str__(self) -> str:
        return f"{self.whom} {self.distance} {self.face}"


def relatives(index: Buckets, id: str, face: Face, hashes: Sequence[int]) -> list[Noted]:
    """Of a picture, the whole of which is like a part of another, or a part of it like another: a look from the side of
    the larger one would not find the smaller. `hashes`: of the picture and its windows, the whole first. Nearest first.
    """
    whole, *windows = hashes
    found: dict[tuple[str, str], Noted] = {}
    for one in index.members(bucket for bits in hashes for bucket in looked_at(bits)):
        if one.window > 0:
            noted = Noted(one.id, id, distance(whole, one.hash), face)
        else:
            noted = Noted(id, one.id, min(distance(bits, one.hash) for bits in windows), one.face)
        pair = (noted.whose, noted.whom)
        if one.id != id and noted.distance <= REACH and noted.distance <= found.get(pair, noted).distance:
            found[pair] = noted
    return sorted(found.values(), key=lambda noted: (noted.distance, noted.whose, noted.whom))
