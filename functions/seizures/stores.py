"""What the routes of this context work on, each part opened at its first use."""

from dataclasses import dataclass

from seizures.search.index import SearchIndex, open_index
from seizures.store import SeizureStore, open_store


@dataclass(frozen=True, slots=True)
class Stores:
    records: SeizureStore
    index: SearchIndex


def open_stores() -> Stores:
    return Stores(open_store(), open_index())
