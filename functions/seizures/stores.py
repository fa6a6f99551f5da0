"""What the routes of this context work on, each part opened at its first use."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cen.dynamo import Table, table
from cen.settings import settings
from seizures.search.index import SearchIndex, open_index
from seizures.store import SeizureStore, open_store

if TYPE_CHECKING:
    from cen.doors import Statistics


@dataclass(frozen=True, slots=True)
class Stores:
    """`blocks`: where published records meet that may be of one case. `figures`: the table of figures about them.
    `statistics`: the door to those, opened when it is asked for."""

    records: SeizureStore
    index: SearchIndex
    blocks: SearchIndex
    figures: Table
    statistics: Callable[[], "Statistics"]


def open_blocks() -> SearchIndex:
    return SearchIndex(table(settings.duplicates_table))


def open_statistics() -> "Statistics":
    from cen.doors import statistics  # only the page of figures needs it

    return statistics(settings.rilo_rollup_door)


def open_stores() -> Stores:
    return Stores(open_store(), open_index(), open_blocks(), table(settings.figures_table), open_statistics)
