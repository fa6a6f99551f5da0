"""A message as it is stored: sealed content, header in clear, and the steps that keep counts beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cen import jsontext
from cen.problems import FieldError, Invalid
from comm import items, sealing
from comm.messages.model import MOST_BYTES
from comm.messages.tally import Tally
from comm.steps import Item, update


@dataclass(frozen=True, slots=True)
class Sealer:
    """Of one operation and one generation of its key."""

    operation: str
    generation: int
    key: bytes

    def message(self, number: int, version: int, header: Mapping[str, Any], content: Mapping[str, Any]) -> Item:
        """Raises `Invalid` for what is too large to be read with a page of others."""
        clear, text = jsontext.dumps(header), jsontext.dumps(content).encode()
        if len(text) > MOST_BYTES:
            path = "record" if "record" in content else "text"
            fault = FieldError(path, "too_long", f"A message may have {MOST_BYTES} bytes.")
            raise Invalid("Some fields are not valid.", errors=[fault])
        bound = bound_to(self.operation, number, version, self.generation, clear)
        return {
            "pk": items.room(self.operation),
            "sk": items.message_key(number),
            "version": version,
            "generation": self.generation,
            "clear": clear,
            "sealed": sealing.seal(self.key, text, bound),
        }


def bound_to(operation: str, number: int, version: int, generation: int, clear: str) -> bytes:
    """As no part but the last holds a bar, no two places are described alike."""
    return f"message|{operation}|{number}|{version}|{generation}|{clear}".encode()


def opened(operation: str, number: int, item: Item, key: bytes) -> bytes:
    """The content's JSON. Raises `Tampered`."""
    bound = bound_to(operation, number, int(item["version"]), int(item["generation"]), str(item["clear"]))
    return sealing.unseal(key, str(item["sealed"]), bound)


def stands(item: Item) -> bool:
    """Whether all is there that a message is opened with."""
    return (
        type(item.get("version")) is int
        and type(item.get("generation")) is int
        and type(item.get("sealed")) is str
        and type(item.get("clear")) is str
    )


def header_of(item: Item) -> Any:
    return jsontext.loads(str(item["clear"]))


def row_of(item: Item) -> Any:
    return jsontext.loads(str(item["row"]))


def on_board(operation: str, kind: str, sort: str, row: Mapping[str, Any]) -> Item:
    """Attributes by which a message stands on the board."""
    return {"bd_pk": f"{operation}#{kind}", "bd_sk": sort, "row": jsontext.dumps(row), "row_version": 1}


def row_change(operation: str, item: Item, row: Mapping[str, Any], **sets: str) -> dict[str, Any]:
    """Another row of the same message, if it is still the one that was read."""
    version = int(item["row_version"])
    return update(
        items.room(operation),
        str(item["sk"]),
        sets={"row": jsontext.dumps(row), "row_version": version + 1, **sets},
        unless="#row_version = :row_version",
        values={"row_version": version},
    )


def tally_steps(operation: str, tally: Tally) -> list[dict[str, Any]]:
    room = items.room(operation)
    return [update(room, item, adds=numbers) for item, numbers in sorted(tally.steps.items())]
