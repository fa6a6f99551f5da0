"""What can be wrong with a request about operations, besides the errors every context shares."""

from cen.problems import Conflict, Forbidden, Invalid, NotFound, StaleVersion, TooMany


class NoSuchOperation(NotFound):
    """Also the answer for everybody who is not a member: they may not know that the operation exists."""

    code, title = "no_such_operation", "No such operation"

    def __init__(self) -> None:
        super().__init__("There is no such operation, or you are not a member of it.")


class NoSuchMessage(NotFound):
    """Also the answer for a message that is not for the caller."""

    code, title = "no_such_message", "No such message"

    def __init__(self) -> None:
        super().__init__("There is no such message, or it is not for you.")


class NoSuchDraft(NotFound):
    code, title = "no_such_draft", "No such draft"


class NoSuchAttachment(NotFound):
    code, title = "no_such_attachment", "No such attachment"


class NoSuchMember(NotFound):
    code, title = "no_such_member", "No such member"


class CoordinatorsOnly(Forbidden):
    code, title = "coordinators_only", "Only a coordinator can do this"


class ObserversRead(Forbidden):
    code, title = "observers_read", "Observers read"


class NotTheSender(Forbidden):
    code, title = "not_the_sender", "Another member's message"


class NotAddressed(Forbidden):
    code, title = "not_addressed", "The warning is not addressed to you"


class WrongOperationState(Conflict):
    """`current_state` says where the operation, the message or the attachment stands."""

    code, title = "wrong_state", "Not possible in this state"


class AlreadyMember(Conflict):
    code, title = "already_member", "A member already"


class TooManyGone(Conflict):
    """So many of an administration went one by one that it has to be expelled as a whole."""

    code, title = "too_many_gone", "Too many went one by one"


class LastCoordinator(Conflict):
    code, title = "last_coordinator", "The last coordinator"


class AlreadyACase(Conflict):
    """The record of this message is a case of the CEN database (`seizure_id`): it is changed there."""

    code, title = "already_a_case", "The record is a case now"


class BrokenReference(Invalid):
    """A message names another one that the caller cannot name."""

    code, title = "no_such_reference", "It names a message that is not there"


class TooManyHere(TooMany):
    code, title = "too_many_here", "Too many in this place"


class Overtaken(Exception):
    """Somebody else wrote at the same moment: nothing was written, and the same may be tried on what is there now."""


def stale(current: int) -> StaleVersion:
    return StaleVersion(f"It is at version {current} now. Read it and try again.", current_version=current)
