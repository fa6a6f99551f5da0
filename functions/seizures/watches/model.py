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
from seizures.search.question import Filter

# Of one caller.
MOST_SEARCHES = 50


class SearchRequest(Model):
    """`search`: filters of `GET /v1/seizures` by name; none: every published record."""

    name: Line
    search: Filters = {}  # noqa: RUF012 - pydantic copies it


class Saved(Model):
    """`owner`: with the rights of when it was saved. `filed`: the partitions of the search's postings in one of which
    every match stands; there the search is looked for when a record changes."""

    id: str
    name: str
    search: dict[str, str]
    owner: Requester
    filed: tuple[str, ...]
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


def filed_under(search: Mapping[str, str]) -> tuple[str, ...]:
    """The partitions that the search itself would try first: the rarest that hold every match."""
    return ways(Filter.model_validate(dict(search)).criteria())[0].partitions


@lru_cache(maxsize=4096)
def _question(text: str) -> Filter:
    return Filter.model_validate(jsontext.loads(text))
