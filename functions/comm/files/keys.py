"""Where the bytes of an attachment lie, before and after they were looked at, and what they are bound to. Pure."""

from comm import sealing

PREFIX = "files"
QUARANTINE = "attachments"


def quarantined(operation: str, number: int, id: str) -> str:
    return f"{QUARANTINE}/{operation}/{number:08d}/{id}"


def parts_of(key: str) -> tuple[str, int, str]:
    """Operation, number and id of what lies in the quarantine. Raises `ValueError` for another key."""
    prefix, operation, number, id = key.split("/")
    if prefix != QUARANTINE:
        raise ValueError("not an attachment")
    return operation, int(number), id


def key_of(operation: str, number: int | None = None, id: str | None = None) -> str:
    """A prefix where a part is left out."""
    tail = "" if number is None else f"{number:08d}/{id or ''}"
    return f"{PREFIX}/{operation}/{tail}"


def bound_to(operation: str, number: int, id: str, generation: int) -> bytes:
    """What the bytes of an attachment are bound to."""
    return sealing.about("attachment", operation, number, id, generation)
