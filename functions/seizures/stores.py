"""What the routes of this context work on, each part opened at its first use."""

from dataclasses import dataclass

from cen.dynamo import Table, table
from cen.settings import settings
from seizures.search.index import SearchIndex, open_index
from seizures.store import SeizureStore, open_store


@dataclass(frozen=True, slots=True)
class Stores:
    """`blocks`: where published records meet that may be of one case. `figures`: the table of figures about them."""

    records: SeizureStore
    index: SearchIndex
    blocks: SearchIndex
    figures: Table


def open_blocks() -> SearchIndex:
    return SearchIndex(table(settings.duplicates_table))


def open_stores() -> Stores:
    return Stores(open_store(), open_index(), open_blocks(), table(settings.figures_table))
