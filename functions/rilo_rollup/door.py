"""The private door to drafts of situation reports, and to what cases have in common (`cen.doors.Statistics`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Protocol

from cen.clock import utc_now
from cen.dynamo import table
from cen.settings import settings
from rilo_rollup.cells.areas import WORLD, of_administration
from rilo_rollup.cells.fold import COMBINATIONS
from rilo_rollup.desk import Desk
from rilo_rollup.keep.nodes import NodeStore
from rilo_rollup.keep.runs import RunStore
from rilo_rollup.readers import EVERYBODY
from rilo_rollup.trends.supported import look_back, supported


class Drafts(Protocol):
    def draft(self, run: str, rilo: str) -> Any:
        """The document, or None."""

    def keep_filed(self, run: str, rilo: str, *, filed: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class Behind:
    """What the door leads to."""

    drafts: Drafts
    desk: Desk


@cache
def _behind() -> Behind:
    return Behind(RunStore(table(settings.table)), Desk(NodeStore(table(settings.cells_table))))


def answer(behind: Behind, question: Mapping[str, Any], today: date) -> dict[str, Any]:
    """`{"draft": {"run": id, "rilo": code}}` → `{"draft": document or None}`;
    `{"filed": {"run": id, "rilo": code, "filed": whether}}` → `{}`: what became of that draft;
    `{"supported": administration}` → `{"supported": …}` (`trends.supported`), of cases that are for everybody. Raises
    `ValueError` for any other question."""
    match question:
        case {"draft": {"run": str(run), "rilo": str(rilo)}}:
            return {"draft": behind.drafts.draft(run, rilo)}
        case {"filed": {"run": str(run), "rilo": str(rilo), "filed": bool(filed)}}:
            behind.drafts.keep_filed(run, rilo, filed=filed)
            return {}
        case {"supported": str(administration)}:
            return {"supported": _supported(behind.desk, administration, today)}
    raise ValueError("not a question for this door")


def _supported(desk: Desk, administration: str, today: date) -> dict[str, Any]:
    everybodys, own = (
        desk.sums(area, [look_back(today)], EVERYBODY, COMBINATIONS)[0].tree
        for area in (WORLD, of_administration(administration))
    )
    return supported(everybodys, own)


def handler(question: Mapping[str, Any], _: object) -> dict[str, Any]:
    return answer(_behind(), question, utc_now().date())
