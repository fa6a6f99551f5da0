"""Where systems may be told: a queue on AWS, or an address of the public Internet that speaks HTTPS.

Whoever names an address makes somebody else's machine call it. So it is looked up: what lies on this machine, in a
private or reserved network, or where a cloud keeps its secrets, is refused. The topic calls from the service's own
network, so a name that is turned to another address later reaches nothing of ours either.
"""

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from alerts.subscriptions.errors import wrong
from alerts.subscriptions.model import Channel

# Addresses of a host name; raises `OSError` if it has none.
type Resolve = Callable[[str, int], Sequence[str]]

_QUEUE = re.compile(r"arn:(aws|aws-cn|aws-us-gov):sqs:([a-z]{2}(?:-[a-z]+)+-[0-9]):([0-9]{12}):([A-Za-z0-9_-]{1,80})")
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*\Z")
_VISIBLE = re.compile(r"[!-~]+\Z")
_FIELD = "endpoint"
_EXAMPLE = "Write an address with the name of a host, such as https://alerts.customs.example/cen."


def resolve(host: str, port: int) -> Sequence[str]:
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True, slots=True)
class Rules:
    """`topic`: ARN of the topic. `own`: whether queues of this very account and addresses of this machine will do, as
    they must on one machine; nowhere else."""

    topic: str
    own: bool
    resolve: Resolve = resolve

    def check(self, channel: Channel, endpoint: str) -> None:
        """Raises `Invalid` naming the field."""
        if channel is Channel.SQS:
            self._queue(endpoint)
        else:
            self._address(endpoint)

    def _queue(self, arn: str) -> None:
        found = _QUEUE.fullmatch(arn)
        if found is None:
            raise wrong(_FIELD, "wrong_queue", "Write the ARN of a standard queue, such as arn:aws:sqs:eu-west-1:….")
        if found[3] == self.topic.split(":")[4] and not self.own:
            raise wrong(_FIELD, "own_queue", "That queue belongs to this system.")

    def _address(self, address: str) -> None:
        try:
            parts = urlsplit(address)
            port = parts.port or 443
        except ValueError:
            raise wrong(_FIELD, "wrong_address", _EXAMPLE) from None
        host = (parts.hostname or "").rstrip(".")
        if parts.scheme != "https":
            raise wrong(_FIELD, "https_only", "The address must begin with https://.")
        if parts.username is not None or parts.password is not None:
            raise wrong(_FIELD, "credentials", "Leave user and password out; messages are signed.")
        if parts.fragment or not self._named(host) or not _VISIBLE.match(address):
            raise wrong(_FIELD, "wrong_address", _EXAMPLE)
        self._public(host, port)

    def _named(self, host: str) -> bool:
        """By name, in a domain: numbers, however they are written, are no names."""
        top = host.rpartition(".")[2]
        return _HOST.match(host) is not None and not top.isdigit() and (top != host or self.own)

    def _public(self, host: str, port: int) -> None:
        try:
            found = [ipaddress.ip_address(one.partition("%")[0]) for one in self.resolve(host, port)]
        except OSError:
            raise wrong(_FIELD, "unknown_host", "There is no such host.") from None
        if not found or not all(self._open(one) for one in found):
            raise wrong(_FIELD, "private_address", "The host is not on the public Internet.")

    def _open(self, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
        inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None) or address
        if self.own and inner.is_loopback:
            return True
        return inner.is_global and not inner.is_multicast and not _translated(address)


# Addresses that stand for IPv4 ones behind a translator (RFC 6052).
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


def _translated(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return address in _TRANSLATED
