"""Drafts that the statistics write: filed once a month, theirs until a person touches it, and never published."""

import json
from typing import Any

import pytest

from alerts import drafter
from alerts.model import AlertStatus
from alerts.situation import content_of, file_draft, report_id
from cen.ids import is_id
from cen.principal import Principal
from tests.unit.alerts.world import NOW, RILO_WE, World, act

MACHINE = Principal("statistics", "statistics", "service")
TABLE = {
    "id": "t1.drugs",
    "kind": "table",
    "title": "Cases by type: drugs",
    "tlp": "CLEAR",
    "counting_rule": "Cases and lines.",
    "query_hash": "abc",
    "columns": [{"name": "type", "kind": "text", "says": "Type"}, {"name": "n", "kind": "count", "says": "Cases"}],
    "rows": [{"type": "cocaine", "n": 12}, {"type": "khat", "n": None}],
    "notes": ["Rounded."],
}
CASES = {
    "id": "notable",
    "kind": "cases",
    "title": "The largest case",
    "tlp": "GREEN",
    "cases": [{"goods_label": "Cocaine", "amount": "120.5", "unit": "KGM", "seizure": "seizures/X"}],
}
NEW = {
    "id": "emerging",
    "kind": "combinations",
    "title": "Combinations that are new",
    "tlp": "GREEN",
    "guard_rails": ["Late entry can make something look new."],
    "found": [{"family": "route", "goods": "drugs.cocaine", "cases": 3, "administrations": ["FR"]}],
}


def document(**changes: Any) -> dict[str, Any]:
    return {
        "rilo": "WE",
        "month": "2026-02",
        "title": "Situation report of Western Europe, 2026-02",
        "tlp": "GREEN",
        "note": "Draft made by a machine.",
        "as_of": "2026-03-20T05:00:00.000Z",
        "coverage": {"says": "3 of 20 administrations reported cases of 2026-02."},
        "sections": [TABLE, CASES, NEW],
        **changes,
    }


def test_there_is_one_id_for_each_month_of_a_rilo() -> None:
    ids = {report_id(rilo, month) for rilo in ("WE", "SA") for month in ("2026-02", "2026-03") for _ in range(2)}
    assert len(ids) == 4
    assert all(map(is_id, ids))


def test_it_lies_with_the_drafts_of_its_rilo_and_tells_its_people(world: World) -> None:
    assert file_draft(world.stores.alerts, act(MACHINE), document())
    id = report_id("WE", "2026-02")
    assert world.listed(RILO_WE, status="draft") == [id]
    seen = world.call("GET", f"alerts/{id}", RILO_WE).json
    assert (seen["kind"], seen["status"], seen["publisher"], seen["tlp"]) == (
        "situation_report",
        "draft",
        "rilo:WE",
        "GREEN",
    )
    assert (seen["regions"], "cocaine | 12" in seen["text"], "khat | –" in seen["text"]) == (["WE"], True, True)
    assert "120.5 KGM (seizures/X)" in seen["text"]
    ((kind, to),) = [(notice.kind, notice.to) for notice in world.raised()]
    assert (kind, to) == ("report.drafted", "rilo:WE")


def test_a_later_draft_takes_its_place_until_somebody_touches_it(world: World) -> None:
    alerts, id = world.stores.alerts, report_id("WE", "2026-02")
    assert file_draft(alerts, act(MACHINE), document())
    assert not file_draft(alerts, act(MACHINE), document())
    assert file_draft(alerts, act(MACHINE), document(note="Counted anew."))
    assert file_draft(alerts, act(MACHINE), document(note="And again."))
    assert world.call("GET", f"alerts/{id}", RILO_WE).json["version"] == 3
    assert world.patch(id, RILO_WE, {"title": "Ours"}).status == 200
    assert not file_draft(alerts, act(MACHINE), document(note="Too late."))
    kept = alerts.read(id)
    assert kept is not None
    assert (kept.status, kept.fields["title"]) == (AlertStatus.DRAFT, "Ours")


def test_a_long_report_is_cut_and_says_so() -> None:
    rows = [{"type": "x" * 80, "n": number} for number in range(300)]
    text = content_of(document(sections=[{**TABLE, "rows": rows}]), NOW).text
    assert len(text) <= 10_000
    assert text.endswith("(The rest is left out here: see the tables of the statistics.)")


def test_the_handler_reads_the_draft_at_the_door(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts: dict[str, dict[str, Any] | None] = {"WE": document(), "SA": None}

    class Door:
        def draft(self, _: str, rilo: str) -> dict[str, Any] | None:
            return drafts[rilo]

    alerts = world.stores.alerts
    monkeypatch.setattr(drafter, "_opened", lambda: (Door(), alerts))
    for rilo in drafts:
        detail = {"run_id": "01KM0000000000000000000000", "rilo": rilo, "month": "2026-02"}
        message = {"messageId": rilo, "body": json.dumps({"detail": detail})}
        assert drafter.handler({"Records": [message]}, None) == {"batchItemFailures": []}
    assert alerts.read(report_id("WE", "2026-02")) is not None
    assert alerts.read(report_id("SA", "2026-02")) is None
