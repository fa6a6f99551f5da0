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
from urllib.parse import urlsplit, urlunsplit

from alerts.subscriptions.errors import wrong
from alerts.subscriptions.model import Channel

# Addresses of a host name; raises `OSError` if it has none.
type Resolve = Callable[[str, int], Sequence[str]]

_QUEUE = re.compile(r"arn:(aws|aws-cn|aws-us-gov):sqs:([a-z]{2}(?:-[a-z]+)+-[0-9]):([0-9]{12}):([A-Za-z0-9_-]{1,80})")
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*\Z")
# What the world's hosts have (RFC 4291); whatever else stands for an IPv4 address, of a site or behind a translator, is
# outside of it, but for the tunnels of RFC 3056.
_UNICAST, _OVER_IPV4 = ipaddress.ip_network("2000::/3"), ipaddress.ip_network("2002::/16")
# Below the first that needs no privilege, other protocols listen than HTTPS.
_PORT, _FIRST_FREE_PORT = 443, 1024
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

    def checked(self, channel: Channel, endpoint: str) -> str:
        """The endpoint in the one way to write it. Raises `Invalid` naming the field."""
        return self._queue(endpoint) if channel is Channel.SQS else self._address(endpoint)

    def _queue(self, arn: str) -> str:
        found = _QUEUE.fullmatch(arn)
        if found is None:
            raise wrong(_FIELD, "wrong_queue", "Write the ARN of a standard queue, such as arn:aws:sqs:eu-west-1:….")
        if found[3] == self.topic.split(":")[4] and not self.own:
            raise wrong(_FIELD, "own_queue", "That queue belongs to this system.")
        return arn

    def _address(self, address: str) -> str:
        try:
            parts = urlsplit(address)
            port = _PORT if parts.port is None else parts.port
        except ValueError:
            raise wrong(_FIELD, "wrong_address", _EXAMPLE) from None
        host = (parts.hostname or "").rstrip(".")
        if parts.scheme != "https":
            raise wrong(_FIELD, "https_only", "The address must begin with https://.")
        if parts.username is not None or parts.password is not None:
            raise wrong(_FIELD, "credentials", "Leave user and password out; messages are signed.")
        if parts.fragment or not self._named(host) or not _VISIBLE.match(address):
            raise wrong(_FIELD, "wrong_address", _EXAMPLE)
        if port != _PORT and port < _FIRST_FREE_PORT:
            says = f"Leave the port out, or take one from {_FIRST_FREE_PORT} upwards."
            raise wrong(_FIELD, "wrong_port", says)
        self._public(host, port)
        place = host if port == _PORT else f"{host}:{port}"
        return urlunsplit(("https", place, parts.path or "/", parts.query, ""))

    def _named(self, host: str) -> bool:
        """By name, in a domain. No domain at the top begins with a digit, but numbers do, however they are written."""
        top = host.rpartition(".")[2]
        return _HOST.match(host) is not None and not top[0].isdigit() and (top != host or self.own)

    def _public(self, host: str, port: int) -> None:
        try:
            found = [ipaddress.ip_address(one.partition("%")[0]) for one in self.resolve(host, port)]
        except OSError:
            raise wrong(_FIELD, "unknown_host", "There is no such host.") from None
        if not found or not all(self._open(one) for one in found):
            raise wrong(_FIELD, "private_address", "The host is not on the public Internet.")

    def _open(self, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
        inner = getattr(address, "ipv4_mapped", None) or address
        if self.own and inner.is_loopback:
            return True
        if inner.version == 6 and (inner not in _UNICAST or inner in _OVER_IPV4):
            return False
        return inner.is_global and not inner.is_multicast
