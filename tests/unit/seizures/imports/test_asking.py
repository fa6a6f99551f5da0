"""Routes of the imports: who may do what to which, slots, cancels, pages, and what is refused when it is asked for."""

import json
from typing import Any

import pytest

from cen.events import ImportPartReady
from seizures.imports import split as splitting
from seizures.imports.model import CANCEL
from seizures.imports.reading import limits
from seizures.jobs import SLOTS, WrongJobState, changed, moved
from tests.unit.seizures.builders import COLLEAGUE, LIMITED, NCP, OFFICER, OFFICER_CO, READER_FR, SERVICE
from tests.unit.seizures.imports.world import World, many, row, table_of

ASKED = {"filename": "a.csv", "size": 100}


def test_who_asks_gets_a_form_for_exactly_one_file(world: World) -> None:
    answer = world.call("POST", "/v1/imports", OFFICER, {**ASKED, "category": "drugs", "submit": True})
    assert answer.status == 201
    made = answer.json
    assert answer.headers["Location"] == f"imports/{made['id']}"
    assert (made["status"], made["category"], made["submit"], made["accept_warnings"]) == (
        "awaiting_upload",
        "drugs",
        True,
        False,
    )
    assert made["upload"]["fields"]["key"] == f"imports/{made['id']}/file"
    assert made["counts"] == dict.fromkeys(made["counts"], 0)
    assert len(made["counts"]) == 6


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({}, "filename", "required"),
        ({**ASKED, "size": 0}, "size", "greater_than_equal"),
        ({**ASKED, "size": limits.MOST_BYTES + 1}, "size", "less_than_equal"),
        ({**ASKED, "x": 1}, "x", "unknown_field"),
        ({**ASKED, "filename": "a\0b"}, "filename", "forbidden_character"),
        ({**ASKED, "category": "drugs.cocaine"}, "category", "unknown_code"),
        ({**ASKED, "category": "sweets"}, "category", "unknown_code"),
        ({**ASKED, "mapping": {"columns": {"A": "b"}}}, "mapping.columns.A", "unknown_code"),
        ({**ASKED, "mapping": {"units": {"box": {"unit": "ZZZ"}}}}, "mapping.units.box.unit", "unknown_code"),
        ({**ASKED, "mapping": {"dates": "year_first"}}, "mapping.dates", "literal_error"),
    ],
)
def test_what_is_wrong_is_refused_by_field(world: World, body: Any, path: str, code: str) -> None:
    answer = world.call("POST", "/v1/imports", OFFICER, body)
    assert answer.status == 422
    assert (path, code) in [(error["path"], error["code"]) for error in answer.json["errors"]]


def test_imports_are_their_administrations_and_nobody_elses(world: World) -> None:
    shown = world.load(many(2))
    path = f"/v1/imports/{shown['id']}"
    for colleague in (COLLEAGUE, NCP, SERVICE):
        assert world.call("GET", path, colleague).status == 200
        assert [one["id"] for one in world.call("GET", "/v1/imports", colleague).json["items"]] == [shown["id"]]
    for method, sub in (("GET", ""), ("GET", "/rows"), ("POST", "/cancel"), ("GET", "/report.xlsx")):
        strange = world.call(method, path + sub, OFFICER_CO)
        unknown = world.call(method, f"/v1/imports/{'0' * 26}{sub}", OFFICER_CO)
        assert (strange.status, strange.json["code"]) == (404, "no_such_import")
        assert strange.json == unknown.json
        assert world.call(method, path + sub, READER_FR).status == 403
        assert world.call(method, f"/v1/imports/nonsense{sub}", OFFICER).status == 404
    assert world.call("GET", "/v1/imports", OFFICER_CO).json == {"items": [], "next": None}
    assert world.call("POST", "/v1/imports", LIMITED, ASKED).status == 403


def test_a_request_that_comes_twice_is_one_import(world: World) -> None:
    first = world.call("POST", "/v1/imports", OFFICER, ASKED, idempotency_key="k")
    again = world.call("POST", "/v1/imports", OFFICER, ASKED, idempotency_key="k")
    assert (again.status, again.json["id"], again.headers["Idempotency-Replayed"]) == (201, first.json["id"], "true")
    assert again.json["upload"]
    other = world.call("POST", "/v1/imports", OFFICER, {**ASKED, "size": 5}, idempotency_key="k")
    assert (other.status, other.json["code"]) == (422, "idempotency_key_reused")
    world.clock.pass_by(hours=25)
    assert world.call("POST", "/v1/imports", OFFICER, ASKED, idempotency_key="k").json["id"] != first.json["id"]


def test_an_administration_has_so_many_unfinished_imports_and_gets_their_places_back(world: World) -> None:
    ids = [world.ask(b"x", caller) for caller in (OFFICER, COLLEAGUE, NCP, SERVICE, OFFICER)]
    assert len(ids) == SLOTS
    full = world.call("POST", "/v1/imports", COLLEAGUE, ASKED)
    assert (full.status, full.json["code"], full.headers["Retry-After"]) == (429, "too_many_imports", "60")
    assert world.call("POST", "/v1/imports", OFFICER_CO, ASKED).status == 201
    assert world.call("POST", f"/v1/imports/{ids[0]}/cancel", COLLEAGUE).json["status"] == "cancelled"
    world.ask(b"y")
    world.clock.pass_by(minutes=21)  # what was never uploaded
    assert [world.shown(id)["status"] for id in ids] == ["cancelled", *["failed"] * 4]
    assert world.shown(ids[1])["reason_code"] == "not_uploaded"
    assert "upload" not in world.shown(ids[1])
    world.ask(b"z")


def test_what_was_uploaded_keeps_its_place_until_it_is_done(world: World) -> None:
    for _ in range(SLOTS):
        id = world.ask(many(1).encode())
        world.reader(world.upload(id, many(1).encode()))
    world.clock.pass_by(hours=2)
    assert world.call("POST", "/v1/imports", OFFICER, ASKED).status == 429
    world.work(id)
    assert world.call("POST", "/v1/imports", OFFICER, ASKED).status == 201


def test_a_cancel_is_a_cancel_however_often_and_a_finished_import_stays(world: World) -> None:
    id = world.ask(many(2).encode())
    uploaded = world.upload(id, many(2).encode())
    for _ in range(2):
        assert world.call("POST", f"/v1/imports/{id}/cancel", OFFICER).json["status"] == "cancelled"
    world.reader(uploaded)
    assert world.shown(id)["status"] == "cancelled"
    assert world.s3.objects["uploads-bucket", uploaded.key] == {}
    shown = world.load(many(1))
    answer = world.call("POST", f"/v1/imports/{shown['id']}/cancel", OFFICER)
    assert (answer.status, answer.json["code"], answer.json["current_status"]) == (409, "wrong_state", "finished")


def test_a_cancelled_import_stops_before_its_next_part_and_reports_what_is_there(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(splitting, "PART_ROWS", 2)
    id = world.ask(many(4).encode())
    world.reader(world.upload(id, many(4).encode()))
    first, second = world.events(id)
    world.parts(first)
    assert (world.shown(id)["status"], world.shown(id)["done"]) == ("entering", 2)
    world.call("POST", f"/v1/imports/{id}/cancel", OFFICER)
    world.parts(second)
    world.work(id)
    shown = world.shown(id)
    assert (shown["status"], world.counts(shown), shown["report"]) == ("cancelled", {"accepted": 2}, True)
    assert [line[0] for line in world.report(id)[1:]] == ["accepted", "accepted", "not entered", "not entered"]


def test_rows_come_in_pages_by_outcome(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splitting, "PART_ROWS", 3)
    text = table_of(*(row(n, quantity="x" if n % 4 == 0 else n) for n in range(1, 30)))
    id = world.load(text)["id"]
    rejected = [n + 1 for n in range(1, 30) if n % 4 == 0]
    for limit in (1, 2, 5, 100):
        assert [one["row"] for one in world.rows(id, limit=limit)] == list(range(2, 31))
        assert [one["row"] for one in world.rows(id, "rejected", limit)] == rejected
    assert world.rows(id, "duplicate") == []
    assert world.call("GET", f"/v1/imports/{id}/rows?outcome=strange", OFFICER).status == 422
    cursor = world.call("GET", f"/v1/imports/{id}/rows?limit=1", OFFICER).json["next"]
    assert world.call("GET", f"/v1/imports/{id}/rows?limit=1&outcome=rejected&cursor={cursor}", OFFICER).status == 400
    assert world.call("GET", f"/v1/imports/{id}/rows?limit=1&cursor={cursor}", COLLEAGUE).status == 400


def test_rows_are_there_while_the_import_runs(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splitting, "PART_ROWS", 2)
    id = world.ask(many(5).encode())
    assert world.rows(id) == []
    world.reader(world.upload(id, many(5).encode()))
    assert world.rows(id) == []
    _, second, _ = world.events(id)
    world.parts(second)
    assert [one["row"] for one in world.rows(id)] == [4, 5]


def test_a_page_reads_a_bounded_number_of_parts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splitting, "PART_ROWS", 1)
    id = world.load(many(9))["id"]
    page = world.call("GET", f"/v1/imports/{id}/rows?limit=100", OFFICER).json
    assert len(page["items"]) == 4
    assert page["next"]


def test_the_report_is_asked_for_when_it_is_there(world: World) -> None:
    id = world.ask(many(1).encode())
    answer = world.call("GET", f"/v1/imports/{id}/report.xlsx", OFFICER)
    assert (answer.status, answer.json["code"], answer.json["final"]) == (409, "report_not_ready", False)
    world.reader(world.upload(id, many(1).encode()))
    world.work(id)
    found = world.call("GET", f"/v1/imports/{id}/report.xlsx", OFFICER).json
    assert found["link"].endswith(f"imports/{id}/report.xlsx")
    assert (found["filename"], found["expires_at"]) == ("cen-import-2026-03-20.xlsx", "2026-03-20T12:05:00.000Z")


def test_imports_are_listed_newest_first_and_forgotten_after_a_week(world: World) -> None:
    ids = []
    for number in range(3):
        world.clock.pass_by(minutes=1)
        ids.append(world.load(many(1), filename=f"{number}.csv")["id"])
    page = world.call("GET", "/v1/imports?limit=2", OFFICER).json
    assert [one["id"] for one in page["items"]] == [ids[2], ids[1]]
    rest = world.call("GET", f"/v1/imports?limit=2&cursor={page['next']}", OFFICER).json
    assert ([one["id"] for one in rest["items"]], rest["next"]) == ([ids[0]], None)
    assert all(one["counts"]["unchanged"] + one["counts"]["accepted"] == 1 for one in page["items"])
    world.clock.pass_by(days=7, minutes=5)
    assert world.call("GET", "/v1/imports", OFFICER).json["items"] == []
    assert world.call("GET", f"/v1/imports/{ids[0]}", OFFICER).status == 404


def test_a_second_file_by_the_same_form_is_not_imported(world: World) -> None:
    first, second = many(2).encode(), many(5).encode()
    id = world.ask(first)
    uploads = [world.upload(id, first), world.upload(id, second)]
    for uploaded in (*uploads, uploads[0]):
        world.reader(uploaded)
    world.work(id)
    assert world.shown(id)["rows"] == 2
    assert world.s3.objects["uploads-bucket", uploads[0].key] == {}


def test_uploads_of_nobody_are_taken_away(world: World) -> None:
    for id in ("0" * 26, "nonsense"):
        uploaded = world.upload(id, b"x")
        world.reader(uploaded)
        assert world.s3.objects["uploads-bucket", uploaded.key] == {}
    id = world.ask(b"x")
    uploaded = world.upload(id, b"x")
    world.s3.objects.clear()
    world.reader(uploaded)
    assert world.shown(id)["reason_code"] == "not_uploaded"


def test_messages_about_nothing_do_nothing(world: World) -> None:
    event = ImportPartReady(import_id="0" * 26, part=1, administration="FR")
    world.parts(event)
    shown = world.load(many(1))
    late = ImportPartReady(import_id=shown["id"], part=1, administration="FR")
    world.parts(late)
    world.reporter(world.events(shown["id"]) or _closed(shown["id"]))  # type: ignore[arg-type]
    assert world.shown(shown["id"]) == shown
    world.clock.pass_by(days=8)
    world.parts(late)
    world.reporter(_closed(shown["id"]))


def _closed(id: str) -> Any:
    from cen.events import ImportClosed

    return ImportClosed(import_id=id)


def test_a_reader_gives_up_after_some_attempts_and_operators_hear_of_it(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    content = many(1).encode()
    id = world.ask(content)
    uploaded = world.upload(id, content)
    job = world.store.read(id)
    assert job
    world.store.save(job, changed(job, job.updated_at, attempts=3))
    world.reader(uploaded)
    assert world.shown(id)["reason_code"] == "gave_up"
    world.load("a;b\n1;2\n")
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    counted = [
        (one["reason_code"], one["imports_failed"], one["imports_refused"])
        for one in told
        if one["event"] == "import_read"
    ]
    assert counted == [("gave_up", 1, 0), ("no_header", 0, 1)]


def test_steps_that_the_life_of_an_import_does_not_have(world: World) -> None:
    from seizures.imports.errors import NoSuchImport

    shown = world.load(many(1))
    job = world.store.read(shown["id"])
    assert job
    with pytest.raises(WrongJobState):
        moved(job, CANCEL, "now")
    del world.table.items[f"IMPORT#{job.id}", "JOB"]
    with pytest.raises(NoSuchImport):
        world.store.save(job, changed(job, "now"))
