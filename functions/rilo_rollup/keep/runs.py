"""Runs, and the drafts they write, in a table that is kept.

RUN#<id>         HEAD                     the run as it is now
                 DONE#<step>              names of the parts of a step that are done
                 OUTCOME#<step>#<part>    what a part came to; expires
                 DRAFT#<rilo>             draft of a situation report
                 FILED#<rilo>             whether the alerts filed that draft
                 AUDIT#<time>#<n>         who started it, what it wrote; a draft's is the event others hear
RUNNING          <rilo or world>          the run that is under way
DRAFTED#<rilo>   <month>                  digest of the last draft, so that nothing is drafted twice
IDEM#<caller>    <idempotency key>        what a key was used for; expires
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from cen import idempotency, jsontext
from cen.act import Act, Replay
from cen.audit import Entry
from cen.dynamo import Cancelled, Item, Table, delete, put
from cen.paging import Key, Page
from cen.patience import patiently
from rilo_rollup.errors import RunUnderWay
from rilo_rollup.model import ENDED, Outcome, Run, RunStatus

OUTCOME_SECONDS = 90 * 24 * 3600
_NEW = "attribute_not_exists(#pk)"
_FREE = f"{_NEW} OR #expires_at < :now"
_SAME = "#version = :version"


class Overtaken(Exception):
    """Somebody else took the step."""


@dataclass(frozen=True, slots=True)
class RunStore:
    table: Table

    def start(self, run: Run, entry: Entry, until: int, now: int, act: Act | None = None) -> None:
        """`until`: when others may take it for abandoned. Raises `RunUnderWay`, `IdempotencyKeyReused` or `Replay`."""
        guard: Item = {"pk": "RUNNING", "sk": run.guard, "run": run.id, "expires_at": until}
        operations = [put(_head(run), _NEW), put(_audit(run.id, entry)), put(guard, _FREE, {"now": now})]
        operations += idempotency.note(act, run=run.id)
        try:
            patiently(lambda: self.table.transact(operations))
        except Cancelled as cancelled:
            raise _explained(cancelled, act) from cancelled

    def under_way(self, guard: str) -> Run | None:
        """The run that holds a guard, whether it still may or not."""
        item = self.table.get(pk="RUNNING", sk=guard)
        return self.read(str(item["run"])) if item else None

    def read(self, id: str) -> Run | None:
        item = patiently(lambda: self.table.get(pk=f"RUN#{id}", sk="HEAD"))
        return None if item is None else _run(item)

    def newest(self, start: Key | None, limit: int) -> Page[Run]:
        page = self.table.query({"rn_pk": "RUNS"}, index="recent", start=start, limit=limit)
        return Page([Run.model_validate_json(str(item["row"])) for item in page.items], page.next)

    def save(self, before: Run, **changed: Any) -> Run:
        """Raises `Overtaken` if the run is no longer the one that was read."""
        after = before.model_copy(update={**changed, "version": before.version + 1})
        operations = [put(_head(after), _SAME, {"version": before.version})]
        try:
            patiently(lambda: self.table.transact(operations))
        except Cancelled as cancelled:
            raise Overtaken from cancelled
        if after.status in ENDED:
            self._leave(after)
        return after

    def _leave(self, run: Run) -> None:
        with suppress(Cancelled):
            freed = delete("RUNNING", run.guard, "#run = :run", {"run": run.id})
            patiently(lambda: self.table.transact([freed]))

    def done(self, run: str, step: str, part: str, outcome: Outcome, now: int) -> int:
        """Notes that a part of a step is done, and answers how many are. Done twice, what was said first stays: the
        second time there is less to do."""
        kept: Item = {
            "pk": f"RUN#{run}",
            "sk": f"OUTCOME#{step}#{part}",
            "doc": outcome.model_dump_json(),
            "expires_at": now + OUTCOME_SECONDS,
        }
        with suppress(Cancelled):
            patiently(lambda: self.table.transact([put(kept, _NEW)]))
        return patiently(lambda: self.table.collect(f"RUN#{run}", f"DONE#{step}", part))

    def outcomes(self, run: str) -> Iterator[Outcome]:
        start = None
        while True:
            between = ("sk", "OUTCOME#", "OUTCOME#~")
            read = partial(self.table.query, {"pk": f"RUN#{run}"}, between=between, start=start, limit=200)
            page = patiently(read)
            yield from (Outcome.model_validate_json(str(item["doc"])) for item in page.items)
            start = page.next
            if start is None:
                return

    def drafted(self, rilo: str, month: str) -> str:
        """Digest of the last draft; empty: there is none."""
        item = patiently(lambda: self.table.get(pk=f"DRAFTED#{rilo}", sk=month))
        return str(item["digest"]) if item else ""

    def save_draft(self, run: Run, rilo: str, month: str, document: str, digest: str, entry: Entry) -> None:
        """The draft and the news of it, together."""
        audit = _audit(run.id, entry, rilo) | {"rilo": rilo, "month": month}
        operations = [
            put({"pk": f"RUN#{run.id}", "sk": f"DRAFT#{rilo}", "doc": document}),
            put({"pk": f"DRAFTED#{rilo}", "sk": month, "digest": digest, "run": run.id}),
            put(audit),
        ]
        patiently(lambda: self.table.transact(operations))

    def draft(self, run: str, rilo: str) -> Any:
        """The document, or None."""
        item = self.table.get(pk=f"RUN#{run}", sk=f"DRAFT#{rilo}")
        return None if item is None else jsontext.loads(str(item["doc"]))

    def keep_filed(self, run: str, rilo: str, *, filed: bool) -> None:
        patiently(lambda: self.table.transact([put({"pk": f"RUN#{run}", "sk": f"FILED#{rilo}", "filed": filed})]))

    def filed(self, run: Run) -> dict[str, bool]:
        """By RILO, of the drafts that the alerts have looked at."""
        if not run.drafts:
            return {}
        items = self.table.get_many([(f"RUN#{run.id}", f"FILED#{rilo}") for rilo in run.drafts])
        return {rilo: bool(item["filed"]) for rilo, item in zip(run.drafts, items, strict=True) if item}


def _head(run: Run) -> Item:
    text = run.model_dump_json(exclude_none=True)
    return {
        "pk": f"RUN#{run.id}",
        "sk": "HEAD",
        "version": run.version,
        "rn_pk": "RUNS",
        "rn_sk": run.id,
        "row": text,
    }


def _run(item: Item) -> Run:
    return Run.model_validate_json(str(item["row"]))


def _audit(run: str, entry: Entry, part: str = "") -> Item:
    return {
        "pk": f"RUN#{run}",
        "sk": f"AUDIT#{entry.at}#{entry.version:08d}{part}",
        "entry": jsontext.dumps(entry.document()),
    }


def _explained(cancelled: Cancelled, act: Act | None) -> Exception:
    for item in cancelled.standing:
        if item and idempotency.is_note(item) and idempotency.repeats(act, item):
            return Replay(str(item["run"]))
    for item in cancelled.standing:
        if item and "run" in item:
            return RunUnderWay("A run of this region is under way.", run_id=str(item["run"]))
    return cancelled


__all__ = ["ENDED", "Overtaken", "RunStatus", "RunStore"]
