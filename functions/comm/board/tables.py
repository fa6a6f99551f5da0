"""The tables of a report: the same in the workbook and on the printed page. Pure; plain values only."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Table(NamedTuple):
    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str | int | None]]


_KINDS = ("text", "warning", "feedback", "seizure")


def tables_of(report: Mapping[str, Any]) -> list[Table]:
    """`report`: a `Report` as JSON values."""
    board = report["board"]
    return [
        _facts(report),
        _table("Participants", board["participants"], "administration", *_KINDS, "withdrawn", *_ANSWERING),
        _table("Warnings", report["warnings"], "number", "administration", "sent_at", "deadline", "asked", "answered"),
        _answers(report["warnings"]),
        _table("Cases", report["cases"], "number", "administration", "sent_at", "status", "seizure_id", "verification"),
        _table("Categories", board["categories"], "category", *_KINDS),
        _table("Routes", board["legs"], "departure", "destination", "warning", "seizure"),
        _table("Days", board["days"], "day", *_KINDS),
        _table("Timeline", report["timeline"], "at", "action", "administration", "member", "role", "reason_code"),
        _table("Members", report["members"], "id", "name", "role", "standing", "since"),
    ]


_ANSWERING = ("asked", "answered", "overdue", "feedback_rate")
_FACTS = ("code_name", "purpose", "state", "rilo", "opened_by", "starts_on", "ends_on", "retain_until", "form")
_TOTALS = (*_KINDS, "withdrawn", *_ANSWERING, "median_answer_minutes")


def _facts(report: Mapping[str, Any]) -> Table:
    operation, totals = report["operation"], report["board"]["totals"]
    rows: list[list[str | int | None]] = [["as_of", report["as_of"]], ["id", operation["id"]]]
    rows += [[name, operation.get(name)] for name in _FACTS]
    rows += [[name, ", ".join(operation[name])] for name in ("regions", "categories")]
    rows += [[name, totals.get(name)] for name in _TOTALS]
    if report.get("answers_left_out"):
        rows.append(["answers", "left out, as the report would be too large"])
    rows += [[f"cases {status}", number] for status, number in sorted(report["board"]["cases"].items())]
    return Table("Operation", ("what", "value"), rows)


def _table(title: str, rows: Sequence[Mapping[str, Any]], *names: str) -> Table:
    return Table(title, names, [[row.get(name) for name in names] for row in rows])


def _answers(warnings: Sequence[Mapping[str, Any]]) -> Table:
    names = ("addressee", "status", "answered_at", "result", "message")
    rows = [
        [warning["number"], *(answer.get(name) for name in names)]
        for warning in warnings
        for answer in warning.get("answers", ())
    ]
    return Table("Answers", ("warning", *names), rows)
