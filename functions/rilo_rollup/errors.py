"""What can be wrong with a request about statistics."""

from cen.problems import Conflict, Forbidden, NotFound


class NoSuchTable(NotFound):
    code, title = "no_such_table", "No such table"


class NoSuchRun(NotFound):
    code, title = "no_such_run", "No such run"


class RunUnderWay(Conflict):
    """`run_id`: the one that is under way."""

    code, title = "run_under_way", "A run is under way"


class NotYourRegion(Forbidden):
    code, title = "not_your_region", "Not your region"
