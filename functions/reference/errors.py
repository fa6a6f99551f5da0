"""What can be wrong with a question about code lists."""

from cen.problems import NotFound


class NoSuchList(NotFound):
    code, title = "no_such_list", "No such code list"
