"""Subscriptions in the context's table; `places` says where each stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from alerts.subscriptions import places
from alerts.subscriptions.errors import DuplicateSubscription
from alerts.subscriptions.model import Delivery, Failures, Kept, SubscriptionStatus
from cen import jsontext
from cen.audit import Entry
from cen.dynamo import Cancelled, Item, Table, check, delete, put
from cen.paging import Key, Page

_ABSENT = "attribute_not_exists(#pk)"
_PAGE = 500
_MOST_CLAIMS = 10  # that anybody wants to know of
_ALL = ("sk", "0", "8")  # ids begin with a digit below 8


class Overtaken(Exception):
    """Somebody else changed the subscription since it was read."""


@dataclass(frozen=True, slots=True)
class State:
    """What became of what was to be delivered. `waiting`: items that are to be sent again."""

    last_delivery: Delivery | None
    failures: Failures


@dataclass(frozen=True, slots=True)
class SubscriptionStore:
    table: Table

    def number_of(self, caller_id: str, most: int) -> int:
        """Up to `most`, how many the caller has that are not ended."""
        return len(self.table.query({"pk": places.owner(caller_id)}, between=_ALL, limit=most).items)

    def create(self, kept: Kept, entry: Entry, now: int) -> None:
        """Raises `DuplicateSubscription`."""
        standing = places.places(kept)
        pending = kept.status is SubscriptionStatus.PENDING
        operations = [
            put(places.head(kept, now), _ABSENT),
            put(_audit(kept, entry)),
            *(put(item, _ABSENT) for item in standing.values()),
            *map(put, places.zone_in_use(kept)),
            *([check(places.same(kept), places.ALONE, _ABSENT, {})] if pending else []),
        ]
        try:
            self.table.transact(operations)
        except Cancelled as cancelled:
            _refuse(kept, cancelled, cancelled)

    def save(self, before: Kept, after: Kept, entry: Entry | None, now: int) -> None:
        """Raises `Overtaken`, or `DuplicateSubscription` if somebody else holds the endpoint that has confirmed.
        `entry`: None where only what the topic says of it was learned."""
        old, new = places.places(before), places.places(after)
        operations = [put(places.head(after, now), "#version = :version", {"version": before.version})]
        operations += [put(_audit(after, entry))] if entry else []
        operations += [put(item, _ABSENT if _is_guard(key) and key not in old else None) for key, item in new.items()]
        operations += [delete(*key) for key in old.keys() - new.keys()]
        try:
            self.table.transact(operations)
        except Cancelled as cancelled:
            if cancelled.standing[0] is not None:
                raise Overtaken from cancelled
            _refuse(after, cancelled, Overtaken())

    def claimants(self, kept: Kept) -> list[str]:
        """Ids of those that ask for its endpoint, itself among them while it is pending."""
        page = self.table.query({"pk": places.claims(kept)}, limit=_MOST_CLAIMS)
        return [str(item["subscription_id"]) for item in page.items]

    def read(self, id: str) -> Kept | None:
        item = self.table.get(pk=places.subscription(id), sk="HEAD")
        return None if item is None else _kept(item)

    def list_of(self, caller_id: str, start: Key | None, limit: int) -> Page[Kept]:
        """The caller's own that are not ended, newest first."""
        page = self.table.query({"pk": places.owner(caller_id)}, between=_ALL, start=start, limit=limit)
        return Page(self.read_many([str(item["sk"]) for item in page.items]), page.next)

    def read_many(self, ids: Sequence[str]) -> list[Kept]:
        """Those of at most 100 that there are."""
        if not ids:
            return []
        found = self.table.get_many([(places.subscription(id), "HEAD") for id in ids])
        return [_kept(item) for item in found if item]

    def state(self, id: str) -> State:
        owner = places.subscription(id)
        last, failed = self.table.get_many([(owner, "LAST"), (owner, "FAILED")])
        delivery = Delivery(at=str(last["at"]), item=str(last["item"])) if last else None
        waiting = sum(1 for _ in self._all(owner, ("sk", "MISSED#", "MISSED#~")))
        if failed is None:
            return State(delivery, Failures(count=0, waiting=waiting))
        number, at, item = int(failed["number"]), str(failed["at"]), str(failed["item"])
        return State(delivery, Failures(count=number, waiting=waiting, last_at=at, last_item=item))

    def whom_to_tell(self) -> Iterator[Kept]:
        """Active subscriptions to alerts."""
        for number in range(places.SHARDS):
            yield from map(_kept, self._all(places.tell(number)))

    def of_search(self, search_id: str) -> Iterator[Kept]:
        return map(_kept, self._all(places.of_search(search_id)))

    def of_notices(self) -> Iterator[Kept]:
        return map(_kept, self._all(places.NOTICES))

    def systems(self) -> Iterator[str]:
        """Ids of those that are told through the topic."""
        return (str(item["sk"]) for item in self._all(places.SYSTEMS))

    def suspended(self) -> Iterator[str]:
        """Ids of those by mail."""
        return (str(item["sk"]) for item in self._all(places.SUSPENDED))

    def zones(self) -> Sequence[str]:
        """Time zones in which there are, or were, digests."""
        page = self.table.query({"pk": places.ZONES}, between=("sk", "A", "z"), limit=1000)
        return [str(item["sk"]) for item in page.items]

    def digests(self, zone: str) -> Iterator[tuple[str, str]]:
        """Ids and cadences of active digests in a time zone."""
        return ((str(item["sk"]), str(item["cadence"])) for item in self._all(places.zone(zone)))

    def named(self, arn: str) -> str | None:
        """Id of the subscription that the topic calls so."""
        item = self.table.get(pk=places.named(arn), sk=places.ALONE)
        return None if item is None else str(item["subscription_id"])

    def _all(self, partition: str, between: tuple[str, str, str] = _ALL) -> Iterator[Item]:
        """As of a moment ago, at half the price: nobody has subscribed before what they are told of by less."""
        start: Key | None = None
        while True:
            page = self.table.query({"pk": partition}, between=between, start=start, limit=_PAGE, consistent=False)
            yield from page.items
            start = page.next
            if start is None:
                return


def _is_guard(key: tuple[str, str]) -> bool:
    return key[0].startswith(places.SAME)


def _refuse(kept: Kept, cancelled: Cancelled, otherwise: Exception) -> NoReturn:
    taken = next((item for item in cancelled.standing if item and "subscription_id" in item), None)
    if taken is None:
        raise otherwise
    own: dict[str, Any] = {"existing_id": str(taken["subscription_id"])} if taken["owner"] == kept.owner.id else {}
    raise DuplicateSubscription("This is subscribed to already.", **own) from cancelled


def _kept(item: Item) -> Kept:
    return Kept.model_validate_json(str(item["doc"]))


def _audit(kept: Kept, entry: Entry) -> dict[str, Any]:
    return {
        "pk": places.subscription(kept.id),
        "sk": f"AUDIT#{entry.at}#{entry.version:08d}",
        "entry": jsontext.dumps(entry.document()),
        "channel": kept.channel,
    }
