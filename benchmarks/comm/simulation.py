"""Nine days of five operations: a thousand messages a day in each, sixty members, sent through the use cases.

The table is in memory, the vault wraps keys by itself; what is sent, sealed and stored is real.
"""

import base64
import json
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.comm.memory import Memory
from benchmarks.gateway import silence
from cen import members
from cen.act import Act
from cen.body import validated
from cen.clock import instant
from cen.dynamo import Table
from cen.principal import Principal, Tier
from comm import leaving, membership, service
from comm.messages.model import NewMessage
from comm.messages.service import send
from comm.model import NewMember, NewOperation
from comm.sealing import Tampered
from comm.store import CommStore

START = datetime(2026, 3, 20, 8, 0, tzinfo=UTC)
OPERATIONS, DAYS, A_DAY, MEMBERS = 5, 9, 1000, 60
TABLE, KEYS, ACCOUNTS = "comm", "keys", "accounts"
_SEED = 20260320
_WORDS = ("container", "reefer", "bananas", "seal", "broken", "scanner", "floor", "welded", "plates", "bricks", "tape")
# Of each hundred messages.
_MIX = ("text",) * 62 + ("warning",) * 12 + ("feedback",) * 25 + ("seizure",)


class LocalVault:
    """Wraps data keys under names of its own; counts what it opens."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, int, bytes]] = {}
        self.opened = 0

    def wrapped(self, operation: str, generation: int) -> str:
        name = base64.b64encode(os.urandom(184)).decode()  # as long as what KMS answers
        self._kept[name] = operation, generation, os.urandom(32)
        return name

    def unwrapped(self, wrapped: str, operation: str, generation: int) -> bytes:
        self.opened += 1
        kept = self._kept.get(wrapped)
        if kept is None or kept[:2] != (operation, generation):
            raise Tampered
        return kept[2]


@dataclass
class Rooms:
    """What the use cases work on."""

    memory: Memory = field(default_factory=lambda: Memory(single=[ACCOUNTS], indexes={"board": ("bd_pk", "bd_sk")}))
    vault: LocalVault = field(default_factory=LocalVault)

    def __post_init__(self) -> None:
        self.store = CommStore(Table(self.memory, TABLE), KEYS, ACCOUNTS)  # type: ignore[arg-type]


COORDINATOR = Principal("sub-rilo-we", "rilo-we", "person", Tier.UNRESTRICTED, "DE", frozenset({"WE"}))


def officer(code: str) -> Principal:
    return Principal(f"sub-officer-{code.lower()}", f"officer-{code.lower()}", "person", Tier.UNRESTRICTED, code)


@dataclass
class Operation:
    """`asked`: warnings that are not answered, with whom they ask."""

    id: str
    officers: list[Principal]
    asked: list[tuple[int, str]] = field(default_factory=list)

    def officer(self, code: str) -> Principal | None:
        return next((one for one in self.officers if one.administration == code), None)


def act_of(caller: Principal, now: datetime) -> Act:
    return Act(caller, now, "8c1b9a54-0000-4000-8000-000000000000")


def opened(rooms: Rooms, count: int = MEMBERS) -> Operation:
    """Run by the coordinator, with so many member administrations."""
    new = NewOperation.model_validate_json(
        json.dumps(
            {
                "code_name": "Grey Heron",
                "purpose": "Cocaine in reefers.",
                "starts_on": START.date().isoformat(),
                "ends_on": (START.date() + timedelta(days=DAYS)).isoformat(),
                "retain_until": (START.date() + timedelta(days=180)).isoformat(),
            }
        )
    )
    made, _ = service.create(rooms, act_of(COORDINATOR, START), new)
    codes = [one.code for one in members.administrations() if one.code != "DE"][: count - 1]
    for code in codes:
        membership.add(rooms, lambda _: None, act_of(COORDINATOR, START), made["id"], NewMember(administration=code))
    return Operation(made["id"], [COORDINATOR, *map(officer, codes)])


def load(rooms: Rooms, operation: Operation, count: int, expulsions: int = 2) -> None:
    """So many messages, with a member lost now and then."""
    chance = random.Random(_SEED)  # noqa: S311 - the same messages at every run
    losses = {round(count * (n + 1) / (expulsions + 1)) for n in range(expulsions)}
    for number in range(1, count + 1):
        now = START + timedelta(days=DAYS) * (number / count)
        caller, body = _next(chance, operation, now)
        message = validated(NewMessage, json.dumps(body), {}).root
        send(rooms, act_of(caller, now), operation.id, message)
        operation.asked += [(number, code) for code in body.get("addressees", ())]
        if number in losses:
            gone = operation.officers.pop()
            leaving.remove(rooms, lambda _: None, act_of(COORDINATOR, now), operation.id, str(gone.administration))


def _next(chance: random.Random, operation: Operation, now: datetime) -> tuple[Principal, dict[str, Any]]:
    """Who says what."""
    kind = chance.choice(_MIX)
    says = " ".join(chance.choices(_WORDS, k=chance.randint(8, 60)))
    caller = chance.choice(operation.officers)
    if kind == "feedback" and operation.asked:
        number, code = operation.asked.pop(chance.randrange(len(operation.asked)))
        if answering := operation.officer(code):
            answer = {"warning": number, "result": chance.choice(("checked", "nothing_found", "found"))}
            return answering, {"kind": kind, "text": says, "feedback": answer}
    others = [str(one.administration) for one in operation.officers if one is not caller]
    return caller, _said(chance, kind, says, others, now)


def _said(chance: random.Random, kind: str, says: str, others: list[str], now: datetime) -> dict[str, Any]:
    if kind == "warning":
        profile = {
            "category": "drugs.cocaine",
            "goods": "bananas",
            "departure": {"country": "CO", "locode": "COCTG"},
            "destination": {"country": "FR", "locode": "FRLEH"},
            "container": f"MSKU {chance.randrange(10**6):06d}",
        }
        asked = chance.sample(others, min(4, len(others)))
        due = instant(now + timedelta(hours=6))
        return {"kind": kind, "text": says, "addressees": asked, "warning": {"deadline": due, "profile": profile}}
    if kind == "seizure":
        return {"kind": kind, "text": says, "record": _RECORD}
    return {"kind": "text", "text": says}


_RECORD = {
    "seized_on": "2026-03-14",
    "place": {"country": "FR", "locode": "FRLEH"},
    "direction": "import",
    "conveyance": {"mode": "1"},
    "route": {"departure": {"country": "CO"}, "destination": {"country": "FR"}},
    "lines": [{"category": "drugs", "type": "cocaine", "quantity": {"amount": "120.5", "unit": "KGM"}}],
}


def simulated(operations: int = OPERATIONS, messages: int = DAYS * A_DAY) -> tuple[Rooms, list[Operation]]:
    rooms = Rooms()
    made = [opened(rooms) for _ in range(operations)]
    with silence():
        for operation in made:
            load(rooms, operation, messages)
    return rooms, made


def numbers(rooms: Rooms, operation: Operation) -> Iterator[int]:
    room = f"OP#{operation.id}"
    for name, item in rooms.memory.every():
        if name == TABLE and item["pk"]["S"] == room and item["sk"]["S"].startswith("M#"):
            yield int(item["sk"]["S"][2:])
