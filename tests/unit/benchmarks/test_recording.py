"""What went through the client is remembered, and said again in the same order."""

from typing import Any

import pytest

from benchmarks.capacity import Exchange
from benchmarks.recording import Recorder, Replay


class Client:
    def get_item(self, **request: Any) -> dict[str, Any]:
        return {"Item": {**request["Key"], "doc": {"S": "stored"}}}

    def transact_write_items(self, **_: Any) -> dict[str, Any]:
        return {}


def recorder() -> Recorder:
    return Recorder(Client(), Client(), {"t": ("pk",)})  # type: ignore[arg-type]


def test_a_transaction_is_remembered_with_what_stood_there_before() -> None:
    recording = recorder()
    step = {"Put": {"TableName": "t", "Item": {"pk": {"S": "1"}, "doc": {"S": "new"}}}}
    recording.transact_write_items(TransactItems=[step])
    (exchange,) = recording.exchanges
    assert exchange.operation == "transact_write_items"
    assert exchange.before == [{"pk": {"S": "1"}, "doc": {"S": "stored"}}]


def test_a_replay_answers_every_request_alike() -> None:
    replay = Replay([Exchange("get_item", {}, {"Item": 1}), Exchange("query", {}, {"Items": []})])
    for _ in range(3):
        assert replay.get_item(Key="other") == {"Item": 1}
        assert replay.query() == {"Items": []}


def test_a_replay_refuses_another_order_of_calls() -> None:
    with pytest.raises(RuntimeError, match="query was called where get_item was recorded"):
        Replay([Exchange("get_item", {}, {})]).query()
