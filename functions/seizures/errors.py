"""What can be wrong with a request about seizure records, besides the errors every context shares."""

from cen.problems import Conflict, Forbidden, Invalid, NotFound, StaleVersion


class NoSuchSeizure(NotFound):
    """Also the answer where the caller may not know that the record exists."""

    code, title = "no_such_seizure", "No such seizure record"


class NotTheOwner(Forbidden):
    code, title = "not_the_owner", "Another administration's record"


class WrongState(Conflict):
    """The life cycle has no such step from where the record stands; `current_status` and `verification` say where,
    `merged_into` which record stands for it."""

    code, title = "wrong_state", "Not possible in this state"


class StandsForOthers(Conflict):
    """Records were merged into this one (`absorbed`), and would be lost with it: undo these merges first."""

    code, title = "stands_for_others", "Others were merged into it"


class DuplicateReference(Conflict):
    """The administration has used the national reference already, in the record `existing_id`."""

    code, title = "duplicate_reference", "National reference already used"


class SamePerson(Forbidden):
    code, title = "four_eyes", "A second person must approve"


class Implausible(Invalid):
    """Each error names the field and the rule (docs/plausibility.md): the record says what cannot be."""

    code, title = "implausible", "The record says what cannot be"


def stale(current: int) -> StaleVersion:
    return StaleVersion(f"The record is at version {current} now. Read it and try again.", current_version=current)
