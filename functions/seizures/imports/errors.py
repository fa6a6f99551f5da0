"""What can be wrong with a request about imports."""

from cen.problems import Conflict, NotFound, TooMany


class NoSuchImport(NotFound):
    """Also the answer for another administration's import."""

    code, title = "no_such_import", "No such import"


class ReportNotReady(Conflict):
    """The import is not finished, or its report is still being written: ask again in a moment."""

    code, title = "report_not_ready", "The report is not there yet"


class TooManyImports(TooMany):
    code, title = "too_many_imports", "Too many unfinished imports"
