"""What can be wrong with a request about alerts, besides the errors every context shares."""

from cen.problems import Conflict, Forbidden, NotFound, StaleVersion, Unavailable


class NoSuchAlert(NotFound):
    """Also the answer where the caller may not know that the alert exists."""

    code, title = "no_such_alert", "No such alert"


class NotTheOffice(Forbidden):
    code, title = "not_the_office", "Another office's alert"


class NotAMember(Forbidden):
    code, title = "not_a_member", "Not a member of the operation"


class WrongState(Conflict):
    """The life cycle has no such step from where the alert stands; `current_status` says where."""

    code, title = "wrong_state", "Not possible in this state"


def stale(current: int) -> StaleVersion:
    return StaleVersion(f"It is at version {current} now. Read it and try again.", current_version=current)


class RiloPublishes(Forbidden):
    code, title = "rilo_publishes", "The RILO publishes this"


class NobodyReached(Conflict):
    code, title = "nobody_reached", "It would reach nobody"


class NoSuchVersion(NotFound):
    code, title = "no_such_version", "No such version"


class TooManyPeople(Unavailable):
    """There are more than can be counted here and now; the clock counts them."""


class NotAsked(Forbidden):
    code, title = "not_asked", "Not asked of you"


class NoNotice(NotFound):
    code, title = "no_notice", "Not a concealment notice"
