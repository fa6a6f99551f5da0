"""Whatever happens at any call to DynamoDB or S3: a worker dies, before the call or after, another one works on the
same part, somebody cancels. In the end no row is lost, none is doubled, and the counts are exact."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cen.events import ImportClosed, ImportPartReady
from cen.problems import Unavailable
from cen.uploads import Uploaded
from seizures.imports import entering
from seizures.imports import split as splitting
from tests.unit.seizures.builders import OFFICER
from tests.unit.seizures.imports.memory import Chaos, Crash, MemoryS3, MemoryTable, crash
from tests.unit.seizures.imports.world import World, row, table_of

BEFORE = table_of(row(1), row(2))
# Something new, changed, the same, wrong, doubled; with a reference and without; a case of two lines.
FILE = table_of(
    row(1),
    row(2, quantity=7),
    row(3),
    row(4, quantity="x"),
    row(5),
    row(5, type="cigars"),
    row(6, reference=""),
    row(6, reference=""),
    row(6, reference="", unit="pieces"),
    row(7, date="2020-03-14"),
    row(8, reference="", quantity=8),
)
EXPECTED = {"accepted": 5, "accepted_with_warnings": 1, "unchanged": 1, "updated": 1, "duplicate": 2, "rejected": 1}
RECORDS = 7


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several parts, and several transactions in each."""
    monkeypatch.setattr(splitting, "PART_ROWS", 4)
    monkeypatch.setattr(entering, "MOST_WRITES", 7)
    monkeypatch.setattr(entering, "_SAMPLE", 1)
    monkeypatch.setattr("cen.patience.PAUSES", ())


class Office:
    """Messages that come again until they are done with, as queues and the stream do it."""

    def __init__(self, folder: Path) -> None:
        self.chaos = Chaos()
        self.world = World(folder, MemoryTable(chaos=self.chaos), MemoryS3(chaos=self.chaos))
        self.world.load(BEFORE)
        self.world.clock.pass_by(hours=1)
        data = FILE.encode()
        self.id = self.world.ask(data)
        self.messages: list[Any] = [self.world.upload(self.id, data)]
        self.chaos.calls = 0
        self.deliveries = 0

    def run(self) -> None:
        while self.messages:
            self.deliveries += 1
            assert self.deliveries < 60
            message = self.messages.pop(0)
            try:
                self.handle(message)
            except (Crash, Unavailable):
                self.messages.append(message)
            self.messages += self.told()

    def handle(self, message: Any) -> None:
        match message:
            case Uploaded():
                self.world.reader(message)
            case ImportPartReady():
                self.world.parts(message)
            case ImportClosed():
                self.world.reporter(message)

    def told(self) -> list[Any]:
        """By the outbox, which is nobody's worker."""
        quiet, self.world.table.chaos = self.world.table.chaos, Chaos()
        try:
            return self.world.events(self.id)
        finally:
            self.world.table.chaos = quiet

    def check(self, expected: dict[str, int] = EXPECTED, records: int = RECORDS) -> None:
        self.chaos.at = 0
        shown = self.world.shown(self.id)
        assert (shown["status"], self.world.counts(shown), shown["report"]) == ("finished", expected, True)
        self.consistent()
        assert len(self.world.all_records()) == records
        versions = Counter(one["version"] for one in self.world.all_records())
        assert versions == {1: records - 1, 2: 1}

    def consistent(self) -> list[Any]:
        """Results, counts, records and the report say the same."""
        shown, rows = self.world.shown(self.id), self.world.rows(self.id)
        assert Counter(one["outcome"] for one in rows) == Counter(self.world.counts(shown))
        assert len({one["row"] for one in rows}) == len(rows)
        ids = {one["id"] for one in self.world.all_records()}
        assert {one["seizure_id"] for one in rows if "seizure_id" in one} <= ids
        entered = {one["seizure_id"] for one in rows if one["outcome"].startswith("accepted")}
        assert entered == {one["id"] for one in self.world.all_records() if one["created_at"] >= shown["created_at"]}
        return rows


def calls_of_a_quiet_run(folder: Path) -> int:
    office = Office(folder)
    office.run()
    office.check()
    return office.chaos.calls


def sweep(
    folder: Path, prepare: Callable[[Office], Callable[[], None]], *, after: bool, every: int = 1
) -> list[Office]:
    """An office for each call at which something happens."""
    total = calls_of_a_quiet_run(folder)
    assert 30 < total < 120
    offices = []
    for at in range(1, total + 1, every):
        office = Office(folder)
        office.chaos.at, office.chaos.after, office.chaos.happens = at, after, prepare(office)
        office.run()
        offices.append(office)
    return offices


@pytest.mark.parametrize("after", [False, True], ids=["before the call", "when it was carried out"])
def test_a_worker_that_dies_at_any_call_loses_and_doubles_nothing(tmp_path: Path, after: bool) -> None:
    for office in sweep(tmp_path, lambda _: crash, after=after):
        office.check()


@pytest.mark.parametrize("after", [False, True], ids=["before the call", "when it was carried out"])
def test_a_table_or_bucket_that_does_not_answer_loses_and_doubles_nothing(tmp_path: Path, after: bool) -> None:
    def fail() -> None:
        raise Unavailable

    for office in sweep(tmp_path, lambda _: fail, after=after, every=4):
        office.check()


def test_workers_that_die_again_and_again_lose_and_double_nothing(tmp_path: Path) -> None:
    """At every seventeenth call; a reader has time for one try in between."""
    office = Office(tmp_path)
    office.chaos.at = 17

    def again() -> None:
        office.chaos.at += 17
        raise Crash

    office.chaos.happens = again
    office.run()
    office.check()


def test_two_workers_on_one_part_enter_each_case_once(tmp_path: Path) -> None:
    """The second does all of its work inside of each call of the first."""

    def prepare(office: Office) -> Callable[[], None]:
        def meanwhile() -> None:
            for part in (1, 2, 3):
                job = office.world.store.read(office.id)
                if job and job.parts and part <= job.parts:
                    event = ImportPartReady(import_id=office.id, part=part, administration="FR")
                    office.world.parts(event)

        return meanwhile

    for office in sweep(tmp_path, prepare, after=False, every=2):
        office.check()


def test_a_cancel_at_any_call_leaves_what_was_entered_and_tells_it(tmp_path: Path) -> None:
    def prepare(office: Office) -> Callable[[], None]:
        return lambda: office.world.call("POST", f"/v1/imports/{office.id}/cancel", OFFICER) and None

    statuses = set()
    for office in sweep(tmp_path, prepare, after=False, every=3):
        office.chaos.at = 0
        shown = office.world.shown(office.id)
        statuses.add(shown["status"])
        rows = office.consistent()
        if shown["status"] == "cancelled":
            assert shown["done"] <= 11
            assert shown["report"] == ("rows" in shown)
            if shown["report"]:
                told = [line[0] for line in office.world.report(office.id)[1:]]
                assert told.count("not entered") == 11 - len(rows)
    assert statuses == {"cancelled", "finished"}


def test_a_cancel_and_then_a_crash(tmp_path: Path) -> None:
    """What a dead worker had entered before the cancel is counted when its message comes again."""
    for at in range(1, calls_of_a_quiet_run(tmp_path), 5):
        office = Office(tmp_path)

        def cancel_and_die(office: Office = office) -> None:
            office.world.call("POST", f"/v1/imports/{office.id}/cancel", OFFICER)
            raise Crash

        office.chaos.at, office.chaos.happens = at, cancel_and_die
        office.run()
        office.chaos.at = 0
        office.consistent()


def test_a_reference_that_is_taken_in_between_is_met(tmp_path: Path) -> None:
    """Another import of the same file does all of its work inside of a call of this one."""

    def prepare(office: Office) -> Callable[[], None]:
        def meanwhile() -> None:
            office.chaos.at = 0
            office.world.load(table_of(row(3), row(5), row(8, reference="", quantity=8)))

        return meanwhile

    for office in sweep(tmp_path, prepare, after=False, every=4):
        shown = office.world.shown(office.id)
        assert (shown["status"], shown["done"]) == ("finished", 11)
        references = [one.get("national_reference") for one in office.world.all_records()]
        assert len(office.world.all_records()) == RECORDS
        assert len(set(references) - {None}) == len([one for one in references if one])
