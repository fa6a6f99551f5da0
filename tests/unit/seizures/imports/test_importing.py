"""Imports from asking to the report: what becomes of rows, and that the counts add up."""

import json
from typing import Any

import pytest

from cen.principal import Principal, Tier
from seizures import service
from seizures.imports import split as splitting
from seizures.jobs import changed
from seizures.model import AdministrationSettings, Chosen, Patch, Status
from tests.unit.seizures.builders import NCP, OFFICER, SERVICE, act
from tests.unit.seizures.imports.cases import mapping_of
from tests.unit.seizures.imports.world import HEADER, World, many, row, table_of


def patch(world: World, id: str, changes: dict[str, Any], caller: Principal = OFFICER) -> None:
    version = world.record(id)["version"]
    service.change(world.records, act(caller, if_match=f'"{version}"', later=60), id, Patch(changes))


def step(world: World, id: str, name: str, caller: Principal = OFFICER) -> None:
    getattr(service, name)(world.records, act(caller, later=30), id)


def four_eyes_off(world: World) -> None:
    settings = Chosen(AdministrationSettings(four_eyes=False), 1)
    entry = service.audited(act(NCP), "four_eyes_off", next(iter([_any(world)])))
    world.records.save_settings("FR", settings, entry)


def _any(world: World) -> Any:
    shown = world.load(table_of(row(999_999)))
    (only,) = world.rows(shown["id"])
    return world.records.read(only["seizure_id"])


def test_rows_become_drafts_and_counts_add_up(world: World) -> None:
    shown = world.load(table_of(row(1), row(2, quantity="x"), row(3, date="2020-03-14"), row(4), row(4, type="cigars")))
    assert (shown["status"], shown["rows"], shown["done"], shown["report"]) == ("finished", 5, 5, True)
    assert world.counts(shown) == {"accepted": 3, "accepted_with_warnings": 1, "rejected": 1}
    first, second, third, *lines = world.rows(shown["id"])
    assert (first["row"], first["outcome"]) == (2, "accepted")
    assert second["errors"] == [
        {
            "field": "line.quantity.amount", "column": "quantity", "code": "not_a_number", "value": "x",
            "message": "Write the number alone; a unit or a currency has a column of its own.",
        }
    ]  # fmt: skip
    assert [one["code"] for one in third["warnings"]] == ["R01"]
    assert lines[0]["seizure_id"] == lines[1]["seizure_id"]
    one = world.record(first["seizure_id"])
    assert (one["status"], one["channel"], one["administration"], one["version"]) == ("draft", "import", "FR", 1)
    assert len(world.record(lines[0]["seizure_id"])["lines"]) == 2
    assert len(world.all_records()) == 3


def test_the_history_of_a_record_leads_to_its_row(world: World) -> None:
    shown = world.load(table_of(row(1), row(2, date="2020-03-14")))
    ids = [one["seizure_id"] for one in world.rows(shown["id"])]
    entries = [world.records.history(id, "", None, 9).items[0] for id in ids]
    assert [one["request_id"] for one in entries] == [f"{shown['id']}:2", f"{shown['id']}:3"]
    assert [one["actor"] for one in entries] == [OFFICER.id] * 2
    assert [one.get("warnings") for one in entries] == [None, ["R01"]]


@pytest.mark.parametrize("reference", ["FR-1", ""])
def test_the_same_file_twice_changes_nothing(world: World, reference: str) -> None:
    text = table_of(row(1, reference=reference), row(2, reference="", quantity=7), row(3, quantity="x"))
    first = world.load(text)
    before = world.all_records()
    world.clock.pass_by(hours=1)
    second = world.load(text)
    assert world.counts(first) == {"accepted": 2, "rejected": 1}
    assert world.counts(second) == {"unchanged": 2, "rejected": 1}
    assert world.all_records() == before
    assert [one.get("seizure_id") for one in world.rows(second["id"])] == [
        one.get("seizure_id") for one in world.rows(first["id"])
    ]


def test_a_file_that_was_corrected_changes_the_record_and_keeps_what_it_does_not_say(world: World) -> None:
    shown = world.load(table_of(row(1), row(2)))
    id = world.rows(shown["id"])[0]["seizure_id"]
    old = world.record(id)["lines"][0]
    patch(
        world,
        id,
        {"narrative": "In the spare wheel.", "lines": [{**old, "details": {"brand": "Whites"}, "hs_code": "240220"}]},
    )
    world.clock.pass_by(hours=1)
    again = world.load(table_of(row(1, quantity=5000, country="BE"), row(2)))
    assert world.counts(again) == {"updated": 1, "unchanged": 1}
    now = world.record(id)
    assert (now["version"], now["narrative"], now["place"]) == (3, "In the spare wheel.", {"country": "BE"})
    assert now["lines"] == [
        {**old, "quantity": {"amount": "5000", "unit": "H87"}, "details": {"brand": "Whites"}, "hs_code": "240220"}
    ]
    newest = world.records.history(id, "", None, 1).items[0]
    assert (newest["action"], newest["warnings"]) == ("changed", ["R04"])
    assert set(newest["changed"]) == {"place.country", "lines.0.quantity.amount"}


def test_a_correction_made_by_hand_is_not_undone_by_sending_the_file_again(world: World) -> None:
    text = table_of(row(1))
    id = world.rows(world.load(text)["id"])[0]["seizure_id"]
    patch(world, id, {"direction": "transit"})
    assert world.counts(world.load(text)) == {"unchanged": 1}
    assert world.record(id)["direction"] == "transit"


def test_other_goods_replace_a_line_whole_and_other_numbers_of_lines_all(world: World) -> None:
    id = world.rows(world.load(table_of(row(1)))["id"])[0]["seizure_id"]
    patch(world, id, {"lines": [{**world.record(id)["lines"][0], "details": {"brand": "Whites"}}]})
    world.clock.pass_by(hours=1)
    world.load(table_of(row(1, type="cigars")), accept_warnings=True)
    assert world.record(id)["lines"] == [
        {"category": "tobacco", "type": "cigars", "quantity": {"amount": "2001", "unit": "H87"}}
    ]
    world.clock.pass_by(hours=1)
    world.load(table_of(row(1, type="cigars"), row(1)))
    assert [one["type"] for one in world.record(id)["lines"]] == ["cigars", "cigarettes"]


def test_a_record_of_the_website_is_met_by_its_reference(world: World) -> None:
    text = table_of(row(1))
    id = world.rows(world.load(text)["id"])[0]["seizure_id"]
    document = world.record(id)
    guard = world.table.items["REF#FR", "FR-2026-000001"]
    del guard["digest"], guard["import_id"]  # as if no file had ever said it
    assert world.counts(world.load(text)) == {"unchanged": 1}
    assert world.counts(world.load(table_of(row(1, quantity=7)))) == {"updated": 1}
    assert world.record(id)["version"] == document["version"] + 1


def test_rows_alike_without_a_reference_are_one_record(world: World) -> None:
    text = table_of(
        row(1, reference=""), row(1, reference=""), row(1, reference="", unit="pieces"), row(2, reference=""),
    )  # fmt: skip
    shown = world.load(text)
    assert world.counts(shown) == {"accepted": 2, "duplicate": 2}
    assert [one.get("same_as") for one in world.rows(shown["id"])] == [None, 2, 2, None]
    assert len(world.all_records()) == 2


def test_rows_alike_in_different_parts_are_one_record(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splitting, "PART_ROWS", 1)
    shown = world.load(table_of(row(1, reference=""), row(1, reference="", unit="pieces")))
    assert world.counts(shown) == {"accepted": 1, "duplicate": 1}
    first, second = world.rows(shown["id"])
    assert first["seizure_id"] == second["seizure_id"]


def test_without_four_eyes_what_is_handed_in_is_published(world: World) -> None:
    four_eyes_off(world)
    shown = world.load(many(2), submit=True)
    assert {world.record(one["seizure_id"])["status"] for one in world.rows(shown["id"])} == {"published"}


def test_what_is_handed_in_waits_for_a_second_person_and_warnings_ask_first(world: World) -> None:
    text = table_of(row(1), row(2, date="2020-03-14"))
    shown = world.load(text, submit=True)
    assert world.counts(shown) == {"accepted": 1, "accepted_with_warnings": 1}
    clean, warned = [one["seizure_id"] for one in world.rows(shown["id"])]
    assert (world.record(clean)["status"], world.record(clean)["rilo"]) == ("submitted", "WE")
    assert [one["action"] for one in world.records.history(clean, "", None, 9).items] == ["submitted", "entered"]
    assert world.record(warned)["status"] == "draft"
    world.clock.pass_by(hours=1)
    assert world.counts(world.load(text, submit=True)) == {"unchanged": 2}
    assert world.counts(world.load(text, submit=True, accept_warnings=True)) == {"unchanged": 1, "updated": 1}
    assert world.record(warned)["status"] == "submitted"
    step(world, clean, "approve", NCP)
    assert world.counts(world.load(text, submit=True, accept_warnings=True)) == {"unchanged": 2}


@pytest.mark.parametrize("reference", ["FR-1", ""])
def test_drafts_are_handed_in_by_sending_the_file_again(world: World, reference: str) -> None:
    text = table_of(row(1, reference=reference))
    id = world.rows(world.load(text)["id"])[0]["seizure_id"]
    world.clock.pass_by(hours=1)
    assert world.counts(world.load(text, submit=True)) == {"updated": 1}
    assert world.record(id)["status"] == "submitted"


def test_what_came_back_is_handed_in_again_once_it_was_changed(world: World) -> None:
    from seizures.model import ReturnReason

    text = table_of(row(1))
    id = world.rows(world.load(text, submit=True)["id"])[0]["seizure_id"]
    service.send_back(world.records, act(NCP, later=30), id, ReturnReason(reason_code="incomplete"))
    world.clock.pass_by(hours=1)
    assert world.counts(world.load(text, submit=True)) == {"unchanged": 1}
    assert world.record(id)["status"] == "returned"
    assert world.counts(world.load(table_of(row(1, quantity=3)), submit=True)) == {"updated": 1}
    assert world.record(id)["status"] == "submitted"


def test_what_a_rule_of_the_life_cycle_forbids_is_a_rejection_with_its_words(world: World) -> None:
    header, said = f"{HEADER};tlp", f"{row(1)};AMBER"
    id = world.rows(world.load(table_of(said, header=header), submit=True)["id"])[0]["seizure_id"]
    step(world, id, "approve", NCP)
    world.clock.pass_by(hours=1)
    wider = world.load(table_of(f"{row(1)};CLEAR", header=header))
    assert world.counts(wider) == {"rejected": 1}
    (only,) = world.rows(wider["id"])
    assert [one["code"] for one in only["errors"]] == ["four_eyes"]


def test_a_reference_that_is_free_again_is_a_new_record(world: World) -> None:
    from seizures.model import WithdrawReason

    text = table_of(row(1))
    first = world.rows(world.load(text)["id"])[0]["seizure_id"]
    service.withdraw(world.records, act(OFFICER, later=30), first, WithdrawReason(reason_code="entered_in_error"))
    assert world.counts(world.load(text)) == {"accepted": 1}
    assert {one["status"] for one in world.all_records()} == {Status.WITHDRAWN, Status.DRAFT}


def test_a_conversion_keeps_what_was_reported(world: World) -> None:
    mapping = {"units": {"carton": {"unit": "H87", "factor": "200", "source": "Ten packs of twenty"}}}
    shown = world.load(table_of(row(1, quantity=12, unit="carton")), mapping=mapping)
    assert world.record(world.rows(shown["id"])[0]["seizure_id"])["lines"][0]["quantity"] == {
        "amount": "2400", "unit": "H87",
        "reported": {"amount": "12", "unit": "carton", "factor": "200", "source": "Ten packs of twenty"},
    }  # fmt: skip


def test_a_machine_can_load_json_lines(world: World) -> None:
    line = {
        "national_reference": "M-1", "seized_on": "2026-03-14", "place": {"country": "FR"}, "direction": "import",
        "conveyance": {"mode": "5"}, "route": {"departure": {"country": "NL"}, "destination": {"country": "FR"}},
        "lines": [{"category": "tobacco", "quantity": {"amount": "2000", "unit": "H87"}}],
    }  # fmt: skip
    text = "\n".join([json.dumps(line), "{broken", json.dumps({**line, "national_reference": "M-2", "colour": 1})])
    shown = world.load(text, SERVICE, filename="feed.jsonl")
    assert world.counts(shown) == {"accepted": 1, "rejected": 2}
    good, broken, unknown = world.rows(shown["id"], caller=SERVICE)
    assert (broken["errors"][0]["code"], unknown["errors"][0]["code"]) == ("malformed", "unknown_field")
    assert world.record(good["seizure_id"])["channel"] == "import"
    assert world.counts(world.load(text, SERVICE, filename="feed.jsonl")) == {"unchanged": 1, "rejected": 2}


def test_rows_that_are_left_out_are_said(world: World) -> None:
    mapping = mapping_of(only={"type": ["cigars"]}).model_dump(mode="json", exclude_defaults=True)
    shown = world.load(table_of(row(1), row(2, type="cigars")), mapping=mapping)
    assert (shown["rows"], shown["skipped"], world.counts(shown)) == (1, 1, {"accepted": 1})


def test_how_the_file_was_read_is_said(world: World) -> None:
    text = table_of(row(1, date="14/03/2026", type="raw", unit="kg", quantity="2,5", country="République française"))
    shown = world.load(text.replace("République française", "France").encode("cp1252"))
    assert shown["notes"] == {"encoding": "utf-8", "delimiter": ";", "dates": "day_first", "decimal": ","}


def test_rights_are_those_of_the_sender_when_it_is_entered(world: World) -> None:
    """A job whose sender may no longer enter: of its rows none goes in."""
    id = world.ask(many(2).encode())
    uploaded = world.upload(id, many(2).encode())
    job = world.store.read(id)
    assert job
    less = job.requester.model_copy(update={"tier": Tier.READ_ONLY})
    world.store.save(job, changed(job, job.updated_at, requester=less))
    world.reader(uploaded)
    assert world.shown(id)["reason_code"] == "not_allowed"
    other = world.ask(many(2).encode())
    world.reader(world.upload(other, many(2).encode()))
    job = world.store.read(other)
    assert job
    world.store.save(job, changed(job, job.updated_at, requester=less))
    world.work(other)
    assert world.counts(world.shown(other)) == {"rejected": 2}
    assert {one["errors"][0]["code"] for one in world.rows(other)} == {"not_allowed"}
    assert world.all_records() == []
