"""What stands around the alerts: records of other contexts, the accounts of the people, buckets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from alerts.readers import Reader
from alerts.shelf.files import file_name
from cen.clock import Clock, instant
from cen.doors import SeenMembers, SeenPerson, SeenSeat
from cen.principal import Principal, Tier
from cen.uploads import Form, TooLarge, Uploaded


@dataclass(frozen=True)
class SeenRecord:
    """A record of another context, as its door shows it."""

    id: str
    administration: str = "FR"
    rilo: str | None = "WE"
    tlp: str = "GREEN"
    status: str = "published"


@dataclass
class Records:
    """Records of another context; `asked`: what was looked up."""

    standing: dict[str, SeenRecord] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def put(self, *records: SeenRecord) -> None:
        self.standing |= {record.id: record for record in records}

    def read(self, ids: Sequence[str]) -> Sequence[SeenRecord]:
        self.asked += ids
        return [self.standing[id] for id in ids if id in self.standing]


@dataclass
class Directory:
    """The accounts of the people."""

    people: list[Principal] = field(default_factory=list)
    counts: int = 0

    def groups(self) -> Iterable[str]:
        self.counts += 1
        return sorted({group for one in self.people for group in Reader.of(one).groups} | {"unrelated"})

    def members(self, group: str) -> Iterable[str]:
        return [one.name for one in self.people if group in Reader.of(one).groups]

    def find(self, username: str) -> Reader | None:
        return next((Reader.of(one) for one in self.people if one.name == username), None)


@dataclass
class Operation:
    """`wholes`: administrations, each with ids of its people who were let go by name; `persons`: role by id."""

    rilo: str = "WE"
    state: str = "running"
    wholes: dict[str, set[str]] = field(default_factory=dict)
    persons: dict[str, tuple[str, Principal]] = field(default_factory=dict)

    def add(self, *people: Principal, role: str = "participant") -> None:
        self.persons |= {one.id: (role, one) for one in people}

    def role_of(self, caller: Principal) -> str | None:
        """By the meaning of membership, written anew here: only the unrestricted tier of an administration sits."""
        if caller.tier is not Tier.UNRESTRICTED or caller.administration is None:
            return None
        if caller.id in self.persons:
            return self.persons[caller.id][0]
        let_go = self.wholes.get(caller.administration, {caller.id})
        return None if caller.id in let_go else "participant"


@dataclass
class Operations:
    """Joint operations, as their door shows them. `asked`: which were asked for, by whom."""

    standing: dict[str, Operation] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def seat(self, operation: str, of: Principal) -> SeenSeat | None:
        self.asked.append((operation, of.name))
        found = self.standing.get(operation)
        role = found.role_of(of) if found else None
        return SeenSeat(role, found.rilo, found.state) if found and role else None

    def members(self, operation: str, of: Principal) -> SeenMembers | None:
        if self.seat(operation, of) is None:
            return None
        found = self.standing[operation]
        persons = [
            SeenPerson(str(one.administration), one.id, one.name)
            for _, one in found.persons.values()
            if one.administration not in found.wholes
        ]
        return SeenMembers({code: len(let_go) for code, let_go in found.wholes.items()}, persons)


@dataclass
class Bucket:
    """Quarantine and files in memory. `waiting`: content by key."""

    waiting: dict[str, bytes] = field(default_factory=dict)
    files: dict[str, tuple[bytes, str, str]] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)

    def quarantine(self, clock: Clock) -> Any:
        return _Quarantine(self, clock)

    def keep(self, id: str, content: bytes, content_type: str, title: str) -> None:
        self.files[id] = content, content_type, title

    def link(self, id: str, content_type: str, title: str) -> str:
        return f"https://files.example/{id}?{file_name(title, content_type)}"

    def remove(self, id: str) -> None:
        self.files.pop(id, None)
        self.removed.append(id)


@dataclass
class _Quarantine:
    bucket: Bucket
    clock: Clock

    def form(self, key: str, *, content_type: str, size: int) -> Form:
        fields = {"key": key, "Content-Type": content_type, "size": str(size)}
        return Form("https://quarantine.example", fields, instant(self.clock() + timedelta(minutes=5)))

    def read(self, uploaded: Uploaded, limit: int) -> bytes:
        content = self.bucket.waiting[uploaded.key]
        if len(content) > limit:
            raise TooLarge(uploaded.key)
        return content

    def remove(self, uploaded: Uploaded) -> None:
        self.bucket.waiting.pop(uploaded.key, None)
