"""A pair of records that may be of one case, and what people do about it. Pure."""

import hashlib
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from cen.fields import Comment, Model, RecordId
from cen.paging import PageQuery
from cen.tlp import Tlp
from seizures.answers import Agreement, Row
from seizures.duplicates.score import Reason
from seizures.model import Confirmation
from seizures.model import Reason as GivenReason
from seizures.record import Record

# A dismissed pair comes back when it has become so many times likelier (2 to the power of this) than it was.
MATERIAL = 3.0


class PairState(StrEnum):
    OPEN = "open"
    MERGED = "merged"
    DISMISSED = "dismissed"
    CLOSED = "closed"  # the records are not alike any more, or not both published


def reason_of(reason: Reason, *, turned: bool = False) -> Agreement:
    """`turned`: the second record's value first."""
    values = reason.values[::-1] if turned else reason.values
    return Agreement(field=reason.field, agreement=reason.agreement, values=values, weight=reason.weight)


class Member(Model):
    """A record of a pair, as far as it matters who is concerned. `rilo`: only where it may see the record."""

    id: str
    version: int
    administration: str
    rilo: str | None = None


class Proposal(Model):
    """To merge one into the other. `agreed`: administrations that said so; `by`: who said it first, such as `FR`.
    `seen`: the versions of both documents that they agreed about. `reason`: why, where the records are not alike."""

    record: str
    into: str
    seen: tuple[int, int]
    by: str
    at: str
    agreed: tuple[str, ...] = ()
    reason: str | None = None


class PairOutcome(Model):
    """How a pair ended. `by`: an administration, or `rilo-WE`. `bits`: the score when it was dismissed."""

    at: str
    by: str
    reason_code: str | None = None
    comment: str | None = None
    bits: float = 0.0


class Pair(Model):
    """`members`: in the order of their ids. `step`: counts changes. `aside`: parties that put it out of their trays."""

    id: str
    members: tuple[Member, Member]
    step: int
    state: PairState
    found_at: str
    bits: float = 0.0
    reasons: tuple[Agreement, ...] = ()
    merge: Proposal | None = None
    settled: PairOutcome | None = None
    aside: tuple[str, ...] = ()

    @property
    def owners(self) -> list[str]:
        return sorted({member.administration for member in self.members})

    @property
    def parties(self) -> list[str]:
        """Whom it concerns: administrations, and RILOs as `rilo-WE`."""
        return [*self.owners, *sorted({f"rilo-{member.rilo}" for member in self.members if member.rilo})]

    @property
    def waiting_for(self) -> list[str]:
        return [owner for owner in self.owners if self.merge and owner not in self.merge.agreed]

    def other(self, id: str) -> Member:
        return self.members[0] if self.members[1].id == id else self.members[1]


def pair_id(one: str, other: str) -> str:
    """The same for the same two records; tells nobody who knows one of them the other, as ids cannot be guessed."""
    return hashlib.sha256("|".join(sorted((one, other))).encode()).hexdigest()[:26].upper()


def member(record: Record) -> Member:
    rilo = None if record.tlp is Tlp.AMBER_STRICT else record.rilo
    return Member(id=record.id, version=record.version, administration=record.administration, rilo=rilo)


def new_pair(one: Record, other: Record, at: str) -> Pair:
    first, second = sorted((member(one), member(other)), key=lambda one: one.id)
    return Pair(id=pair_id(first.id, second.id), members=(first, second), step=0, state=PairState.OPEN, found_at=at)


def changed(pair: Pair, **changes: Any) -> Pair:
    return pair.model_copy(update={"step": pair.step + 1, **changes})


class MergeRequest(Model):
    """`reason`: needed where the two records are not alike; whoever has to agree reads it."""

    into: Annotated[RecordId, Field(description="The record that will stand for both")]
    reason: Annotated[Comment, Field(min_length=10)] | None = None
    confirm: Confirmation | None = None


class Dismissal(GivenReason):
    """Why the two records are not of one case."""

    reason_code: Literal["different_cases", "related_cases", "other"] = "different_cases"


class PairQuery(PageQuery):
    state: Annotated[Literal["open", "merged", "dismissed"], Field(description="Open ones wait for somebody")] = "open"
    tray: Annotated[
        Literal["administration", "rilo"] | None, Field(description="Whose; one's RILO's, if one serves in one")
    ] = None


class PairRecord(BaseModel):
    """`restricted`: there is one, and it is not open to you."""

    restricted: bool
    seizure: Row | None = None


class ProposedMerge(BaseModel):
    """A merge that somebody proposed. `agreed`, `waiting_for`: administrations."""

    record: str
    into: str
    by: str
    at: str
    agreed: list[str]
    waiting_for: list[str]
    reason: str | None = None


class DuplicatePair(BaseModel):
    """`score`: bits, from a hit-miss model; with `reasons` only where both records are open to you."""

    id: str
    state: PairState
    found_at: str
    records: list[PairRecord]
    score: float | None = None
    reasons: list[Agreement] = []
    merge: ProposedMerge | None = None
    settled: PairOutcome | None = None


class PairPage(BaseModel):
    items: list[DuplicatePair]
    next: str | None
