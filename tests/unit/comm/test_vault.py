"""The vault on KMS: data keys bound to operation and generation; whatever stands in its way is "not now"."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError
from moto import mock_aws

from cen.problems import Unavailable
from comm import vault
from comm.ring import Keys, Ring
from comm.sealing import Tampered
from comm.vault import KmsVault

OPERATION = "01KM0000000000000000000000"


@pytest.fixture
def kms(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    vault.client.cache_clear()
    with mock_aws():
        yield boto3.client("kms")
    vault.client.cache_clear()


@pytest.fixture
def opened(kms: Any, monkeypatch: pytest.MonkeyPatch) -> KmsVault:
    monkeypatch.setenv("CEN_MESSAGE_KEY", kms.create_key()["KeyMetadata"]["Arn"])
    return vault.open_vault()


def test_a_data_key_is_opened_for_its_operation_and_generation_only(opened: KmsVault) -> None:
    wrapped = opened.wrapped(OPERATION, 1)
    key = opened.unwrapped(wrapped, OPERATION, 1)
    assert len(key) == 32
    assert base64.b64encode(key).decode() not in wrapped
    assert opened.unwrapped(opened.wrapped(OPERATION, 1), OPERATION, 1) != key
    for operation, generation in ((OPERATION, 2), (OPERATION[:-1] + "1", 1)):
        with pytest.raises(Tampered):
            opened.unwrapped(wrapped, operation, generation)


def test_what_was_not_wrapped_here_is_tampering(opened: KmsVault) -> None:
    raw = bytearray(base64.b64decode(opened.wrapped(OPERATION, 1)))
    raw[-1] ^= 1
    for wrapped in ("not base64!", base64.b64encode(raw).decode()):
        with pytest.raises(Tampered):
            opened.unwrapped(wrapped, OPERATION, 1)


class Failing:
    """A KMS that answers with this."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def decrypt(self, **_: Any) -> Any:
        raise self._error

    generate_data_key_without_plaintext = decrypt


@pytest.mark.parametrize(
    "error",
    [
        ClientError({"Error": {"Code": "DisabledException", "Message": "key secret"}}, "Decrypt"),
        ClientError({"Error": {"Code": "AccessDeniedException", "Message": "key secret"}}, "Decrypt"),
        ClientError({"Error": {"Code": "ThrottlingException", "Message": "no"}}, "Decrypt"),
        ConnectTimeoutError(endpoint_url="https://kms"),
    ],
)
def test_whatever_stands_in_the_way_is_not_now(error: Exception, capsys: pytest.CaptureFixture[str]) -> None:
    """A disabled key, a refusal, a line that is down: counted and logged by code, never by words."""
    closed = KmsVault(Failing(error), "key")  # type: ignore[arg-type]
    with pytest.raises(Unavailable):
        closed.unwrapped("AAAA", OPERATION, 1)
    with pytest.raises(Unavailable):
        closed.wrapped(OPERATION, 1)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["event"], line["vault_refusals"]) for line in lines] == [("vault_refused", 1)] * 2
    assert "secret" not in json.dumps(lines)


class Counting:
    def __init__(self) -> None:
        self.opened = 0

    def wrapped(self, operation: str, generation: int) -> str:
        raise NotImplementedError

    def unwrapped(self, wrapped: str, operation: str, generation: int) -> bytes:  # noqa: ARG002
        self.opened += 1
        if wrapped == "bad":
            raise Tampered
        return wrapped.encode()


def test_a_request_asks_the_vault_once_for_each_key_good_or_bad() -> None:
    counting = Counting()
    keys = Keys(counting, OPERATION)
    ring = Ring(1, {1: "one", 2: "two", 3: "bad"})
    for _ in range(3):
        assert [keys.of(ring, n) for n in (1, 2)] == [b"one", b"two"]
        for missing in (3, 4):
            with pytest.raises(Tampered):
                keys.of(ring, missing)
    assert counting.opened == 3
