"""DynamoDB as this project uses it: the low-level client, flat items, transactions, and what they cost."""

from cen.dynamo.operations import Item, check, delete, put
from cen.dynamo.table import Cancelled, Table, client, table
from cen.dynamo.units import item_size, read_units, write_units

__all__ = [
    "Cancelled",
    "Item",
    "Table",
    "check",
    "client",
    "delete",
    "item_size",
    "put",
    "read_units",
    "table",
    "write_units",
]
