"""The catalogue in DynamoDB: a table of its own, without backup, as it can be made anew from the pictures.

    <partition of keys>   <id>         one text: who may see it, keys and row of a picture
    quiz@<scope>          <scattered>  the same, of pictures that questions are drawn from
    ALIKE#<band>#<part>   -            a set of hashes, 25 bytes each and who may see the picture
    NEAR#<id>             <id>         a picture that is a crop of that one, or the other way round
    TREE#<scope>          <cell>       how many pictures are counted there
    PIC#<id>              STANDS       its version in the catalogue, and where all of the above of it stands

Everything of a picture changes in transactions that each leave the list as what stands, and hold only if the list is
still as its writer read it or left it. So events may come late, twice, in any order and at once, and writers may die:
the newest version stands in the end, nothing is left beside it, and every count is exact.
"""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import batched, groupby
from operator import itemgetter
from typing import Any

from cen import jsontext
from cen.dynamo import Cancelled, Item, Table, delete, put, table, update
from cen.problems import Unavailable
from cen.settings import settings
from cpdb.alike.members import Member, unpacked
from cpdb.catalogue.entry import Cell, Entry, Place, bucket_key
from cpdb.catalogue.find import Posting

_MOST_OPERATIONS = 99  # of a transaction, beside the list
_MOST_READ = 100  # items of one call
_ATTEMPTS = 5
_LIST, _ONLY = "STANDS", "-"
_ID_LENGTH = 26

type Operation = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stands:
    """What stands of a picture in the tables: places of postings, hashes by their bucket, cells it is counted in."""

    places: frozenset[Place] = frozenset()
    members: frozenset[tuple[str, bytes]] = frozenset()
    cells: frozenset[Cell] = frozenset()

    def __or__(self, other: "Stands") -> "Stands":
        return Stands(self.places | other.places, self.members | other.members, self.cells | other.cells)

    def __sub__(self, other: "Stands") -> "Stands":
        return Stands(self.places - other.places, self.members - other.members, self.cells - other.cells)


@dataclass(frozen=True, slots=True)
class Listed:
    """`version`: as of which; 0: never. `changes`: of this list, ever; 0: there is none."""

    version: int = 0
    changes: int = 0
    stands: Stands = field(default_factory=Stands)


# An operation, and what it adds to what stands or takes from it.
type Step = tuple[Operation, Stands]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`most`: operations of one transaction, beside that on the list."""

    table: Table
    most: int = _MOST_OPERATIONS

    def read(self, partition: str, below: str, limit: int) -> tuple[Sequence[Posting], bool]:
        page = self.table.query(
            {"pk": partition}, between=("sk", "0", _before(below)), limit=limit, consistent=False, only=("text",)
        )
        return [_posting(str(item["text"])) for item in page.items], page.next is None

    def draw(self, partition: str, from_: str) -> str | None:
        """The id of the picture that stands next in a partition of scattered ones, round and round."""
        for first in (from_, "0"):
            page = self.table.query(
                {"pk": partition},
                between=("sk", first, "~"),
                limit=1,
                newest_first=False,
                consistent=False,
                only=("text",),
            )
            if page.items:
                return _posting(str(page.items[0]["text"])).id
        return None

    def counts(self, scope: str) -> Iterator[tuple[str, int]]:
        start = None
        while True:
            page = self.table.query({"pk": f"TREE#{scope}"}, start=start, limit=1000, consistent=False)
            yield from ((str(item["sk"]), int(item["count"])) for item in page.items)
            start = page.next
            if start is None:
                return

    def members(self, buckets: Iterable[tuple[int, int]]) -> Iterator[Member]:
        """What stands in the buckets: one call for each hundred of them."""
        keys = [(bucket_key(*bucket), _ONLY) for bucket in dict.fromkeys(buckets)]
        for some in batched(keys, _MOST_READ, strict=False):
            for item in self.table.get_many(some, consistent=False):
                for packed in item.get("members", ()) if item else ():  # type: ignore[union-attr]
                    yield unpacked(packed)  # type: ignore[arg-type] # bytes, of a set

    def near(self, id: str, limit: int) -> list[str]:
        """Texts of what was noted about a picture's relatives."""
        page = self.table.query({"pk": f"NEAR#{id}"}, limit=limit, consistent=False)
        return [str(item["text"]) for item in page.items]

    def bring_up_to(self, id: str, version: int, entry: Entry, *, force: bool = False) -> bool:
        """All of the entry stands, as of that version, and nothing else. False: a newer version, or this one, stood
        there already, and nothing was written. `force`: writes this one anew, never over a newer one."""
        for _ in range(_ATTEMPTS):
            listed = self.listed(id)
            if listed.version > version or (listed.version == version and not force):
                return False
            with suppress(Cancelled):  # somebody else has changed it since: look again
                self._write(id, version, listed, entry)
                return True
        raise Unavailable("Others are changing what stands of this picture.")

    def _write(self, id: str, version: int, listed: Listed, entry: Entry) -> None:
        """First what goes, then what comes: no transaction may touch an item twice."""
        goal = _stands(entry)
        gone, come = listed.stands - goal, goal - listed.stands
        parts = [(part, False) for part in batched(_leaving(gone), self.most, strict=False)]
        parts += [(part, True) for part in batched(_coming(entry, come), self.most, strict=False)]
        changes, stands = listed.changes, listed.stands
        for number, (part, comes) in enumerate(parts or [((), True)], 1):
            for _, change in part:
                stands = stands | change if comes else stands - change
            last = number >= len(parts)
            claim = _claim(id, Listed(version if last else listed.version, changes, stands))
            self.table.transact([claim, *(operation for operation, _ in part)])
            changes += 1

    def listed(self, id: str) -> Listed:
        item = self.table.get(pk=f"PIC#{id}", sk=_LIST)
        return Listed() if item is None else Listed(int(item["version"]), int(item["changes"]), _unpacked(item))


def open_catalogue() -> Catalogue:
    return Catalogue(table(settings.search_table))


def _stands(entry: Entry) -> Stands:
    members = frozenset((key, one) for key, packed in entry.members.items() for one in packed)
    return Stands(frozenset(entry.postings), members, entry.cells)


def _leaving(gone: Stands) -> Iterator[Step]:
    for place in sorted(gone.places):
        yield delete(*place), Stands(places=frozenset([place]))
    for key, packed in _by_bucket(gone.members):
        yield _set(key, "DELETE", packed), Stands(members=frozenset((key, one) for one in packed))
    for scope, cell in sorted(gone.cells):
        yield update(f"TREE#{scope}", cell, adds={"count": -1}), Stands(cells=frozenset([(scope, cell)]))


def _coming(entry: Entry, come: Stands) -> Iterator[Step]:
    """Every posting is written: its text is another. Hashes and counts only where they are new."""
    for place in sorted(entry.postings):
        yield put({"pk": place[0], "sk": place[1], "text": entry.postings[place]}), Stands(places=frozenset([place]))
    for key, packed in _by_bucket(come.members):
        yield _set(key, "ADD", packed), Stands(members=frozenset((key, one) for one in packed))
    for scope, cell in sorted(come.cells):
        yield update(f"TREE#{scope}", cell, adds={"count": 1}), Stands(cells=frozenset([(scope, cell)]))


def _by_bucket(members: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, list[bytes]]]:
    for key, group in groupby(sorted(members), key=itemgetter(0)):
        yield key, [packed for _, packed in group]


def _set(key: str, verb: str, members: Sequence[bytes]) -> Operation:
    """Adds to the set that a bucket is, or takes from it; to do it twice is to do it once."""
    return {
        "Update": {
            "Key": {"pk": {"S": key}, "sk": {"S": _ONLY}},
            "UpdateExpression": f"{verb} #members :members",
            "ExpressionAttributeNames": {"#members": "members"},
            "ExpressionAttributeValues": {":members": {"BS": list(members)}},
        }
    }


def _claim(id: str, listed: Listed) -> Operation:
    """The list as it is to be. Refused unless it is the one that was read: `listed.changes` tells."""
    item: Item = {
        "pk": f"PIC#{id}",
        "sk": _LIST,
        "version": listed.version,
        "changes": listed.changes + 1,
        "stands": _packed(listed.stands),
    }
    if listed.changes == 0:
        return put(item, "attribute_not_exists(#changes)")
    return put(item, "#changes = :changes", {"changes": listed.changes})


def _packed(stands: Stands) -> str:
    """Partitions are much alike: of a hundred little is left."""
    members = [(key, b64encode(one).decode()) for key, one in sorted(stands.members)]
    text = jsontext.dumps([sorted(stands.places), members, sorted(stands.cells)])
    return b64encode(zlib.compress(text.encode())).decode()


def _unpacked(item: Item) -> Stands:
    places, members, cells = jsontext.loads(zlib.decompress(b64decode(str(item["stands"]))))
    return Stands(
        frozenset((pk, sk) for pk, sk in places),
        frozenset((key, b64decode(one)) for key, one in members),
        frozenset((scope, cell) for scope, cell in cells),
    )


def _posting(text: str) -> Posting:
    """Id, face, keys between blanks, row: nothing before the row has a brace."""
    keys, row = text.index(" ", _ID_LENGTH), text.index("{")
    return Posting(text[:_ID_LENGTH], text[_ID_LENGTH:keys], text[keys:row], text[row:])


def _before(below: str) -> str:
    """The greatest sort key below this one: ids have one length, and no character of theirs is above `~`."""
    return f"{below[:-1]}{chr(ord(below[-1]) - 1)}~"
