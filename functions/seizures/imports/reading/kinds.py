"""What kind of file it is, by its first bytes: names of files are only names."""

from typing import Literal

from seizures.imports.failures import Failure, Unreadable

type FileKind = Literal["workbook", "csv", "jsonl"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The stream of a workbook that is encrypted, in the directory of the compound file (UTF-16).
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHERS = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"Rar!", "an archive (RAR)"),
    (b"7z\xbc\xaf", "an archive (7z)"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"<?xml", "an XML document"),
    (b"<!doctype", "a web page"),
    (b"<html", "a web page"),
)
_LOOKED_AT = 4096
_BLANK = b"\xef\xbb\xbf \t\r\n"
# Controls that no table of text has: all but tab, line feed, carriage return and, of UTF-16, zero.
_CONTROLS = frozenset(range(1, 32)) - {9, 10, 13, 26}


def kind_of(content: bytes, filename: str) -> FileKind:
    """Raises `Unreadable` for what is no table, or one of a kind that is not read."""
    if content.startswith(b"PK\x03\x04"):
        return "workbook"
    if content.startswith(_OLE):
        raise Unreadable(Failure.PASSWORD_PROTECTED if _ENCRYPTED in content else Failure.OLD_EXCEL)
    begins = content[:_LOOKED_AT].lstrip(_BLANK).lower()
    for magic, name in _OTHERS:
        if begins.startswith(magic.lower()):
            raise Unreadable(Failure.NOT_A_TABLE, name)
    if not begins:
        raise Unreadable(Failure.NO_ROWS)
    if sum(byte in _CONTROLS for byte in begins) > len(begins) // 20:
        raise Unreadable(Failure.NOT_A_TABLE, "a file of another kind")
    if begins.startswith(b"{") or filename.lower().endswith((".jsonl", ".ndjson", ".json")):
        return "jsonl"
    return "csv"
