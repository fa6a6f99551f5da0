"""What can be wrong with a question to the directory."""

from cen.problems import NotFound


class NoSuchAdministration(NotFound):
    code, title = "no_such_administration", "No such administration"


class NoSuchRilo(NotFound):
    code, title = "no_such_rilo", "No such RILO"
