"""The vault: one KMS key, whose policy lets the functions of this context use it and nobody else decrypt with it."""

import base64
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from cen import log
from cen.clock import utc_now
from cen.problems import Unavailable
from cen.settings import settings
from cen.usage import spent
from comm.sealing import KEY_BYTES, Tampered

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient


# A page waits for it, so it is as light as the client of the tables.
CONFIG: dict[str, Any] = {
    "connect_timeout": 2,
    "read_timeout": 3,
    "retries": {"mode": "standard", "total_max_attempts": 2},
    "user_agent": "cen",
}


@cache
def client() -> "KMSClient":
    import boto3
    from botocore.config import Config

    made: KMSClient = boto3.client("kms", config=Config(**CONFIG))
    return made


@dataclass(frozen=True, slots=True)
class KmsVault:
    """A `Vault`. `key`: ARN of the KMS key."""

    client: "KMSClient"
    key: str

    def wrapped(self, operation: str, generation: int) -> str:
        from botocore.exceptions import BotoCoreError, ClientError

        spent.calls += 1
        try:
            made = self.client.generate_data_key_without_plaintext(
                KeyId=self.key, NumberOfBytes=KEY_BYTES, EncryptionContext=_context(operation, generation)
            )
        except ClientError as error:
            raise _refused(error.response["Error"]["Code"]) from error
        except BotoCoreError as error:
            raise _refused(type(error).__name__) from error
        return base64.b64encode(made["CiphertextBlob"]).decode()

    def unwrapped(self, wrapped: str, operation: str, generation: int) -> bytes:
        from botocore.exceptions import BotoCoreError, ClientError

        spent.calls += 1
        try:
            return self.client.decrypt(
                KeyId=self.key,
                CiphertextBlob=base64.b64decode(wrapped),
                EncryptionContext=_context(operation, generation),
            )["Plaintext"]
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in ("InvalidCiphertextException", "IncorrectKeyException"):
                raise Tampered from error
            raise _refused(code) from error
        except BotoCoreError as error:
            raise _refused(type(error).__name__) from error
        except ValueError as error:  # not base64
            raise Tampered from error


def _context(operation: str, generation: int) -> dict[str, str]:
    return {"operation": operation, "generation": str(generation)}


def _refused(code: str) -> Unavailable:
    """Nothing is written or read while the key cannot be used."""
    log.write("vault_refused", utc_now(), {"vault_refusals": 1}, context="comm", error=code)
    return Unavailable("Messages cannot be opened or sealed now. Nothing was written.", retry_after=5)


def open_vault() -> KmsVault:
    return KmsVault(client(), settings.message_key)
