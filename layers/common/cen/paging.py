"""Lists: a limit, and a cursor that only this server can write and only the same caller can use for the same query."""

import base64
import binascii
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, NoReturn

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from cen.problems import InvalidCursor

_SIGNATURE_BYTES = 16
_NONCE_BYTES = 12

_NUMBER = re.compile(r"0|[1-9][0-9]*")

type Key = Mapping[str, str]


def whole_number(value: Any) -> Any:
    """One spelling of a number: left to itself, pydantic also reads "5.0", "1_0", "+5" and " 5 "."""
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        raise PydanticCustomError("int_parsing", "Write a whole number, such as 25.")
    return value


class PageQuery(BaseModel):
    """The parameters of every list; lists with filters add theirs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: Annotated[int, Field(ge=1, le=100, description="Items on a page"), BeforeValidator(whole_number)] = 25
    cursor: Annotated[str | None, Field(max_length=2000, description="`next` of the page before")] = None

    def question(self) -> dict[str, Any]:
        """What was asked, without how much of it: a cursor is bound to this."""
        return self.model_dump(mode="json", exclude={"limit", "cursor"}, exclude_none=True)


@dataclass(frozen=True, slots=True)
class Page[T]:
    items: Sequence[T]
    next: Key | None = None


@dataclass(frozen=True, slots=True)
class Cursors:
    """`secret` is called at the first cursor written or read, so that other requests do not pay for it."""

    secret: Callable[[], bytes]

    def write(self, position: Key | None, caller_id: str, question: Mapping[str, Any]) -> str | None:
        if position is None:
            return None
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = nonce + self._veil(json.dumps(dict(position), separators=(",", ":")).encode(), nonce)
        return base64.urlsafe_b64encode(self._sign(sealed, caller_id, question) + sealed).decode().rstrip("=")

    def read(self, cursor: str | None, caller_id: str, question: Mapping[str, Any]) -> Key | None:
        """The position in a cursor. Raises `InvalidCursor` if it was changed, or made for someone or something else."""
        if cursor is None:
            return None
        try:
            raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            _refuse()
        signature, sealed = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
        if not hmac.compare_digest(signature, self._sign(sealed, caller_id, question)):
            _refuse()
        nonce, veiled = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        position: Key = json.loads(self._veil(veiled, nonce))
        return position

    def _veil(self, payload: bytes, nonce: bytes) -> bytes:
        """Covers or uncovers a position, which may be that of a record the caller may not know of: SHAKE-256 of secret
        and nonce as a key stream. Truth is the signature's business; this only keeps it from being read."""
        stream = hashlib.shake_256(b"cursor" + self.secret() + nonce).digest(len(payload))
        return bytes(one ^ other for one, other in zip(payload, stream, strict=True))

    def _sign(self, sealed: bytes, caller_id: str, question: Mapping[str, Any]) -> bytes:
        bound = json.dumps([caller_id, question], sort_keys=True, separators=(",", ":")).encode()
        message = hashlib.sha256(bound).digest() + sealed
        return hmac.digest(self.secret(), message, "sha256")[:_SIGNATURE_BYTES]


def _refuse() -> NoReturn:
    raise InvalidCursor("The cursor is not one of this list. Start again without it.")
