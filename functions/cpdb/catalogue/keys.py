"""What a picture can be found by, and the partitions of the catalogue in which it stands.

A key is `facet=value`; a picture has one for every answer it gives, at each level of a tree or code. What is for
everybody stands in a partition for every key and word, and for the pairs of the concealment tree. What only some may
see stands, but for words and pairs, in the same way with every administration that may: so a reader's page takes one
read of what is open and one of what is not, and never passes what the reader may not see.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, combinations, islice
from typing import Any

from cen import codes, members
from cen.codes.text import words as words_of
from cen.tlp import Tlp
from cpdb.record import Picture
from cpdb.visibility import CLEAR, OPEN, Face, rilo_scope

ALL, QUIZ, WORD, TLP = "all", "quiz", "word", "tlp"
FREE = "none"  # of a picture that belongs to no seizure record
# Keys that most pictures share have no partition: the rows of a page are checked for them.
_COMMON = frozenset({TLP})
MOST_WORDS = 60
LONGEST_WORD = 40  # of a longer one the beginning counts
# Facets whose combinations are the concealment tree: each pair of their keys has a partition.
PAIRED = ("place", "method", "category")
# Facets whose codes' names are words of the picture, in every language the lists know.
_NAMED = {"place": "concealment_place", "method": "concealment_method", "category": "commodity"}
# What says nothing about what is to be seen.
_SILENT = frozenset({"none", "other"})


def keys_of(picture: Picture) -> list[str]:
    """Sorted, each once."""
    coded = list(_coded(picture.content))
    return sorted({*coded, *(f"{WORD}={word}" for word in _words(picture.content, coded))})


def _coded(content: Mapping[str, Any]) -> Iterator[str]:
    concealment = content["concealment"]
    yield from (f"place={step}" for step in steps(concealment["place"]))
    cover = concealment.get("cover_load_hs") or ""
    yield from (f"cover={cover[:digits]}" for digits in (2, 4, 6) if len(cover) >= digits)
    single = {
        "method": concealment.get("method"),
        "category": content.get("category"),
        "mode": content.get("mode"),
        "kind": content["kind"],
        "seizure": content.get("seizure_id") or FREE,
        TLP: content["tlp"],
    }
    yield from (f"{facet}={value}" for facet, value in single.items() if value is not None)


def steps(path: str) -> list[str]:
    """`a.b.c`: a, a.b, a.b.c"""
    parts = path.split(".")
    return [".".join(parts[:depth]) for depth in range(1, len(parts) + 1)]


def _words(content: Mapping[str, Any], coded: Iterable[str]) -> Iterator[str]:
    texts = chain(content.get("caption", {}).values(), _names(coded))
    return islice(dict.fromkeys(word for text in texts for word in searchable(text)), MOST_WORDS)


def searchable(text: str) -> list[str]:
    """Folded words of more than one letter, each once, in order."""
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in words_of(text) if len(word) > 1))


def _names(coded: Iterable[str]) -> Iterator[str]:
    for key in coded:
        facet, _, value = key.partition("=")
        if list_id := _NAMED.get(facet):
            yield from codes.names(list_id, value)


def partitioned(key: str) -> bool:
    return facet(key) not in _COMMON and key != f"seizure={FREE}"


def partitions(keys: Sequence[str], face: Face, today: date) -> list[str]:
    keys = list(filter(partitioned, keys))
    if face.restricted:
        coded = (ALL, *(key for key in keys if facet(key) != WORD))
        return [within(one, scope) for scope in _restricted_scopes(face, today) for one in coded]
    scopes = [OPEN, CLEAR] if face.tlp is Tlp.CLEAR else [OPEN]
    return [within(one, scope) for scope in scopes for one in (ALL, *keys, *_pairs(keys))]


def of_seizure(picture: Picture, today: date) -> list[str]:
    """Partitions in which the pictures of its seizure record stand."""
    if picture.seizure_id is None:
        return []
    own = within(f"seizure={picture.seizure_id}", "")
    keys = [f"seizure={picture.seizure_id}"]
    return [one for one in partitions(keys, picture.face, today) if one.startswith(own)]


def _pairs(keys: Sequence[str]) -> Iterator[str]:
    paired = [key for key in keys if key.partition("=")[0] in PAIRED]
    return (pair(one, other) for one, other in combinations(paired, 2) if facet(one) != facet(other))


def pair(one: str, other: str) -> str:
    return "&".join(sorted((one, other)))


def facet(key: str) -> str:
    return key.partition("=")[0]


def within(partition: str, scope: str) -> str:
    return f"{partition}@{scope}"


def _restricted_scopes(face: Face, today: date) -> list[str]:
    if face.held or face.tlp is Tlp.AMBER_STRICT or face.rilo is None:
        return [face.administration]
    return sorted({face.administration, *members.members_of(face.rilo, today), rilo_scope(face.rilo)})


def quizzed(picture: Picture) -> list[str]:
    """Partitions from which questions are drawn: pictures for everybody that have an answer."""
    concealment = picture.content["concealment"]
    answers = {concealment["place"], concealment.get("method")}
    if picture.face.restricted or None in answers or answers & _SILENT:
        return []
    return [within(QUIZ, scope) for scope in ([OPEN, CLEAR] if picture.tlp is Tlp.CLEAR else [OPEN])]


def cells(picture: Picture) -> list[str]:
    """What the picture is counted under: its place with its method, and single facets."""
    concealment = picture.content["concealment"]
    return [
        f"place={concealment['place']}&method={concealment.get('method') or ''}",
        *(f"{name}={picture.content[name]}" for name in ("category", "mode", "kind") if picture.content.get(name)),
        *(f"cover={cover[:2]}" for cover in (concealment.get("cover_load_hs"),) if cover),
    ]


def counted_in(face: Face) -> list[str]:
    """Scopes in whose counts the picture is."""
    if face.restricted:
        own = face.held or face.tlp is Tlp.AMBER_STRICT or face.rilo is None
        return [face.administration if own else rilo_scope(str(face.rilo))]
    return [OPEN, CLEAR] if face.tlp is Tlp.CLEAR else [OPEN]
