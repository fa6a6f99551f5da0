"""What members are asked and told, as it stands in their inboxes and letters in the end."""

from datetime import timedelta
from typing import Any

import pytest

from alerts.inbox.model import Box
from alerts.inbox.store import InboxStore
from alerts.inbox.worker import Notice, hear
from cen.clock import instant
from cen.dynamo import Table
from cen.events import NoticeRaised, NoticeSettled
from tests.unit.comm.world import START, Room, World, feedback, text, warning
from tests.unit.seizures.builders import NCP, OFFICER, OFFICER_CO, RILO_WE


class Inboxes:
    """Hear what was published so far, in its order."""

    def __init__(self, world: World) -> None:
        self._world, self._heard = world, 0
        self.store = InboxStore(Table(world.dynamo, "inbox"))
        self.mailed: list[tuple[str, str]] = []

    def hear(self) -> None:
        self._world.drain()
        news = [one for one in self._world.events if isinstance(one, NoticeRaised | NoticeSettled)]
        for one in news[self._heard :]:
            hear(self.store, Notice(one), self._world.now)
            if isinstance(one, NoticeRaised) and one.must_act and (one.key, one.to) not in self._keys:
                self.mailed.append((one.kind, one.to))
                self._keys.add((one.key, one.to))
        self._heard = len(news)

    @property
    def _keys(self) -> set[tuple[str, str]]:
        return self.__dict__.setdefault("_mailed_keys", set())

    def box(self, to: str, box: Box = Box.MUST_ACT) -> list[tuple[str, str | None]]:
        self.hear()
        assert box is Box.MAY_READ or self.store.overview("x", [to])[0][to].open == len(
            self.store.newest(to, box, None, 50)[0]
        )
        return [(one.kind, one.due) for one in reversed(self.store.newest(to, box, None, 50)[0])]


@pytest.fixture
def inboxes(world: World) -> Inboxes:
    return Inboxes(world)


DEADLINE = START + timedelta(hours=60)
DUE = instant(DEADLINE)
CO, FR = "administration:CO", "administration:FR"


def pass_the_hours(world: World, hours: float) -> None:
    world.later(hours=hours)
    world.tick()
    world.tick()


def test_who_has_not_answered_is_asked_three_times_and_has_one_thing_to_do(
    world: World, heron: Room, inboxes: Inboxes
) -> None:
    heron.send(RILO_WE, warning(DEADLINE))
    assert inboxes.box(CO) == [("warning.open", DUE)]
    pass_the_hours(world, 37)
    assert inboxes.box(CO) == [("warning.due_soon", DUE)]
    pass_the_hours(world, 24)
    assert inboxes.box(CO) == inboxes.box(FR) == [("warning.overdue", DUE)]
    kinds = ["warning.open", "warning.due_soon", "warning.overdue"]
    assert [kind for kind, to in inboxes.mailed if to == CO] == kinds
    heron.send(OFFICER_CO, feedback(1))
    assert inboxes.box(CO) == []
    heron.call("POST", "/messages/1/withdraw", RILO_WE)
    assert inboxes.box(FR) == []


@pytest.mark.parametrize("ends", ["close", "expel", "observe"])
def test_what_ends_the_asking_takes_reminders_out_of_every_box(
    world: World, heron: Room, inboxes: Inboxes, ends: str
) -> None:
    heron.send(RILO_WE, warning(DEADLINE))
    pass_the_hours(world, 37)
    assert inboxes.box(CO) == [("warning.due_soon", DUE)]
    if ends == "close":
        heron.call("POST", "/close", RILO_WE)
    elif ends == "expel":
        heron.expel("CO")
    else:
        heron.add("CO", role="observer")
    pass_the_hours(world, 30)
    assert inboxes.box(CO) == []
    assert inboxes.box(FR) == ([] if ends == "close" else [("warning.overdue", DUE)])


def test_another_deadline_asks_anew(world: World, heron: Room, inboxes: Inboxes) -> None:
    heron.send(RILO_WE, warning(DEADLINE, addressees=["CO", "FR"]))
    heron.send(OFFICER, feedback(1))
    pass_the_hours(world, 37)
    assert inboxes.box(CO) == [("warning.due_soon", DUE)]
    later = instant(DEADLINE + timedelta(hours=48))
    patch = {"warning": {"deadline": later}}
    answer = heron.call("PATCH", "/messages/1", RILO_WE, patch, headers={"If-Match": '"1"'})
    assert answer.status == 200
    assert inboxes.box(CO) == [("warning.open", later)]
    assert inboxes.box(FR) == []
    pass_the_hours(world, 24)  # past the deadline of before
    assert inboxes.box(CO) == [("warning.open", later)]
    pass_the_hours(world, 24)
    assert inboxes.box(CO) == [("warning.due_soon", later)]
    pass_the_hours(world, 24)
    assert inboxes.box(CO) == [("warning.overdue", later)]


def test_a_sooner_deadline_leaves_no_reminder_of_the_one_before(world: World, heron: Room, inboxes: Inboxes) -> None:
    heron.send(RILO_WE, warning(DEADLINE, addressees=["CO"]))
    sooner = instant(START + timedelta(hours=2))
    heron.call("PATCH", "/messages/1", RILO_WE, {"warning": {"deadline": sooner}}, headers={"If-Match": '"1"'})
    inboxes.hear()
    for _ in range(62):
        pass_the_hours(world, 1)
        inboxes.hear()
    assert [kind for kind, _ in inboxes.mailed] == ["warning.open", "warning.due_soon", "warning.overdue"]


@pytest.mark.parametrize(("hours", "kind"), [(1, "warning.open"), (61, "warning.overdue")])
def test_an_answer_that_is_taken_back_is_owed_again(
    world: World, heron: Room, inboxes: Inboxes, hours: int, kind: str
) -> None:
    heron.send(RILO_WE, warning(DEADLINE, addressees=["CO", "FR"]))
    heron.send(OFFICER_CO, feedback(1))
    assert inboxes.box(CO) == []
    pass_the_hours(world, hours)
    heron.call("POST", "/messages/2/withdraw", OFFICER_CO)
    assert inboxes.box(CO) == [(kind, DUE)]
    heron.send(OFFICER_CO, feedback(1))
    heron.send(OFFICER, feedback(1))
    assert inboxes.box(CO) == inboxes.box(FR) == []


def test_who_was_expelled_and_comes_again_is_asked_again(world: World, heron: Room, inboxes: Inboxes) -> None:
    heron.send(RILO_WE, warning(DEADLINE, addressees=["CO"]))
    heron.expel("CO")
    pass_the_hours(world, 1)
    assert inboxes.box(CO) == []
    heron.add("CO")
    pass_the_hours(world, 40)
    assert inboxes.box(CO) == [("warning.due_soon", DUE)]


def test_news_is_told_once_a_day(world: World, heron: Room, inboxes: Inboxes) -> None:
    def news() -> int:
        return len(inboxes.box(CO, Box.MAY_READ))

    before = news()
    for _ in range(3):
        heron.send(OFFICER, text())
    assert news() == before + 1
    world.later(hours=11)
    heron.send(OFFICER, text())
    assert news() == before + 1
    world.later(hours=2)
    heron.send(OFFICER, text())
    heron.send(NCP, text())
    assert news() == before + 2


def test_a_change_is_news_of_its_day(world: World, heron: Room, inboxes: Inboxes) -> None:
    heron.send(OFFICER, text())
    before = len(inboxes.box(CO, Box.MAY_READ))
    world.later(hours=24)
    tag: dict[str, Any] = {"If-Match": '"1"'}
    heron.call("PATCH", "/messages/1", OFFICER, {"text": "Otherwise."}, headers=tag)
    assert len(inboxes.box(CO, Box.MAY_READ)) == before + 1
