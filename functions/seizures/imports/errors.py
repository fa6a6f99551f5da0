"""What can be wrong with a request about imports."""

from cen.problems import Conflict, NotFound, TooMany


class NoSuchImport(NotFound):
    """Also the answer for another administration's import."""

    code, title = "no_such_import", "No such import"


class WrongImportState(Conflict):
    """The life of an import has no such step from where it stands; `current_status` says where."""

    code, title = "wrong_state", "Not possible in this state"


class ReportNotReady(Conflict):
    """The import is not finished, or its report is still being written: ask again in a moment."""

    code, title = "report_not_ready", "The report is not there yet"


class TooManyImports(TooMany):
    code, title = "too_many_imports", "Too many unfinished imports"


class SlotTaken(Exception):
    """Another request of the same administration came first."""
