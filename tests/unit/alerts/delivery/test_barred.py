"""What the mail service does not take for a fault of ours is kept, and sent when the fault is mended."""

from datetime import timedelta

import pytest

from alerts.delivery.model import person_box
from alerts.delivery.outside import Barred
from alerts.delivery.rows import DUE_SECONDS
from tests.unit.alerts.delivery.mill import Mill
from tests.unit.alerts.delivery.test_announcing import due, notice
from tests.unit.alerts.delivery.world import COLLEAGUE, OFFICER


def hours(mill: Mill, number: int) -> None:
    for _ in range(number * 4):
        mill.clock.pass_by(minutes=15)
        mill.clockwork.tick()
        mill.run()


def bar(mill: Mill, number: int = 1000) -> None:
    mill.post.answers = [(Barred("MessageRejected"), False)] * number


def test_letters_go_out_by_themselves_when_the_fault_is_mended(mill: Mill, capsys: pytest.CaptureFixture[str]) -> None:
    subscription = mill.subscribe(cadence="immediate")
    bar(mill)
    record = mill.publish()
    mill.told(record)
    mill.tell(**notice("a", f"person:{OFFICER.id}"))
    mill.run()
    boxes = [subscription.id, person_box(OFFICER.id)]
    assert [len(due(mill, box)) for box in boxes] == [1, 1]
    assert '"letters_barred": 1' in capsys.readouterr().out
    assert mill.store.claimed_before("9") == []
    assert mill.subscriptions.state(subscription.id).failures.count == 0
    hours(mill, 8)
    assert [len(due(mill, box)) for box in boxes] == [1, 1]
    assert 1000 - len(mill.post.answers) in range(14, 19)  # each once an hour, and no oftener
    mill.post.answers.clear()
    hours(mill, 2)
    assert len(mill.mails()) == 2
    assert record.id in mill.mails()[0].plain + mill.mails()[1].plain
    assert list(mill.store.waiting()) == []
    mill.told(record)
    hours(mill, 2)
    assert len(mill.mails()) == 2


def test_a_digest_that_was_barred_comes_in_the_morning_again_afterwards(mill: Mill) -> None:
    kept = mill.subscribe()
    bar(mill, 1)
    mill.told(mill.publish())
    mill.mailer.empty(kept.id)
    assert list(mill.store.waiting()) == [kept.id]
    hours(mill, 2)
    assert len(mill.mails()) == 1
    mill.told(mill.publish())
    hours(mill, 2)
    assert len(mill.mails()) == 1
    assert len(due(mill, kept.id)) == 1


def test_what_is_barred_is_given_up_by_its_age(mill: Mill) -> None:
    kept = mill.subscribe(cadence="immediate")
    bar(mill)
    mill.told(mill.publish(valid_until="2027-06-01T00:00:00Z"))
    mill.run()
    (row,) = mill.table.query({"pk": f"MAIL#{kept.id}"}, between=("sk", "DUE#", "DUE#~")).items
    began = mill.clock.now
    mill.clock.pass_by(hours=5)
    mill.mailer.empty(kept.id)
    (again,) = mill.table.query({"pk": f"MAIL#{kept.id}"}, between=("sk", "DUE#", "DUE#~")).items
    assert again["expires_at"] == row["expires_at"] == int(began.timestamp()) + DUE_SECONDS
    mill.clock.now = began + timedelta(seconds=DUE_SECONDS + 1)
    mill.mailer.empty(kept.id)
    assert due(mill, kept.id) == []


def test_a_mailbox_of_nobody_is_not_looked_at_every_hour(mill: Mill) -> None:
    kept = mill.subscribe(COLLEAGUE, cadence="immediate")
    bar(mill)
    mill.told(mill.publish())
    mill.run()
    del mill.directory.people[COLLEAGUE.id]
    hours(mill, 2)
    assert list(mill.store.waiting()) == []
    assert len(due(mill, kept.id)) == 1
