"""The exporter as the queue calls it: told by its environment alone, from the message to the file."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from cen.clock import utc_now
from cen.dynamo.table import client
from seizures import exporter
from seizures.search.index import SearchIndex
from seizures.search.project import post
from tests.unit.seizures.builders import OFFICER_CO, READER_GB
from tests.unit.seizures.exports.conftest import Cloud
from tests.unit.seizures.exports.office import Office, office_of, simple
from tests.unit.seizures.search.corpus import TODAY
from tests.unit.seizures.search.test_index import make_table


@pytest.fixture
def deployed(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Five records, one of them for the region only, as the indexer has posted them."""
    for name, value in (("CEN_TABLE", "seizures"), ("CEN_SEARCH_TABLE", "search")):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")  # of the tables
    cloud.clock.now = utc_now()  # as the handler's own
    client.cache_clear()
    exporter._worker.cache_clear()
    records = [simple(number, **({"tlp": "AMBER"} if number == 4 else {})) for number in range(5)]
    index = SearchIndex(make_table())
    for one in records:
        post(index, one, TODAY)
    yield office_of(cloud, *records)
    client.cache_clear()
    exporter._worker.cache_clear()


def heard(*ids: str) -> Any:
    def message(number: int, id: str) -> dict[str, Any]:
        body = {"detail-type": "ExportRequested", "source": "cen.seizures", "detail": {"export_id": id}}
        return {"messageId": f"m{number}", "body": json.dumps(body), "eventSource": "aws:sqs"}

    return exporter.handler({"Records": [message(number, id) for number, id in enumerate(ids)]}, None)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "jsonl"])
def test_a_message_becomes_a_file_of_what_the_search_finds(deployed: Office, kind: str) -> None:
    id = deployed.cloud.ask(READER_GB, kind, search={"country": "FR"})
    assert heard(id) == {"batchItemFailures": []}
    job = deployed.job(id)
    assert (job.status, job.rows, job.written, job.bytes) == ("ready", 5, 5, len(deployed.file(id)))


def test_who_asks_from_another_region_gets_less(deployed: Office) -> None:
    id = deployed.cloud.ask(OFFICER_CO, search={"administration": "FR"})
    heard(id)
    assert deployed.job(id).rows == 4
    assert f"{4:026d}" not in deployed.ids_in(id)


def test_a_message_that_makes_no_sense_fails_alone(deployed: Office) -> None:
    id = deployed.cloud.ask(READER_GB)
    assert heard("nonsense", id) == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    assert deployed.job(id).status == "ready"
