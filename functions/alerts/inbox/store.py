"""Inboxes in the context's table.

BOX#<addressee>    M#<id>         something to do, as long as it is to be done
                   N#<id>         something one may read; expires
                   TALLY          how many there were and are
NOTICE#<key>       <addressee>    that it was raised, and where it stands: so it is raised once
                   SETTLED        that it is settled: so it is not raised by news that come late
READ#<caller>      STATE          what the caller has read
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alerts.inbox.model import Box, ReadState, Tally
from cen import jsontext
from cen.clock import instant
from cen.dynamo import Cancelled, Item, Table, check, delete, put
from cen.events import NoticeRaised
from cen.ids import new_id
from cen.problems import Unavailable

KEPT_SECONDS = 200 * 24 * 3600
# Longer than any news can be late.
SETTLED_SECONDS = 400 * 24 * 3600
_ABSENT = "attribute_not_exists(#pk)"
_PREFIX = {Box.MUST_ACT: "M#", Box.MAY_READ: "N#"}
_BOXES = {prefix: box for box, prefix in _PREFIX.items()}
_TRIES = 8
_LAST = "Z" * 16  # above the random part of any id
_PAGE = 100


@dataclass(frozen=True, slots=True)
class Stored:
    """A notice in a box. `number`: its place among those of its box and addressee."""

    id: str
    box: Box
    to: str
    number: int
    at: str
    kind: str
    subject: str
    due: str | None


@dataclass(frozen=True, slots=True)
class InboxStore:
    table: Table

    def add(self, notice: NoticeRaised, now: datetime) -> bool:
        """Whether it is new: a notice that was raised before, or is settled, changes nothing."""
        box = Box.MUST_ACT if notice.must_act else Box.MAY_READ
        for _ in range(_TRIES):
            keys = [(_notice(notice.key), notice.to), (_notice(notice.key), "SETTLED"), (_box(notice.to), "TALLY")]
            raised, settled, counted = self.table.get_many(keys)
            if raised or settled:
                return False
            before = _tally(counted)
            with suppress(Cancelled):  # somebody else wrote to this box: look again
                self.table.transact(_additions(notice, box, before, now))
                return True
        raise Unavailable("Others are writing to this inbox.")

    def settle(self, key: str, now: datetime) -> int:
        """Takes it out of every box that asks for it. The mark first: what is raised at this moment either sees it, or
        is seen here."""
        expires = int(now.timestamp()) + SETTLED_SECONDS
        self.table.transact([put({"pk": _notice(key), "sk": "SETTLED", "at": instant(now), "expires_at": expires})])
        found = self.table.query({"pk": _notice(key)}, between=("sk", "a", "z"), limit=_PAGE)
        return sum(self._take_out(key, item) for item in found.items)

    def _take_out(self, key: str, raised: Item) -> bool:
        addressee, place = str(raised["sk"]), str(raised["place"])
        if not raised["open"]:
            return False
        for _ in range(_TRIES):
            tally = _tally(self.table.get(pk=_box(addressee), sk="TALLY"))
            operations = [
                put({**raised, "open": 0}, "#open = :open", {"open": 1}),
                delete(_box(addressee), place),
                _counted(addressee, tally, tally.with_one_less()),
            ]
            try:
                self.table.transact(operations)
            except Cancelled as cancelled:
                if cancelled.standing[0] is not None:
                    return False  # somebody else took it out
                continue
            return True
        raise Unavailable(f"Others are writing to this inbox ({len(key)}).")

    def settled(self, keys: Sequence[str]) -> set[str]:
        """Those of at most 100 notices that are settled."""
        found = self.table.get_many([(_notice(key), "SETTLED") for key in dict.fromkeys(keys)])
        return {key for key, item in zip(dict.fromkeys(keys), found, strict=True) if item}

    def overview(
        self, caller_id: str, addressees: Sequence[str], *, fresh: bool = False
    ) -> tuple[dict[str, Tally], ReadState]:
        """One call. `fresh`: with what was written a moment ago, at twice the price."""
        keys = [(_read(caller_id), "STATE"), *((_box(one), "TALLY") for one in addressees)]
        state, *tallies = self.table.get_many(keys, consistent=fresh)
        return {one: _tally(item) for one, item in zip(addressees, tallies, strict=True)}, _state(state)

    def state(self, caller_id: str) -> ReadState:
        return _state(self.table.get(pk=_read(caller_id), sk="STATE"))

    def save_state(self, caller_id: str, before: ReadState, after: ReadState) -> bool:
        """False: it is no longer the one that was read."""
        document = {"up_to": after.up_to, "singly": {place: list(some) for place, some in after.singly.items()}}
        item: Item = {"pk": _read(caller_id), "sk": "STATE", "version": after.version, "doc": jsontext.dumps(document)}
        unless = _ABSENT if before.version == 0 else "#version = :version"
        values: Mapping[str, int] = {} if before.version == 0 else {"version": before.version}
        try:
            self.table.transact([put(item, unless, values)])
        except Cancelled:
            return False
        return True

    def newest(self, addressee: str, box: Box, before: str | None, limit: int) -> tuple[list[Stored], bool]:
        """Newest first, older than the notice `before`, and whether there are more."""
        prefix = _PREFIX[box]
        last = prefix + _before(before) if before else f"{prefix}~"
        page = self.table.query({"pk": _box(addressee)}, between=("sk", prefix, last), limit=limit)
        return [_stored(item) for item in page.items], page.next is not None

    def number_at(self, addressee: str, box: Box, moment: datetime) -> int:
        """Of the newest that came until then; 0: there is none."""
        prefix = _PREFIX[box]
        last = f"{prefix}{new_id(moment)[:10]}{_LAST}"
        page = self.table.query({"pk": _box(addressee)}, between=("sk", prefix, last), limit=1)
        return int(page.items[0]["number"]) if page.items else 0

    def find(self, addressees: Sequence[str], id: str) -> Stored | None:
        """In any of these boxes: one call."""
        keys = [(_box(one), f"{prefix}{id}") for one in addressees for prefix in _BOXES]
        found = next((item for item in self.table.get_many(keys) if item), None) if keys else None
        return None if found is None else _stored(found)


def _additions(notice: NoticeRaised, box: Box, before: Tally, now: datetime) -> list[dict[str, Any]]:
    after = before.with_one_more(box, now.date())
    place = f"{_PREFIX[box]}{new_id(now)}"
    expires = {"expires_at": int(now.timestamp()) + KEPT_SECONDS} if box is Box.MAY_READ else {}
    item: Item = {
        "pk": _box(notice.to),
        "sk": place,
        "number": after.last[box],
        "at": instant(now),
        "kind": notice.kind,
        "subject": notice.subject,
        **({"due": notice.due} if notice.due else {}),
        **expires,
    }
    opened = int(box is Box.MUST_ACT)
    return [
        put({"pk": _notice(notice.key), "sk": notice.to, "place": place, "open": opened, **expires}, _ABSENT),
        check(_notice(notice.key), "SETTLED", _ABSENT, {}),
        put(item),
        _counted(notice.to, before, after),
    ]


def _counted(addressee: str, before: Tally, after: Tally) -> dict[str, Any]:
    item: Item = {
        "pk": _box(addressee),
        "sk": "TALLY",
        "version": after.version,
        "open": after.open,
        "last": jsontext.dumps(after.last),
        "days": jsontext.dumps(after.days),
    }
    if before.version == 0:
        return put(item, _ABSENT)
    return put(item, "#version = :version", {"version": before.version})


def _box(addressee: str) -> str:
    return f"BOX#{addressee}"


def _notice(key: str) -> str:
    return f"NOTICE#{key}"


def _read(caller_id: str) -> str:
    return f"READ#{caller_id}"


def _before(id: str) -> str:
    """The greatest text below an id that no other id is above."""
    return f"{id[:-1]}{chr(ord(id[-1]) - 1)}~"


def _tally(item: Item | None) -> Tally:
    if item is None:
        return Tally()
    last = {Box(box): int(number) for box, number in jsontext.loads(str(item["last"])).items()}
    return Tally(last, int(item["open"]), jsontext.loads(str(item["days"])), int(item["version"]))


def _state(item: Item | None) -> ReadState:
    if item is None:
        return ReadState()
    document = jsontext.loads(str(item["doc"]))
    singly = {place: tuple(some) for place, some in document["singly"].items()}
    return ReadState(document["up_to"], singly, int(item["version"]))


def _stored(item: Item) -> Stored:
    place = str(item["sk"])
    return Stored(
        id=place[2:],
        box=_BOXES[place[:2]],
        to=str(item["pk"]).removeprefix("BOX#"),
        number=int(item["number"]),
        at=str(item["at"]),
        kind=str(item["kind"]),
        subject=str(item["subject"]),
        due=str(item["due"]) if "due" in item else None,
    )
