"""The same tables give the same file, and a broken table gives none."""

from pathlib import Path

import pytest

from cen.codes.build import build
from cen.codes.table import DATA, read

LISTS = "id\ttitle_en\ttitle_fr\tedition\tsource\tlicence\tcomplete?\tparents\nt\tT\tT\t1\ts\tl\tyes\t\n"
MEMBERS = "country\tvalid_from\n"


def _tables(folder: Path, rows: str) -> Path:
    (folder / "lists.tsv").write_text(LISTS)
    (folder / "administrations.tsv").write_text(MEMBERS)
    (folder / "t.tsv").write_text(rows)
    return folder


def test_the_same_bytes_twice_few_enough_for_a_layer_and_nothing_left_beside(tmp_path: Path) -> None:
    first = build(tmp_path / "a.sqlite").read_bytes()
    assert first == build(tmp_path / "b.sqlite").read_bytes()
    assert len(first) < 15_000_000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.sqlite", "b.sqlite"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("code\tlabel_en\na\tA\na\tB\n", "twice"),
        ("code\tlabel_en\na\t\n", "no English label"),
        ("code\tlabel_en\n" + "a" * 81 + "\tA\n", "too long"),
        ("code\tparent\tlabel_en\na\tb\tA\n", "parent of a"),
        ("code\tlabel_en\na.b\tA\n", "parent of a.b"),
        ("code\tlabel_en\na\tA\tB\n", "line 2"),
        ("code\tlabel_en\na\n", "line 2"),
    ],
)
def test_a_broken_table_is_refused_and_named(tmp_path: Path, rows: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build(tmp_path / "a.sqlite", _tables(tmp_path, rows))
    assert not (tmp_path / "a.sqlite").exists()


def test_marked_columns_become_lists_flags_and_numbers(tmp_path: Path) -> None:
    folder = _tables(tmp_path, "code\tlabel_en\tx[]\ty?\tn#\tm#\tz\na\tA\t1| 2\tyes\t3\t-0.5\t\n")
    assert list(read("t", folder)) == [{"code": "a", "label_en": "A", "x": ["1", "2"], "y": True, "n": 3, "m": -0.5}]


def test_every_table_is_named_in_the_list_of_lists() -> None:
    named = {about["id"] for about in read("lists")} | {"lists", "administrations"}
    assert {path.name.partition(".")[0] for path in DATA.iterdir()} == named
