from tests.infra.expected.shape import API, ASKED, Expected, Function

DIRECTORY = Expected("directory", {"Api": Function("directory.api", API, ASKED)})
