"""From the cells of one row to what they say of a record: values by the names of columns, and what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cen.codes.text import fold
from seizures.imports import days, numbers, words
from seizures.imports.columns import Column, columns
from seizures.imports.days import Order
from seizures.imports.numbers import Cell
from seizures.imports.plan import Plan
from seizures.imports.wrong import Fault, Wrong

_UNIT, _AMOUNT, _REFERENCE = "line.quantity.unit", "line.quantity.amount", "national_reference"
_STEPS = ("line.category", "line.type", "line.subtype")
_SEPARATOR = ";"
# Fields that are told from other columns.
_COMES_FROM = {
    **dict.fromkeys(_STEPS, "line.commodity"),
    "line.quantity.reported.amount": _AMOUNT,
    "line.quantity.reported.unit": _UNIT,
    "place.country": "place.locode",
    "route.departure.country": "route.departure.locode",
    "route.destination.country": "route.destination.locode",
    "date_precision": "seized_on",
}


@dataclass(slots=True)
class Said:
    """What one row says of the case and of its commodity line."""

    row: int
    cells: Sequence[Cell]
    case: dict[str, Any] = field(default_factory=dict)
    line: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


@dataclass(slots=True)
class _Reader:
    """One column of the file. `meanings`: of the file's own words, folded. `known`: what texts mean that were read
    before, with what they depend on; `whole`: what cells mean that depend on nothing else."""

    column: Column
    positions: Sequence[int]
    meanings: Mapping[str, str | None]
    prefix: str
    order: Order | None
    known: dict[Any, Any] = field(default_factory=dict)
    whole: dict[Cell, Any] = field(default_factory=dict)
    of_line: bool = field(init=False)

    def __post_init__(self) -> None:
        self.of_line = self.column.of_line

    def cell(self, cells: Sequence[Cell]) -> Cell:
        """None where nothing stands."""
        if not self.positions:
            return None
        if len(self.positions) == 1:
            position = self.positions[0]
            found = cells[position] if position < len(cells) else None
            return None if found == "" else found
        parts = [words.text_of(cells[at]) for at in self.positions if at < len(cells)]
        return " ".join(filter(None, parts)) or None


class Converter:
    """`plan`: of the file. Reads its rows one by one."""

    def __init__(self, plan: Plan) -> None:
        self._mark = plan.mark
        self._rounded = plan.rounded
        self._category = plan.category
        self._this_year = int(plan.today[:4])
        self._units = {fold(word): unit for word, unit in plan.units.items()}
        placed = {column.name: column.positions for column in plan.columns}
        # In the order in which one may need another.
        self._readers = {
            name: self._reader(column, placed.get(name, ()), plan)
            for name, column in columns().items()
            if name in placed or name in plan.constants
        }
        self._constants = plan.constants
        # With the position of the cell, or -1 where there is not exactly one.
        self._in_order = [
            (name, reader.positions[0] if len(reader.positions) == 1 else -1, reader)
            for name, reader in self._readers.items()
        ]

    def _reader(self, column: Column, positions: Sequence[int], plan: Plan) -> _Reader:
        meanings = {fold(word): meaning for word, meaning in plan.values.get(column.name, {}).items()}
        return _Reader(column, positions, meanings, plan.prefix.get(column.name, ""), plan.orders.get(column.name))

    def __call__(self, row: int, cells: Sequence[Cell]) -> Said:
        said = Said(row, cells)
        case, line, width = said.case, said.line, len(cells)
        for name, at, reader in self._in_order:
            cell = (cells[at] if at < width else None) if at >= 0 else reader.cell(cells)
            if cell is None or cell == "":
                cell = self._constants.get(name)
                if cell is None:
                    continue
            if cell in reader.whole and cell.__class__ is not bool:
                (line if reader.of_line else case)[name] = reader.whole[cell]
            else:
                self._read(said, reader, cell)
        if self._category and _STEPS[0] not in line:
            line[_STEPS[0]] = self._category
        return said

    def reference(self, cells: Sequence[Cell]) -> str | None:
        """The national reference that the row gives, if any."""
        reader = self._readers.get(_REFERENCE)
        if reader is None:
            return None
        said = Said(0, cells)
        cell = reader.cell(cells)
        if cell is not None:
            self._read(said, reader, cell)
        return said.case.get(_REFERENCE)

    def written_as(self, name: str) -> str:
        """The column of the file that a field's value comes from, where it has none of its own."""
        instead = _COMES_FROM.get(name, name)
        return instead if name not in self._readers and instead in self._readers else name

    def shown(self, name: str, cells: Sequence[Cell]) -> str | None:
        """What stood in a column, for who has to mend it."""
        reader = self._readers.get(name)
        cell = reader.cell(cells) if reader else None
        return None if cell is None else words.text_of(cell)

    def _read(self, said: Said, reader: _Reader, cell: Cell) -> None:
        column, there = reader.column, cell
        try:
            if reader.meanings or reader.prefix:
                cell = self._meant(reader, cell)
                if cell is None:
                    return
            if column.many:
                parts = (part.strip() for part in words.text_of(cell).split(_SEPARATOR))
                value: Any = [self._value(said, reader, part) if part else None for part in parts]
            else:
                value = self._value(said, reader, cell)
        except Wrong as wrong:
            value_there = words.text_of(cell)
            said.faults.append(Fault(said.row, column.name, wrong.code, wrong.message, value_there, wrong.nearest))
            return
        target = said.line if reader.of_line else said.case
        if column.kind == "goods":
            target.update(value)
            return
        target[column.name] = value
        if column.kind in _ALONE and not (column.name == _UNIT and self._units):
            reader.whole[there] = value

    def _meant(self, reader: _Reader, cell: Cell) -> Cell:
        text = words.text_of(cell)
        name = fold(text)
        if name in reader.meanings:
            return reader.meanings[name]
        return reader.prefix + text if reader.prefix else cell

    def _value(self, said: Said, reader: _Reader, cell: Cell) -> Any:
        match reader.column.kind:
            case "day":
                return self._day(said, reader, cell)
            case "decimal":
                return self._decimal(reader, cell)
            case "whole":
                return numbers.whole(cell, self._mark)
            case "goods":
                return self._goods(said, reader, words.text_of(cell))
            case "place":
                country = said.case.get(f"{reader.column.name.rpartition('.')[0]}.country") or ""
                known = (words.text_of(cell), country if isinstance(country, str) else "")
                return _known(reader, known, words.place)
        if reader.column.name == _UNIT:
            return self._unit(said, reader, words.text_of(cell))
        return _known(reader, (words.text_of(cell),), _OF_TEXT[reader.column.kind], reader.column.list)

    def _day(self, said: Said, reader: _Reader, cell: Cell) -> str:
        day, precision = days.day(cell, reader.order, self._this_year)
        if precision == "day":
            reader.whole[cell] = day
        else:
            said.case.setdefault("date_precision", precision)
        return day

    def _decimal(self, reader: _Reader, cell: Cell) -> str:
        if isinstance(cell, str) and cell.endswith("%"):
            cell = cell[:-1].strip()
        rounded = self._rounded or reader.column.name.endswith(".factor")
        return numbers.number(cell, self._mark, rounded=rounded)

    def _goods(self, said: Said, reader: _Reader, text: str) -> dict[str, str]:
        """Its steps, by column. A column of one step is read below the steps that the row gives above it."""
        if reader.column.name == "line.commodity":
            whole = _known(reader, (text,), words.goods)
            return dict(zip(_STEPS, whole.split("."), strict=False))
        depth = _STEPS.index(reader.column.name)
        above = [said.line.get(name, self._category if name == _STEPS[0] else None) for name in _STEPS[:depth]]
        if None in above:
            return {reader.column.name: text.lower()}  # the model says what is missing above it
        steps = _known(reader, (text, ".".join(filter(None, above))), words.steps)
        found = dict(zip(_STEPS[depth:], steps, strict=False))
        if said.line.get(reader.column.name, steps[0]) != steps[0]:
            raise Wrong("contradicts", f"The type of this row means {said.line[reader.column.name]}.")
        return found

    def _unit(self, said: Said, reader: _Reader, text: str) -> str:
        unit = self._units.get(fold(text))
        if unit is None:
            found: str = _known(reader, (text,), _code, "unit")
            return found
        amount = said.line.get(_AMOUNT)
        if amount is not None and unit.factor != "1":
            said.line |= unit.converted(amount, text)
        return unit.unit


def _known(reader: _Reader, asked: tuple[str, ...], read: Any, *before: Any) -> Any:
    """What a text means does not change from row to row."""
    try:
        return reader.known[asked]
    except KeyError:
        found = reader.known[asked] = read(*before, *asked)
        return found


# Kinds of columns whose cells mean the same in every row.
_ALONE = frozenset({"text", "choice", "code", "hs", "decimal", "whole", "yes_no"})


def _code(list_id: str, text: str) -> str:
    return words.code(list_id, text)


_OF_TEXT = {
    "text": lambda _, text: text,
    "code": _code,
    "hs": lambda _, text: words.hs(text),
    "yes_no": lambda _, text: words.yes_no(text),
    "choice": lambda _, text: words.choice(text),
}
