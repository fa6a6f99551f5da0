"""What can be wrong with a request about an inbox."""

from cen.problems import NotFound


class NoSuchNotice(NotFound):
    """Also the answer for what is in somebody else's inbox, or is settled."""

    code, title = "no_such_notice", "No such notice"
