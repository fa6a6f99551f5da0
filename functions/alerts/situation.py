"""The draft of a situation report that the statistics wrote for a RILO: as an alert that its people edit and publish.

It lies with the RILO's drafts; nothing here publishes. A later draft of the same month takes its place for as long as
nobody has touched it; from then on the office is told that there are newer figures. Pure, but for the store.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from alerts.model import AlertContent, AlertKind, AlertStatus, Severity
from alerts.record import Record, new_record, rewritten
from alerts.situation_text import text_of
from alerts.steps import entry
from alerts.told import Notice, Told
from cen.act import Act
from cen.clock import instant
from cen.ids import id_from
from cen.tlp import Tlp

if TYPE_CHECKING:
    from alerts.store import AlertStore

VALID = timedelta(days=92)


def report_id(rilo: str, month: str) -> str:
    """The same for the same month of the same RILO, so that there is one draft of it. `month`: `2026-03`."""
    digest = hashlib.sha256(f"situation:{rilo}:{month}".encode()).digest()
    return id_from(datetime.fromisoformat(f"{month}-01").replace(tzinfo=UTC), int.from_bytes(digest[:10]))


def file_draft(store: "AlertStore", act: Act, document: Mapping[str, Any]) -> bool:
    """Whether it was filed; else the office has touched or published its report, and is told. News of a draft may come
    twice, or after those of a later run: then nothing is done. Raises `StaleVersion` where somebody is editing it at
    this moment."""
    content, run = content_of(document, act.now), document["run_id"]
    existing = store.read(report_id(document["rilo"], document["month"]))
    if existing is None:
        _create(store, act, document, content)
        return True
    if run <= existing.inside.get("run", ""):
        return True
    touched = existing.inside.get("drafted") != existing.version
    if touched or existing.status is not AlertStatus.DRAFT:
        _tell(store, act, existing, run)
        return False
    after = rewritten(existing, content, at=act.at, inside={"drafted": existing.version + 1, "run": run})
    store.save(existing, after, entry(act, "drafted", after), Told(), None)
    return True


def _tell(store: "AlertStore", act: Act, existing: Record, run: str) -> None:
    notice = Notice(
        f"alert:{existing.id}:newer:{run}", existing.head.publisher, "report.newer", f"statistics/runs/{run}"
    )
    store.tell(existing.id, run, entry(act, "newer_figures", existing), Told([notice]))


def _create(store: "AlertStore", act: Act, document: Mapping[str, Any], content: AlertContent) -> None:
    office = f"rilo:{document['rilo']}"
    id = report_id(document["rilo"], document["month"])
    made = new_record(
        content, id=id, publisher=office, author=office, at=act.at, inside={"drafted": 1, "run": document["run_id"]}
    )
    notice = Notice(f"alert:{id}:drafted", office, "report.drafted", f"alerts/{id}")
    store.create(made, entry(act, "drafted", made), act, Told([notice]))


def content_of(document: Mapping[str, Any], now: datetime) -> AlertContent:
    return AlertContent(
        kind=AlertKind.SITUATION_REPORT,
        title=document["title"][:120],
        text=text_of(document),
        severity=Severity.LOW,
        tlp=Tlp(document["tlp"]).value,
        valid_until=instant(now + VALID),
        regions=(document["rilo"],),
    )
