"""Operations in DynamoDB.

    OP#<id>               HEAD                      what every request needs; the counter of messages
                          ABOUT                     name and purpose, sealed
                          MEMBER#<administration>   everybody of one administration
                          M#<number>                a message as it is now; OLD#<number>#<version>: as it was
                          CHANGE#<n>                the n-th change of a message
                          AUDIT#<time>#<mark>       who did what; its insertion is what others hear of
                          READ#<time>#<mark>        who read what
                          RCPT#<number>#<member>    receipts; FILE#<number>#<id>: attachments; TALLY#…: counts
    DRAFTS#<id>#<person>  <draft id>                a draft, sealed
    MINE#<administration> <id>                      that somebody of it is or was a member
    CONSENT#<RILO>        <id>                      that it waits for the office's consent
    OPERATIONS            <id>                      all of them, for auditors
    CASE#<seizure id>     HEAD                      which message it was made of
    DUE                   <time>#<id>#<what>#<n>    what is to be done when
    IDEM#<caller>         <idempotency key>         what a key was used for; expires
    SHELF                 KEY                       the wrapped data key that names and purposes are sealed with

In a table of its own, without backups: OP#<id> RING, the wrapped data keys of the operation.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cen import idempotency
from cen.act import Act, Replay
from cen.dynamo import Cancelled, Contended, Item, Table, get_across, table
from cen.paging import Key, Page
from cen.problems import TooLarge
from cen.settings import settings
from comm import items
from comm.errors import Overtaken
from comm.operation import Head
from comm.ring import Ring
from comm.seats import Delegation

type Where = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Entered:
    """What one call found. `entry`: the caller's in the register of accounts; `found`: what else was asked for."""

    head: Head | None
    delegation: Delegation | None
    delegation_version: int
    ring: Ring | None
    entry: Item | None
    found: Mapping[Where, Item]

    def item(self, pk: str, sk: str) -> Item | None:
        return self.found.get((pk, sk))


@dataclass(frozen=True, slots=True)
class CommStore:
    """`keys`, `accounts`: names of the tables of key rings and of the register of accounts."""

    records: Table
    keys: str
    accounts: str

    def enter(self, act: Act, operation: str, *more: Where) -> Entered:
        """All that a request on one operation needs to begin with, in one call. Raises `Replay` or
        `IdempotencyKeyReused` if the caller's key was used before."""
        pk = items.room(operation)
        wanted = [(pk, "HEAD"), *more]
        if act.caller.administration:
            wanted.append((pk, items.member_key(act.caller.administration)))
        found, rings, entry = self.look(act, wanted, [operation])
        member = found.get((pk, items.member_key(str(act.caller.administration))))
        head = found.get((pk, "HEAD"))
        return Entered(
            head=items.head_of(head) if head else None,
            delegation=items.delegation_of(member) if member else None,
            delegation_version=int(member["version"]) if member else 0,
            ring=rings.get(operation),
            entry=entry,
            found=found,
        )

    def look(
        self, act: Act, wanted: Sequence[Where], rings: Sequence[str] = ()
    ) -> tuple[dict[Where, Item], dict[str, Ring], Item | None]:
        """Items, key rings by operation, and the caller's entry in the register, in one call."""
        used = idempotency.keys(act)
        keys = dict.fromkeys([*wanted, *used])
        asked: dict[str, Sequence[Mapping[str, str]]] = {
            self.records.name: [{"pk": pk, "sk": sk} for pk, sk in keys],
            self.accounts: [{"client_id": act.caller.id}],
        }
        if rings:
            asked[self.keys] = [{"pk": items.room(operation), "sk": "RING"} for operation in rings]
        answer = get_across(self.records.client, asked)
        found = {(str(item["pk"]), str(item["sk"])): item for item in answer[self.records.name]}
        _check(act, *map(found.get, used))
        kept = {str(item["pk"]).removeprefix("OP#"): items.ring_from(item) for item in answer.get(self.keys, ())}
        return found, kept, next(iter(answer[self.accounts]), None)

    def again(self, operation: str, sks: Sequence[str]) -> tuple[dict[str, Item], Ring | None]:
        """Items of an operation and its ring, read once more."""
        pk = items.room(operation)
        asked = {self.records.name: [{"pk": pk, "sk": sk} for sk in sks], self.keys: [{"pk": pk, "sk": "RING"}]}
        answer = get_across(self.records.client, asked)
        ring = next(map(items.ring_from, answer[self.keys]), None)
        return {str(item["sk"]): item for item in answer[self.records.name]}, ring

    def some(self, operation: str, *sks: str) -> dict[str, Item]:
        """Items of an operation, for who needs no key; a call for each hundred."""
        pk = items.room(operation)
        parts = [sks[start : start + 100] for start in range(0, len(sks), 100)]
        found = [item for part in parts for item in self.records.get_many([(pk, sk) for sk in part])]
        return {str(item["sk"]): item for item in found if item}

    def standing(self, operation: str, administration: str, id: str) -> tuple[Delegation | None, Item | None]:
        """The members of an administration, and somebody's entry in the register of accounts, in one call."""
        place = {"pk": items.room(operation), "sk": items.member_key(administration)}
        asked = {self.records.name: [place], self.accounts: [{"client_id": id}]}
        found = get_across(self.records.client, asked)
        return next(map(items.delegation_of, found[self.records.name]), None), next(iter(found[self.accounts]), None)

    def account(self, id: str) -> Item | None:
        """An entry of the register of accounts."""
        found = get_across(self.records.client, {self.accounts: [{"client_id": id}]})
        return next(iter(found[self.accounts]), None)

    def commit(self, operations: Sequence[dict[str, Any]], act: Act | None = None, made: str = "") -> None:
        """All or nothing. `made`: what a repeated request answers with. Raises `Overtaken` if something is no longer as
        it was read, `Replay` or `IdempotencyKeyReused`."""
        try:
            self.records.transact([*operations, *idempotency.note(act, made=made)])
        except Contended as contended:
            raise Overtaken from contended
        except Cancelled as cancelled:
            _check(act, *(item for item in cancelled.standing if item and idempotency.is_note(item)))
            raise Overtaken from cancelled

    def of_keys(self, operation: Mapping[str, Any]) -> dict[str, Any]:
        """The same step in a transaction, on the table of key rings."""
        return {kind: {**body, "TableName": self.keys} for kind, body in operation.items()}

    def put(self, item: Item) -> None:
        self.records.put(item)

    def page(
        self, pk: str, first: str, last: str, start: Key | None, limit: int, *, newest_first: bool = True
    ) -> Page[Item]:
        between = ("sk", first, last)
        return self.records.query({"pk": pk}, between=between, start=start, limit=limit, newest_first=newest_first)

    def every(self, pk: str, prefix: str, most: int) -> list[Item]:
        """All items of a kind, oldest first. Raises `TooLarge` where there are more than `most`, which nobody can read
        in one answer."""
        return self._all(most, lambda start: self.page(pk, prefix, f"{prefix}~", start, most, newest_first=False))

    def board(self, operation: str, kind: str, start: Key | None, limit: int) -> Page[Item]:
        """Rows of the board, by `warning` or `case`; earliest deadline, or number, first."""
        return self.records.query(
            {"bd_pk": f"{operation}#{kind}"}, index="board", start=start, limit=limit, newest_first=False
        )

    def whole_board(self, operation: str, kind: str, most: int) -> list[Item]:
        return self._all(most, lambda start: self.board(operation, kind, start, most))

    def _all(self, most: int, read: "Callable[[Key | None], Page[Item]]") -> list[Item]:
        found: list[Item] = []
        start: Key | None = None
        while True:
            page = read(start)
            found += page.items
            if len(found) > most:
                raise TooLarge(f"There are more than {most} entries.")
            if page.next is None:
                return found
            start = page.next


def open_store() -> CommStore:
    return CommStore(table(settings.table), settings.keys_table, settings.accounts_table)


def _check(act: Act | None, *noted: Item | None) -> None:
    """Raises `Replay` or `IdempotencyKeyReused`."""
    for item in noted:
        if item and idempotency.repeats(act, item):
            raise Replay(str(item["made"]))
