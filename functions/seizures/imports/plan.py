"""How the rows of one file are to be read: decided once, from its header, its columns and the mapping, and handed on
with every part of it."""

from typing import Literal

from cen.fields import Model
from seizures.imports.days import Order
from seizures.imports.mapping import UnitOf
from seizures.imports.numbers import Mark


class PlanColumn(Model):
    """`positions`: of the cells, put together where there are several. `header`: what the file calls it."""

    name: str
    positions: tuple[int, ...]
    header: str


class Plan(Model):
    """`kind`: cells of a table, or documents of JSON lines. `headers`: all of the file's, in their order. `orders`: of
    day and month, by column. `mark`: the file's decimal mark. `today`: what counts as the future and as long ago,
    however late a part is read."""

    kind: Literal["table", "documents"]
    today: str
    columns: tuple[PlanColumn, ...] = ()
    headers: tuple[str, ...] = ()
    category: str | None = None
    constants: dict[str, str] = {}  # noqa: RUF012 - pydantic copies it
    values: dict[str, dict[str, str | None]] = {}  # noqa: RUF012
    units: dict[str, UnitOf] = {}  # noqa: RUF012
    prefix: dict[str, str] = {}  # noqa: RUF012
    orders: dict[str, Order | None] = {}  # noqa: RUF012
    mark: Mark | None = None
    rounded: bool = False

    @property
    def header_of(self) -> dict[str, str]:
        return {column.name: column.header for column in self.columns}
