"""What can be wrong with a request about saved searches."""

from cen.problems import Conflict, NotFound


class NoSuchSearch(NotFound):
    """Also the answer for another caller's search."""

    code, title = "no_such_search", "No such saved search"


class DuplicateSearch(Conflict):
    """The caller has another search of this name, `existing_id`."""

    code, title = "duplicate_search", "Name already used"


class TooManySearches(Conflict):
    code, title = "too_many_searches", "Too many saved searches"


class CountChanged(Exception):
    """Another request of the same caller came first."""


class SameSearch(Exception):
    """Not a fault: the caller has saved this very search under this name before."""

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.id = id
