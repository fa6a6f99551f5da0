"""Whom news concern: one message to the topic, an item for each mailbox that wants it, and nothing for anybody else."""

import json
from dataclasses import replace
from typing import Any

import pytest

from alerts.delivery.announce import MOST_WRITTEN_TO
from alerts.delivery.model import person_box
from alerts.model import AlertStatus
from alerts.record import moved
from cen.clock import instant
from cen.events import NoticeRaised
from cen.problems import Unavailable
from cen.usage import spent
from tests.unit.alerts.delivery.mill import SEIZURE, Mill, stranger
from tests.unit.alerts.delivery.world import (
    COLLEAGUE,
    EXTERNAL,
    NCP,
    OFFICER,
    OFFICER_CO,
    READER_GB,
    RILO_WE,
    SERVICE,
)
from tests.unit.alerts.subscriptions.conftest import ADDRESS, QUEUE, SEARCH


def due(mill: Mill, box: str) -> list[str]:
    return [item.key for item in mill.store.due(box)[0]]


def test_an_alert_is_handed_to_the_topic_once_and_is_due_where_it_is_wanted(mill: Mill) -> None:
    wants, other = (
        mill.subscribe(filter={"categories": ["drugs"]}),
        mill.subscribe(COLLEAGUE, filter={"kinds": ["bulletin"]}),
    )
    guest = mill.subscribe(EXTERNAL)
    system = mill.subscribe(RILO_WE, channel="sqs", endpoint=QUEUE)
    record = mill.publish()
    for _ in range(3):
        mill.told(record)
    (message,) = mill.published()
    assert message == {
        "key": f"alert:{record.id}:2",
        "what": "alert",
        "id": record.id,
        "version": 2,
        "status": "published",
        "subject": f"alerts/{record.id}",
        "kind": "alert",
        "title": "Cocaine in reefer containers",
    }
    assert due(mill, wants.id) == [f"alert:{record.id}"]
    assert due(mill, other.id) == due(mill, guest.id) == []
    assert mill.queue.waiting == []
    state = mill.subscriptions.state(system.id)
    assert state.last_delivery is not None
    assert state.last_delivery.item == f"alert:{record.id}"


def test_the_message_carries_what_the_topic_filters_by(mill: Mill) -> None:
    mill.told(mill.publish(categories=["drugs", "tobacco"]))
    (sent,) = mill.sns.published
    found = {name: (one["DataType"], one["StringValue"]) for name, one in sent["MessageAttributes"].items()}
    assert found == {
        "kind": ("String", "alert"),
        "severity": ("Number", "3"),
        "region": ("String.Array", '["WE"]'),
        "tlp": ("String", "GREEN"),
        "audience": ("String.Array", '["green"]'),
        "category": ("String.Array", '["drugs", "tobacco"]'),
    }


@pytest.mark.parametrize("label", ["AMBER", "AMBER+STRICT"])
def test_what_is_restricted_travels_as_a_pointer(mill: Mill, label: str) -> None:
    mill.told(mill.publish(tlp=label, title="A secret title", text="A secret text"))
    (sent,) = mill.sns.published
    assert set(json.loads(sent["Message"])) == {"key", "what", "id", "version", "status", "subject"}
    assert "secret" not in json.dumps(sent)


def test_each_version_is_told_to_systems_and_an_end_of_what_was_told(mill: Mill) -> None:
    mail = mill.subscribe()
    record = mill.publish()
    mill.told(record)
    changed = mill.keep(moved(record, at="2026-03-20T13:00:00.000Z", title="Another title"))
    mill.told(changed)
    mill.told(record)
    withdrawn = mill.keep(moved(changed, at="2026-03-20T14:00:00.000Z", status=AlertStatus.WITHDRAWN))
    mill.told(withdrawn)
    assert [(one["version"], one["status"]) for one in mill.published()] == [
        (2, "published"),
        (3, "published"),
        (4, "withdrawn"),
    ]
    assert "title" not in mill.published()[2]
    assert due(mill, mail.id) == [f"alert:{record.id}"]


def test_drafts_and_what_nobody_heard_of_are_not_told_of(mill: Mill) -> None:
    mail = mill.subscribe(RILO_WE)
    record = mill.publish()
    for status in (AlertStatus.DRAFT, AlertStatus.PROPOSED, AlertStatus.WITHDRAWN, AlertStatus.EXPIRED):
        mill.told(mill.keep(moved(record, at="2026-03-20T13:00:00.000Z", status=status)))
    mill.tell(alert_id="01K99999999999999999999999", version=1, action="published")
    assert mill.published() == []
    assert due(mill, mail.id) == []


def test_red_goes_to_whom_it_names_and_to_no_topic(mill: Mill) -> None:
    everything = [mill.subscribe(one) for one in (OFFICER, RILO_WE, NCP)]
    record = mill.publish(tlp="RED", recipients=["officer-fr", "reader-gb"], regions=[])
    for _ in range(2):
        mill.told(record)
    assert mill.published() == []
    assert [due(mill, kept.id) for kept in everything] == [[], [], []]
    assert [due(mill, person_box(one.id)) for one in (OFFICER, READER_GB, NCP)] == [[f"alert:{record.id}"]] * 2 + [[]]
    boxes = [
        one["kind"] for one in mill.table.query({"pk": f"BOX#person:{OFFICER.id}"}, between=("sk", "N#", "N#~")).items
    ]
    assert boxes == ["alert.named"]
    assert [one["box"] for one in mill.queue.waiting[:2]] == [person_box(OFFICER.id), person_box(READER_GB.id)]
    mill.told(mill.keep(moved(record, at="2026-03-20T13:00:00.000Z", status=AlertStatus.WITHDRAWN)))


def test_a_topic_that_fails_is_asked_again_and_somebody_else_at_it_is_waited_for(mill: Mill) -> None:
    record = mill.publish()
    mill.sns.fails = "InternalError"
    with pytest.raises(Unavailable):
        mill.told(record)
    mill.sns.fails = None
    with pytest.raises(Unavailable):
        mill.told(record)  # whoever began may still be at it
    mill.clock.pass_by(minutes=3)
    mill.told(record)
    mill.told(record)
    assert len(mill.published()) == 1


def test_immediate_mailboxes_are_emptied_at_once_also_when_news_come_again(mill: Mill) -> None:
    kept = mill.subscribe(cadence="immediate")
    record = mill.publish()
    mill.told(record)
    assert mill.queue.waiting == [{"box": kept.id}]
    mill.told(record)
    mill.run()
    assert len(mill.post.has) == 1


def test_a_match_is_due_for_the_searchs_owner_if_they_may_see_the_record_now(mill: Mill) -> None:
    mine = mill.subscribe(filter={"search_id": SEARCH}, cadence="immediate")
    others = mill.subscribe(OFFICER_CO, filter={"search_id": SEARCH})
    news = {"search_id": SEARCH, "owner": OFFICER.id, "seizure_id": SEIZURE, "version": 2}
    mill.seizures.seen_by.discard(OFFICER.id)
    mill.tell(**news)
    assert due(mill, mine.id) == []
    mill.seizures.seen_by.add(OFFICER.id)
    for _ in range(2):
        mill.tell(**news)
    assert due(mill, mine.id) == [f"match:{SEARCH}:{SEIZURE}"]
    assert due(mill, others.id) == []
    assert mill.published() == []
    mill.tell(**{**news, "search_id": "01K00000000000000000000009"})


def test_a_match_goes_to_the_owners_systems_as_a_pointer_once(mill: Mill) -> None:
    mill.subscribe(SERVICE, channel="sqs", endpoint=QUEUE, filter={"search_id": SEARCH})
    news = {"search_id": SEARCH, "owner": SERVICE.id, "seizure_id": SEIZURE, "version": 2}
    for _ in range(2):
        mill.tell(**news)
    (message,) = mill.published()
    assert message == {
        "key": f"match:{SEARCH}:{SEIZURE}",
        "what": "match",
        "id": SEIZURE,
        "version": 2,
        "search_id": SEARCH,
        "subject": f"seizures/{SEIZURE}",
    }
    mill.register.account = None
    mill.tell(**{**news, "seizure_id": "01K22222222222222222222222"})
    assert len(mill.published()) == 1


def notice(key: str, to: str, **more: Any) -> dict[str, Any]:
    return {
        "key": key,
        "to": to,
        "kind": "seizure.returned",
        "must_act": True,
        "subject": f"seizures/{SEIZURE}",
        **more,
    }


def test_what_has_to_be_acted_on_is_due_for_the_people_addressed(mill: Mill) -> None:
    mill.tell(**notice("a", "ncp:FR"))
    mill.tell(**notice("b", "administration:FR"))
    mill.tell(**notice("c", f"person:{OFFICER.id}"))
    mill.tell(**notice("d", "rilo:WE"))
    mill.tell(**notice("e", "role:cenmat"))
    mill.tell(**notice("f", "administration:FR", must_act=False))
    found = {one.name: due(mill, person_box(one.id)) for one in (OFFICER, COLLEAGUE, NCP, RILO_WE, OFFICER_CO)}
    assert found == {
        "officer-fr": ["b", "c"],
        "officer-fr-2": ["b"],
        "ncp-fr": ["a", "b"],
        "rilo-we": ["d"],
        "officer-co": [],
    }


def test_of_a_group_the_one_it_concerns_is_written_to_alone_if_it_is_a_person(mill: Mill) -> None:
    mill.tell(**notice("a", "administration:FR", person=OFFICER.id))
    mill.tell(**notice("b", "administration:FR", person="client-of-a-machine"))
    assert due(mill, person_box(OFFICER.id)) == ["a", "b"]
    assert due(mill, person_box(COLLEAGUE.id)) == ["b"]


def test_people_are_written_to_at_once_and_then_once_an_hour(mill: Mill) -> None:
    box = person_box(OFFICER.id)
    for key in ("a", "b"):
        mill.tell(**notice(key, f"person:{OFFICER.id}"))
    assert mill.queue.waiting == [{"box": box}, {"box": box}]
    mill.run()
    assert len(mill.post.has) == 1
    mill.tell(**notice("c", f"person:{OFFICER.id}"))
    assert mill.queue.waiting == []
    mill.clock.pass_by(minutes=30)
    mill.clockwork.tick()
    assert mill.queue.waiting == []
    mill.clock.pass_by(minutes=31)
    mill.clockwork.tick()
    mill.run()
    assert len(mill.post.has) == 2


def test_a_notice_to_very_many_is_mailed_to_a_bounded_number(mill: Mill) -> None:
    crowd = [stranger(f"x{number:03d}") for number in range(9)]
    mill.directory.people = {one.id: one for one in crowd}
    replace(mill.announcer, most_written_to=7).notice(NoticeRaised.model_validate(notice("a", "administration:FR")))
    assert len(mill.queue.waiting) == 7
    assert mill.announcer.most_written_to == MOST_WRITTEN_TO


def test_the_request_that_publishes_pays_for_none_of_this(mill: Mill) -> None:
    """Its calls are those of the API; here is what the worker pays, by the number of subscribers."""
    for number in range(30):
        mill.subscribe(stranger(f"s{number}"), filter={"severities": ["high"]})
    record = mill.publish()
    before = spent.snapshot()
    mill.told(record)
    calls = spent.since(before)[0]
    assert calls <= 14, calls
    assert instant(mill.clock.now)


def test_an_address_is_told_through_the_topic_alone(mill: Mill) -> None:
    kept = mill.subscribe(NCP, channel="https", endpoint=ADDRESS)
    mill.told(mill.publish())
    assert due(mill, kept.id) == []
    assert len(mill.published()) == 1
