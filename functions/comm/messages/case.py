"""What a reported seizure must have to become a case: the label, and the answers that the operation asks for. Pure."""

from collections.abc import Mapping
from typing import Any

from cen.problems import FieldError, Invalid
from cen.tlp import Tlp, wider
from comm.messages.model import SeizureMessage

_FULL = ("detection.method", "place.location_type", "concealment.method")


def check_record(message: SeizureMessage, label: Tlp, form: str) -> None:
    """The case must not reach more readers than the message: RED cannot become one at all. The CEN database looks at
    the rest when the case is made."""
    if label is Tlp.RED:
        raise _invalid(
            [("tlp", "tlp_red", "A case of the CEN database cannot be TLP:RED. Use AMBER+STRICT or a text.")]
        )
    if message.record.tlp and wider(label, Tlp(message.record.tlp)):
        raise _invalid([("record.tlp", "wider_than_message", "The case is labelled as narrowly as the message.")])
    if form == "full":
        record = message.record.model_dump(mode="json", exclude_none=True)
        says = "This operation asks for the full form."
        if lacking := [(f"record.{path}", "required", says) for path in _lacking(record)]:
            raise _invalid(lacking)


def _lacking(record: Mapping[str, Any]) -> list[str]:
    found = [path for path in _FULL if not _at(record, path)]
    return found + [f"lines.{n}.type" for n, line in enumerate(record["lines"]) if not line.get("type")]


def _at(record: Mapping[str, Any], path: str) -> Any:
    value: Any = record
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _invalid(faults: list[tuple[str, str, str]]) -> Invalid:
    return Invalid("Some fields are not valid.", errors=[FieldError(*fault) for fault in faults])
