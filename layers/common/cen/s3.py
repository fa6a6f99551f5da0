"""The one client of S3, and what its failures mean."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from cen.problems import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_GONE = ("NoSuchKey", "NoSuchVersion", "404")


@cache
def client() -> "S3Client":
    import boto3  # S3 is loaded by who asks for a form, a link or a file
    from botocore.config import Config

    made: S3Client = boto3.client(
        "s3",
        # Version 4 names region and expiry, and is what buckets encrypted with KMS ask for.
        config=Config(
            signature_version="s3v4",
            connect_timeout=2,
            read_timeout=30,
            retries={"mode": "standard", "total_max_attempts": 4},
        ),
    )
    return made


@contextmanager
def failures(key: str = "") -> Iterator[None]:
    """Raises `LookupError` with the key for what is not there, `Unavailable` for all else that goes wrong."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] in _GONE:
            raise LookupError(key) from error
        raise Unavailable from error
    except BotoCoreError as error:
        raise Unavailable from error
