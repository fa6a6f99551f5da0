"""Certificates of this machine: believed where the authority is, for the hosts they name, and by nobody else."""

import ssl
from pathlib import Path

import pytest
from cryptography import x509

from local import authority
from local.settings import Local


def hello(server: ssl.SSLContext, client: ssl.SSLContext, host: str) -> None:
    """A handshake without a network. Raises if either side will not have the other."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [
        server.wrap_bio(to_server, to_client, server_side=True),
        client.wrap_bio(to_client, to_server, server_hostname=host),
    ]
    for _ in range(4):
        for end in ends:
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
    assert ends[1].version() is not None
    ends[1].do_handshake()


def contexts(folder: Path, *hosts: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    local = Local(folder)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(authority.certificate(local, hosts, folder / "server.pem"))
    return server, ssl.create_default_context(cafile=str(authority.authority(local)))


def test_a_server_is_believed_for_the_hosts_of_its_certificate(tmp_path: Path) -> None:
    server, client = contexts(tmp_path, "localhost", "other.localhost")
    hello(server, client, "localhost")
    hello(server, client, "other.localhost")
    with pytest.raises(ssl.SSLCertVerificationError):
        hello(server, client, "somebody.example")


def test_others_do_not_believe_it(tmp_path: Path) -> None:
    server, _ = contexts(tmp_path, "localhost")
    (tmp_path / "b").mkdir()
    _, other = contexts(tmp_path / "b", "localhost")
    with pytest.raises(ssl.SSLCertVerificationError):
        hello(server, other, "localhost")


def test_the_authority_stays_and_its_key_is_for_its_owner_only(tmp_path: Path) -> None:
    first = authority.authority(Local(tmp_path)).read_bytes()
    assert authority.authority(Local(tmp_path)).read_bytes() == first
    key = tmp_path / "authority-key.pem"
    assert key.stat().st_mode & 0o077 == 0
    assert x509.load_pem_x509_certificate(first).subject.rfc4514_string() == "CN=CEN on one machine"
    key.unlink()
    assert authority.authority(Local(tmp_path)).read_bytes() != first
