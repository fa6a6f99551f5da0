"""A picture as it stands in a bucket: 25 bytes and who may see it, so that a bucket of a hundred is one read unit."""

from base64 import b32decode, b32encode
from dataclasses import dataclass

from cpdb.visibility import Face

# Crockford's base 32 of the ids, and that of the standard library, which begin at other characters.
_CROCKFORD, _STANDARD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_STANDARD, _TO_CROCKFORD = str.maketrans(_CROCKFORD, _STANDARD), str.maketrans(_STANDARD, _CROCKFORD)
_ID_BYTES, _HASH_BYTES, _LEFT_OUT = 16, 8, 4


@dataclass(frozen=True, slots=True)
class Member:
    """`window`: which of the picture's windows was hashed; 0: the whole picture."""

    id: str
    hash: int
    window: int
    face: Face

    def packed(self) -> bytes:
        return b"".join(
            [_id_bytes(self.id), self.hash.to_bytes(_HASH_BYTES), bytes([self.window]), str(self.face).encode()]
        )


def unpacked(data: bytes) -> Member:
    at = _ID_BYTES + _HASH_BYTES
    bits = int.from_bytes(data[_ID_BYTES:at])
    return Member(_id_text(data[:_ID_BYTES]), bits, data[at], Face.read(data[at + 1 :].decode()))


def _id_bytes(id: str) -> bytes:
    """26 characters are 130 bits, the first two of which are 0; six more in front make whole bytes of them."""
    return b32decode(f"AAAAAA{id.translate(_TO_STANDARD)}")[_LEFT_OUT:]


def _id_text(data: bytes) -> str:
    return b32encode(bytes(_LEFT_OUT) + data).decode()[6:].translate(_TO_CROCKFORD)
