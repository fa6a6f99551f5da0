"""What is counted of an area in a month or a year, for readers of one scope: a node.

A node is written whole, and only over what its writer has read. Its head says what it was made of, so a merge of the
same parts is not made again; a table reads parts alone, a hundred in one call.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any, NamedTuple

from cen import jsontext
from cen.dynamo import Item, Table, delete, put
from cen.problems import Unavailable
from rilo_rollup.cells.codec import MOST_CHARACTERS, digest, packed, text_of, unpacked
from rilo_rollup.cells.fold import Parts

_MOST_READ = 100
_NEW = "attribute_not_exists(#pk)"


class Node(NamedTuple):
    """`area`: `adm-FR`, `rilo-WE`, `wco-EUR`, `world`; `period`: a month or a year."""

    area: str
    period: str
    scope: str


@dataclass(frozen=True, slots=True)
class Head:
    """`digest`: of the content; empty: there is none. `of`: digest of what it was made of. `pieces`: how many items
    each part has. `as_of`: instant at which the content became what it is. `changes`: guards against other writers."""

    digest: str = ""
    of: str = ""
    as_of: str = ""
    cases: int = 0
    pieces: tuple[tuple[str, int], ...] = ()
    changes: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    tree: Mapping[str, Any]
    as_of: str
    digest: str


@dataclass(frozen=True, slots=True)
class NodeStore:
    """`most`: characters of one item."""

    table: Table
    most: int = MOST_CHARACTERS

    def heads(self, nodes: Sequence[Node]) -> dict[Node, Head]:
        """Of those nodes that there have ever been."""
        found = self._items([_key(node) for node in nodes])
        return {node: _head(found[_key(node)]) for node in nodes if _key(node) in found}

    def parts(self, nodes: Sequence[Node], name: str) -> dict[Node, Part]:
        """One part of those nodes that have it: a call for each hundred, one more where parts are in pieces."""
        return self.several(nodes, [name])[name]

    def several(self, nodes: Sequence[Node], names: Sequence[str]) -> dict[str, dict[Node, Part]]:
        """Parts by name, read together."""
        first = self._items([_piece(node, name, 0) for node in nodes for name in names])
        more = [
            _piece(node, name, number)
            for node in nodes
            for name in names
            for number in range(1, int((first.get(_piece(node, name, 0)) or {"pieces": 1})["pieces"]))
        ]
        items = first | self._items(more)
        found: dict[str, dict[Node, Part]] = {name: {} for name in names}
        for node in nodes:
            for name in names:
                head = items.get(_piece(node, name, 0))
                if head is not None:
                    pieces = [str(items[_piece(node, name, number)]["doc"]) for number in range(int(head["pieces"]))]
                    found[name][node] = Part(unpacked(pieces), str(head["as_of"]), str(head["digest"]))
        return found

    def _items(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Item]:
        found: dict[tuple[str, str], Item] = {}
        for some in batched(keys, _MOST_READ, strict=False):
            found |= self._read(some)
        return found

    def _read(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Item]:
        """In halves where they are too large for one answer."""
        try:
            items = self.table.get_many(keys)
        except Unavailable:
            if len(keys) == 1:
                raise
            middle = len(keys) // 2
            return self._read(keys[:middle]) | self._read(keys[middle:])
        return {key: item for key, item in zip(keys, items, strict=True) if item}

    def written(self, node: Node, before: Head | None, parts: Parts, of: str, now: str) -> "Written":
        """What to write so that the node has these parts, if it has not got them already."""
        known = before or Head()
        texts = {name: text_of(tree) for name, tree in parts.items()}
        mark = digest("".join(f"{name}{texts[name]}" for name in sorted(texts))) if texts else ""
        same = mark == known.digest
        if same and of == known.of:
            return Written(known, ())
        as_of = known.as_of if same else now
        pieces = {name: packed(text, self.most) for name, text in texts.items()}
        cases = int(parts.get("counts", {}).get("*", {}).get("n", 0))
        sizes = tuple((name, len(some)) for name, some in sorted(pieces.items()))
        head = Head(mark, of, as_of, cases, sizes, known.changes + 1)
        operations = [_put_head(node, head, known)]
        if not same:
            operations += _pieces(node, pieces, as_of, mark)
            operations += [delete(*key) for key in _left_over(node, known, head)]
        return Written(head, operations)


@dataclass(frozen=True, slots=True)
class Written:
    """`operations`: of a transaction; it holds only if nobody else has written the node meanwhile."""

    head: Head
    operations: Sequence[dict[str, Any]]


def _key(node: Node) -> tuple[str, str]:
    return f"AREA#{node.area}", f"{node.period}#{node.scope}"


def _piece(node: Node, part: str, number: int) -> tuple[str, str]:
    pk, sk = _key(node)
    return pk, f"{sk}#{part}#{number}"


def _put_head(node: Node, head: Head, known: Head) -> dict[str, Any]:
    pk, sk = _key(node)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "digest": head.digest,
        "of": head.of,
        "as_of": head.as_of,
        "cases": head.cases,
        "pieces": jsontext.dumps(dict(head.pieces)),
        "changes": head.changes,
    }
    return put(item, "#changes = :changes", {"changes": known.changes}) if known.changes else put(item, _NEW)


def _pieces(node: Node, pieces: Mapping[str, Sequence[str]], as_of: str, mark: str) -> Iterable[dict[str, Any]]:
    for name, some in sorted(pieces.items()):
        for number, doc in enumerate(some):
            pk, sk = _piece(node, name, number)
            yield put({"pk": pk, "sk": sk, "doc": doc, "pieces": len(some), "as_of": as_of, "digest": mark})


def _left_over(node: Node, known: Head, head: Head) -> list[tuple[str, str]]:
    kept = dict(head.pieces)
    return [_piece(node, name, n) for name, count in known.pieces for n in range(kept.get(name, 0), count)]


def _head(item: Item) -> Head:
    pieces = tuple(sorted(jsontext.loads(str(item["pieces"])).items()))
    texts = {name: str(item[name]) for name in ("digest", "of", "as_of")}
    return Head(**texts, cases=int(item["cases"]), pieces=pieces, changes=int(item["changes"]))
