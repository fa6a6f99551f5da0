"""Thousands of subscribers and a full inbox in memory, and what publishing and counting cost with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from alerts.delivery.announce import Announcer
from alerts.delivery.owners import Owners
from alerts.delivery.store import DeliveryStore
from alerts.inbox import service
from alerts.inbox.model import InboxQuery, addressees
from alerts.inbox.store import InboxStore
from alerts.store import AlertStore
from alerts.stores import OperationsBehindTheDoor
from alerts.subscriptions.model import SubscriptionRequest
from alerts.subscriptions.places import head, places
from alerts.subscriptions.service import new_subscription
from alerts.subscriptions.store import SubscriptionStore
from benchmarks.alerts.memory import MemoryTable
from benchmarks.alerts.readers import DAY, OFFICER, person
from benchmarks.alerts.report import publish, table_of
from benchmarks.gateway import silence
from benchmarks.notify.searches import Cost
from cen.act import Act
from cen.dynamo import Item
from cen.events import AlertChanged, NoticeRaised
from cen.principal import Principal, Tier

# Of the subscribers, those that want what is published.
ONE_IN = 5


@dataclass
class _Outside:
    """The topic and the queue: what they were handed."""

    messages: int = 0
    errands: list[Mapping[str, Any]] = field(default_factory=list)

    def publish(self, message: Mapping[str, Any], attributes: Any) -> None:
        del message, attributes
        self.messages += 1

    def send(self, errands: Iterable[Mapping[str, Any]]) -> int:
        new = list(errands)
        self.errands += new
        return len(new)


def table_with(subscribers: int) -> MemoryTable:
    """A fifth of them want alerts about drugs."""
    table = table_of(100)
    for number in range(subscribers):
        wants = {"categories": ["drugs"]} if number % ONE_IN == 0 else {"kinds": ["bulletin"]}
        request = SubscriptionRequest.model_validate({"channel": "email", "filter": wants}, strict=False)
        kept = new_subscription(Act(person(1000 + number, "FR"), DAY, "r"), request)
        _hold(table, head(kept, 0))
        for item in places(kept).values():
            _hold(table, item)
    return table


def _hold(table: MemoryTable, item: Item) -> None:
    table.hold(str(item["pk"]), str(item["sk"]), {name: one for name, one in item.items() if name not in ("pk", "sk")})


def requested(table: MemoryTable) -> Cost:
    """What the request that publishes costs."""
    found = publish(table, "GREEN")
    return Cost(found.calls, found.read, found.write)


def told(table: MemoryTable) -> tuple[Cost, int, int]:
    """What the function behind it costs for the alert that was published; messages to the topic, and items due."""
    (id,) = (
        pk.removeprefix("ALERT#") for pk, some in table.items.items() if pk.startswith("ALERT#") and "HEAD" in some
    )
    outside: Any = _Outside()
    nobody: Any = None
    announcer = Announcer(
        AlertStore(table),
        SubscriptionStore(table),
        DeliveryStore(table),
        InboxStore(table),
        Owners(nobody, nobody),
        nobody,
        outside,
        outside,
        nobody,
        lambda: DAY,
    )
    table.forget_costs()
    with silence():
        announcer.alert(AlertChanged(alert_id=id, version=2, action="published"))
    due = sum(1 for pk, partition in table.items.items() if pk.startswith("MAIL#") for sk in partition if "DUE#" in sk)
    return _cost(table), outside.messages, due


def counted(notices: int) -> Cost:
    """What the counts of an inbox cost: of a contact point who serves in a RILO, with so many notices in each box."""
    table = MemoryTable()
    caller = Principal(
        OFFICER.id, "ncp", "person", Tier.UNRESTRICTED, "FR", frozenset({"WE"}), frozenset({"ncp", "cenmat"})
    )
    store = InboxStore(table)
    boxes = addressees(caller)
    for number in range(notices):
        for to in boxes:
            store.add(_notice(to, number), DAY + timedelta(seconds=number))
    act = Act(caller, DAY + timedelta(hours=1), "r")
    for one in service.find(store, OperationsBehindTheDoor(), act, InboxQuery(limit=100), None).items[:50]:
        service.read_one(store, act, one["id"])
    table.forget_costs()
    found = service.count(store, act)
    if (found.must_act, found.may_read) != ((notices + 1) // 2 * len(boxes), notices // 2 * len(boxes)):
        raise RuntimeError(found.model_dump_json())
    return _cost(table)


def _notice(to: str, number: int) -> NoticeRaised:
    subject = "seizures/01K00000000000000000000000"
    return NoticeRaised(
        key=f"{to}:{number}", to=to, kind="seizure.submitted", must_act=number % 2 == 0, subject=subject
    )


def _cost(table: MemoryTable) -> Cost:
    read, write = (sum(units) for units in zip(*table.units, strict=True))
    return Cost(len(table.calls), read, int(write))
