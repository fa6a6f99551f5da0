"""Workbooks for tests: good ones, and ones that are made to hurt. None is kept as a file."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import openpyxl

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.worksheet+xml"/></Types>'
)
_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
_BOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_BOOK_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>'
)
_SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def book(rows: Sequence[Sequence[Any]], title: str = "Seizures") -> bytes:
    """A workbook as a person's program writes it."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    return saved(made)


def saved(made: Any) -> bytes:
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def raw(sheet_data: str = "", *, sheet: str | None = None, more: Mapping[str, bytes | str] | None = None) -> bytes:
    """A workbook whose sheet is written by hand. `sheet`: its whole XML; `more`: parts besides, or in their place."""
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS,
        "xl/workbook.xml": _BOOK,
        "xl/_rels/workbook.xml.rels": _BOOK_RELS,
        "xl/worksheets/sheet1.xml": sheet or _SHEET.format(sheet_data),
        **(more or {}),
    }
    return zipped(parts)


def zipped(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method, compresslevel=6) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def cell(reference: str, value: object = 1) -> str:
    return f'<c r="{reference}"><v>{value}</v></c>'


def with_doctype() -> bytes:
    laughs = '<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    rows = "<row r='1'><c r='A1' t='inlineStr'><is><t>&b;</t></is></c></row>"
    return raw(sheet=f'<?xml version="1.0"?>{laughs}{_SHEET.format(rows)}')


def fetching() -> bytes:
    """An entity that would be fetched, in a part that is not a sheet."""
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst>&a;</sst>'
    return raw(more={"xl/sharedStrings.xml": outside})


def far_apart(quote: str = '"') -> bytes:
    """Two cells, sixteen thousand columns and a million rows apart."""
    first, last = (f"<c r={quote}{name}{quote}><v>1</v></c>" for name in ("A1", "XFD1048576"))
    return raw(f"<row r={quote}1{quote}>{first}</row><row r={quote}1048576{quote}>{last}</row>")


def one_long_row(cells: int) -> bytes:
    """Cells without a reference: each is right of the one before."""
    return raw("<row>" + "<c><v>1</v></c>" * cells + "</row>")


def empty_rows(count: int) -> bytes:
    return raw("<row/>" * count)


def coloured_rows(count: int) -> bytes:
    """Rows that look used and say nothing, below two that do."""
    said = "<row r='1'>" + cell("A1") + "</row>"
    return raw(said + "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(2, count + 2)))


def unpacking_to(megabytes: int) -> bytes:
    return raw(more={"xl/media/long.xml": b"<x>" + b" " * (megabytes * 1_000_000) + b"</x>"})


DAY = date(2026, 3, 14)
