"""DynamoDB as this project uses it: the low-level client, flat items, transactions, and what they cost."""

from cen.dynamo.failures import Cancelled, Contended
from cen.dynamo.operations import Item, check, delete, put, update
from cen.dynamo.table import Table, client, get_across, table
from cen.dynamo.units import item_size, read_units, write_units

__all__ = [
    "Cancelled",
    "Contended",
    "Item",
    "Table",
    "check",
    "client",
    "delete",
    "get_across",
    "item_size",
    "put",
    "read_units",
    "table",
    "update",
    "write_units",
]
