from tests.infra.expected.shape import API, ASKED, Expected, Function

REFERENCE = Expected("reference", {"Api": Function("reference.api", API, ASKED)})
