"""What can be wrong with a request about figures."""

from cen.problems import Conflict, Forbidden


class NotYourFigures(Forbidden):
    code, title = "not_your_figures", "Another administration's figures"


class NotNil(Conflict):
    """`cases`: how many records of the month there are."""

    code, title = "not_nil", "There are cases of that month"
