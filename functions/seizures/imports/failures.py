"""Why a file as a whole cannot be imported, in words for the clerk who sent it. Nothing of it was entered."""

from enum import StrEnum


class Failure(StrEnum):
    NOT_UPLOADED = "not_uploaded"
    NOT_A_TABLE = "not_a_table"
    OLD_EXCEL = "old_excel"
    BINARY_EXCEL = "binary_excel"
    OPEN_DOCUMENT = "open_document"
    MACROS = "macros"
    PASSWORD_PROTECTED = "password_protected"  # noqa: S105 - what the file is
    BROKEN_WORKBOOK = "broken_workbook"
    DOCTYPE = "doctype"
    EXPANDS_TOO_FAR = "expands_too_far"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    TOO_MANY_CELLS = "too_many_cells"
    UNREADABLE = "unreadable"
    NO_SUCH_SHEET = "no_such_sheet"
    NO_HEADER = "no_header"
    DUPLICATE_HEADERS = "duplicate_headers"
    UNKNOWN_COLUMNS = "unknown_columns"
    MISSING_COLUMNS = "missing_columns"
    COLUMN_WITHOUT_HEADER = "column_without_header"
    NO_ROWS = "no_rows"
    NOT_ALLOWED = "not_allowed"
    GAVE_UP = "gave_up"


_SAVE_AS_XLSX = "Save it as an Excel workbook (.xlsx) and send it again."
_SAYS = {
    Failure.NOT_UPLOADED: "No file arrived while the form was good. Ask for a new import.",
    Failure.NOT_A_TABLE: "The file is {what}, not a workbook (.xlsx), CSV or JSON lines.",
    Failure.OLD_EXCEL: f"This is a workbook of Excel 97–2003 (.xls). {_SAVE_AS_XLSX}",
    Failure.BINARY_EXCEL: f"This is a binary workbook (.xlsb). {_SAVE_AS_XLSX}",
    Failure.OPEN_DOCUMENT: f"This is an OpenDocument spreadsheet (.ods). {_SAVE_AS_XLSX}",
    Failure.MACROS: f"The workbook holds macros. {_SAVE_AS_XLSX}",
    Failure.PASSWORD_PROTECTED: "The workbook is protected with a password. Take the password off and send it again.",
    Failure.BROKEN_WORKBOOK: "The workbook is damaged: {what}. Open it, save it under a new name and send that.",
    Failure.DOCTYPE: "The workbook holds a document type definition, which no spreadsheet needs. It was not opened.",
    Failure.EXPANDS_TOO_FAR: "Unpacked, the workbook is larger than {what}. Send it in parts.",
    Failure.TOO_MANY_ROWS: "A sheet has more than {what} rows. Send it in parts; delete empty rows that look used.",
    Failure.TOO_MANY_COLUMNS: "There are more than {what} columns. Delete those that do not belong to the table.",
    Failure.TOO_MANY_CELLS: "A sheet has more than {what} cells. Send it in parts.",
    Failure.UNREADABLE: "The workbook could not be read within its limits of memory and time. Copy the rows into a new "
    "workbook, as values, and send that.",
    Failure.NO_SUCH_SHEET: "There is no sheet named {what}.",
    Failure.NO_HEADER: "No line of column names was found among the first {what} rows. Use the template, or say in the "
    "mapping which column is which.",
    Failure.DUPLICATE_HEADERS: "Columns stand there twice: {what}. Delete or rename one of each.",
    Failure.UNKNOWN_COLUMNS: "Columns are not known: {what}. Rename them, delete them, or say in the mapping that they "
    "are to be ignored.",
    Failure.MISSING_COLUMNS: "Columns are missing that every record needs: {what}. Add them, or say in the mapping "
    "what they always are.",
    Failure.COLUMN_WITHOUT_HEADER: "There are values without a column name above them, in {what}.",
    Failure.NO_ROWS: "There is no row below the column names.",
    Failure.NOT_ALLOWED: "The account that sent the file may no longer enter records.",
    Failure.GAVE_UP: "Something failed on our side, several times. Send the file again.",
}


class Unreadable(Exception):
    """The file cannot be imported."""

    def __init__(self, failure: Failure, what: str = "") -> None:
        super().__init__(failure)
        self.failure = failure
        self.what = what


def says(failure: Failure, what: str) -> str:
    return _SAYS[failure].format(what=what)
