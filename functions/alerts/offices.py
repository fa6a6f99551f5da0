"""For which office a caller writes."""

from alerts.errors import NotTheOffice
from alerts.readers import CENMAT, Reader
from cen.act import Act
from cen.problems import FieldError, Invalid


def publisher_for(act: Act, wanted: str | None) -> str:
    """The office that was named, or the caller's only one. Raises `NotTheOffice`, or 422 where it must be named."""
    offices = sorted(Reader.of(act.caller).offices)
    if wanted is None and len(offices) == 1:
        return offices[0]
    if wanted is None:
        fault = FieldError("publisher", "required", "Say for which of your offices you write.", {"allowed": offices})
        raise Invalid("Some fields are not valid.", errors=[fault])
    if wanted not in offices:
        raise NotTheOffice(f"You do not write for {wanted}.")
    return wanted


def addressee(publisher: str) -> str:
    """Who hears for an office."""
    return "role:cenmat" if publisher == CENMAT else publisher.replace("administration:", "ncp:")
