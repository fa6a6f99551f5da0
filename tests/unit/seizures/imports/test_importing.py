"""Imports from asking to the report: what becomes of rows, and that the counts add up."""

from tests.unit.seizures.imports.world import World, many, row, table_of


def test_rows_become_records_and_counts_add_up(world: World) -> None:
    shown = world.load(table_of(row(1), row(2, quantity="x"), row(3, date="2020-03-14"), row(4)))
    print(shown)
    assert (shown["status"], shown["rows"], shown["done"]) == ("finished", 4, 4)
    assert world.counts(shown) == {"accepted": 2, "accepted_with_warnings": 1, "rejected": 1}
    print(world.rows(shown["id"]))
    print(world.report(shown["id"]))
    print(world.all_records())
