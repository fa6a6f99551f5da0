"""The key ring of an operation: its wrapped data keys, and which messages are beyond their first version. Pure.

It stands in a table of its own, of which there are no backups: once it is deleted, nothing that was sealed can be read.
As it tells the version of every message that was changed, an older one put back into the other table is noticed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from cen import jsontext
from comm.sealing import Tampered


@dataclass(frozen=True, slots=True)
class Ring:
    """`keys`: wrapped data keys by generation; `versions`: of messages by number, where it is not 1."""

    version: int
    keys: Mapping[int, str]
    versions: Mapping[int, int] = field(default_factory=dict)

    def with_key(self, generation: int, wrapped: str) -> "Ring":
        return replace(self, version=self.version + 1, keys={**self.keys, generation: wrapped})

    def with_version(self, number: int, version: int) -> "Ring":
        return replace(self, version=self.version + 1, versions={**self.versions, number: version})

    def version_of(self, number: int) -> int:
        return self.versions.get(number, 1)

    def document(self) -> str:
        return jsontext.dumps({"keys": self.keys, "versions": self.versions})


def ring_of(version: int, document: str) -> Ring:
    read = jsontext.loads(document)
    return Ring(
        version,
        {int(generation): wrapped for generation, wrapped in read["keys"].items()},
        {int(number): known for number, known in read["versions"].items()},
    )


class Vault(Protocol):
    """What wraps data keys and alone can unwrap them. Both raise `Unavailable` if it cannot be reached or refuses."""

    def wrapped(self, operation: str, generation: int) -> str:
        """A new data key, which nobody has seen."""

    def unwrapped(self, wrapped: str, operation: str, generation: int) -> bytes:
        """Raises `Tampered` for what was not wrapped here for this operation and generation."""


@dataclass(slots=True)
class Keys:
    """The data keys that one request needs, each unwrapped once and forgotten with the request."""

    vault: Vault
    operation: str
    _open: dict[str, bytes] = field(default_factory=dict)
    _broken: set[str] = field(default_factory=set)

    def of(self, ring: Ring, generation: int) -> bytes:
        """Raises `Tampered` where the ring has no such key, or not one of this vault."""
        wrapped = ring.keys.get(generation)
        if wrapped is None or wrapped in self._broken:
            raise Tampered
        if wrapped not in self._open:
            try:
                self._open[wrapped] = self.vault.unwrapped(wrapped, self.operation, generation)
            except Tampered:
                self._broken.add(wrapped)
                raise
        return self._open[wrapped]
