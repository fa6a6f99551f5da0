"""What can be wrong with a request about the shelves."""

from cen.problems import Conflict, NotFound


class NoSuchEntry(NotFound):
    """Also the answer where the caller may not know that the entry exists."""

    code, title = "no_such_entry", "No such entry"


class NotAwaited(Conflict):
    code, title = "not_awaited", "No file is awaited"
