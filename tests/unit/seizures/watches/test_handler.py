"""The watcher as its queue calls it."""

import json

import pytest

from seizures import watcher
from seizures.watches.match import Matcher
from tests.unit.seizures.search.library import COCAINE
from tests.unit.seizures.watches.conftest import Desk


def test_news_are_heard_from_the_table_of_the_settings(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CEN_TABLE", desk.table.name)
    id = desk.save("Cocaine", type="cocaine")
    record = desk.put(COCAINE)
    detail = {"seizure_id": record.id, "version": record.version, "action": "published", "administration": "FR"}
    watcher._watcher.cache_clear()
    assert isinstance(watcher._watcher(), Matcher)
    answer = watcher.handler({"Records": [{"messageId": "1", "body": json.dumps({"detail": detail})}]}, None)
    watcher._watcher.cache_clear()
    assert answer == {"batchItemFailures": []}
    assert desk.matched(id) == [record.id]
