"""PDF: taken as it is if it does nothing but show pages."""

from cen import pdf
from comm.files.model import MOST_KEPT, Reason, Rejected

_REASONS = {
    "not_a_pdf": Reason.WRONG_TYPE,
    "pdf_cut_off": Reason.WRONG_TYPE,
    "pdf_encrypted": Reason.ENCRYPTED,
    "pdf_unreadable": Reason.UNREADABLE,
    "pdf_too_complex": Reason.UNREADABLE,
}


def check(content: bytes) -> None:
    """Raises `Rejected`."""
    if len(content) > MOST_KEPT:
        raise Rejected(Reason.TOO_LARGE)
    try:
        pdf.check(content)
    except pdf.Suspicious as refused:
        raise Rejected(_REASONS.get(refused.code, Reason.ACTIVE_CONTENT)) from refused
