"""Why a file is not handed on."""

UNREADABLE, TOO_COMPLEX = "pdf_unreadable", "pdf_too_complex"


class Suspicious(ValueError):
    """`code`: why it is refused."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
