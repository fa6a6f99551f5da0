"""Rows of the board: what lists need of a warning or a case, so that no message is opened for them.

Whom a row may be shown to stands in the row. That its sender wrote it so is proved by an empty text, sealed with the
operation's key and bound to it. What came later (answers, lateness, what became of a case) is written by functions
without that key, too, and is not proved. Once the keys are destroyed nothing is.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from cen import jsontext
from cen.tlp import Tlp
from comm import sealing
from comm.messages.header import may_see
from comm.messages.model import Kind
from comm.messages.writing import Sealer
from comm.ring import Keys, Ring
from comm.room import Room
from comm.sealing import Tampered
from comm.showing import note_tampering
from comm.steps import Item

_LABELS = list(Tlp)
_WITH_ROW = (Kind.WARNING, Kind.SEIZURE)
_SAME = ("at", "tlp", "administration", "person", "to")


def proved(sealer: Sealer, row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with its proof."""
    about = _about(sealer.operation, row, sealer.generation)
    return {**row, "generation": sealer.generation, "proof": sealing.seal(sealer.key, b"", about)}


def check(operation: str, row: Mapping[str, Any], ring: Ring, keys: Keys) -> None:
    """Raises `Tampered` for a row that is not its sender's."""
    generation, proof = row.get("generation"), row.get("proof")
    if not isinstance(generation, int) or not isinstance(proof, str):
        raise Tampered
    sealing.unseal(keys.of(ring, generation), proof, _about(operation, row, generation))


def _about(operation: str, row: Mapping[str, Any], generation: int) -> bytes:
    fixed = (row[name] for name in ("number", "at", "tlp", "administration", "person"))
    return sealing.about("row", operation, generation, *fixed, row.get("due", ""), *row["to"])


def read(item: Item) -> dict[str, Any]:
    """Raises `Tampered` for what is no row."""
    try:
        row = jsontext.loads(str(item.get("row")))
    except ValueError as error:
        raise Tampered from error
    if not isinstance(row, dict) or not all(fits(row.get(name)) for name, fits in _SHAPE.items()):
        raise Tampered
    if not (_is_warning(row) if "answers" in row else isinstance(row.get("status"), str)):
        raise Tampered
    return row


def of(item: Item, number: int, header: Mapping[str, Any]) -> dict[str, Any] | None:
    """The row of a message; None: it has none. Raises `Tampered` where it is not what the header says, to which the
    message's content is bound."""
    warning = header["kind"] == Kind.WARNING
    if "row" not in item:
        if header["kind"] in _WITH_ROW and not header.get("withdrawn"):
            raise Tampered
        return None
    row = read(item)
    same = row["number"] == number and row.get("due") == header.get("due") and ("answers" in row) is warning
    if not same or any(row[name] != header[name] for name in _SAME):
        raise Tampered
    return row


def readable(operation: str, found: Iterable[Item]) -> Iterator[dict[str, Any]]:
    """What is no row is told to the operators and left out."""
    for item in found:
        try:
            row = read(item)
        except Tampered:
            note_tampering(operation, "row")
        else:
            yield row


def visible(room: Room, keys: Keys, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows that the caller may see; one that is not its sender's is told to the operators and left out."""
    for row in rows:
        if not may_see(room.seat, row["number"], row):
            continue
        try:
            if room.ring is not None:
                check(room.head.id, row, room.ring, keys)
        except Tampered:
            note_tampering(room.head.id, "row", row["number"])
        else:
            yield row


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_number(value: Any) -> bool:
    return type(value) is int and value > 0


_SHAPE: Mapping[str, Callable[[Any], bool]] = {
    "number": _is_number,
    "at": _is_text,
    "tlp": lambda value: value in _LABELS,
    "administration": _is_text,
    "person": _is_text,
    "to": _are_texts,
}


def _is_warning(row: Mapping[str, Any]) -> bool:
    answers = row["answers"]
    given = answers.values() if isinstance(answers, dict) else [None]
    asked = row.get("asked")
    return (
        _are_texts([row.get("due"), row.get("remind")])
        and isinstance(asked, dict)
        and all(map(_is_number, asked.values()))
        and _are_texts(row.get("late"))
        and all(map(_are_answers, given))
    )


def _are_answers(given: Any) -> bool:
    return isinstance(given, list) and all(
        isinstance(one, list) and len(one) == 3 and _is_number(one[0]) and _are_texts(one[1:]) for one in given
    )
