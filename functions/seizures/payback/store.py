"""Lines and cells in a table of their own, which can be made anew from the records; nil returns beside the settings.

LINES#<administration>#<month>   CASE#<id>            what counts of a record
                                 USE#<kind>#<by>      that its records were of use, by what: each counts once
CELLS#<administration>           <month>              the figures, folded from these lines
CASE#<id>                        LINE                 where a record's line stands, as of which version

NIL#<administration>             <month>, AUDIT#…     in the table of records: what an administration said
"""

from collections.abc import Mapping
from dataclasses import dataclass

from cen import jsontext
from cen.audit import Entry
from cen.dynamo import Cancelled, Item, Table, delete, put
from cen.problems import Unavailable
from seizures.payback.cells import Cell, Line, fold, read_cell, read_line

_ABSENT = "attribute_not_exists(#pk)"
_PAGE = 5000
_MOST_CELLS = 240
_TRIES = 5


@dataclass(frozen=True, slots=True)
class FigureStore:
    table: Table

    def place(self, id: str, version: int, administration: str, month: str, line: Line | None) -> list[str] | None:
        """Puts a record's line where it belongs as of a version. The months whose figures may have changed; None if a
        newer version was there."""
        for _ in range(_TRIES):
            known = self.table.get(pk=f"CASE#{id}", sk="LINE")
            if known and int(known["version"]) > version:
                return None
            before = str(known["month"]) if known else month
            kept: Item = {"pk": f"CASE#{id}", "sk": "LINE", "version": version, "month": month}
            guard = put(kept, "#version = :known", {"known": int(known["version"])}) if known else put(kept, _ABSENT)
            row = (f"LINES#{administration}#{month}", f"CASE#{id}")
            moves = [put({"pk": row[0], "sk": row[1], "text": line.text}) if line else delete(*row)]
            if before != month:
                moves.append(delete(f"LINES#{administration}#{before}", f"CASE#{id}"))
            try:
                self.table.transact([guard, *moves])
            except Cancelled:
                continue
            return sorted({before, month})
        raise Unavailable("Others are changing the line of this record.")

    def use(self, administration: str, month: str, kind: str, by: str) -> None:
        """Doing it twice is the same as once."""
        self.table.transact([put({"pk": f"LINES#{administration}#{month}", "sk": f"USE#{kind}#{by}", "text": ""})])

    def fold(self, administration: str, month: str) -> Cell:
        """Makes the figures of a month anew. Whoever wrote a line folds after it; of two who fold at once one sees what
        the other has seen, as a cell is written only if it is as it was before the lines were read."""
        for _ in range(_TRIES):
            standing = self.table.get(pk=f"CELLS#{administration}", sk=month)
            turn = int(standing["turn"]) if standing else 0
            cell = self._folded(administration, month)
            item: Item = {"pk": f"CELLS#{administration}", "sk": month, "turn": turn + 1, "text": cell.text}
            try:
                self.table.transact([put(item, "#turn = :turn", {"turn": turn}) if turn else put(item, _ABSENT)])
            except Cancelled:
                continue
            return cell
        raise Unavailable("Others are making these figures.")

    def _folded(self, administration: str, month: str) -> Cell:
        lines: list[Line] = []
        uses: list[str] = []
        start = None
        while True:
            keys = {"pk": f"LINES#{administration}#{month}"}
            page = self.table.query(keys, start=start, limit=_PAGE, only=("sk", "text"))
            for item in page.items:
                kind, *rest = str(item["sk"]).split("#")
                if kind == "CASE":
                    lines.append(read_line(str(item["text"])))
                else:
                    uses.append(rest[0])
            start = page.next
            if start is None:
                return fold(lines, uses)

    def cells(self, administration: str) -> dict[str, Cell]:
        """By month, the newest twenty years: one call."""
        page = self.table.query({"pk": f"CELLS#{administration}"}, limit=_MOST_CELLS, consistent=False)
        return {str(item["sk"]): read_cell(str(item["text"])) for item in page.items}

    def cell(self, administration: str, month: str) -> Cell:
        page = self.table.query({"pk": f"CELLS#{administration}"}, between=("sk", month, month))
        return read_cell(str(page.items[0]["text"])) if page.items else Cell()


@dataclass(frozen=True, slots=True)
class NilReturns:
    """`table`: of the records."""

    table: Table

    def since(self, administration: str, month: str) -> Mapping[str, str]:
        """The instants at which they were made, by month: one call."""
        between = ("sk", month, "9999-12")
        page = self.table.query({"pk": f"NIL#{administration}"}, between=between, limit=_MOST_CELLS)
        return {str(item["sk"]): str(item["at"]) for item in page.items}

    def make(self, administration: str, month: str, entry: Entry) -> str:
        """When it was made: now, or before."""
        nil: Item = {"pk": f"NIL#{administration}", "sk": month, "at": entry.at}
        audit: Item = {
            "pk": f"NIL#{administration}",
            "sk": f"AUDIT#{entry.at}#{month}",
            "administration": administration,
            "entry": jsontext.dumps(entry.document()),
        }
        try:
            self.table.transact([put(nil, _ABSENT), put(audit)])
        except Cancelled as cancelled:
            standing = cancelled.standing[0] or {}
            return str(standing.get("at", entry.at))
        return entry.at
