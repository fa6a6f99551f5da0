"""What can be wrong with a request about pictures, besides the errors every context shares."""

from cen.problems import Conflict, Forbidden, NotFound, StaleVersion, TooMany


class NoSuchPicture(NotFound):
    """Also the answer where the caller may not know that the picture exists."""

    code, title = "no_such_picture", "No such picture"


class NotTheOwner(Forbidden):
    code, title = "not_the_owner", "Another administration's picture"


class ContactPointNeeded(Forbidden):
    code, title = "contact_point_needed", "A national contact point must do this"


class WrongState(Conflict):
    """The life of a picture has no such step from where it stands; `current_status` says where."""

    code, title = "wrong_state", "Not possible in this state"


class SamePicture(Conflict):
    """Another picture of the same pixels stands for them among the readers that this one is to be for."""

    code, title = "same_picture", "The same picture is there already"


class AlreadySeen(Conflict):
    """The administration has confirmed the same place and day already."""

    code, title = "already_seen", "Already confirmed"


class AlreadyAnswered(Conflict):
    code, title = "already_answered", "The question was answered already"


class NoSuchQuestion(NotFound):
    code, title = "no_such_question", "No such question"


class NothingToAsk(NotFound):
    code, title = "nothing_to_ask", "No picture to ask about"


class TooManyUploads(TooMany):
    code, title = "too_many_uploads", "Too many unfinished uploads"


class SlotTaken(Exception):
    """Another request of the same caller came first."""


class Overtaken(Exception):
    """Somebody else has changed the record since it was read."""


class SameAs(Exception):
    """The pixels are those of another picture, which everybody can see for whom this one is meant."""

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.id = id


def stale(current: int) -> StaleVersion:
    return StaleVersion(f"The picture is at version {current} now. Read it and try again.", current_version=current)
