"""Steps of a transaction, as values: use cases put them together, and only the store sends them.

`put(item, unless, values)`, `update(pk, sk, sets, adds, removes, unless, values)`, `delete(pk, sk, unless, values)`;
`unless` is the condition that must hold, with names as `#name` and values as `:name`.
"""

from cen.dynamo import Item, delete, put, update

__all__ = ["Item", "delete", "put", "update"]
