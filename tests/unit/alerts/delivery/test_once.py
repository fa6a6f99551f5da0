"""Each item reaches a mailbox once: whoever dies at whatever call, whatever comes twice, whatever runs at once."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from moto import mock_aws

from alerts.delivery.mail import MOST_TRIES, SILENCE
from alerts.delivery.model import Letter
from alerts.delivery.outside import InDoubt
from alerts.delivery.rows import Missed
from alerts.delivery.store import DeliveryStore, Overtaken
from cen.clock import instant
from cen.dynamo import Table
from tests.unit.alerts.delivery.mill import Mill
from tests.unit.alerts.delivery.test_announcing import due
from tests.unit.alerts.delivery.world import OFFICER, make_table


class Died(Exception):
    """A function is gone in the middle of its work."""


@dataclass
class Deadly:
    """A client during whose call `at` whoever makes it dies: before the call, or after it was carried out."""

    client: Any
    at: int
    after: bool
    made: int = 0

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        def call(**asked: Any) -> Any:
            self.made += 1
            if self.made == self.at and not self.after:
                raise Died
            answer = getattr(self.client, operation)(**asked)
            if self.made == self.at:
                raise Died
            return answer

        return call


@dataclass
class DeadlyPost:
    inner: Any
    before: bool

    def send(self, *asked: Any) -> str:
        if self.before:
            raise Died
        self.inner.send(*asked)
        raise Died


def world() -> tuple[Mill, Any, str]:
    mill = Mill(make_table())
    kept = mill.subscribe()
    records = [mill.publish(title=f"Alert {number}") for number in range(1)]
    return mill, records, kept.id


def recovered(mill: Mill, records: Any, box: str) -> list[str]:
    """What is in mails in the end: news come again, the mail service tells of what it has, the clock goes on."""
    mill.clock.pass_by(minutes=3)
    for record in records:
        mill.told(record)
    mill.heard()
    for _ in range(2):
        mill.queue.waiting.append({"box": box})
        mill.clock.pass_by(minutes=16)
        mill.clockwork.tick()
        mill.run()
        mill.heard()
    assert mill.store.claimed_before("9") == []
    return [record.id for mail in mill.mails() for record in records if record.id in mail.plain]


@pytest.mark.parametrize("after", [False, True], ids=["before the call", "after the call"])
def test_whoever_dies_at_any_call_loses_nothing_and_doubles_nothing(after: bool) -> None:
    for at in range(1, 60):
        with mock_aws():
            mill, records, box = world()
            deadly = Deadly(mill.table.client, at, after)
            doomed = replace(mill, table=Table(deadly, mill.table.name))  # type: ignore[arg-type]
            try:
                for record in records:
                    doomed.told(record)
                doomed.mailer.empty(box)
            except Died:
                died = True
            else:
                died = False
            assert sorted(recovered(mill, records, box)) == sorted(record.id for record in records), at
            assert mill.published()
            if not died:
                return
    raise AssertionError("there are more calls than were looked at")


@pytest.mark.parametrize("before", [True, False])
def test_whoever_dies_handing_a_letter_over_loses_nothing_and_doubles_nothing(mill: Mill, before: bool) -> None:
    kept = mill.subscribe()
    record = mill.publish()
    mill.told(record)
    doomed = replace(mill.mailer, post=DeadlyPost(mill.post, before))
    with pytest.raises(Died):
        doomed.empty(kept.id)
    assert recovered(mill, [record], kept.id) == [record.id]


@pytest.mark.parametrize("has", [True, False])
def test_a_letter_of_which_nobody_knows_is_handed_over_again_if_the_service_is_silent(mill: Mill, has: bool) -> None:
    kept = mill.subscribe()
    mill.told(mill.publish())
    mill.post.answers = [(InDoubt(), has)]
    letter = mill.mailer.empty(kept.id)
    assert letter is not None
    assert letter.status == "claimed"
    mill.clock.pass_by(minutes=10)
    mill.clockwork.tick()
    assert mill.queue.waiting == []
    mill.heard()
    mill.clock.pass_by(minutes=10)
    mill.clockwork.tick()
    mill.run()
    assert len(mill.post.has) == 1
    assert mill.store.letter(letter.id).status == "sent"  # type: ignore[union-attr]


def test_a_letter_is_given_up_after_some_tries_and_says_so(mill: Mill) -> None:
    kept = mill.subscribe()
    mill.told(mill.publish())
    mill.post.answers = [(InDoubt(), False)] * 10
    mill.mailer.empty(kept.id)
    for _ in range(MOST_TRIES + 1):
        mill.clock.pass_by(minutes=16)
        mill.clockwork.tick()
        mill.run()
    assert mill.store.claimed_before("9") == []
    assert mill.subscriptions.state(kept.id).failures.count == 1
    assert len(mill.post.answers) == 10 - MOST_TRIES


def test_a_letter_in_doubt_whose_reader_may_know_nothing_any_more_is_dropped(mill: Mill) -> None:
    kept = mill.subscribe()
    mill.told(mill.publish())
    mill.post.answers = [(InDoubt(), False)]
    mill.mailer.empty(kept.id)
    del mill.directory.people[OFFICER.id]
    mill.clock.pass_by(minutes=16)
    mill.clockwork.tick()
    mill.run()
    assert mill.post.has == []
    assert mill.store.claimed_before("9") == []


def test_the_digest_run_twice_sends_one_letter(mill: Mill) -> None:
    kept = mill.subscribe(timezone="UTC")
    mill.told(mill.publish())
    mill.clock.now = mill.clock.now.replace(day=21, hour=7, minute=3)
    for _ in range(2):
        mill.clockwork.tick()
        mill.run()
    mill.queue.waiting += [{"box": kept.id}] * 2
    mill.run()
    assert len(mill.post.has) == 1


def test_two_mailers_at_once_send_one_letter(mill: Mill) -> None:
    kept = mill.subscribe()
    mill.told(mill.publish())
    items, _ = mill.store.due(kept.id)

    class Slow(DeliveryStore):
        """Has read what is due before the other one claimed it."""

        def due(self, box: str) -> Any:  # noqa: ARG002
            return items, []

    late = replace(mill.mailer, store=Slow(mill.table))
    assert mill.mailer.empty(kept.id) is not None
    assert late.empty(kept.id) is None
    assert len(mill.post.has) == 1


def test_two_clocks_take_over_one_letter_once(mill: Mill) -> None:
    kept = mill.subscribe()
    mill.told(mill.publish())
    mill.post.answers = [(InDoubt(), False)]
    letter = mill.mailer.empty(kept.id)
    assert letter is not None
    mill.clock.pass_by(minutes=16)
    assert mill.mailer.again(letter) is not None
    assert mill.mailer.again(letter) is None
    assert len(mill.post.has) == 1
    with pytest.raises(Overtaken):
        mill.store.again(letter, letter.model_copy(update={"claimed_at": "2026-03-21T12:00:00.000Z"}))
    assert not mill.store.end(letter, letter, 0)


def test_news_of_other_letters_are_passed_over(mill: Mill) -> None:
    from tests.unit.alerts.delivery.mill import report

    mill.reports.mail(report("Send", "01K99999999999999999999999"))
    kept = mill.subscribe()
    mill.told(mill.publish())
    sent = mill.mailer.empty(kept.id)
    assert sent is not None
    mill.heard()
    mill.heard()
    assert mill.store.letter(sent.id).status == "sent"  # type: ignore[union-attr]


def test_a_letter_keeps_its_items_and_remembers_what_became_of_it(mill: Mill) -> None:
    kept = mill.subscribe()
    mill.told(mill.publish())
    sent = mill.mailer.empty(kept.id)
    assert sent is not None
    known = mill.store.letter(sent.id)
    assert known is not None
    assert (known.status, known.message_id, len(known.items), known.tries) == ("sent", "ses-1", 1, 1)
    assert Letter.model_validate_json(known.model_dump_json()) == known
    state = mill.subscriptions.state(kept.id)
    assert state.last_delivery is not None
    assert state.last_delivery.at == instant(mill.clock.now)
    assert due(mill, kept.id) == []
    assert SILENCE.total_seconds() > 0


def test_items_are_kept_for_each_mailbox_and_missed_messages_for_each_system(mill: Mill) -> None:
    missed = Missed("alert:x:2", "{}", "{}", 1)
    for _ in range(2):
        mill.store.failed("s", "alert:x:2", "2026-03-20T12:00:00.000Z", missed, 0)
    assert mill.store.missed("s", 10) == [missed]
    mill.store.sent_again("s", missed)
    assert mill.store.missed("s", 10) == []
    assert mill.subscriptions.state("s").failures.count == 2
