"""Asking another context: what it answers is handed on, and whatever goes wrong on the way is "not now"."""

import io
import json
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError
from moto import mock_aws

from cen.doors import (
    READ_AT_ONCE,
    Door,
    Drafted,
    Operations,
    Reported,
    SeenMembers,
    SeenPerson,
    SeenSearch,
    SeenSeat,
    Seizures,
    client,
    operations,
    seizures,
)
from cen.problems import Unavailable
from cen.requester import Requester
from tests.unit.seizures.builders import OFFICER

ID = "01K00000000000000000000000"
SEEN = {
    "id": ID,
    "version": 3,
    "status": "published",
    "verification": "verified",
    "administration": "FR",
    "rilo": "WE",
    "tlp": "GREEN",
    "merged_into": None,
    "document": "{}",
}


class Functions:
    """A Lambda service with one function, which answers `answer` or fails with it."""

    def __init__(self, answer: Any, failed: bool = False) -> None:
        self.answer, self.failed = answer, failed
        self.asked: list[tuple[str, Any]] = []

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803 - as boto3 names them
        self.asked.append((FunctionName, json.loads(Payload)))
        if isinstance(self.answer, Exception):
            raise self.answer
        error = {"FunctionError": "Unhandled"} if self.failed else {}
        return {"Payload": io.BytesIO(json.dumps(self.answer).encode()), **error}


def door(functions: Functions) -> Seizures:
    return Seizures(Door(functions, "the-door"))  # type: ignore[arg-type]


def test_records_come_as_they_are_now() -> None:
    functions = Functions({"seizures": [SEEN]})
    (seen,) = door(functions).read([ID, "another"])
    assert (seen.id, seen.version, seen.tlp, seen.document) == (ID, 3, "GREEN", "{}")
    assert functions.asked == [("the-door", {"read": [ID, "another"]})]


def test_a_door_says_what_a_caller_may_see_and_whose_a_search_is() -> None:
    functions = Functions({"ids": [ID]})
    assert door(functions).visible([ID, "other"], OFFICER) == [ID]
    ((_, asked),) = functions.asked
    assert asked["visible"] == [ID, "other"]
    assert Requester.model_validate_json(asked["to"]).principal == OFFICER
    functions = Functions({"searches": [{"id": ID, "name": "Mine", "owner": "someone"}]})
    assert door(functions).searches([ID]) == [SeenSearch(ID, "Mine", "someone")]
    assert functions.asked == [("the-door", {"searches": [ID]})]


def test_more_than_a_hundred_are_not_asked_for_at_once() -> None:
    with pytest.raises(ValueError, match="at most 100"):
        door(Functions({})).read([ID] * (READ_AT_ONCE + 1))


@pytest.mark.parametrize(
    "failure",
    [
        ClientError({"Error": {"Code": "TooManyRequestsException"}}, "Invoke"),
        ConnectTimeoutError(endpoint_url="https://lambda"),
    ],
)
def test_a_function_that_cannot_be_reached_is_unavailable(failure: Exception) -> None:
    with pytest.raises(Unavailable):
        door(Functions(failure)).read([ID])


def test_a_function_that_fails_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        door(Functions({"errorMessage": "x"}, failed=True)).read([ID])


def test_a_door_is_opened_by_the_functions_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    client.cache_clear()
    with mock_aws():
        assert seizures("cen-test-seizures-door").door.function == "cen-test-seizures-door"
        assert operations("cen-test-comm-door").door.function == "cen-test-comm-door"
    client.cache_clear()


def test_a_reported_seizure_goes_through_the_door_and_comes_back_as_a_case() -> None:
    functions = Functions({"id": ID, "version": 1, "status": "draft", "errors": []})
    reported = Reported("op", 7, 1, "FR", "sub", "officer-fr", {"seized_on": "2026-03-14"})
    assert door(functions).draft(reported, "r-1") == Drafted(ID, 1, "draft", [])
    ((_, asked),) = functions.asked
    assert asked == {"draft": {**asked["draft"], "operation_id": "op", "message": 7}, "request_id": "r-1"}
    assert asked["draft"]["record"] == {"seized_on": "2026-03-14"}


def test_the_door_to_the_statistics_hands_out_drafts() -> None:
    from cen.doors import Statistics

    asked: list[Any] = []

    class Answering:
        def ask(self, question: Any) -> Any:
            asked.append(question)
            return {"draft": {"key": "situation:WE:2026-02"}, "supported": {"count": 0, "found": []}}

    statistics = Statistics(Answering())  # type: ignore[arg-type]
    assert statistics.draft("01K", "WE") == {"key": "situation:WE:2026-02"}
    statistics.filed("01K", "WE", filed=False)
    assert statistics.supported("FR") == {"count": 0, "found": []}
    assert asked == [
        {"draft": {"run": "01K", "rilo": "WE"}},
        {"filed": {"run": "01K", "rilo": "WE", "filed": False}},
        {"supported": "FR"},
    ]


def test_the_door_to_operations_says_who_sits_there() -> None:
    caller = replace(OFFICER, signed_in_at=7)
    functions = Functions({"seat": {"role": "observer", "rilo": "WE", "state": "closed"}})
    assert Operations(Door(functions, "the-door")).seat(ID, caller) == SeenSeat("observer", "WE", "closed")  # type: ignore[arg-type]
    ((_, asked),) = functions.asked
    assert (asked["seat"], asked["signed_in_at"]) == (ID, 7)
    assert Requester.model_validate_json(asked["of"]).principal == OFFICER
    functions = Functions({"members": {"wholes": {"FR": 1}, "persons": [["CO", "sub-1", "officer-co"]]}})
    found = Operations(Door(functions, "the-door")).members(ID, caller)  # type: ignore[arg-type]
    assert found == SeenMembers({"FR": 1}, [SeenPerson("CO", "sub-1", "officer-co")])
    nothing = Operations(Door(Functions({"seat": None, "members": None}), "the-door"))  # type: ignore[arg-type]
    assert nothing.seat(ID, caller) is nothing.members(ID, caller) is None
