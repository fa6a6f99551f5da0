"""A queue's messages, each answered for by itself: what fails comes again alone, and nothing of it is logged."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from cen.consumer import BatchConsumer, Consumer
from cen.problems import Unavailable
from tests.unit.cen.helpers import NOW, now

SECRET = "a narrative that nobody may log"


class ThingHappened(BaseModel):
    model_config = ConfigDict(extra="forbid")

    number: int


def message(number: int, body: Any = None) -> dict[str, Any]:
    """`body`: other than that of a good event; a text is sent as it is."""
    good = {"detail-type": "ThingHappened", "detail": {"number": number}}
    text = body if isinstance(body, str) else json.dumps(good if body is None else body)
    return {"messageId": f"m{number}", "body": text}


def hear(batch: list[dict[str, Any]], do: Callable[[ThingHappened], None]) -> list[str]:
    """Ids of the messages that failed."""
    answer = Consumer("things", ThingHappened, do, now)({"Records": batch}, None)
    assert list(answer) == ["batchItemFailures"]
    return [failed["itemIdentifier"] for failed in answer["batchItemFailures"]]


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    text = capsys.readouterr().out
    assert SECRET not in text
    return [json.loads(line) for line in text.splitlines()]


POISON = [
    SECRET,
    "",
    "null",
    f'["{SECRET}"]',
    f'{{"detail": {{"number": "{SECRET}"}}',
    {},
    {"other": SECRET},
    {"detail": None},
    {"detail": SECRET},
    {"detail": {}},
    {"detail": {"number": SECRET}},
    {"detail": {"number": 1, "narrative": SECRET}},
    "[" * 100_000,
]


@pytest.mark.parametrize("body", POISON, ids=lambda body: str(body)[:30] or "empty")
def test_only_the_poison_is_failed_and_logged_by_its_kind_alone(body: Any, capsys: pytest.CaptureFixture[str]) -> None:
    heard: list[int] = []
    failed = hear([message(1), message(2, body), message(3)], lambda event: heard.append(event.number))
    assert (failed, heard) == (["m2"], [1, 3])
    said, counted = lines(capsys)
    assert set(said) == {"event", "error", "message_id"}
    assert (said["event"], said["message_id"]) == ("event_failed", "m2")
    assert said["error"].isidentifier()
    assert (counted["event"], counted["context"], counted["kind"]) == ("consumed", "things", "ThingHappened")
    assert (counted["events_heard"], counted["events_failed"]) == (2, 1)


@pytest.mark.parametrize("error", [Unavailable(SECRET), RuntimeError(SECRET), KeyError(SECRET), RecursionError()])
def test_what_the_consumer_raises_fails_that_message_only(error: Exception, capsys: pytest.CaptureFixture[str]) -> None:
    heard: list[int] = []

    def do(event: ThingHappened) -> None:
        if event.number == 1:
            raise error
        heard.append(event.number)

    assert hear([message(1), message(2), message(3)], do) == ["m1"]
    assert heard == [2, 3]
    said, _ = lines(capsys)
    assert said["error"] == type(error).__name__


def test_a_stop_of_the_process_is_no_failed_message() -> None:
    def do(_: ThingHappened) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hear([message(1)], do)


def test_counts_are_a_metric_of_the_context(capsys: pytest.CaptureFixture[str]) -> None:
    assert hear([message(1)], lambda _: None) == []
    (counted,) = lines(capsys)
    (metric,) = counted["_aws"]["CloudWatchMetrics"]
    assert counted["_aws"]["Timestamp"] == int(NOW.timestamp() * 1000)
    assert (metric["Namespace"], metric["Dimensions"]) == ("CEN", [["context"]])
    assert [one["Name"] for one in metric["Metrics"]] == ["events_heard", "events_failed"]


@given(st.lists(st.booleans(), max_size=10))
def test_every_message_is_either_heard_or_failed_in_order(good: list[bool]) -> None:
    heard: list[int] = []
    batch = [message(number, None if fine else {}) for number, fine in enumerate(good)]
    failed = hear(batch, lambda event: heard.append(event.number))
    assert heard == [number for number, fine in enumerate(good) if fine]
    assert failed == [f"m{number}" for number, fine in enumerate(good) if not fine]


def hear_together(batch: list[dict[str, Any]], do: Callable[[Any], Any]) -> list[str]:
    answer = BatchConsumer("things", ThingHappened, do, now)({"Records": batch}, None)
    return [failed["itemIdentifier"] for failed in answer["batchItemFailures"]]


@pytest.mark.parametrize("body", POISON, ids=range(len(POISON)))
def test_a_batch_is_heard_together_without_its_poison(body: Any, capsys: pytest.CaptureFixture[str]) -> None:
    heard: list[dict[str, int]] = []

    def do(events: Any) -> list[str]:
        heard.append({id: event.number for id, event in events.items()})
        return []

    assert hear_together([message(1), message(2, body), message(3)], do) == ["m2"]
    assert heard == [{"m1": 1, "m3": 3}]
    assert lines(capsys)[-1]["events_failed"] == 1


def test_what_fails_of_a_batch_comes_again_and_all_of_it_if_nothing_can_be_done(
    capsys: pytest.CaptureFixture[str],
) -> None:
    batch = [message(number) for number in range(3)]
    assert hear_together(batch, lambda _: ["m1"]) == ["m1"]

    def down(_: Any) -> Any:
        raise Unavailable(SECRET)

    assert hear_together(batch, down) == ["m0", "m1", "m2"]
    assert [line["error"] for line in lines(capsys) if "error" in line] == ["Unheard", *["Unavailable"] * 3]
    assert hear_together([message(1, "")], down) == ["m1"]  # nothing to hear
