"""Authenticated encryption of what people write: AES-256-GCM (NIST SP 800-38D) of `cryptography`, and nothing else.

A sealed text is the base64 of a random 96-bit nonce, the ciphertext and its tag. `about` is bound to it: what it is, of
which operation, number, version and generation, and everything beside it that is stored in clear. So a text that was
changed, moved to another place or put back from an earlier state is not opened.
"""

import base64
import binascii
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16


class Tampered(Exception):
    """A sealed text or a wrapped key is not what was written there."""


def about(*parts: str | int) -> bytes:
    """What a text is bound to. No part can run into the next: each is preceded by its length."""
    return b"".join(b"%d:%s" % (len(text), text) for text in (str(part).encode() for part in parts))


def seal(key: bytes, text: bytes, bound_to: bytes) -> str:
    return base64.b64encode(sealed_bytes(key, text, bound_to)).decode()


def unseal(key: bytes, sealed: str, bound_to: bytes) -> bytes:
    """Raises `Tampered`."""
    try:
        raw = base64.b64decode(sealed, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Tampered from error
    return unsealed_bytes(key, raw, bound_to)


def sealed_bytes(key: bytes, content: bytes, bound_to: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _cipher(key).encrypt(nonce, content, bound_to)


def unsealed_bytes(key: bytes, raw: bytes, bound_to: bytes) -> bytes:
    """Raises `Tampered`."""
    from cryptography.exceptions import InvalidTag

    if len(raw) < NONCE_BYTES + TAG_BYTES:
        raise Tampered
    try:
        return _cipher(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], bound_to)
    except InvalidTag as error:
        raise Tampered from error


def _cipher(key: bytes) -> "AESGCM":
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # loaded by who reads or writes, not by who polls

    return AESGCM(key)
