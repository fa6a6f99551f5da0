"""Where attachments lie: sealed, in a bucket of their own, from which nothing is served but by a function."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from cen.s3 import failures
from cen.settings import settings
from cen.usage import spent

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@cache
def client() -> "S3Client":
    import boto3
    from botocore.config import Config

    patience = Config(connect_timeout=2, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 3})
    made: S3Client = boto3.client("s3", config=patience)
    return made


@dataclass(frozen=True, slots=True)
class FileStore:
    client: "S3Client"
    bucket: str

    def write(self, key: str, sealed: bytes) -> None:
        """Raises `Unavailable`."""
        spent.calls += 1
        with failures(key):
            self.client.put_object(Bucket=self.bucket, Key=key, Body=sealed)

    def read(self, key: str) -> bytes | None:
        """None if it is gone. Raises `Unavailable`."""
        spent.calls += 1
        try:
            with failures(key):
                content: bytes = self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        except LookupError:
            return None
        return content

    def below(self, prefix: str) -> Iterator[str]:
        for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix):
            yield from (found["Key"] for found in page.get("Contents", ()))

    def remove(self, key: str) -> None:
        self.client.delete_object(Bucket=self.bucket, Key=key)


def open_files() -> FileStore:
    return FileStore(client(), settings.files_bucket)
