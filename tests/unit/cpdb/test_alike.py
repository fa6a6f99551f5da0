"""All pictures within six bits of a hash are found, and nothing that the reader may not see."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cen.ids import new_id
from cen.tlp import Tlp
from cpdb.alike.bands import BANDS, REACH, Bucket, buckets, distance, looked_at
from cpdb.alike.find import like, relatives
from cpdb.alike.members import Member, unpacked
from cpdb.images.limits import HASH_BITS
from cpdb.visibility import Face, Reader, reader
from tests.unit.seizures.builders import NOW, OFFICER, OFFICER_CO, OFFICER_DE, person

HASHES = st.integers(0, 2**HASH_BITS - 1)
FEW = st.sets(st.integers(0, HASH_BITS - 1), max_size=REACH)
TODAY = date(2026, 3, 20)
FR, CO = reader(OFFICER, TODAY), reader(OFFICER_CO, TODAY)
OPEN = Face(Tlp.GREEN, "FR", "WE")


def turned(bits: int, places: Iterable[int]) -> int:
    for place in places:
        bits ^= 1 << place
    return bits


@given(HASHES, FEW)
@example(0, set(range(6)))
@example(2**64 - 1, {0, 5, 10, 15, 20, 25})
def test_every_neighbour_within_reach_stands_where_it_is_looked_for(bits: int, places: set[int]) -> None:
    assert set(buckets(turned(bits, places))) & set(looked_at(bits))


def test_that_is_so_however_the_six_bits_fall_on_the_bands() -> None:
    """All 210 ways to deal six bits out to five bands."""
    chance, deals = Random(3), 0  # noqa: S311 - the same at every run
    members = [
        [place for place in range(HASH_BITS) if buckets(0)[band] != buckets(1 << place)[band]] for band in range(BANDS)
    ]
    assert sorted(place for some in members for place in some) == list(range(HASH_BITS))

    def deal(left: int, bands: int) -> Iterator[tuple[int, ...]]:
        if bands == 1:
            yield (left,)
            return
        for first in range(left + 1):
            yield from ((first, *rest) for rest in deal(left - first, bands - 1))

    for shares in deal(REACH, BANDS):
        deals += 1
        for _ in range(5):
            bits = chance.getrandbits(HASH_BITS)
            places = [place for band, share in enumerate(shares) for place in chance.sample(members[band], share)]
            assert set(buckets(turned(bits, places))) & set(looked_at(bits))
    assert deals == 210


def test_a_look_is_at_31_places() -> None:
    assert len(set(looked_at(0x123456789ABCDEF0))) == 31
    assert len(buckets(0)) == BANDS


@dataclass
class Shelves:
    """Buckets in memory."""

    standing: dict[Bucket, list[Member]] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)

    def add(self, member: Member) -> None:
        for bucket in buckets(member.hash):
            self.standing.setdefault(bucket, []).append(member)

    def members(self, asked: Iterable[Bucket]) -> Iterator[Member]:
        for bucket in dict.fromkeys(asked):
            yield from self.standing.get(bucket, ())

    def near(self, id: str, limit: int) -> list[str]:
        return self.notes.get(id, [])[:limit]


def id_of(number: int) -> str:
    return f"{number:026d}"


@given(HASHES, st.lists(st.sets(st.integers(0, HASH_BITS - 1), max_size=12), max_size=25))
def test_exactly_those_within_reach_are_found(bits: int, others: list[set[int]]) -> None:
    shelves = Shelves()
    for number, places in enumerate(others):
        shelves.add(Member(id_of(number), turned(bits, places), number % 3, OPEN))
    found = {one.id: one.distance for one in like(shelves, bits, FR)}
    assert found == {id_of(n): len(places) for n, places in enumerate(others) if len(places) <= REACH}


FACES = st.builds(
    Face,
    st.sampled_from([Tlp.CLEAR, Tlp.GREEN, Tlp.AMBER, Tlp.AMBER_STRICT]),
    st.sampled_from(["FR", "DE", "CO"]),
    st.sampled_from(["WE", "SA", None]),
    st.booleans(),
)
READERS = st.sampled_from(
    [
        FR,
        CO,
        reader(OFFICER_DE, TODAY),
        reader(person("rilo", administration="DE", rilos=frozenset({"WE"})), TODAY),
        reader(person("cenmat", roles=frozenset({"cenmat"})), TODAY),
        Reader(None, None, frozenset(), outsider=True),
    ]
)


@given(HASHES, st.lists(FACES, max_size=12), READERS)
def test_only_what_the_reader_may_see_is_found(bits: int, faces: list[Face], who: Reader) -> None:
    shelves = Shelves()
    for number, face in enumerate(faces):
        shelves.add(Member(id_of(number), bits, 0, face))
    assert {one.id for one in like(shelves, bits, who)} == {id_of(n) for n, face in enumerate(faces) if who.sees(face)}


@given(st.integers(0, 2**128 - 1), HASHES, st.integers(0, 255), FACES)
def test_a_member_is_unpacked_as_it_was_packed(number: int, bits: int, window: int, face: Face) -> None:
    id = "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[(number >> shift) & 31] for shift in range(125, -1, -5))
    found = unpacked(Member(id, bits, window, face).packed())
    assert (found.id, found.hash, found.window) == (id, bits, window)
    assert [one.sees(found.face) for one in (FR, CO)] == [one.sees(face) for one in (FR, CO)]


def test_a_member_is_small() -> None:
    """A hundred and more are one read unit."""
    assert len(Member(new_id(NOW), 2**63, 10, Face(Tlp.AMBER, "FR", "WE")).packed()) <= 32
    assert len(Member(new_id(NOW), 2**63, 10, OPEN).packed()) == 26


def test_the_nearest_come_first_and_each_once() -> None:
    shelves = Shelves()
    for number, (apart, window) in enumerate([(4, 0), (0, 5), (0, 0), (2, 3)]):
        shelves.add(Member(id_of(number), turned(0, range(apart)), window, OPEN))
    shelves.add(Member(id_of(0), turned(0, range(6)), 4, OPEN))
    found = like(shelves, 0, FR)
    assert [(one.id, one.distance, one.part) for one in found] == [
        (id_of(1), 0, True),
        (id_of(2), 0, False),
        (id_of(3), 2, True),
        (id_of(0), 4, False),
    ]


def test_a_picture_itself_is_left_out_and_what_was_noted_is_told() -> None:
    shelves = Shelves(notes={id_of(1): [f"{id_of(7)} 2 G", f"{id_of(8)} 0 S:CO", f"{id_of(9)} 5 A:FR:WE"]})
    shelves.add(Member(id_of(1), 0, 0, OPEN))
    found = [(one.id, one.distance, one.part) for one in like(shelves, 0, FR, but=id_of(1))]
    assert found == [(id_of(7), 2, True), (id_of(9), 5, True)]


def hashed(seed: int) -> list[int]:
    return [Random(seed * 100 + window).getrandbits(64) for window in range(11)]  # noqa: S311


@pytest.mark.parametrize("whole_came_first", [True, False])
def test_a_crop_and_its_whole_are_noted_whichever_comes_first(whole_came_first: bool) -> None:
    """On the page of the whole: from there a look by its hash would not find the crop."""
    whole, crop = hashed(1), hashed(2)
    crop[0] = turned(whole[4], [3, 40])
    first, second = (whole, crop) if whole_came_first else (crop, whole)
    shelves = Shelves()
    for window, bits in enumerate(first):
        shelves.add(Member("A" * 26, bits, window, OPEN))
    (noted,) = relatives(shelves, "B" * 26, OPEN, second)
    expected = ("A" * 26, "B" * 26) if whole_came_first else ("B" * 26, "A" * 26)
    assert (noted.whose, noted.whom, noted.distance) == (*expected, 2)


def test_pictures_that_are_alike_as_a_whole_need_no_note() -> None:
    shelves = Shelves()
    for window, bits in enumerate(hashed(1)):
        shelves.add(Member("A" * 26, bits, window, OPEN))
    assert relatives(shelves, "B" * 26, OPEN, [hashed(1)[0], *hashed(2)[1:]]) == []
    assert relatives(shelves, "A" * 26, OPEN, hashed(1)) == []


def test_bits_are_counted() -> None:
    assert distance(0b1010, 0b0110) == 2
