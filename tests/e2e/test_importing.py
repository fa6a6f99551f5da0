"""Imports on the deployed system: a workbook by a signed form, rows that are rejected, a report, the same file again;
and a worker that is killed in the middle."""

import io
import os
import signal
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import openpyxl
import pytest

from tests.e2e.client import Api, Connect, service
from tests.e2e.waiting import until
from tests.unit.seizures.imports import books
from tests.unit.seizures.imports.world import HEADER, row, table_of

SECONDS = 60


def send(form: Any, content: bytes) -> int:
    """As a browser posts a form with a file."""
    mark = uuid4().hex
    parts = [(name, value.encode()) for name, value in form["fields"].items()] + [("file", content)]
    body = b"".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"{_named(name)}\r\n\r\n'.encode() + value + b"\r\n"
        for name, value in parts
    )
    request = urllib.request.Request(  # noqa: S310 - of our own bucket
        form["url"],
        body + f"--{mark}--\r\n".encode(),
        {"Content-Type": f"multipart/form-data; boundary={mark}"},
        method="POST",
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        return int(answer.status)


def _named(name: str) -> str:
    return '; filename="seizures.xlsx"' if name == "file" else ""


def begin(api: Api, content: bytes, **more: Any) -> str:
    asked = {"filename": "seizures.xlsx", "size": len(content), **more}
    answer = api("POST", "/v1/imports", asked)
    assert answer.status == 201, answer.text
    assert send(answer.json["upload"], content) in (200, 204)
    return f"/v1/imports/{answer.json['id']}"


def ended(api: Api, path: str) -> Any:
    """The import, unless it is under way."""
    shown = api("GET", path).json
    return shown if shown["status"] in ("finished", "failed") else None


def reported(api: Api, path: str) -> Any:
    shown = api("GET", path).json
    return shown if shown["report"] else None


def counts(shown: Any) -> dict[str, int]:
    return {outcome: count for outcome, count in shown["counts"].items() if count}


def workbook(mark: str, rows: int) -> bytes:
    """Every tenth row is wrong."""
    lines = [
        row(number, reference=f"{mark}-{number}", quantity="many" if number % 10 == 0 else number)
        for number in range(1, rows + 1)
    ]
    return books.book([line.split(";") for line in [HEADER, *lines]])


def test_a_workbook_is_loaded_reported_on_and_sent_again(connect: Connect) -> None:
    officer, content = connect("officer-fr"), workbook(uuid4().hex[:12], 300)
    path = begin(officer, content)
    shown = until(lambda: ended(officer, path), SECONDS)
    assert (shown["status"], counts(shown)) == ("finished", {"accepted": 270, "rejected": 30})
    again = begin(officer, content)
    rejected = officer("GET", f"{path}/rows?outcome=rejected&limit=100").json["items"]
    assert [one["row"] for one in rejected] == list(range(11, 302, 10))
    assert {(one["errors"][0]["column"], one["errors"][0]["value"]) for one in rejected} == {("quantity", "many")}
    entered = officer("GET", f"{path}/rows?outcome=accepted&limit=1").json["items"][0]["seizure_id"]
    assert officer("GET", f"/v1/seizures/{entered}").json["channel"] == "import"
    assert connect("officer-co")("GET", path).status == 404
    until(lambda: reported(officer, path), SECONDS)
    with urllib.request.urlopen(officer("GET", f"{path}/report.xlsx").json["link"], timeout=20) as answer:  # noqa: S310
        report = openpyxl.load_workbook(io.BytesIO(answer.read()))
    told = Counter(line[0] for line in report["Seizures"].iter_rows(min_row=2, values_only=True))
    assert told == {"accepted": 270, "rejected": 30}
    assert counts(until(lambda: ended(officer, again), SECONDS)) == {"unchanged": 270, "rejected": 30}


def test_a_file_that_is_none_fails_and_a_form_takes_one_size_only(connect: Connect) -> None:
    officer = connect("ncp-fr")
    path = begin(officer, b"%PDF-1.7 renamed")
    shown = until(lambda: ended(officer, path), SECONDS)
    assert (shown["status"], shown["reason_code"]) == ("failed", "not_a_table")
    answer = officer("POST", "/v1/imports", {"filename": "a.csv", "size": 10})
    with pytest.raises(urllib.error.HTTPError) as refused:
        send(answer.json["upload"], b"x" * 11)
    with refused.value:
        assert refused.value.code in (400, 403, 413)
    assert officer("POST", f"/v1/imports/{answer.json['id']}/cancel").json["status"] == "cancelled"


def test_a_template_is_made_and_fetched(connect: Connect) -> None:
    answer = connect("officer-fr")("GET", "/v1/imports/template.xlsx?category=drugs&lang=fr")
    assert answer.status == 200, answer.text
    with urllib.request.urlopen(answer.json["link"], timeout=20) as file:  # noqa: S310
        assert openpyxl.load_workbook(io.BytesIO(file.read())).sheetnames[0] == "Saisies"


@pytest.fixture
def impatient(stack: dict[str, Any]) -> Iterator[None]:
    """A part that was left comes again after a second, not after minutes."""
    with closing(service(stack, "sqs")) as sqs:
        (queue,) = [
            url
            for url in sqs.list_queues(QueueNamePrefix="cen-local-seizures-Entering")["QueueUrls"]
            if "EnteringQueue" in url
        ]
        usual = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["VisibilityTimeout"])["Attributes"]
        sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": "2"})
        try:
            yield
        finally:
            sqs.set_queue_attributes(QueueUrl=queue, Attributes=usual)


def workers(stack: dict[str, Any], name: str) -> list[int]:
    """Processes of this test's own cloud that run a function."""
    emulator = int((Path(stack["folder"]) / "emulator.pid").read_text())
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            command = (process / "cmdline").read_bytes().decode()
        except OSError:
            continue
        if parent == emulator and name in command:
            found.append(int(process.name))
    return found


@pytest.mark.usefixtures("impatient")
def test_a_worker_that_is_killed_in_the_middle_loses_and_doubles_nothing(
    connect: Connect, stack: dict[str, Any]
) -> None:
    """kill -9, as soon as the first records of a part are there."""
    officer, mark = connect("officer-fr"), uuid4().hex[:12]
    path = begin(officer, table_of(*(row(n, reference=f"{mark}-{n}") for n in range(400))).encode())
    id = path.rpartition("/")[2]
    with closing(service(stack, "dynamodb")) as dynamodb:

        def begun() -> int:
            asked = {":pk": {"S": f"IMPORT#{id}"}, ":sk": {"S": "DONE#"}}
            where = "pk = :pk AND begins_with(sk, :sk)"
            table = stack["tables"]["seizures"]
            query = dynamodb.query(TableName=table, KeyConditionExpression=where, ExpressionAttributeValues=asked)
            return int(query["Count"])

        until(begun, SECONDS, 0.01)
        killed = workers(stack, "ImporterFunction")
        for process in killed:
            os.kill(process, signal.SIGKILL)
    assert killed
    shown = until(lambda: ended(officer, path), SECONDS)
    assert (shown["status"], counts(shown)) == ("finished", {"accepted": 400})
    rows: list[Any] = []
    cursor = None
    while cursor is not None or not rows:
        page = officer("GET", f"{path}/rows?limit=100" + (f"&cursor={cursor}" if cursor else "")).json
        rows, cursor = rows + page["items"], page["next"]
    assert len({one["row"] for one in rows}) == len({one["seizure_id"] for one in rows}) == 400
