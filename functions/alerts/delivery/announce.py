"""Hears what happened and says whom it concerns.

Of an alert the topic is handed one message, whatever the number of subscribers: it filters for itself. For mail, each
subscription that wants the alert gets an item that is due. Both are decided by the alert as it is now, so late and
doubled news do no harm; and both are marked, so that they happen once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from alerts.delivery.handing import once
from alerts.delivery.model import Item, What, alert_item, match_item, person_box
from alerts.delivery.outside import Announcements, Errands
from alerts.delivery.owners import Directory, Owners
from alerts.delivery.pointers import Pointers
from alerts.delivery.store import DeliveryStore
from alerts.inbox.store import InboxStore
from alerts.model import AlertStatus
from alerts.readers import Reader, may_read
from alerts.record import Record, as_of
from alerts.subscriptions.model import Cadence, Kept, wants
from alerts.subscriptions.policy import attributes, attributes_of_match
from alerts.subscriptions.store import SubscriptionStore
from cen import log
from cen.clock import Clock, instant, utc_now
from cen.events import AlertChanged, NoticeRaised, SearchMatched
from cen.principal import Principal
from cen.tlp import Tlp

_OPEN = frozenset({Tlp.CLEAR, Tlp.GREEN})
# Of one notice, by mail; everybody addressed has it in their inbox.
MOST_WRITTEN_TO = 200
# A person is not written to more often than this about what there is to do; what comes meanwhile is collected.
ACT_EVERY = timedelta(hours=1)


class Alerts(Protocol):
    def read(self, id: str) -> Record | None: ...


class Seizures(Protocol):
    def visible(self, ids: Sequence[str], to: Principal) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Announcer:
    alerts: Alerts
    subscriptions: SubscriptionStore
    store: DeliveryStore
    inbox: InboxStore
    owners: Owners
    seizures: Seizures
    topic: Announcements
    errands: Errands
    pointers: Pointers
    clock: Clock = utc_now
    most_written_to: int = MOST_WRITTEN_TO

    def alert(self, event: AlertChanged) -> None:
        now = self.clock()
        record = self.alerts.read(event.alert_id)
        if record is None:
            return
        record = as_of(record, instant(now))
        if record.head.tlp is Tlp.RED:
            self._named(record, now)
            return
        if record.head.operation is not None:
            self._members(record, now)
            return
        self._topic_of_alert(record, now)
        if record.status is AlertStatus.PUBLISHED:
            self._mail_of_alert(record, now)

    def _topic_of_alert(self, record: Record, now: datetime) -> None:
        """What was told of is also told of when it ends; a draft never is."""
        told = f"alert:{record.id}"
        if record.status is not AlertStatus.PUBLISHED and not self.store.was_announced(told):
            return
        once(self.store, f"{told}:{record.version}", now, lambda: self._publish_alert(record))
        self.store.announced(told, instant(now), int(now.timestamp()))

    def _publish_alert(self, record: Record) -> None:
        fields = record.fields
        message: dict[str, Any] = {
            "key": f"alert:{record.id}:{record.version}",
            "what": What.ALERT,
            "id": record.id,
            "version": record.version,
            "status": record.status,
            "subject": f"alerts/{record.id}",
        }
        if record.head.tlp in _OPEN and record.status is AlertStatus.PUBLISHED:
            message |= {"kind": fields["kind"], "title": fields["title"]}
        self.topic.publish(message, attributes(record.head, fields))

    def _mail_of_alert(self, record: Record, now: datetime) -> None:
        item = alert_item(record.id, instant(now))
        fields, today = record.fields, now.date()
        wanted = [
            kept
            for kept in self.subscriptions.whom_to_tell()
            if wants(kept.filter, fields) and may_read(record.head, Reader.of(kept.owner.principal), today)
        ]
        mails = [kept for kept in wanted if kept.mails]
        new = self.store.add([(kept.id, item) for kept in mails], int(now.timestamp()))
        self._at_once(mails)
        systems = [kept.id for kept in wanted if not kept.mails]
        self.store.delivered(systems, item.key, item.at)
        log.write("told", now, {"items_due": new}, context="alerts", alert=record.id, systems=len(systems))

    def _named(self, record: Record, now: datetime) -> None:
        """Whom RED names hears of it in their own inbox and by a mail that says no more than that; nobody else does,
        and no topic."""
        if record.status is not AlertStatus.PUBLISHED:
            return
        item = alert_item(record.id, instant(now))
        people = sorted(record.head.recipients)
        for person in people:
            notice = NoticeRaised(
                key=f"alert:{record.id}:named",
                to=f"person:{person}",
                kind="alert.named",
                must_act=False,
                subject=f"alerts/{record.id}",
            )
            self.inbox.add(notice, now)
        self._to_people(people, item, now)

    def _members(self, record: Record, now: datetime) -> None:
        """Who sat in its operation when it went out finds a pointer in the inbox, with each version. There is no mail
        and no topic: that an operation exists is for nobody else to know."""
        if record.status is not AlertStatus.PUBLISHED:
            return
        wholes = [f"administration:{code}" for code in record.inside.get("wholes", ())]
        persons = [f"person:{id}" for id, *_ in record.inside.get("people", ())]
        for to in wholes + persons:
            notice = NoticeRaised(
                key=f"alert:{record.id}:operation:{record.version}",
                to=to,
                kind="alert.for_operation",
                must_act=False,
                subject=f"alerts/{record.id}",
            )
            self.inbox.add(notice, now)

    def match(self, event: SearchMatched) -> None:
        now = self.clock()
        wanted = list(self.subscriptions.of_search(event.search_id))
        own = [kept for kept in wanted if kept.owner.id == event.owner]
        if not own or not self._may_see(own[0], event.seizure_id):
            return
        item = match_item(event.search_id, event.seizure_id, instant(now))
        mails, systems = [kept for kept in own if kept.mails], [kept for kept in own if not kept.mails]
        self.store.add([(kept.id, item) for kept in mails], int(now.timestamp()))
        self._at_once(mails)
        if systems:
            once(self.store, item.key, now, lambda: self._publish_match(event, item))
            self.store.delivered([kept.id for kept in systems], item.key, item.at)

    def _may_see(self, kept: Kept, seizure_id: str) -> bool:
        owner = self.owners.now(kept.owner)
        return owner is not None and seizure_id in self.seizures.visible([seizure_id], owner.caller)

    def _publish_match(self, event: SearchMatched, item: Item) -> None:
        message = {
            "key": item.key,
            "what": What.MATCH,
            "id": event.seizure_id,
            "version": event.version,
            "search_id": event.search_id,
            "subject": f"seizures/{event.seizure_id}",
        }
        self.topic.publish(message, attributes_of_match(event.search_id))

    def notice(self, event: NoticeRaised) -> None:
        """What has to be acted on is written of, whatever anybody subscribes to."""
        now = self.clock()
        self.pointers.tell(event, now)
        if not event.must_act:
            return
        item = Item(
            key=event.key,
            what=What.NOTICE,
            id=event.subject.rpartition("/")[2],
            at=instant(now),
            to=event.to,
            kind=event.kind,
            subject=event.subject,
            due=event.due,
        )
        people = list(self._concerned(event))
        cut = len(people) - self.most_written_to
        if cut > 0:
            log.write("recipients_cut", now, {"recipients_cut": cut}, context="alerts")
        self._to_people(people[: self.most_written_to], item, now)

    def _concerned(self, event: NoticeRaised) -> Iterator[str]:
        """Ids of people. Who of them may still act is looked at when the letter is written."""
        directory: Directory = self.owners.directory
        if event.person is not None and directory.of_id(event.person) is not None:
            yield event.person
            return
        kind, _, code = event.to.partition(":")
        match kind:
            case "person":
                yield code
            case "ncp":
                contact_points = set(directory.ids_in("role-ncp"))
                yield from (id for id in directory.ids_in(f"administration-{code}") if id in contact_points)
            case "administration" | "rilo" | "role":
                yield from directory.ids_in(f"{kind}-{code}")

    def _to_people(self, people: Sequence[str], item: Item, now: datetime) -> None:
        self.store.add([(person_box(id), item) for id in people], int(now.timestamp()))
        late = instant(now - ACT_EVERY)
        free = [person_box(id) for id in people if (self.store.mailed_at(person_box(id)) or "") < late]
        self.errands.send({"box": box} for box in free)

    def _at_once(self, mails: Sequence[Kept]) -> None:
        """Also of what was due before: whoever wrote that may have died before saying so."""
        self.errands.send({"box": kept.id} for kept in mails if kept.cadence is Cadence.IMMEDIATE)
