"""The tallier as the queue calls it: told by its environment alone."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from cen.dynamo import Table, put
from cen.dynamo.table import client
from seizures import items, tallier
from seizures.payback.store import FigureStore
from seizures.search.index import SearchIndex
from seizures.search.project import post
from tests.unit.seizures.builders import FULL, OFFICER_CO, record
from tests.unit.seizures.search.corpus import TODAY, published
from tests.unit.seizures.search.test_index import make_table
from tests.unit.seizures.test_store_contract import make_table as make_records
from tests.unit.seizures.world import make_plain_table


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Table, FigureStore, SearchIndex]]:
    told = {"CEN_TABLE": "seizures", "CEN_SEARCH_TABLE": "search", "CEN_FIGURES_TABLE": "figures"}
    told |= {"AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    client.cache_clear()
    tallier._tally.cache_clear()
    with mock_aws():
        yield make_records(), FigureStore(make_plain_table("figures")), SearchIndex(make_table())
    client.cache_clear()
    tallier._tally.cache_clear()


def batch(*events: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    def message(number: int, kind: str, detail: dict[str, Any]) -> dict[str, Any]:
        body = {"detail-type": kind, "source": "cen.seizures", "detail": detail}
        return {"messageId": f"m{number}", "body": json.dumps(body)}

    return {"Records": [message(number, *event) for number, event in enumerate(events)]}


def changed(id: str, action: str = "published") -> tuple[str, dict[str, Any]]:
    return "SeizureChanged", {"seizure_id": id, "version": 2, "action": action, "administration": "FR"}


def test_what_is_heard_becomes_figures(tables: tuple[Table, FigureStore, SearchIndex]) -> None:
    records, figures, index = tables
    rare = {"concealment__cover_load_hs": "970210"}
    mine, theirs = published(record(FULL, **rare), 1), published(record(FULL, **rare), 2, OFFICER_CO)
    for one in (mine, theirs):
        records.transact([put(items.head(one))])
        post(index, one, TODAY)
    notice = {"key": "a", "to": "ncp:FR", "kind": "seizure.cited", "must_act": False, "due": None}
    cited = ("NoticeRaised", {**notice, "subject": f"seizures/{mine.id}"})
    gone = changed("01KM0000000000000000000000")
    messages = batch(changed(theirs.id), cited, ("Nonsense", {"x": 1}), gone)
    assert tallier.handler(messages, None) == {"batchItemFailures": [{"itemIdentifier": "m2"}]}
    assert figures.cell("CO", "2026-03").cases == 1
    assert tallier.handler(batch(changed(mine.id, "verified")), None) == {"batchItemFailures": []}
    assert figures.cell("FR", "2026-03").cases == 1
    used = [cell for cell in figures.cells("FR").values() if cell.similar or cell.cited]
    assert [(cell.similar, cell.cited) for cell in used] == [(1, 1)]
