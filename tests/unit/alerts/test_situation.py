"""Drafts that the statistics write: filed once a month, theirs until a person touches it, and never published."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import drafter
from alerts.inbox.titles import title
from alerts.model import AlertStatus
from alerts.situation import content_of, file_draft, report_id
from cen.ids import is_id
from cen.principal import Principal
from tests.unit.alerts.world import NOW, RILO_WE, World, act

MACHINE = Principal("statistics", "statistics", "service")
RUN = "01KM0000000000000000000001"
TABLE = {
    "id": "t1.drugs",
    "table": "t1",
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
    "found": [
        {
            "family": "route",
            "goods": "drugs.cocaine",
            "departure": "CO",
            "destination": "BE",
            "cases": 3,
            "first": "2026-02-01",
            "last": "2026-02-20",
            "administrations": ["FR", "DE"],
            "newest": ["Y", "Z"],
            "largest": [{"unit": "KGM", "amount": "12"}],
        }
    ],
}


def document(**changes: Any) -> dict[str, Any]:
    return {
        "rilo": "WE",
        "month": "2026-02",
        "title": "Situation report of Western Europe, 2026-02",
        "tlp": "GREEN",
        "note": "Draft made by a machine.",
        "as_of": "2026-03-20T05:00:00.000Z",
        "run_id": RUN,
        "coverage": {"says": "3 of 20 administrations reported cases of 2026-02.", "missing": ["ES", "PT"]},
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
    for number in (1, 1, 2, 3, 2):  # doubled, and late
        assert file_draft(alerts, act(MACHINE), document(note=f"Number {number}.", run_id=run_id(number)))
    shown = world.call("GET", f"alerts/{id}", RILO_WE).json
    assert (shown["version"], shown["text"].startswith("Number 3.")) == (3, True)
    assert world.patch(id, RILO_WE, {"title": "Ours"}).status == 200
    assert not file_draft(alerts, act(MACHINE), document(note="Too late.", run_id=run_id(4)))
    assert file_draft(alerts, act(MACHINE), document(run_id=run_id(3)))  # news of what they edited, once more
    kept = alerts.read(id)
    assert kept is not None
    assert (kept.status, kept.fields["title"], kept.version) == (AlertStatus.DRAFT, "Ours", 4)


@pytest.mark.parametrize("published", [False, True])
def test_who_has_the_report_in_hand_hears_of_newer_figures_once_for_each_run(world: World, *, published: bool) -> None:
    alerts, id = world.stores.alerts, report_id("WE", "2026-02")
    file_draft(alerts, act(MACHINE), document())
    etag = {"If-Match": world.patch(id, RILO_WE, {"title": "Ours"}).headers["ETag"]}
    if published:
        assert world.call("POST", f"alerts/{id}/publish", RILO_WE, headers=etag).status == 200
    before, history = world.events(), world.call("GET", f"alerts/{id}/history", RILO_WE).json
    for number in (5, 5, 6):
        assert not file_draft(alerts, act(MACHINE), document(note="Newer.", run_id=run_id(number)))
    news = [event for event in world.events() if event not in before]
    assert [(one.kind, one.to, one.must_act, one.subject) for one in news] == [  # type: ignore[union-attr]
        ("report.newer", "rilo:WE", False, f"statistics/runs/{run_id(number)}") for number in (5, 6)
    ]
    assert world.call("GET", f"alerts/{id}/history", RILO_WE).json == history
    assert title("report.newer", "en", must_act=False) != title("nonsense", "en", must_act=False)


def run_id(number: int) -> str:
    return f"01KM{number:022d}"


def test_what_matters_comes_first_and_each_rule_once() -> None:
    other = {**TABLE, "id": "t1.tobacco", "title": "Cases by type: tobacco"}
    third = {**TABLE, "id": "t2.all", "table": "t2", "title": "Quantity"}
    text = content_of(document(sections=[TABLE, other, third, CASES, NEW]), NOW).text
    places = [
        "Draft made by a machine.",
        "3 of 20 administrations",
        "No case was reported by: Spain, Portugal.",
        "120.5 KGM (seizures/X)",
        "drugs.cocaine | CO | BE: 3 cases of FR, DE, last 2026-02-20 (seizures/Y)",
        "Late entry can make",
        "Cases by type: drugs (TLP:CLEAR), 2 rows",
        "statistics/tables/t1?region=WE&from=2026-02&to=2026-02&tlp=CLEAR (query abc)",
        "Quantity (TLP:CLEAR)",
        "t1, t2: Cases and lines.",
        "t1, t2: Rounded.",
    ]
    found = [text.index(one) for one in places]
    assert found == sorted(found)
    assert [text.count(one) for one in ("Cases and lines.", "Rounded.", "statistics/tables/t1")] == [1, 1, 1]


@given(st.integers(0, 400), st.integers(0, 60), st.integers(0, 60), st.integers(0, 80), st.integers(1, 90))
def test_every_part_fits_however_much_there_is(rows: int, cases: int, new: int, missing: int, width: int) -> None:
    """Six tables of three sections each, with as many columns as there are units."""
    wide = [{"name": f"q{number}", "kind": "decimal", "says": f"Quantity in {number}"} for number in range(12)]
    table = {
        **TABLE,
        "columns": [*TABLE["columns"], *wide],  # type: ignore[misc]
        "rows": [{"type": "x" * width, "n": number, "q3": "1.5"} for number in range(rows)],
        "counting_rule": "What is counted here is said at some length, so that nobody takes it for anything else. " * 2,
    }
    tables = [{**table, "table": f"t{number // 3}", "title": f"Table {number}"} for number in range(18)]
    codes = [f"{a}{b}" for a in "ABCDEFGH" for b in "ABCDEFGHIJ"][:missing]
    made = document(
        sections=[*tables, {**CASES, "cases": CASES["cases"] * cases}, {**NEW, "found": NEW["found"] * new}],  # type: ignore[operator]
        coverage={"says": "Some.", "missing": codes},
    )
    text = content_of(made, NOW).text
    assert len(text) <= 9_500
    assert "left out here" not in text
    for part in ("Some.", "The largest case", "Combinations that are new", "How it is counted"):
        assert part in text
    assert text.count("The whole table:") == 6
    assert all(f"Table {number} (TLP:CLEAR), {rows} rows" in text for number in range(18))
    assert text.count("120.5 KGM") >= min(cases, 5)
    assert text.count("drugs.cocaine | CO") >= min(new, 5)
    if rows > 12:
        assert f"{rows} rows" in text


def test_what_cannot_fit_is_cut_and_says_so() -> None:
    tables = [{**TABLE, "table": f"t{number}", "counting_rule": f"Rule {number}: {'x' * 90}."} for number in range(99)]
    text = content_of(document(sections=[*tables, CASES, NEW]), NOW).text
    assert len(text) <= 9_500
    assert "120.5 KGM" in text
    assert text.endswith("(The rest is left out here: see the tables of the statistics.)")


def test_names_stand_for_codes_and_columns_that_say_nothing_are_left_out() -> None:
    columns = [{"name": name, "kind": "text", "says": f"{name.title()}"} for name in ("mode", "mode_label", "n", "q")]
    rows = [
        {"mode": "1", "mode_label": "Sea", "n": 7, "q": None},
        {"mode": "*few*", "mode_label": None, "n": 5, "q": None},
    ]
    text = content_of(document(sections=[{**TABLE, "columns": columns, "rows": rows}, CASES, NEW]), NOW).text
    assert "Mode | N\nSea | 7\n*few* | 5\n" in text


def test_the_handler_reads_the_draft_at_the_door(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts: dict[str, dict[str, Any] | None] = {"WE": document(), "SA": None}
    said: list[tuple[str, str, bool]] = []

    class Door:
        def filed(self, run: str, rilo: str, *, filed: bool) -> None:
            said.append((run, rilo, filed))

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
    assert said == [("01KM0000000000000000000000", "WE", True)]
