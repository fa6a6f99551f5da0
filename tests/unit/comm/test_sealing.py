"""AES-256-GCM as published, and what it is bound to: nothing that was changed, moved or put back is opened."""

import base64

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from comm.sealing import KEY_BYTES, NONCE_BYTES, Tampered, about, seal, sealed_bytes, unseal, unsealed_bytes

KEY = bytes(range(32))
PLAIN = (
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
)
SEALED = (
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
)
LONG_KEY = "feffe9928665731c6d6a8f9467308308" * 2
# Key, nonce, text, what it is bound to, ciphertext, tag. Source: McGrew and Viega, "The Galois/Counter Mode of
# Operation (GCM)", submitted to NIST, appendix B, test cases 13 to 16 (AES-256).
VECTORS = [
    ("00" * 32, "00" * 12, "", "", "", "530f8afbc74536b9a963b4f1c4cb738b"),
    ("00" * 32, "00" * 12, "00" * 16, "", "cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919"),
    (
        LONG_KEY,
        "cafebabefacedbaddecaf888",
        PLAIN + "1aafd255",
        "",
        SEALED + "898015ad",
        "b094dac5d93471bdec1a502270e3cc6c",
    ),
    (
        LONG_KEY,
        "cafebabefacedbaddecaf888",
        PLAIN,
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        SEALED,
        "76fc6ece0f4e1768cddf8853bb2d551b",
    ),
]


@pytest.mark.parametrize(("key", "nonce", "plain", "bound", "sealed", "tag"), VECTORS)
def test_published_vectors_are_opened(key: str, nonce: str, plain: str, bound: str, sealed: str, tag: str) -> None:
    raw = bytes.fromhex(nonce + sealed + tag)
    assert unsealed_bytes(bytes.fromhex(key), raw, bytes.fromhex(bound)) == bytes.fromhex(plain)
    spoilt = raw[:-1] + bytes([raw[-1] ^ 1])
    with pytest.raises(Tampered):
        unsealed_bytes(bytes.fromhex(key), spoilt, bytes.fromhex(bound))


@given(st.binary(max_size=300), st.binary(max_size=40))
def test_what_is_sealed_is_opened_again_and_never_twice_the_same(text: bytes, bound: bytes) -> None:
    one, other = seal(KEY, text, bound), seal(KEY, text, bound)
    assert unseal(KEY, one, bound) == unseal(KEY, other, bound) == text
    assert one != other
    assert base64.b64decode(one)[:NONCE_BYTES] != base64.b64decode(other)[:NONCE_BYTES]


@given(st.binary(min_size=1, max_size=60), st.data())
def test_a_changed_byte_anywhere_is_noticed(text: bytes, data: st.DataObject) -> None:
    raw = bytearray(sealed_bytes(KEY, text, b"bound"))
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Tampered):
        unsealed_bytes(KEY, bytes(raw), b"bound")


PARTS = st.lists(st.one_of(st.integers(0, 10**6), st.text(max_size=6)), max_size=4)


@given(PARTS, PARTS)
def test_no_two_places_are_described_alike(one: list[str | int], other: list[str | int]) -> None:
    assume(list(map(str, one)) != list(map(str, other)))
    assert about(*one) != about(*other)


@pytest.mark.parametrize("sealed", ["", "!", "AAAA", "é", base64.b64encode(b"x" * 27).decode()])
def test_what_was_never_sealed_is_tampering(sealed: str) -> None:
    with pytest.raises(Tampered):
        unseal(KEY, sealed, b"")


def test_another_key_opens_nothing() -> None:
    with pytest.raises(Tampered):
        unseal(bytes(KEY_BYTES), seal(KEY, b"text", b""), b"")
