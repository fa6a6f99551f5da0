"""What can be wrong with a request about exports, and what can stop one that runs."""

from cen.problems import NotFound, TooMany


class NoSuchExport(NotFound):
    """Also the answer for another caller's export."""

    code, title = "no_such_export", "No such export"


class TooManyExports(TooMany):
    code, title = "too_many_exports", "Too many unfinished exports"


class TooManyRows(Exception):
    """The file would have more rows than its format can take."""
