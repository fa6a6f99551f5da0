"""Tables of text and JSON lines: encodings, marks, quotes, and damaged lines among good ones."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seizures.imports.failures import Failure, Unreadable
from seizures.imports.header import known_in
from seizures.imports.mapping import Mapping
from seizures.imports.reading import limits
from seizures.imports.reading.documents import Documents
from seizures.imports.reading.kinds import kind_of
from seizures.imports.reading.rows import Row
from seizures.imports.reading.text import Table, read_table

KNOWN = known_in(Mapping()).known
HEAD = "Référence nationale;Date de saisie;Récit"


def read(content: bytes | str, encoding: str = "utf-8") -> Table:
    return read_table(content.encode(encoding) if isinstance(content, str) else content, KNOWN)


def cells(table: Table) -> list[list[Any]]:
    return [list(row.cells) for row in table]


def faults(table: Table) -> list[str | None]:
    return [row.fault[0] if row.fault else None for row in table]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_mark_are_found_out(encoding: str, delimiter: str) -> None:
    text = f"{HEAD}\r\nFR-1;2026-03-14;Dissimulé\r\n".replace(";", delimiter)
    found = read(text, encoding)
    assert cells(found) == [["Référence nationale", "Date de saisie", "Récit"], ["FR-1", "2026-03-14", "Dissimulé"]]
    assert found.notes.delimiter == delimiter
    assert found.notes.encoding == encoding.removesuffix("-sig")


def test_a_mark_is_found_by_what_the_header_says_and_not_by_counting() -> None:
    found = read('reference;date;remarks\nFR-1;2026-03-14;"a,b,c,d,e,f"\n')
    assert found.notes.delimiter == ";"


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "sep=; "])
def test_a_line_that_says_the_mark_is_no_row(line: str) -> None:
    found = read(f"{line}\nreference;date\nFR-1;2026-03-14\n")
    assert (found.notes.delimiter, cells(found)) == (";", [["reference", "date"], ["FR-1", "2026-03-14"]])


def test_quotes_hold_marks_lines_and_quotes() -> None:
    found = read('reference,remarks\n"FR-1","a, ""b""\nc"\n\n ,\nFR-2,d\n')
    assert list(found)[1:] == [Row(2, ["FR-1", 'a, "b"\nc']), Row(4, [" ", ""]), Row(5, ["FR-2", "d"])]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_do_anywhere(end: str) -> None:
    assert len(cells(read(end.join(["reference;date", "FR-1;2026-03-14", "FR-2;2026-03-15"])))) == 3


def test_lines_of_another_encoding_are_refused_and_the_others_are_read() -> None:
    head, utf8, old = HEAD.encode(), "FR-1;;Dissimulé".encode(), "FR-2;;Dissimulé".encode("cp1252")
    mostly_utf8 = read(b"\n".join([head, utf8, old, b"FR-3;;plain"]))
    assert faults(mostly_utf8) == [None, None, "mixed_encoding", None]
    assert mostly_utf8.notes.encoding == "utf-8"
    mostly_old = read(b"\n".join([HEAD.encode("cp1252"), old, utf8, b"FR-3;;plain"]))
    assert faults(mostly_old) == [None, None, "mixed_encoding", None]
    assert mostly_old.notes.encoding == "cp1252"
    assert faults(read(b"\n".join([HEAD.encode("cp1252"), old, b"FR-2;;\x81"]))) == [None, None, "mixed_encoding"]


def test_zero_bytes_are_refused_row_by_row() -> None:
    assert faults(read("reference;date\nFR-1;a\0b\nFR-2;c\nFR-3;é\0\n")) == [None, "nul_byte", None, "nul_byte"]


def test_a_row_of_a_megabyte_is_refused_and_shown_in_part() -> None:
    found = list(read(f"reference;remarks\nFR-1;{'x' * 1_000_000}\nFR-2;y\n"))
    assert [row.fault and row.fault[0] for row in found] == [None, "row_too_long", None]
    assert sum(map(len, found[1].cells)) < 1000  # type: ignore[arg-type]


def test_it_is_read_again_from_the_beginning() -> None:
    found = read("reference;date\nFR-1;a\n")
    assert cells(found) == cells(found)


def test_an_encoding_that_is_said_wrong() -> None:
    with pytest.raises(Unreadable) as unreadable:
        list(read_table(b"reference;date\nabc", KNOWN, "utf-16"))
    assert unreadable.value.failure is Failure.NOT_A_TABLE


texts = st.lists(
    st.lists(
        st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from('",;\n'), max_size=8),
        min_size=2,
        max_size=4,
    ),
    max_size=5,
)


@given(texts, st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_what_a_spreadsheet_program_writes_is_read_back(rows: list[list[str]], delimiter: str, encoding: str) -> None:
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=delimiter)
    writer.writerow(["reference", "date", "remarks"])
    writer.writerows(rows)
    found = read(target.getvalue(), encoding)
    assert cells(found)[1:] == [row for row in rows if any(row)]


@pytest.mark.parametrize(
    ("content", "filename", "kind"),
    [(b"PK\x03\x04", "a.csv", "workbook"), (b"a;b", "a.xlsx", "csv"), (b'\xef\xbb\xbf {"a": 1}', "a.csv", "jsonl"),
     (b"x", "a.jsonl", "jsonl"), ("a;b".encode("utf-16"), "a", "csv")],
)  # fmt: skip
def test_a_file_is_what_its_bytes_say(content: bytes, filename: str, kind: str) -> None:
    assert kind_of(content, filename) == kind


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)


@pytest.mark.parametrize(
    ("content", "failure"),
    [
        (b"%PDF-1.7", Failure.NOT_A_TABLE), (b"\x89PNG\r\n", Failure.NOT_A_TABLE), (b"\x1f\x8b", Failure.NOT_A_TABLE),
        (b"  <!DOCTYPE html><table>", Failure.NOT_A_TABLE), (b"<?xml version='1.0'?><a/>", Failure.NOT_A_TABLE),
        (bytes(range(1, 200)), Failure.NOT_A_TABLE), (OLE, Failure.OLD_EXCEL), (b" \n", Failure.NO_ROWS),
        (OLE + "EncryptedPackage".encode("utf-16-le"), Failure.PASSWORD_PROTECTED),
    ],
)  # fmt: skip
def test_what_is_no_table_is_told_by_name(content: bytes, failure: Failure) -> None:
    with pytest.raises(Unreadable) as unreadable:
        kind_of(content, "report.xlsx")
    assert unreadable.value.failure is failure


def test_json_lines_one_by_one() -> None:
    content = b'\xef\xbb\xbf{"a": 1}\n\n{"a": 1, "a": 2}\r\n[1]\n{"b": NaN}\n{"c": "\xff"}\nnot json\n{"d": 2}'
    found = list(Documents(content))
    assert [(row.number, row.document, row.fault and row.fault[0]) for row in found] == [
        (1, {"a": 1}, None), (3, None, "malformed"), (4, None, "malformed"), (5, None, "malformed"),
        (6, None, "mixed_encoding"), (7, None, "malformed"), (8, {"d": 2}, None),
    ]  # fmt: skip


def test_a_json_line_that_is_too_long() -> None:
    (only,) = Documents(b'{"a": "' + b"x" * 300_000 + b'"}')
    assert only.fault
    assert only.fault[0] == "row_too_long"
    assert limits.LONGEST_ROW < 300_000
