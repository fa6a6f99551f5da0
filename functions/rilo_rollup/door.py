"""The private door to drafts of situation reports (`cen.doors.Statistics`)."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Protocol

from cen.dynamo import table
from cen.settings import settings
from rilo_rollup.keep.runs import RunStore


class Drafts(Protocol):
    def draft(self, run: str, rilo: str) -> Any:
        """The document, or None."""

    def keep_filed(self, run: str, rilo: str, *, filed: bool) -> None: ...


@cache
def _store() -> RunStore:
    return RunStore(table(settings.table))


def answer(drafts: Drafts, question: Mapping[str, Any]) -> dict[str, Any]:
    """`{"draft": {"run": id, "rilo": code}}` → `{"draft": document or None}`;
    `{"filed": {"run": id, "rilo": code, "filed": whether}}` → `{}`: what became of that draft. Raises `ValueError` for
    any other question."""
    match question:
        case {"draft": {"run": str(run), "rilo": str(rilo)}}:
            return {"draft": drafts.draft(run, rilo)}
        case {"filed": {"run": str(run), "rilo": str(rilo), "filed": bool(filed)}}:
            drafts.keep_filed(run, rilo, filed=filed)
            return {}
    raise ValueError("not a question for this door")


def handler(question: Mapping[str, Any], _: object) -> dict[str, Any]:
    return answer(_store(), question)
