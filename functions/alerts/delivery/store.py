"""What is due, and the letters it became, in the context's table; `rows` says where.

An item and its mark are written together, once. A letter takes its items from what is due in one transaction, so an
item is in one letter only. After that, only whether the mail service has the letter is in question: see `mail`.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import batched

from alerts.delivery import rows
from alerts.delivery.model import MOST_ITEMS, MOST_MORE, Item, Letter, is_person
from alerts.delivery.rows import ABSENT, Missed
from alerts.subscriptions import places
from cen.dynamo import Cancelled, Table, delete, put
from cen.dynamo import Item as Row
from cen.paging import Key
from cen.problems import Unavailable

_THERE = "attribute_exists(#pk)"
_DUE = ("sk", "DUE#", "DUE#~")
_AT_ONCE = 33  # of three rows each, in one transaction
_TRIES = 5
_PAGE = 200


class Overtaken(Exception):
    """Somebody else took the items, or moved the letter on."""


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
                operations = [rows.got(box, item, now) for box, item in left]
                operations += [put(rows.due(box, item)) for box, item in left]
                operations += [rows.waiting(box) for box in people]
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
        page = self.table.query({"pk": rows.mail(box)}, between=_DUE, limit=MOST_ITEMS + MOST_MORE, newest_first=False)
        items = [Item.model_validate_json(str(row["doc"])) for row in page.items[:MOST_ITEMS]]
        return items, [str(row["sk"]).removeprefix("DUE#") for row in page.items[MOST_ITEMS:]]

    def forget(self, box: str, keys: Sequence[str]) -> None:
        """What a letter counted without naming it is not due any more."""
        for some in batched(keys, 100, strict=False):
            self.table.transact([delete(rows.mail(box), f"DUE#{key}") for key in some])

    def is_due(self, box: str) -> bool:
        return bool(self.table.query({"pk": rows.mail(box)}, between=_DUE, limit=1).items)

    def claim(self, letter: Letter) -> None:
        """Makes the items the letter's own. Raises `Overtaken` if another letter came first."""
        takes = [delete(rows.mail(letter.box), f"DUE#{item.key}", _THERE) for item in letter.items]
        rest = [put(rows.head(letter), ABSENT), put(rows.claimed(letter)), put(rows.last(letter))]
        # A digest that waited an hour comes in the morning again from now on.
        calm = [] if is_person(letter.box) else [delete(rows.WAITING, letter.box)]
        try:
            self.table.transact([*takes, *rest, *calm])
        except Cancelled as cancelled:
            raise Overtaken from cancelled

    def give_back(self, letter: Letter, now: int) -> None:
        """What the mail service does not take for now is due again, as if it had never been claimed, and tried every
        hour until it is too old."""
        again = [put(rows.due(letter.box, item)) for item in letter.items if rows.expires(item) > now]
        head = delete(f"LETTER#{letter.id}", "HEAD", "#version = :version", {"version": letter.version})
        with suppress(Cancelled):
            self.table.transact([head, rows.released(letter), rows.waiting(letter.box), *again])

    def end(self, letter: Letter, after: Letter, now: int) -> bool:
        """What became of a letter. False: somebody else has said so."""
        row: Row = {**rows.head(after), "expires_at": now + rows.REMEMBERED_SECONDS}
        try:
            self.table.transact([put(row, "#version = :version", {"version": letter.version}), rows.released(letter)])
        except Cancelled:
            return False
        return True

    def again(self, letter: Letter, after: Letter) -> None:
        """Takes over a letter of which nothing was heard. Raises `Overtaken`."""
        moved = put(rows.head(after), "#version = :version", {"version": letter.version})
        try:
            self.table.transact([moved, rows.released(letter), put(rows.claimed(after))])
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
        row = self.table.get(pk=rows.mail(box), sk="LAST")
        return None if row is None else str(row["at"])

    def waiting(self) -> Iterator[str]:
        """Mailboxes that are looked at every hour."""
        start: Key | None = None
        while True:
            page = self.table.query({"pk": rows.WAITING}, between=("sk", "0", "z"), start=start, limit=_PAGE)
            yield from (str(row["sk"]) for row in page.items)
            start = page.next
            if start is None:
                return

    def forget_waiting(self, box: str) -> None:
        """Only where nothing is due, so that what comes at this moment is not forgotten: it is put after."""
        self.leave_alone(box)
        if self.is_due(box):
            self.table.transact([rows.waiting(box)])

    def leave_alone(self, box: str) -> None:
        """A mailbox that nobody can be written to at; what is due stays."""
        self.table.transact([delete(rows.WAITING, box)])

    def announce(self, key: str, at: str, stale: str, now: int) -> bool:
        """Takes it upon oneself to hand something to the topic. False: it was handed over. Raises `Unavailable` while
        somebody else is at it; who began before `stale` is taken to have died."""
        row: Row = {
            "pk": f"ANNOUNCED#{key}",
            "sk": "-",
            "at": at,
            "done": 0,
            "expires_at": now + rows.REMEMBERED_SECONDS,
        }
        free = f"{ABSENT} OR (#done = :no AND #at < :stale)"
        try:
            self.table.transact([put(row, free, {"no": 0, "stale": stale})])
        except Cancelled as cancelled:
            standing = cancelled.standing[0] or {}
            if standing.get("done"):
                return False
            raise Unavailable("Somebody else is telling of this.") from cancelled
        return True

    def announced(self, key: str, at: str, now: int) -> None:
        row: Row = {
            "pk": f"ANNOUNCED#{key}",
            "sk": "-",
            "at": at,
            "done": 1,
            "expires_at": now + rows.REMEMBERED_SECONDS,
        }
        self.table.transact([put(row)])

    def was_announced(self, key: str) -> bool:
        row = self.table.get(pk=f"ANNOUNCED#{key}", sk="-")
        return bool(row and row["done"])

    def delivered(self, subscriptions: Sequence[str], item: str, at: str) -> None:
        """What each was sent or, by the topic, handed last."""
        for some in batched(subscriptions, 100, strict=False):
            done: list[Row] = [{"pk": places.subscription(id), "sk": "LAST", "at": at, "item": item} for id in some]
            self.table.transact([put(row) for row in done])

    def failed(self, subscription: str, item: str, at: str, missed: Missed | None, now: int) -> None:
        """One more failure; `missed` is to be sent again."""
        owner = places.subscription(subscription)
        for _ in range(_TRIES):
            before = self.table.get(pk=owner, sk="FAILED")
            number = int(before["number"]) if before else 0
            row: Row = {"pk": owner, "sk": "FAILED", "number": number + 1, "at": at, "item": item}
            seen = put(row, "#number = :number", {"number": number}) if before else put(row, ABSENT)
            kept = [put(rows.missed(owner, missed, now))] if missed else []
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
        """What failed once more meanwhile came back by the same way, and is kept."""
        key = places.subscription(subscription), f"MISSED#{missed.key}"
        with suppress(Cancelled):
            self.table.transact([delete(*key, "#tries = :tries", {"tries": missed.tries})])

    def ticked(self) -> str | None:
        row = self.table.get(pk="CLOCK", sk="TICK")
        return None if row is None else str(row["at"])

    def tick(self, before: str | None, at: str) -> None:
        row: Row = {"pk": "CLOCK", "sk": "TICK", "at": at}
        unless = put(row, ABSENT) if before is None else put(row, "#at = :before", {"before": before})
        with suppress(Cancelled):
            self.table.transact([unless])
