"""Where systems may be told: nowhere that is not public, whatever it is called."""

import socket
from collections.abc import Sequence

import pytest

from alerts.subscriptions.endpoints import Rules, resolve
from alerts.subscriptions.model import Channel
from cen.problems import Invalid
from tests.unit.alerts.subscriptions.conftest import TOPIC


def refused(endpoint: str, addresses: Sequence[str] = ("8.8.8.8",), own: bool = False) -> str | None:
    """The code of the refusal."""

    def found(_: str, __: int) -> Sequence[str]:
        return addresses

    try:
        Rules(TOPIC, own, found).checked(Channel.HTTPS, endpoint)
    except Invalid as problem:
        (error,) = problem.errors
        assert error.path == "endpoint"
        return error.code
    return None


@pytest.mark.parametrize(
    "address",
    [
        "https://alerts.customs.example",
        "https://alerts.customs.example/cen?key=1",
        "https://alerts.customs.example:8443/",
        "https://xn--zll-0na.example/",
    ],
)
def test_public_addresses_will_do(address: str) -> None:
    assert refused(address) is None


# ruff: noqa: S104 - addresses to be refused
NEVER = [
    "127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1", "0.0.0.0", "::",
    "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "fd00::1", "fe80::1", "fe80::1%eth0",
    "169.254.169.254", "fd00:ec2::254", "169.254.170.2", "192.0.0.192",
    "224.0.0.1", "ff02::1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1",
    "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::1", "2002:a00:1::", "2002:808:808::1",
    "::7f00:1", "::10.0.0.1", "::a9fe:a9fe", "::ffff:0:10.0.0.1", "fec0::1", "2001:0:a00:1::",
]  # fmt: skip


@pytest.mark.parametrize("address", NEVER)
def test_private_reserved_and_metadata_addresses_never_will(address: str) -> None:
    assert refused("https://innocent.example/", [address]) == "private_address"
    assert refused("https://innocent.example/", ["8.8.8.8", address]) == "private_address"


def test_on_one_machine_itself_will_do_and_nothing_else_private() -> None:
    assert refused("https://localhost:9443/hook", ["127.0.0.1", "::1"], own=True) is None
    assert refused("https://localhost:9443/hook", ["127.0.0.1", "10.0.0.1"], own=True) == "private_address"
    assert refused("http://localhost:9443/hook", ["127.0.0.1"], own=True) == "https_only"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://alerts.customs.example/", "https_only"),
        ("ftp://alerts.customs.example/", "https_only"),
        ("javascript:alert(1)", "https_only"),
        ("//alerts.customs.example/", "https_only"),
        ("https://", "wrong_address"),
        ("https://user:secret@alerts.customs.example/", "credentials"),
        ("https://user@alerts.customs.example/", "credentials"),
        ("https://alerts.customs.example/#top", "wrong_address"),
        ("https://alerts.customs.example:port/", "wrong_address"),
        ("https://alerts.customs.example:99999/", "wrong_address"),
        ("https://[::1]/", "wrong_address"),
        ("https://[::1", "wrong_address"),
        ("https://bad_host.example/", "wrong_address"),
        ("https://-x.example/", "wrong_address"),
        ("https://alerts.customs.example/ two", "wrong_address"),
        ("https://zöll.example/", "wrong_address"),
        ("https://alerts.customs.example/\r\nHost: x", "wrong_address"),
    ],
)
def test_what_is_no_https_address_of_a_host_is_refused(address: str, code: str) -> None:
    assert refused(address) == code


def test_numbers_however_they_are_written_are_no_names() -> None:
    for host in ("127.0.0.1", "8.8.8.8", "2130706433", "0177.0.0.1", "0x7f.1", "127.1", "0x7f000001", "localhost"):
        assert refused(f"https://{host}/") == "wrong_address"
    for host in ("8.8.8.0x8", "8.8.8.0x", "127.0x1", "8.8.8.010"):
        assert refused(f"https://{host}/") == "wrong_address"


@pytest.mark.parametrize("port", [0, 1, 22, 25, 80, 442, 444, 1023])
def test_ports_of_other_protocols_are_refused(port: int) -> None:
    assert refused(f"https://alerts.customs.example:{port}/cen") == "wrong_port"


@pytest.mark.parametrize("port", ["", ":", ":443", ":1024", ":8443", ":65535"])
def test_the_port_of_https_and_those_that_anybody_may_use_will_do(port: str) -> None:
    assert refused(f"https://alerts.customs.example{port}/cen") is None


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://alerts.customs.example", "https://alerts.customs.example/"),
        ("HTTPS://Alerts.CUSTOMS.example.:443/Cen?Key=A", "https://alerts.customs.example/Cen?Key=A"),
        ("https://alerts.customs.example.:8443/", "https://alerts.customs.example:8443/"),
    ],
)
def test_an_address_is_kept_in_one_way_to_write_it(address: str, written: str) -> None:
    rules = Rules(TOPIC, own=False, resolve=lambda _, __: ["8.8.8.8"])
    assert rules.checked(Channel.HTTPS, address) == written
    assert rules.checked(Channel.HTTPS, written) == written


def test_a_host_is_looked_up_in_all_its_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, 1, 6, "", ("8.8.8.8", 443)), (socket.AF_INET6, 1, 6, "", ("::1", 443, 0, 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    assert resolve("both.example", 443) == ["8.8.8.8", "::1"]


def test_a_host_that_is_not_there_is_refused() -> None:
    def nowhere(_: str, __: int) -> Sequence[str]:
        raise OSError

    with pytest.raises(Invalid) as refusal:
        Rules(TOPIC, own=False, resolve=nowhere).checked(Channel.HTTPS, "https://gone.example/")
    assert refusal.value.errors[0].code == "unknown_host"
    assert refused("https://gone.example/", []) == "private_address"


def test_a_queue_of_this_account_is_for_one_machine_only() -> None:
    own = f"arn:aws:sqs:eu-west-1:{TOPIC.split(':')[4]}:mine"
    Rules(TOPIC, own=True).checked(Channel.SQS, own)
    with pytest.raises(Invalid):
        Rules(TOPIC, own=False).checked(Channel.SQS, own)
