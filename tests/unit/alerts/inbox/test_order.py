"""Any order of news, doubled and at once, ends the same on the real table."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws

from alerts.inbox.store import InboxStore
from alerts.inbox.worker import Notice, handler, hear
from cen.dynamo import Cancelled, Table
from cen.problems import Unavailable
from tests.unit.alerts.delivery.world import Front, make_table
from tests.unit.alerts.inbox.test_inbox import raised
from tests.unit.seizures.builders import NOW

KEYS = ("a", "b")
TO = ("administration:FR", "ncp:FR")


@given(st.data())
@settings(max_examples=20, deadline=None)
def test_what_is_open_in_the_end_is_what_was_raised_and_not_settled(data: st.DataObject) -> None:
    news: list[dict[str, Any]] = [raised(key, to) for key in KEYS for to in TO]
    settled = data.draw(st.sets(st.sampled_from(KEYS)))
    news += [{"key": key} for key in settled]
    news += data.draw(st.lists(st.sampled_from(news), max_size=3))
    with mock_aws():
        table = make_table()
        store = InboxStore(table)
        for one in data.draw(st.permutations(news)):
            hear(store, Notice.model_validate(one), NOW)
        tallies, _ = store.overview("x", TO, fresh=True)
        items = [table.query({"pk": f"BOX#{box}"}, between=("sk", "M#", "M#~")).items for box in TO]
    open_keys = len(set(KEYS) - settled)
    assert [tallies[box].open for box in TO] == [open_keys] * 2
    assert [len(some) for some in items] == [open_keys] * 2


class Busy:
    """A table on which others always write first."""

    def __init__(self, table: Table, refuse: Sequence[bool]) -> None:
        self.table, self.refuse = table, list(refuse)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.table, name)

    def transact(self, operations: Any) -> None:
        if len(operations) > 1 and (self.refuse.pop(0) if self.refuse else True):
            raise Cancelled([None, None, {"version": 9}])
        self.table.transact(operations)


def test_who_is_overtaken_looks_again_and_gives_up_after_a_while(front: Front) -> None:
    notice = Notice.model_validate(raised("k"))
    assert hear(InboxStore(Busy(front.table, [True, True, False])), notice, NOW)  # type: ignore[arg-type]
    with pytest.raises(Unavailable):
        hear(InboxStore(Busy(front.table, [])), Notice.model_validate(raised("l")), NOW)  # type: ignore[arg-type]
    settled = Notice.model_validate({"key": "k"})
    with pytest.raises(Unavailable):
        hear(InboxStore(Busy(front.table, [])), settled, NOW)  # type: ignore[arg-type]
    assert hear(InboxStore(Busy(front.table, [True, False])), settled, NOW)  # type: ignore[arg-type]


def test_the_worker_hears_from_its_queue(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    import json

    from alerts.inbox import worker
    from cen.dynamo import client

    monkeypatch.setenv("CEN_TABLE", front.table.name)
    client.cache_clear()
    worker._store.cache_clear()
    records = [
        {"messageId": str(number), "body": json.dumps({"detail": detail})}
        for number, detail in enumerate([raised("a"), {"key": "a"}, {"nonsense": 1}])
    ]
    answer = handler({"Records": records}, None)
    worker._store.cache_clear()
    client.cache_clear()
    assert answer == {"batchItemFailures": [{"itemIdentifier": "2"}]}
    assert front.items("BOX#administration:FR", "M#", "M#~") == []
