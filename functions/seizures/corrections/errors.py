"""What can be wrong with a request about corrections."""

from cen.problems import Conflict, Invalid, NotFound, TooMany


class NoSuchCorrection(NotFound):
    """Also the answer for a correction that is none of the caller's."""

    code, title = "no_such_correction", "No such correction"


class CorrectionSettled(Conflict):
    """`state` says how it ended."""

    code, title = "correction_settled", "The correction is settled"


class StaleCorrection(Conflict):
    """The record changed since the correction was proposed. Read it, and send `version` to accept it all the same."""

    code, title = "stale_correction", "The record has changed since"


class Overtaken(Exception):
    """The correction is no longer as it was read."""


class OwnRecord(Conflict):
    code, title = "own_record", "It is your own record: change it"


class ChangesNothing(Invalid):
    code, title = "changes_nothing", "The record says so already"


class TooManyCorrections(TooMany):
    code, title = "too_many_corrections", "Too many open corrections"
