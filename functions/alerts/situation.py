"""The draft of a situation report that the statistics wrote for a RILO: as an alert that its people edit and publish.

It lies with the RILO's drafts; nothing here publishes. A later draft of the same month takes its place for as long as
nobody has touched it. Pure, but for the store it is filed in.
"""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from alerts.model import AlertContent, AlertKind, AlertStatus, Severity
from alerts.record import new_record, rewritten
from alerts.steps import entry
from alerts.told import Notice, Told
from cen.act import Act
from cen.clock import instant
from cen.ids import id_from
from cen.tlp import Tlp

if TYPE_CHECKING:
    from alerts.store import AlertStore

VALID = timedelta(days=92)
_LONGEST = 9_500  # characters; a text holds 10,000
_CUT = "\n\n(The rest is left out here: see the tables of the statistics.)"


def report_id(rilo: str, month: str) -> str:
    """The same for the same month of the same RILO, so that there is one draft of it. `month`: `2026-03`."""
    digest = hashlib.sha256(f"situation:{rilo}:{month}".encode()).digest()
    return id_from(datetime.fromisoformat(f"{month}-01").replace(tzinfo=UTC), int.from_bytes(digest[:10]))


def file_draft(store: "AlertStore", act: Act, document: Mapping[str, Any]) -> bool:
    """Whether it was filed. Raises `StaleVersion` where somebody is editing it at this moment."""
    content = content_of(document, act.now)
    existing = store.read(report_id(document["rilo"], document["month"]))
    if existing is None:
        _create(store, act, document, content)
        return True
    touched = existing.inside.get("drafted") != existing.version
    if touched or existing.status is not AlertStatus.DRAFT or existing.content["text"] == content.text:
        return False
    after = rewritten(existing, content, at=act.at, inside={"drafted": existing.version + 1})
    store.save(existing, after, entry(act, "drafted", after), Told(), None)
    return True


def _create(store: "AlertStore", act: Act, document: Mapping[str, Any], content: AlertContent) -> None:
    office = f"rilo:{document['rilo']}"
    id = report_id(document["rilo"], document["month"])
    made = new_record(content, id=id, publisher=office, author=office, at=act.at, inside={"drafted": 1})
    notice = Notice(f"alert:{id}:drafted", office, "report.drafted", f"alerts/{id}")
    store.create(made, entry(act, "drafted", made), act, Told([notice]))


def content_of(document: Mapping[str, Any], now: datetime) -> AlertContent:
    text = "\n\n".join(_parts(document))
    if len(text) > _LONGEST:
        text = text[: _LONGEST - len(_CUT)].rsplit("\n", 1)[0] + _CUT
    return AlertContent(
        kind=AlertKind.SITUATION_REPORT,
        title=document["title"][:120],
        text=text,
        severity=Severity.LOW,
        tlp=Tlp(document["tlp"]).value,
        valid_until=instant(now + VALID),
        regions=(document["rilo"],),
    )


def _parts(document: Mapping[str, Any]) -> Iterator[str]:
    yield document["note"]
    yield f"{document['coverage']['says']} Counted as of {document['as_of']}."
    for section in document["sections"]:
        yield "\n".join([f"{section['title']} (TLP:{section['tlp']})", *_lines(section)])


def _lines(section: Mapping[str, Any]) -> Iterator[str]:
    match section["kind"]:
        case "table":
            names = [column["name"] for column in section["columns"]]
            yield " | ".join(str(column["says"]) for column in section["columns"])
            for row in section["rows"]:
                yield " | ".join("–" if row.get(name) is None else str(row[name]) for name in names)
            yield f"Counting rule: {section['counting_rule']} Query {section['query_hash']}."
            yield from section["notes"]
        case "cases":
            for case in section["cases"]:
                yield f"{case['goods_label']}: {case['amount']} {case['unit']} ({case['seizure']})"
        case "combinations":
            for found in section["found"]:
                yield " | ".join(str(value) for value in found.values() if isinstance(value, str | int))
            yield from section["guard_rails"]
