"""What can be wrong with a request about pairs and merges."""

from cen.problems import Conflict, Invalid, NotFound


class NoSuchPair(NotFound):
    """Also the answer for a pair that is none of the caller's."""

    code, title = "no_such_pair", "No such pair of records"


class NotToBeMerged(Conflict):
    """`reason`: why these two records, as they stand, cannot become one."""

    code, title = "not_to_be_merged", "These records cannot be merged"


class PairSettled(Conflict):
    """The pair is not open any more; `state` says how it ended."""

    code, title = "pair_settled", "The pair is settled"


class Overtaken(Exception):
    """The pair is no longer as it was read."""


class SameRecord(Invalid):
    code, title = "same_record", "A record cannot be merged into itself"
