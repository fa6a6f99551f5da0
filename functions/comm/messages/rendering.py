"""A message as readers get it: what the server says of it, then what the sender wrote, which is not parsed for that."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cen import jsontext
from comm.messages import rows
from comm.messages.warned import statuses

if TYPE_CHECKING:
    from comm.messages.reading import Stored


def stone(number: int, state: str) -> str:
    return jsontext.dumps({"number": number, "state": state})


def document(stored: "Stored", header: Mapping[str, Any], content: bytes | None, now: str) -> str:
    """JSON text of a `Message`. `content`: None where there is no key any more. Raises `Tampered` for a row that is not
    that of the message."""
    state = _state(stored, header)
    item = stored.item or {}
    row = rows.of(item, stored.number, header)
    told: dict[str, Any] = {
        "number": stored.number,
        "state": state,
        "kind": header["kind"],
        "version": item["version"],
        "sender": {"administration": header["administration"], "person": header["person"]},
        "sent_at": header["at"],
        "tlp": header["tlp"],
        "urgency": header["urgency"],
        **{name: header[key] for name, key in _OPTIONAL if header.get(key)},
    }
    if row is not None:
        told |= _row(header["kind"], row, now)
    if type(item.get("files")) is int and item["files"]:
        told["attachments"] = item["files"]
    text = jsontext.dumps(told)
    return text if state != "sent" or content is None else f"{text[:-1]},{content.decode()[1:]}"


_OPTIONAL = (("changed_at", "changed_at"), ("reply_to", "re"), ("addressees", "to"))
_CASE = ("status", "seizure_id", "version", "errors")


def _state(stored: "Stored", header: Mapping[str, Any]) -> str:
    if header.get("withdrawn"):
        return "withdrawn"
    return "destroyed" if stored.ring is None else "sent"


def _row(kind: str, row: Mapping[str, Any], now: str) -> dict[str, Any]:
    if kind == "warning":
        return {"answers": statuses(row, now)}
    return {"case": {name: row[name] for name in _CASE if name in row}}
