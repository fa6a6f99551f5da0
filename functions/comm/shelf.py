"""What operations are called and are for: sealed with one data key for all of them, which outlives their messages.

A list of operations so takes one call of the vault, and an archived operation keeps its name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cen import jsontext
from comm import items, sealing
from comm.errors import Overtaken
from comm.ring import Vault
from comm.steps import Item, put

if TYPE_CHECKING:
    from comm.store import CommStore

_SHELF, _GENERATION = "shelf", 1


@dataclass(frozen=True, slots=True)
class Shelf:
    key: bytes

    def item(self, operation: str, version: int, code_name: str, purpose: str) -> Item:
        text = jsontext.dumps({"code_name": code_name, "purpose": purpose}).encode()
        sealed = sealing.seal(self.key, text, _about(operation, version))
        return {"pk": items.room(operation), "sk": "ABOUT", "version": version, "sealed": sealed}

    def read(self, operation: str, item: Item) -> Mapping[str, Any]:
        """`code_name` and `purpose`. Raises `Tampered`."""
        about = _about(operation, int(item["version"]))
        read: Mapping[str, Any] = jsontext.loads(sealing.unseal(self.key, str(item["sealed"]), about))
        return read


def _about(operation: str, version: int) -> bytes:
    return sealing.about("description", operation, version)


def opened(vault: Vault, item: Item) -> Shelf:
    return Shelf(vault.unwrapped(str(item["wrapped"]), _SHELF, _GENERATION))


def made(store: "CommStore", vault: Vault, item: Item | None) -> Shelf:
    """The shelf for who writes to it; its key is made with the first operation."""
    if item is None:
        pk, sk = items.SHELF
        item = {"pk": pk, "sk": sk, "wrapped": vault.wrapped(_SHELF, _GENERATION)}
        try:
            store.commit([put(item, items.ABSENT)])
        except Overtaken:
            item = store.records.get(pk=pk, sk=sk) or item
    return opened(vault, item)
