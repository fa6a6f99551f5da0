"""Enters the sample: each record by a service account of its administration, created and submitted like any other.

Safe to run again: what is published already is not sent, and a draft left by an interrupted run is submitted.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from local.seed.client import Answer, Client, Refused

THREADS = 3
_EVERY = 100

type Record = Mapping[str, Any]
type Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Entrant:
    """An administration as it enters records. `officer` and `ncp` are access tokens."""

    administration: str
    officer: str
    ncp: str


class Incomplete(RuntimeError):
    """Records were accepted that the lists do not show as published."""


def enter(
    client: Client, entrants: Mapping[str, Entrant], records: Mapping[str, Sequence[Record]], report: Report
) -> int:
    """Enters what is not there yet; answers how many records of the sample are published. Raises `Refused`."""
    for entrant in entrants.values():
        let_officers_publish(client, entrant)
    waiting = [
        (entrants[code], record, drafts)
        for code, wanted in records.items()
        for drafts in [rows(client, entrants[code], "draft")]
        for record in _missing(client, entrants[code], wanted)
    ]
    total = sum(map(len, records.values()))
    report(f"{total - len(waiting)} of {total} seizures are there, {len(waiting)} to enter")
    elsewhere: set[str] = set()
    with ThreadPoolExecutor(THREADS) as pool:
        for done, held in enumerate(pool.map(lambda job: _publish(client, *job), waiting), 1):
            elsewhere |= held
            if done % _EVERY == 0 or done == len(waiting):
                report(f"{done} of {len(waiting)} entered")
    _check(client, entrants, records, elsewhere)
    return total - len(elsewhere)


def let_officers_publish(client: Client, entrant: Entrant) -> None:
    """Switches four-eyes approval off, so that `submit` publishes: nobody sits here to approve a thousand records."""
    path = f"/v1/administrations/{entrant.administration}/settings"
    now = _expected(client.call("GET", path, entrant.ncp), {200}, f"GET {path}")
    if now.body["four_eyes"]:
        match = {"If-Match": now.etag} if now.etag else {}
        changed = client.call("PATCH", path, entrant.ncp, {"four_eyes": False}, match)
        _expected(changed, {200}, f"PATCH {path}")


def rows(client: Client, entrant: Entrant, status: str) -> dict[str, dict[str, Any]]:
    """The administration's own records of a status, by national reference."""
    return {row["national_reference"]: row for row in _pages(client, entrant, status)}


def _pages(client: Client, entrant: Entrant, status: str) -> Iterator[dict[str, Any]]:
    first = path = f"/v1/seizures?administration={entrant.administration}&status={status}&limit=100"
    while True:
        page = _expected(client.call("GET", path, entrant.officer), {200}, f"GET {path}").body
        yield from page["items"]
        if page["next"] is None:
            return
        path = f"{first}&cursor={quote(page['next'], safe='')}"


def _missing(client: Client, entrant: Entrant, records: Sequence[Record]) -> list[Record]:
    published = rows(client, entrant, "published")
    return [record for record in records if record["national_reference"] not in published]


def _publish(client: Client, entrant: Entrant, record: Record, drafts: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """The reference, if a record has it already that is no draft: withdrawn, merged, or waiting for somebody."""
    reference = record["national_reference"]
    if draft := drafts.get(reference):
        id, etag = draft["id"], f'"{draft["version"]}"'
    else:
        key = {"Idempotency-Key": f"seed-{reference}"}
        created = client.call("POST", "/v1/seizures", entrant.officer, record, key)
        if created.status == 409 and created.body["code"] == "duplicate_reference":
            return {reference}
        _expected(created, {201}, "POST /v1/seizures", record)
        id, etag = created.body["id"], created.etag or ""
    path = f"/v1/seizures/{id}/submit"
    headers = {"If-Match": etag, "Idempotency-Key": f"seed-submit-{reference}"}
    _expected(client.call("POST", path, entrant.officer, headers=headers), {200}, f"POST {path}", record)
    return set()


def _check(
    client: Client, entrants: Mapping[str, Entrant], records: Mapping[str, Sequence[Record]], elsewhere: set[str]
) -> None:
    missing = {
        record["national_reference"]
        for code, wanted in records.items()
        for record in _missing(client, entrants[code], wanted)
    }
    if lost := sorted(missing - elsewhere):
        raise Incomplete(f"{len(lost)} seizures were entered but are not published: {', '.join(lost[:10])}")


def _expected(answer: Answer, wanted: set[int], request: str, sent: Any = None) -> Answer:
    if answer.status not in wanted:
        raise Refused(request, answer, sent)
    return answer
