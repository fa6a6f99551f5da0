"""Exports on the deployed system: from asking to the file, for who asked and nobody else."""

import json
import urllib.request
from typing import Any
from uuid import uuid4

import pytest

from tests.e2e.client import Api, Connect
from tests.e2e.test_finding import SECONDS, found, publish
from tests.e2e.waiting import until
from tests.unit.seizures.search.library import FIN

# How a file of each kind begins.
BEGINS = {"csv": b"\xef\xbb\xbfid,", "xlsx": b"PK\x03\x04", "jsonl": b'{"about":', "aitr": b"PK\x03\x04"}


@pytest.fixture(scope="module")
def published(stack: dict[str, Any]) -> tuple[str, str]:
    """A word, and the one record that says it."""
    connect = Connect(stack)
    word = "".join(chr(ord("a") + int(digit, 16)) for digit in uuid4().hex[:16])
    id = publish(connect, lines=[FIN], narrative=f"Crates with {word}.")
    until(lambda: found(connect("officer-co"), word) == [id], SECONDS)
    return word, id


def ask(api: Api, **asked: Any) -> str:
    answer = api("POST", "/v1/exports", asked)
    assert answer.status == 202, answer.text
    return f"/v1/exports/{answer.json['id']}"


def ended(api: Api, path: str) -> Any:
    """The export, unless it is under way."""
    found = api("GET", path).json
    return None if found["status"] in ("counting", "counted", "writing") else found


def fetched(link: str) -> bytes:
    with urllib.request.urlopen(link, timeout=20) as answer:  # noqa: S310 - of our own API
        assert answer.status == 200
        assert "attachment" in answer.headers["Content-Disposition"]
        return bytes(answer.read())


def test_an_export_of_each_kind_is_made_and_fetched(connect: Connect, published: tuple[str, str]) -> None:
    word, id = published
    reader, other = connect("officer-co"), connect("reader-gb")
    paths = {kind: ask(reader, format=kind, search={"q": word}) for kind in BEGINS}
    for kind, path in paths.items():
        made = until(lambda path=path: ended(reader, path), SECONDS * 2)
        assert (made["status"], made["rows"], made["written"]) == ("ready", 1, 1), made
        content = fetched(made["link"])
        assert content.startswith(BEGINS[kind])
        assert len(content) == made["bytes"]
        if kind == "jsonl":
            about, document, end = map(json.loads, content.splitlines())
            assert (document["id"], end["end"]["records"]) == (id, "1")
            assert word in about["about"]["filter"]
        assert [other(method, f"{path}{step}").status for method, step in STEPS] == [404] * 3
    listed = [one["id"] for one in reader("GET", "/v1/exports").json["items"]]
    assert {path.rpartition("/")[2] for path in paths.values()} <= set(listed)
    assert not set(listed) & {one["id"] for one in other("GET", "/v1/exports").json["items"]}


STEPS = [("GET", ""), ("POST", "/start"), ("POST", "/cancel")]


def test_an_export_is_counted_and_cancelled(connect: Connect, published: tuple[str, str]) -> None:
    reader = connect("officer-co")
    path = ask(reader, format="csv", search={"q": published[0]}, start=False)
    counted = until(lambda: (found := reader("GET", path).json)["status"] == "counted" and found, SECONDS * 2)
    assert (counted["rows"], counted["written"]) == (1, 0)
    assert counted["estimated_bytes"] > 0
    assert reader("POST", f"{path}/cancel").json["status"] == "cancelled"
    assert reader("POST", f"{path}/start").status == 409
    assert "link" not in reader("GET", path).json
