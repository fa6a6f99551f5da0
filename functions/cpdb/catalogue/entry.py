"""Everything of a picture that stands in the catalogue: postings, places in buckets, and what it is counted under."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from cen import jsontext
from cpdb.alike.bands import buckets
from cpdb.alike.members import Member
from cpdb.catalogue.keys import cells, counted_in, keys_of, of_seizure, partitions, quizzed
from cpdb.lifecycle import SHARED
from cpdb.model import PictureStatus
from cpdb.record import Picture, row

# A posting: partition and sort key. A bucket: partition. A cell: scope and key.
type Place = tuple[str, str]
type Cell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """`postings`: their texts by place; `members`: what stands in which bucket; `cells`: what is counted up by one."""

    postings: Mapping[Place, str] = field(default_factory=dict)
    members: Mapping[str, frozenset[bytes]] = field(default_factory=dict)
    cells: frozenset[Cell] = frozenset()


def entry_of(picture: Picture, today: date) -> Entry:
    """Nothing, unless the picture is ready; of a duplicate only that it belongs to its seizure record."""
    if picture.status not in SHARED:
        return Entry()
    keys = keys_of(picture)
    text = posting_text(picture, keys)
    if picture.status is PictureStatus.DUPLICATE:
        return Entry({(one, picture.id): text for one in of_seizure(picture, today)})
    postings = dict.fromkeys(((one, picture.id) for one in partitions(keys, picture.face, today)), text)
    quiz = dict.fromkeys(((one, scattered(picture.id)) for one in quizzed(picture)), text)
    counted = frozenset((scope, cell) for scope in counted_in(picture.face) for cell in cells(picture))
    return Entry(postings | quiz, _members(picture), counted)


def posting_text(picture: Picture, keys: list[str]) -> str:
    """Id, face, keys between blanks, row: the row begins with a brace, which nothing before it has."""
    return f"{picture.id}{picture.face} {' '.join(keys)} {jsontext.dumps(row(picture))}"


def scattered(id: str) -> str:
    """A sort key by which one picture is as likely to be drawn as another."""
    return hashlib.sha256(id.encode()).hexdigest()[:16]


def _members(picture: Picture) -> dict[str, frozenset[bytes]]:
    found: dict[str, set[bytes]] = {}
    for window, text in enumerate(picture.kept.hashes):
        bits = int(text, 16)
        member = Member(picture.id, bits, window, picture.face).packed()
        for bucket in buckets(bits):
            found.setdefault(bucket_key(*bucket), set()).add(member)
    return {key: frozenset(members) for key, members in found.items()}


def bucket_key(band: int, part: int) -> str:
    return f"ALIKE#{band}#{part:x}"
