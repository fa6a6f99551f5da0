"""Workbooks of many rows, made quickly: a row of the template's example, again and again with other references and
amounts."""

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from seizures.imports.columns import Column
from seizures.imports.template import Template

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_KIND}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="Seizures" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
}
_REFERENCE, _AMOUNT = "national_reference", "line.quantity.amount"


def write(target: Path, rows: int, *, without: tuple[str, ...] = ()) -> int:
    """The number of cells that each row fills in. `without`: columns that begin so."""
    template = Template("drugs", "en")
    said = [
        (at, column, text)
        for at, (column, text) in enumerate(zip(template.columns, template.example(), strict=True))
        if text and not column.name.startswith(without)
    ]
    strings = [template.header(column) for _, column, _ in said] + [text for _, _, text in said]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, content in _PARTS.items():
            book.writestr(name, content)
        items = "".join(f"<si><t>{escape(text)}</t></si>" for text in strings)
        book.writestr("xl/sharedStrings.xml", f'<sst xmlns="{_MAIN}">{items}</sst>')
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            for piece in _rows([(_letters(at), column) for at, column, _ in said], rows):
                sheet.write(piece.encode())
            sheet.write(b"</sheetData></worksheet>")
    return len(said)


def _rows(columns: Sequence[tuple[str, Column]], rows: int) -> Iterator[str]:
    width = len(columns)
    yield _row(1, [f'<c r="{name}1" t="s"><v>{at}</v></c>' for at, (name, _) in enumerate(columns)])
    cells = [
        f'<c r="{name}%(n)d" t="inlineStr"><is><t>FR-2026-%(n)06d</t></is></c>'
        if column.name == _REFERENCE
        else f'<c r="{name}%(n)d"><v>%(amount)s</v></c>'
        if column.name == _AMOUNT
        else f'<c r="{name}%(n)d" t="s"><v>{width + at}</v></c>'
        for at, (name, column) in enumerate(columns)
    ]
    pattern = '<row r="%(n)d">' + "".join(cells) + "</row>"
    for number in range(2, rows + 2):
        yield pattern % {"n": number, "amount": 100.5 + number % 900}


def _row(number: int, cells: Sequence[str]) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def _letters(at: int) -> str:
    first, second = divmod(at, 26)
    return (chr(64 + first) if first else "") + chr(65 + second)
