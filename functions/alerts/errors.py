"""What can be wrong with a request about alerts, besides the errors every context shares."""

from cen.problems import Conflict, Forbidden, Invalid, NotFound, StaleVersion


class NoSuchAlert(NotFound):
    """Also the answer where the caller may not know that the alert exists."""

    code, title = "no_such_alert", "No such alert"


class NotTheOffice(Forbidden):
    code, title = "not_the_office", "Another office's alert"


class WrongState(Conflict):
    """The life cycle has no such step from where the alert stands; `current_status` says where."""

    code, title = "wrong_state", "Not possible in this state"


class PersonalDataFound(Invalid):
    """Each error names the field, the kind and the place. Remove it, or confirm with a reason."""

    code, title = "personal_data", "The text seems to hold personal data"


class Replay(Exception):
    """Not a fault: the same request was carried out before, and made this version of this record."""

    def __init__(self, id: str, version: int) -> None:
        super().__init__(id, version)
        self.id = id
        self.version = version


def stale(current: int) -> StaleVersion:
    return StaleVersion(f"It is at version {current} now. Read it and try again.", current_version=current)
