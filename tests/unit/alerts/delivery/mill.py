"""Delivery from end to end on the table in memory: people, a topic, a mail service and a queue that remember."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from alerts.delivery.announce import Announcer
from alerts.delivery.announcer import News, hear
from alerts.delivery.clockwork import Clockwork
from alerts.delivery.directory import Mailbox
from alerts.delivery.letters import Writer
from alerts.delivery.mail import Mailer
from alerts.delivery.mailer import Errand, run
from alerts.delivery.outside import Announcements
from alerts.delivery.owners import Owners
from alerts.delivery.pointers import Pointers
from alerts.delivery.reports import MailReport, Reports
from alerts.delivery.review import Review
from alerts.delivery.store import DeliveryStore
from alerts.delivery.words import Mail
from alerts.inbox.store import InboxStore
from alerts.model import AlertContent, AlertStatus
from alerts.record import Record, moved, new_record
from alerts.store import AlertStore
from alerts.subscriptions.model import Kept, SubscriptionRequest, SubscriptionStatus
from alerts.subscriptions.policy import filter_policy
from alerts.subscriptions.service import new_subscription
from alerts.subscriptions.store import SubscriptionStore
from alerts.subscriptions.topic import Topic
from cen.clock import instant
from cen.doors import SeenSearch
from cen.dynamo import Table, put
from cen.ids import new_id
from cen.principal import Account, Principal
from tests.unit.alerts.delivery.world import (
    CENMAT,
    COLLEAGUE,
    EXTERNAL,
    NCP,
    OFFICER,
    OFFICER_CO,
    READER_GB,
    RILO_WE,
    SERVICE,
    Clock,
    Seats,
    person,
)
from tests.unit.alerts.subscriptions.conftest import SEARCH, TOPIC, UNDELIVERED, FakeSns
from tests.unit.seizures.builders import act

WEBSITE = "https://cen.example"
PEOPLE = (OFFICER, COLLEAGUE, NCP, OFFICER_CO, RILO_WE, READER_GB, EXTERNAL, CENMAT)
SEIZURE = "01K11111111111111111111111"


@dataclass
class FakeDirectory:
    """`people`: who can sign in now, by id."""

    people: dict[str, Principal] = field(default_factory=lambda: {one.id: one for one in PEOPLE})
    asked: int = 0

    def person(self, username: str, id: str) -> Mailbox | None:
        found = self.of_id(id)
        return found if found and found.caller.name == username else None

    def of_id(self, id: str) -> Mailbox | None:
        self.asked += 1
        one = self.people.get(id)
        return Mailbox(one, f"{one.name}@cen.example") if one else None

    def ids_in(self, group: str) -> list[str]:
        kind, _, name = group.partition("-")
        of: dict[str, Callable[[Principal], bool]] = {
            "administration": lambda one: one.administration == name,
            "role": lambda one: name in one.roles,
            "rilo": lambda one: name in one.rilos,
        }
        return [one.id for one in self.people.values() if of[kind](one)]


@dataclass
class Register:
    account: Account | None = field(default_factory=lambda: Account("FR", "feed"))

    def find(self, client_id: str) -> Account | None:
        return self.account if client_id == SERVICE.id else None


@dataclass
class FakeSeizures:
    """`seen_by`: ids of callers who may see the record."""

    seen_by: set[str] = field(default_factory=lambda: {one.id for one in PEOPLE} | {SERVICE.id})
    name: str = "Cocaine <b>north</b>"

    def visible(self, ids: Sequence[str], to: Principal) -> list[str]:
        return list(ids) if to.id in self.seen_by else []

    def searches(self, ids: Sequence[str]) -> list[SeenSearch]:
        return [SeenSearch(id, self.name, OFFICER.id) for id in ids if id == SEARCH]


@dataclass
class FakePost:
    """`has`: letters that the service has. `answers`: what it does with the next ones, then it takes them: an exception
    is raised, `after` it has the letter if that is true."""

    has: list[tuple[str, str, Mail]] = field(default_factory=list)
    answers: list[tuple[Exception, bool]] = field(default_factory=list)

    def send(self, letter_id: str, address: str, mail: Mail) -> str:
        failure, after = self.answers.pop(0) if self.answers else (None, True)
        if after:
            self.has.append((letter_id, address, mail))
        if failure is not None:
            raise failure
        return f"ses-{len(self.has)}"


@dataclass
class Queue:
    waiting: list[dict[str, Any]] = field(default_factory=list)

    def send(self, errands: Iterable[Mapping[str, Any]]) -> int:
        new = [dict(errand) for errand in errands]
        self.waiting += new
        return len(new)


@dataclass
class Mill:
    table: Table
    clock: Clock = field(default_factory=Clock)
    directory: FakeDirectory = field(default_factory=FakeDirectory)
    register: Register = field(default_factory=Register)
    seizures: FakeSeizures = field(default_factory=FakeSeizures)
    seats: Seats = field(default_factory=Seats)
    post: FakePost = field(default_factory=FakePost)
    queue: Queue = field(default_factory=Queue)
    sns: FakeSns = field(default_factory=lambda: FakeSns(confirms=True))

    @property
    def store(self) -> DeliveryStore:
        return DeliveryStore(self.table)

    @property
    def subscriptions(self) -> SubscriptionStore:
        return SubscriptionStore(self.table)

    @property
    def owners(self) -> Owners:
        return Owners(self.directory, self.register)

    @property
    def topic(self) -> Topic:
        return Topic(self.sns, TOPIC, UNDELIVERED)  # type: ignore[arg-type]

    @property
    def announcements(self) -> Announcements:
        return Announcements(self.sns, TOPIC)  # type: ignore[arg-type]

    @property
    def announcer(self) -> Announcer:
        return Announcer(
            AlertStore(self.table),
            self.subscriptions,
            self.store,
            InboxStore(self.table),
            self.owners,
            self.seizures,
            self.announcements,
            self.queue,  # type: ignore[arg-type]
            Pointers(self.subscriptions, self.store, self.seats, self.announcements),
            self.clock,
        )

    @property
    def mailer(self) -> Mailer:
        writer = Writer(AlertStore(self.table), self.seizures, InboxStore(self.table), self.seats)
        return Mailer(self.subscriptions, self.store, self.owners, writer, self.post, WEBSITE, self.clock)

    @property
    def clockwork(self) -> Clockwork:
        return Clockwork(self.subscriptions, self.store, self.queue, self.clock)  # type: ignore[arg-type]

    @property
    def review(self) -> Review:
        return Review(self.subscriptions, self.store, self.owners, self.topic, self.announcements, self.clock)

    @property
    def reports(self) -> Reports:
        return Reports(self.subscriptions, self.store, self.clock)

    def subscribe(self, owner: Principal = OFFICER, confirmed: bool = True, **asked: Any) -> Kept:
        """As the API leaves it."""
        request = SubscriptionRequest.model_validate_json(_json({"channel": "email", **asked}))
        by = replace(act(owner), now=self.clock.now)
        kept = new_subscription(by, request)
        if not kept.mails:
            kept = kept.model_copy(update={"arn": self.topic.subscribe(kept.channel, str(kept.endpoint))})
        if kept.arn is not None and confirmed:
            kept = kept.model_copy(update={"status": SubscriptionStatus.ACTIVE})
            self.topic.refilter(kept.arn, filter_policy(kept, self.clock.now.date()))
        from alerts.subscriptions.service import _entry

        self.subscriptions.create(kept, _entry(by, "subscribed", kept), int(self.clock.now.timestamp()))
        return kept

    def publish(self, publisher: str = "rilo:WE", **changes: Any) -> Record:
        """An alert as publication leaves it."""
        content = AlertContent.model_validate_json(_json({**ALERT, **changes}))
        id, at = new_id(self.clock.now), instant(self.clock.now)
        record = new_record(content, id=id, publisher=publisher, author="person:x", at=at)
        inside = {"recipients": [f"sub-{name}" for name in content.recipients] or None}
        return self.keep(moved(record, at=at, inside=inside, status=AlertStatus.PUBLISHED, published_at=at))

    def keep(self, record: Record) -> Record:
        from alerts import items

        self.table.transact([put(items.head(record))])
        return record

    def tell(self, **news: Any) -> None:
        hear(self.announcer, News.model_validate(news))

    def told(self, record: Record) -> None:
        self.tell(alert_id=record.id, version=record.version, action="published")

    def run(self) -> None:
        """The mailer, until nothing waits."""
        while self.queue.waiting:
            run(self.mailer, Errand.model_validate(self.queue.waiting.pop(0)))

    def heard(self) -> None:
        """The mail service tells of all letters it has."""
        for letter_id, _, _ in self.post.has:
            self.reports.mail(report("Send", letter_id))

    def mails(self) -> list[Mail]:
        return [mail for _, _, mail in self.post.has]

    def published(self) -> list[dict[str, Any]]:
        import json

        return [json.loads(one["Message"]) for one in self.sns.published]


ALERT: dict[str, Any] = {
    "kind": "alert",
    "title": "Cocaine in reefer containers",
    "text": "Look behind the fans.",
    "severity": "high",
    "tlp": "GREEN",
    "valid_until": "2026-06-01T00:00:00Z",
    "categories": ["drugs"],
    "regions": ["WE"],
}


def report(kind: str, letter_id: str, **more: Any) -> MailReport:
    return MailReport.model_validate(
        {"eventType": kind, "mail": {"messageId": "ses-1", "tags": {"letter": [letter_id], "x": []}}, **more}
    )


def stranger(name: str, administration: str = "FR") -> Principal:
    return person(name, administration)


def _json(value: Any) -> str:
    import json

    return json.dumps(value)
