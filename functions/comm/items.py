"""Operations, members and messages as DynamoDB items, and back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cen import jsontext
from comm.model import State
from comm.operation import Facts, Head
from comm.ring import Ring, ring_of
from comm.seats import Delegation
from comm.steps import Item, put, update

ABSENT = "attribute_not_exists(#pk)"
OVERSEEN = "OPERATIONS"
SHELF = ("SHELF", "KEY")
DUE = "DUE"


def room(operation: str) -> str:
    return f"OP#{operation}"


def message_key(number: int) -> str:
    return f"M#{number:08d}"


def version_key(number: int, version: int = 0) -> str:
    return f"OLD#{number:08d}#{version:04d}"


def member_key(administration: str) -> str:
    return f"MEMBER#{administration}"


def receipt_key(number: int, member: str = "") -> str:
    return f"RCPT#{number:08d}#{member}"


def file_key(number: int, id: str = "") -> str:
    return f"FILE#{number:08d}#{id}"


def change_key(change: int) -> str:
    return f"CHANGE#{change:08d}"


def change_item(operation: str, change: int, number: int, version: int, clear: str) -> Item:
    """`clear`: the message's header, which says who may learn of the change."""
    return {
        "pk": room(operation),
        "sk": change_key(change),
        "number": number,
        "version": version,
        "clear": clear,
    }


def drafts(operation: str, person: str) -> str:
    return f"DRAFTS#{operation}#{person}"


def listed(administration: str) -> str:
    return f"MINE#{administration}"


def waiting(rilo: str) -> str:
    return f"CONSENT#{rilo}"


def head_item(head: Head) -> Item:
    return {
        "pk": room(head.id),
        "sk": "HEAD",
        "version": head.version,
        "state": head.state,
        "last": head.last,
        "changes": head.changes,
        "generation": head.generation,
        "doc": head.facts.model_dump_json(exclude_none=True),
    }


def head_of(item: Item) -> Head:
    return Head(
        id=str(item["pk"]).removeprefix("OP#"),
        version=int(item["version"]),
        state=State(str(item["state"])),
        last=int(item["last"]),
        changes=int(item["changes"]),
        generation=int(item["generation"]),
        facts=Facts.model_validate_json(str(item["doc"])),
    )


def head_change(before: Head, after: Head, *, nothing_sent: bool = False) -> dict[str, Any]:
    """What is decided about an operation. Messages may be sent at the same moment, unless `nothing_sent`."""
    sets: dict[str, str | int] = {
        "version": after.version,
        "state": after.state,
        "generation": after.generation,
        "doc": after.facts.model_dump_json(exclude_none=True),
    }
    unless, values = "#version = :version", {"version": before.version}
    if nothing_sent:
        unless, values = f"{unless} AND #last = :last", {**values, "last": before.last}
    return update(room(after.id), "HEAD", sets=sets, unless=unless, values=values)


def head_sent(head: Head) -> dict[str, Any]:
    """One message more. Members, state and key are those that the sender met."""
    return _head_step(head, "last", head.last)


def head_altered(head: Head) -> dict[str, Any]:
    """One change of a message more."""
    return _head_step(head, "changes", head.changes)


def _head_step(head: Head, counter: str, value: int) -> dict[str, Any]:
    unless = f"#{counter} = :before AND #generation = :generation AND #state = :state"
    values: dict[str, str | int] = {"before": value, "generation": head.generation, "state": head.state}
    return update(room(head.id), "HEAD", sets={counter: value + 1}, unless=unless, values=values)


def delegation_item(operation: str, administration: str, version: int, delegation: Delegation) -> Item:
    doc = delegation.model_dump_json(exclude_none=True)
    return {"pk": room(operation), "sk": member_key(administration), "version": version, "doc": doc}


def delegation_of(item: Item) -> Delegation:
    return Delegation.model_validate_json(str(item["doc"]))


def delegation_put(operation: str, administration: str, before: int, delegation: Delegation) -> dict[str, Any]:
    item = delegation_item(operation, administration, before + 1, delegation)
    return put(item, f"{ABSENT} OR #version = :before", {"before": before})


def ring_item(operation: str, ring: Ring) -> Item:
    return {"pk": room(operation), "sk": "RING", "version": ring.version, "doc": ring.document()}


def ring_from(item: Item) -> Ring:
    return ring_of(int(item["version"]), str(item["doc"]))


def audit_item(operation: str, at: str, mark: str, entry: dict[str, Any], tell: str | None = None) -> Item:
    """`mark`: tells entries of one millisecond apart."""
    item: Item = {"pk": room(operation), "sk": f"AUDIT#{at}#{mark}", "entry": jsontext.dumps(entry)}
    return item | ({"tell": tell} if tell else {})


def read_item(operation: str, at: str, mark: str, entry: dict[str, Any]) -> Item:
    return {"pk": room(operation), "sk": f"READ#{at}#{mark}", "entry": jsontext.dumps(entry)}


def due_item(at: str, operation: str, what: str, number: int = 0) -> Item:
    return {"pk": DUE, "sk": f"{at}#{operation}#{what}#{number:08d}"}


@dataclass(frozen=True, slots=True)
class Due:
    """`at`: when it was to be done."""

    sk: str
    at: str
    operation: str
    what: str
    number: int


def due_of(item: Item) -> Due:
    sk = str(item["sk"])
    at, operation, what, number = sk.split("#")
    return Due(sk, at, operation, what, int(number))


def ranges(numbers: Sequence[int]) -> str:
    """
    >>> ranges([1, 2, 3, 7, 9, 10])
    '1-3 7 9-10'
    """
    found: list[list[int]] = []
    for number in sorted(set(numbers)):
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return " ".join(str(first) if first == last else f"{first}-{last}" for first, last in found)
