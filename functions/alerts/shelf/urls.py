"""Addresses that people may be led to: checked as texts, never fetched. Pure."""

import re
from urllib.parse import urlsplit

from pydantic_core import PydanticCustomError

# Names of hosts as they are registered: at least two labels, the last of them letters.
_HOST = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\Z")
_PLAIN = re.compile(r"[!-~]+\Z")
# Names that lead into somebody's own network.
_INSIDE = frozenset(
    {"local", "localhost", "internal", "intranet", "lan", "home", "corp", "test", "example", "invalid", "onion"}
)


def https_address(text: str) -> str:
    """An https address of a public host by name, on its usual port, without anybody's name and password in it."""
    if not _PLAIN.match(text) or '"' in text or "<" in text or ">" in text or "\\" in text:
        raise PydanticCustomError("wrong_address", "Write the address as a browser shows it, without blanks.")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise PydanticCustomError("wrong_address", "This is no address.") from None
    if parts.scheme.lower() != "https":
        raise PydanticCustomError("not_https", "The address begins with https://.")
    if parts.username is not None or parts.password is not None or port not in (None, 443):
        raise PydanticCustomError("wrong_address", "An address of a page has no user name, and no port but 443.")
    host = (parts.hostname or "").rstrip(".")
    if not _HOST.match(host) or host.rpartition(".")[2] in _INSIDE:
        raise PydanticCustomError("wrong_host", "The address names a public host by its name.")
    return text
