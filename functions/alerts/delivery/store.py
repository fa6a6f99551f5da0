"""What is due, and the letters it became, in the context's table.

MAIL#<box>         GOT#<item>              that it came to this mailbox: once
                   DUE#<item>              that it is still to be mailed
                   LAST                    when this mailbox was mailed to
LETTER#<id>        HEAD                    the letter: its items, and what became of it
CLAIMED            <time>#<letter>         letters of which it is not known yet
PEOPLE             <person>                who has something to act on that is due
ANNOUNCED#<key>    -                       what the topic was handed, or is being handed
SUB#<id>           LAST, FAILED, MISSED#   of a system: see `alerts.subscriptions.places`
CLOCK              TICK                    up to when digests were looked after

An item and its mark are written together, once. A letter takes its items from what is due in one transaction, so an
item is in one letter only. After that, only whether the mail service has the letter is in question: see `mail`.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import batched
from typing import Any

from alerts.delivery.model import MOST_ITEMS, MOST_MORE, Item, Letter, is_person
from alerts.subscriptions import places
from cen.dynamo import Cancelled, Table, delete, put
from cen.dynamo import Item as Row
from cen.problems import Unavailable

# Longer than any news can be late, and than anybody keeps asking.
REMEMBERED_SECONDS = 400 * 24 * 3600
MISSED_SECONDS = 14 * 24 * 3600
_ABSENT = "attribute_not_exists(#pk)"
_THERE = "attribute_exists(#pk)"
# What nobody fetches: of a subscription that has ended meanwhile.
DUE_SECONDS = 60 * 24 * 3600
_DUE = ("sk", "DUE#", "DUE#~")
_AT_ONCE = 33  # of three rows each, in one transaction
_TRIES = 5
_PAGE = 200


class Overtaken(Exception):
    """Somebody else took the items, or moved the letter on."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A message that a system's endpoint did not take. `attributes`: JSON text."""

    key: str
    message: str
    attributes: str
    tries: int


@dataclass(frozen=True, slots=True)
class DeliveryStore:
    table: Table

    def add(self, boxes: Sequence[tuple[str, Item]], now: int) -> int:
        """Items that come to mailboxes; those that came before are passed over. Answers how many are new."""
        new = 0
        once = {(box, item.key): (box, item) for box, item in boxes}
        for some in batched(once.values(), _AT_ONCE, strict=False):
            left = list(some)
            while left:
                people = dict.fromkeys(box for box, _ in left if is_person(box))
                operations = [_got(box, item, now) for box, item in left]
                operations += [put(_due(box, item, now)) for box, item in left]
                operations += [put({"pk": "PEOPLE", "sk": box}) for box in people]
                try:
                    self.table.transact(operations)
                except Cancelled as cancelled:
                    marks = cancelled.standing[: len(left)]
                    left = [pair for pair, known in zip(left, marks, strict=True) if known is None]
                    continue
                new += len(left)
                break
        return new

    def due(self, box: str) -> tuple[list[Item], list[str]]:
        """As many as a letter names, and the keys of what is due besides, up to `MOST_MORE`."""
        page = self.table.query({"pk": _mail(box)}, between=_DUE, limit=MOST_ITEMS + MOST_MORE, newest_first=False)
        items = [Item.model_validate_json(str(row["doc"])) for row in page.items[:MOST_ITEMS]]
        return items, [str(row["sk"]).removeprefix("DUE#") for row in page.items[MOST_ITEMS:]]

    def forget(self, box: str, keys: Sequence[str]) -> None:
        """What a letter counted without naming it is not due any more."""
        for some in batched(keys, 100, strict=False):
            self.table.transact([delete(_mail(box), f"DUE#{key}") for key in some])

    def is_due(self, box: str) -> bool:
        return bool(self.table.query({"pk": _mail(box)}, between=_DUE, limit=1).items)

    def claim(self, letter: Letter) -> None:
        """Makes the items the letter's own. Raises `Overtaken` if another letter came first."""
        takes = [delete(_mail(letter.box), f"DUE#{item.key}", _THERE) for item in letter.items]
        rest = [put(_head(letter), _ABSENT), put(_claimed(letter)), put(_last(letter))]
        try:
            self.table.transact([*takes, *rest])
        except Cancelled as cancelled:
            raise Overtaken from cancelled

    def give_back(self, letter: Letter, now: int) -> None:
        """What the mail service refused for now is due again, as if it had never been claimed."""
        again = [put(_due(letter.box, item, now)) for item in letter.items]
        head = delete(f"LETTER#{letter.id}", "HEAD", "#version = :version", {"version": letter.version})
        with suppress(Cancelled):
            self.table.transact([head, _released(letter), *again])

    def end(self, letter: Letter, after: Letter, now: int) -> bool:
        """What became of a letter. False: somebody else has said so."""
        row: Row = {**_head(after), "expires_at": now + REMEMBERED_SECONDS}
        try:
            self.table.transact([put(row, "#version = :version", {"version": letter.version}), _released(letter)])
        except Cancelled:
            return False
        return True

    def again(self, letter: Letter, after: Letter) -> None:
        """Takes over a letter of which nothing was heard. Raises `Overtaken`."""
        moved = put(_head(after), "#version = :version", {"version": letter.version})
        try:
            self.table.transact([moved, _released(letter), put(_claimed(after))])
        except Cancelled as cancelled:
            raise Overtaken from cancelled

    def letter(self, id: str) -> Letter | None:
        row = self.table.get(pk=f"LETTER#{id}", sk="HEAD")
        return None if row is None else Letter.model_validate_json(str(row["doc"]))

    def claimed_before(self, instant: str) -> list[str]:
        """Ids of letters that were claimed before then and of which nothing was heard; the oldest of them."""
        page = self.table.query(
            {"pk": "CLAIMED"}, between=("sk", "0", instant), limit=_PAGE, newest_first=False, only=("sk",)
        )
        return [str(row["sk"]).partition("#")[2] for row in page.items]

    def mailed_at(self, box: str) -> str | None:
        row = self.table.get(pk=_mail(box), sk="LAST")
        return None if row is None else str(row["at"])

    def people_waiting(self) -> Iterator[str]:
        """Mailboxes of people who had something due to act on when it was last looked."""
        page = self.table.query({"pk": "PEOPLE"}, between=("sk", "a", "z"), limit=1000)
        return (str(row["sk"]) for row in page.items)

    def forget_waiting(self, box: str) -> None:
        """Only where nothing is due, so that what comes at this moment is not forgotten: it is put after."""
        self.table.transact([delete("PEOPLE", box)])
        if self.is_due(box):
            self.table.transact([put({"pk": "PEOPLE", "sk": box})])

    def announce(self, key: str, at: str, stale: str, now: int) -> bool:
        """Takes it upon oneself to hand something to the topic. False: it was handed over. Raises `Unavailable` while
        somebody else is at it; who began before `stale` is taken to have died."""
        row: Row = {"pk": f"ANNOUNCED#{key}", "sk": "-", "at": at, "done": 0, "expires_at": now + REMEMBERED_SECONDS}
        free = f"{_ABSENT} OR (#done = :no AND #at < :stale)"
        try:
            self.table.transact([put(row, free, {"no": 0, "stale": stale})])
        except Cancelled as cancelled:
            standing = cancelled.standing[0] or {}
            if standing.get("done"):
                return False
            raise Unavailable("Somebody else is telling of this.") from cancelled
        return True

    def announced(self, key: str, at: str, now: int) -> None:
        row: Row = {"pk": f"ANNOUNCED#{key}", "sk": "-", "at": at, "done": 1, "expires_at": now + REMEMBERED_SECONDS}
        self.table.transact([put(row)])

    def was_announced(self, key: str) -> bool:
        row = self.table.get(pk=f"ANNOUNCED#{key}", sk="-")
        return bool(row and row["done"])

    def delivered(self, subscriptions: Sequence[str], item: str, at: str) -> None:
        """What each was sent or, by the topic, handed last."""
        for some in batched(subscriptions, 100, strict=False):
            rows: list[Row] = [{"pk": places.subscription(id), "sk": "LAST", "at": at, "item": item} for id in some]
            self.table.transact([put(row) for row in rows])

    def failed(self, subscription: str, item: str, at: str, missed: Missed | None, now: int) -> None:
        """One more failure; `missed` is to be sent again."""
        owner = places.subscription(subscription)
        for _ in range(_TRIES):
            before = self.table.get(pk=owner, sk="FAILED")
            number = int(before["number"]) if before else 0
            row: Row = {"pk": owner, "sk": "FAILED", "number": number + 1, "at": at, "item": item}
            seen = put(row, "#number = :number", {"number": number}) if before else put(row, _ABSENT)
            kept = [put(_missed(owner, missed, now))] if missed else []
            with suppress(Cancelled):
                self.table.transact([seen, *kept])
                return
        raise Unavailable

    def missed(self, subscription: str, most: int) -> list[Missed]:
        owner = places.subscription(subscription)
        page = self.table.query({"pk": owner}, between=("sk", "MISSED#", "MISSED#~"), limit=most, newest_first=False)
        return [
            Missed(
                str(row["sk"]).removeprefix("MISSED#"), str(row["message"]), str(row["attributes"]), int(row["tries"])
            )
            for row in page.items
        ]

    def sent_again(self, subscription: str, missed: Missed) -> None:
        """If it fails once more, it comes back by the same way."""
        self.table.transact([delete(places.subscription(subscription), f"MISSED#{missed.key}")])

    def ticked(self) -> str | None:
        row = self.table.get(pk="CLOCK", sk="TICK")
        return None if row is None else str(row["at"])

    def tick(self, before: str | None, at: str) -> None:
        row: Row = {"pk": "CLOCK", "sk": "TICK", "at": at}
        unless = put(row, _ABSENT) if before is None else put(row, "#at = :before", {"before": before})
        with suppress(Cancelled):
            self.table.transact([unless])


def _mail(box: str) -> str:
    return f"MAIL#{box}"


def _got(box: str, item: Item, now: int) -> dict[str, Any]:
    return put({"pk": _mail(box), "sk": f"GOT#{item.key}", "expires_at": now + REMEMBERED_SECONDS}, _ABSENT)


def _due(box: str, item: Item, now: int) -> Row:
    document = item.model_dump_json(exclude_none=True)
    return {"pk": _mail(box), "sk": f"DUE#{item.key}", "doc": document, "expires_at": now + DUE_SECONDS}


def _head(letter: Letter) -> Row:
    document = letter.model_dump_json(exclude_none=True)
    return {"pk": f"LETTER#{letter.id}", "sk": "HEAD", "version": letter.version, "doc": document}


def _claimed(letter: Letter) -> Row:
    return {"pk": "CLAIMED", "sk": f"{letter.claimed_at}#{letter.id}"}


def _released(letter: Letter) -> dict[str, Any]:
    return delete("CLAIMED", f"{letter.claimed_at}#{letter.id}")


def _last(letter: Letter) -> Row:
    return {"pk": _mail(letter.box), "sk": "LAST", "at": letter.claimed_at}


def _missed(owner: str, missed: Missed, now: int) -> Row:
    return {
        "pk": owner,
        "sk": f"MISSED#{missed.key}",
        "message": missed.message,
        "attributes": missed.attributes,
        "tries": missed.tries,
        "expires_at": now + MISSED_SECONDS,
    }
