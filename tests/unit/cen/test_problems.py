"""The contract of errors: statuses, codes and the shape of the document."""

from collections.abc import Iterator

import pytest

from cen import problems
from cen.problems import FieldError, Invalid, NotFound, Problem, StaleVersion, TooMany, Unavailable


def tree(root: type[Problem] = Problem) -> Iterator[type[Problem]]:
    for leaf in root.__subclasses__():
        if leaf.__module__ == problems.__name__:
            yield leaf
            yield from tree(leaf)


def test_the_published_statuses_and_codes() -> None:
    """What clients may rely on: a change here breaks them."""
    assert {(leaf.status, leaf.code) for leaf in tree()} == {
        (400, "malformed"),
        (400, "invalid_cursor"),
        (401, "unauthenticated"),
        (403, "forbidden"),
        (404, "not_found"),
        (405, "method_not_allowed"),
        (409, "conflict"),
        (412, "stale_version"),
        (413, "too_large"),
        (415, "unsupported_media_type"),
        (422, "invalid"),
        (422, "idempotency_key_reused"),
        (428, "if_match_required"),
        (429, "too_many"),
        (503, "unavailable"),
    }


def test_a_document_has_the_members_of_rfc_9457_and_ours() -> None:
    assert NotFound("No such record.").document("req-1") == {
        "type": "about:blank",
        "title": "Not found",
        "status": 404,
        "code": "not_found",
        "detail": "No such record.",
        "request_id": "req-1",
    }


def test_more_members_and_field_errors_stand_beside() -> None:
    fault = FieldError("lines.0.amount", "too_long", "Too long.", {"nearest": ["a"]})
    document = Invalid("Some fields are not valid.", errors=[fault], current_version=3).document("req-1")
    assert document["current_version"] == 3
    assert document["errors"] == [
        {"path": "lines.0.amount", "code": "too_long", "message": "Too long.", "nearest": ["a"]}
    ]


def test_a_problem_says_its_detail_and_keeps_its_headers() -> None:
    problem = StaleVersion("Changed.", headers={"ETag": '"3"'}, current_version=3)
    assert str(problem) == "Changed."
    assert problem.headers == {"ETag": '"3"'}


@pytest.mark.parametrize(
    ("problem", "seconds"),
    [(Unavailable(), "2"), (Unavailable(retry_after=7), "7"), (TooMany("No.", retry_after=60), "60")],
)
def test_what_may_go_through_later_says_when(problem: Problem, seconds: str) -> None:
    assert problem.headers == {"Retry-After": seconds}
    assert problem.document("req-1")["detail"]
