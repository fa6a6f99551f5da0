"""Keeps pairs true to the records: what was published or changed is compared with what it meets.

A pair says what two records say now, and how rare that is among the records that everybody may read. It is written only
while both are at the versions that were compared, so late, doubled and simultaneous news do no harm: whoever is
overtaken leaves it to the news that overtook it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cen import log
from cen.audit import Entry
from cen.clock import Clock, instant
from cen.problems import Unavailable
from seizures.duplicates.errors import Overtaken
from seizures.duplicates.find import LIKELY, Met, meet
from seizures.duplicates.model import MATERIAL, Member, Pair, PairState, changed, pair_id, reason_of
from seizures.duplicates.score import Score, score
from seizures.duplicates.traits import Traits, entry_of, posted_in, traits_of
from seizures.model import Status
from seizures.record import Record
from seizures.search.project import BEFORE_PUBLICATION

if TYPE_CHECKING:
    from seizures.duplicates.store import PairStore
    from seizures.search.index import SearchIndex

_TRIES = 4


@dataclass(frozen=True, slots=True)
class Change:
    """Of a pair: what it was and is to be, what its audit says (None: the score alone), and whose versions hold."""

    before: Pair | None
    after: Pair
    action: str | None
    compared: Sequence[Member]


@dataclass(frozen=True, slots=True)
class Matcher:
    """`blocks`: read strongly consistent, so that of two records published at once one sees the other."""

    pairs: "PairStore"
    blocks: "SearchIndex"
    clock: Clock

    def match(self, id: str, *, force: bool = False) -> int:
        """How many pairs changed. `force`: the record is put into its blocks anew."""
        for _ in range(_TRIES):
            record = self.pairs.records.read(id)
            if record is None or record.status in BEFORE_PUBLICATION:
                return 0
            try:
                return self._match(record, force=force)
            except Overtaken:
                continue
        raise Unavailable("Others are changing the pairs of this record.")

    def _match(self, record: Record, *, force: bool) -> int:
        traits = traits_of(record) if record.status is Status.PUBLISHED else None
        self._post(record, traits, force=force)
        known = {pair.id: pair for pair in self.pairs.of_record(record.id)}
        changes = list(self._changes(record, traits, known))
        for change in changes:
            self._save(change)
        return len(changes)

    def _post(self, record: Record, traits: Traits | None, *, force: bool) -> None:
        entry, where = (entry_of(traits), posted_in(traits)) if traits else (None, ())
        self.blocks.bring_up_to(record.id, record.version, entry, where, force=force)

    def _changes(self, record: Record, traits: Traits | None, known: dict[str, Pair]) -> Iterator[Change]:
        if traits is None:
            yield from (self._closed(pair, record) for pair in known.values() if pair.state is PairState.OPEN)
            return
        met = meet(self.blocks.read_consistent, traits)
        if met.full:
            log.write("block_full", self.clock(), {"blocks_full": met.full}, context="seizures", seizure=record.id)
        found = {pair_id(traits.id, match.other.id): match for match in met.matches}
        for id, match in found.items():
            yield from self._judged(known.get(id), traits, match.other, match.score)
        others = {one.id: one for one in met.everybody}
        for id, pair in known.items():
            if id not in found and pair.state is PairState.OPEN:
                other = others.get(pair.other(record.id).id)
                yield from self._still(pair, record, traits, other, met)

    def _still(self, pair: Pair, record: Record, traits: Traits, other: Traits | None, met: Met) -> Iterator[Change]:
        """Of an open pair that was not found among the likeliest: it may be the sixth, or alike no more."""
        if other is not None:
            found = score(traits, other, met.background)
            if found.bits >= LIKELY:
                yield from self._judged(pair, traits, other, found)
                return
        elif met.full:
            return  # it may stand where nobody looked
        yield self._closed(pair, record)

    def _judged(self, pair: Pair | None, one: Traits, other: Traits, found: Score) -> Iterator[Change]:
        members = tuple(sorted((_member(one), _member(other)), key=lambda member: member.id))
        turned = members[0].id != one.id
        reasons = tuple(reason_of(reason, turned=turned) for reason in found.reasons)
        says = {"members": members, "bits": found.bits, "reasons": reasons}
        now = instant(self.clock())
        if pair is None:
            id = pair_id(one.id, other.id)
            new = Pair(id=id, step=1, state=PairState.OPEN, found_at=now, **says)  # type: ignore[arg-type]
            yield Change(None, new, "found", members)
        elif pair.state is PairState.OPEN:
            if any(getattr(pair, name) != value for name, value in says.items()):
                yield Change(pair, changed(pair, **says), None, members)
        elif _comes_back(pair, found.bits):
            anew = {"state": PairState.OPEN, "found_at": now, "settled": None, "merge": None, "aside": ()}
            yield Change(pair, changed(pair, **says, **anew), "found", members)

    def _closed(self, pair: Pair, record: Record) -> Change:
        return Change(pair, changed(pair, state=PairState.CLOSED, merge=None), "closed", [_of(record)])

    def _save(self, change: Change) -> None:
        """Raises `Overtaken`. If a record has moved on, nothing is written: its own news is on the way."""
        entry = None
        if change.action:
            at = instant(self.clock())
            entry = Entry(change.action, at, change.after.step, "cen", "service", None, "")
        self.pairs.save(change.before, change.after, entry, change.compared)


def _comes_back(pair: Pair, bits: float) -> bool:
    """What was closed, at once; what was dismissed, if it became likelier than it was when somebody said no."""
    if pair.state is PairState.CLOSED:
        return True
    said = pair.settled.bits if pair.settled else bits
    return pair.state is PairState.DISMISSED and bits >= said + MATERIAL


def _member(traits: Traits) -> Member:
    rilo = None if traits.tlp == "AMBER+STRICT" else traits.rilo
    return Member(id=traits.id, version=traits.version, administration=traits.administration, rilo=rilo)


def _of(record: Record) -> Member:
    return Member(id=record.id, version=record.version, administration=record.administration)
