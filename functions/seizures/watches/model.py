"""What a saved search is, and when a record is news to it. Pure."""

from collections.abc import Mapping
from functools import lru_cache

from pydantic import BaseModel

from cen import jsontext
from cen.access import RULES, Permission
from cen.fields import Line, Model
from cen.requester import Requester
from seizures.answers import Row
from seizures.search.filters import Filters
from seizures.search.plan import ways
from seizures.search.question import Filter, meets

# Of one caller.
MOST_SEARCHES = 50


class SearchRequest(Model):
    """`search`: filters of `GET /v1/seizures` by name; none: every published record."""

    name: Line
    search: Filters = {}  # noqa: RUF012 - pydantic copies it


class Saved(Model):
    """`owner`: with the rights of when it was saved. `filed`: the partitions of the search's postings in one of which
    every match stands; there the search is looked for when a record changes. `rest`: the criteria that this does not
    answer; only a record that meets them looks at the search."""

    id: str
    name: str
    search: dict[str, str]
    owner: Requester
    filed: tuple[str, ...]
    rest: str
    created_at: str

    @property
    def question(self) -> Filter:
        return _question(jsontext.dumps(self.search))

    @property
    def allowed(self) -> bool:
        return RULES[Permission.SEIZURE_READ].allows(self.owner.principal)


class SavedSearch(BaseModel):
    id: str
    name: str
    search: dict[str, str]
    created_at: str


class SavedSearchPage(BaseModel):
    items: list[SavedSearch]
    next: str | None


class MatchedCase(BaseModel):
    """`at`: when the record came to match."""

    seizure: Row
    at: str


class MatchPage(BaseModel):
    items: list[MatchedCase]
    next: str | None


def shown(saved: Saved) -> dict[str, object]:
    """A `SavedSearch`."""
    return saved.model_dump(include=set(SavedSearch.model_fields))


def filing(search: Mapping[str, str]) -> tuple[tuple[str, ...], str]:
    """The partitions that the search itself would try first, the rarest that hold every match; and the criteria that
    are then left, as one text."""
    way = ways(Filter.model_validate(dict(search)).criteria())[0]
    return way.partitions, " ".join(sorted("|".join(criterion) for criterion in way.left))


def meets_rest(keys: str, rest: str) -> bool:
    """`keys`: of a record, between blanks."""
    return meets(keys, [tuple(criterion.split("|")) for criterion in rest.split()])


@lru_cache(maxsize=4096)
def _question(text: str) -> Filter:
    return Filter.model_validate(jsontext.loads(text))
