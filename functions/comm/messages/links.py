"""Links in a message: the text stays plain, and those that are what they look like are named beside it."""

import re
from urllib.parse import urlsplit

MOST_LINKS = 20
_CANDIDATE = re.compile(r"https?://[!-~]{1,2000}")
_NO_END_OF_A_LINK = ".,;:!?)]}'\">"
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+\Z")


def safe_links(text: str) -> list[str]:
    """Addresses of web pages in the text, each once: http or https, a plain host name, no user name before it. What
    pretends (other schemes, other letters, `bank.example@elsewhere.example`) is left out and so is not made a link."""
    found = dict.fromkeys(match.group().rstrip(_NO_END_OF_A_LINK) for match in _CANDIDATE.finditer(text))
    return [link for link in found if _plain(link)][:MOST_LINKS]


def _plain(link: str) -> bool:
    if any(mark in link for mark in '"<>\\^`{|}'):
        return False
    try:
        parts = urlsplit(link)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    punycode = any(label.startswith("xn--") for label in host.split("."))
    return "@" not in parts.netloc and not punycode and _HOST.match(host) is not None
