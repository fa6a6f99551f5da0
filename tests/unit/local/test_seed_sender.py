"""What the sender does with each answer of the API: it enters once, goes on where it stopped, and fails loudly."""

from typing import Any

import pytest

from local.seed.client import Answer, Client, Refused
from local.seed.sender import Entrant, Incomplete, enter

RECORDS: dict[str, list[Any]] = {
    "SE": [{"national_reference": "A-1"}, {"national_reference": "A-2"}],
    "KR": [{"national_reference": "B-1"}],
}
ENTRANTS = {code: Entrant(code, f"officer-{code}", f"ncp-{code}") for code in RECORDS}


class FakeApi(Client):
    """Records by reference, with their status; lists come two to a page."""

    def __init__(self, **status: str) -> None:
        self.status = {reference.replace("_", "-"): state for reference, state in status.items()}
        self.four_eyes = dict.fromkeys(RECORDS, True)
        self.calls: list[tuple[str, str, str]] = []
        self.refuse: dict[str, Any] = {}
        self.publishes = True

    def call(self, method: str, path: str, token: str, body: Any = None, headers: Any = None) -> Answer:
        self.calls.append((method, path, token))
        if path.endswith("/settings"):
            return self._settings(method, token)
        if method == "GET":
            return self._list(path)
        if path == "/v1/seizures":
            return self._create(body["national_reference"], headers)
        return self._submit(path.split("/")[3], headers)

    def _settings(self, method: str, token: str) -> Answer:
        kind, _, code = token.partition("-")
        assert kind == "ncp"
        if method == "PATCH":
            self.four_eyes[code] = False
        return Answer(200, None, {"four_eyes": self.four_eyes[code]})

    def _list(self, path: str) -> Answer:
        query = dict(part.split("=") for part in path.partition("?")[2].split("&"))
        start = int(query.get("cursor", 0))
        own = {record["national_reference"] for record in RECORDS[query["administration"]]}
        found = [
            {"id": reference, "version": 3, "national_reference": reference}
            for reference, status in sorted(self.status.items())
            if status == query["status"] and reference in own
        ]
        more = str(start + 1) if len(found) > start + 1 else None
        return Answer(200, None, {"items": found[start : start + 1], "next": more})

    def _create(self, reference: str, headers: Any) -> Answer:
        if self.refuse:
            return Answer(422, None, self.refuse)
        if reference in self.status:
            return Answer(409, None, {"code": "duplicate_reference"})
        assert headers["Idempotency-Key"] == f"seed-{reference}"
        self.status[reference] = "draft"
        return Answer(201, '"3"', {"id": reference})

    def _submit(self, reference: str, headers: Any) -> Answer:
        assert headers["If-Match"] == '"3"'
        self.status[reference] = "published" if self.publishes else "submitted"
        return Answer(200, '"4"', {})


def quiet(line: str) -> None:
    """Nobody reads the progress here."""


def creations(api: FakeApi) -> int:
    return sum(call[:2] == ("POST", "/v1/seizures") for call in api.calls)


def test_every_record_is_created_and_published() -> None:
    api = FakeApi()
    assert enter(api, ENTRANTS, RECORDS, quiet) == 3
    assert set(api.status.values()) == {"published"}
    assert api.four_eyes == {"SE": False, "KR": False}


def test_a_second_run_only_looks() -> None:
    api = FakeApi(A_1="published", A_2="published", B_1="published")
    api.four_eyes = dict.fromkeys(RECORDS, False)
    assert enter(api, ENTRANTS, RECORDS, quiet) == 3
    assert {method for method, _, _ in api.calls} == {"GET"}


def test_a_draft_left_behind_is_submitted() -> None:
    api = FakeApi(A_1="draft", A_2="published")
    assert enter(api, ENTRANTS, RECORDS, quiet) == 3
    assert creations(api) == 1


def test_a_withdrawn_record_is_left_alone() -> None:
    api = FakeApi(A_1="withdrawn")
    assert enter(api, ENTRANTS, RECORDS, quiet) == 2
    assert api.status["A-1"] == "withdrawn"


def test_a_refusal_shows_the_record_and_the_problem() -> None:
    api = FakeApi()
    api.refuse = {"code": "invalid", "errors": [{"path": "direction"}]}
    with pytest.raises(Refused) as caught:
        enter(api, ENTRANTS, RECORDS, quiet)
    assert "422" in str(caught.value)
    assert '"direction"' in str(caught.value)
    assert "national_reference" in str(caught.value)


def test_records_that_do_not_show_up_are_named() -> None:
    api = FakeApi()
    api.publishes = False
    with pytest.raises(Incomplete, match=r"3 seizures .*A-1, A-2, B-1"):
        enter(api, ENTRANTS, RECORDS, quiet)
