"""Files of exports in S3: uploaded part by part, fetched by a link that is good for minutes."""

import re
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

from cen.s3 import client
from cen.settings import settings
from seizures.exports.model import ExportFormat, Job

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

PART_BYTES = 8 * 1024 * 1024
LINK_SECONDS = 300
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def file_name(job: Job) -> str:
    """Made by the server of what it knows: kind, day, extension."""
    kind = "aitr" if job.format is ExportFormat.AITR else "seizures"
    return f"cen-{kind}-{job.created_at[:10]}.{job.format.extension}"


def key_of(job: Job) -> str:
    return f"exports/{job.id}/{_UNSAFE.sub('_', file_name(job))}"


def disposition(name: str) -> str:
    """`Content-Disposition` (RFC 6266) that makes any browser save the file, whatever the name holds."""
    plain = _UNSAFE.sub("_", name).lstrip(".") or "file"
    exact = "" if plain == name else f"; filename*=UTF-8''{quote(name, safe='', errors='replace')}"
    return f'attachment; filename="{plain}"{exact}'


def presigned(job: Job) -> str:
    return client().generate_presigned_url(
        "get_object", Params={"Bucket": settings.exports_bucket, "Key": key_of(job)}, ExpiresIn=LINK_SECONDS
    )


class UploadedFile:
    """A sink that becomes an object when `complete` is called; left without, nothing of it stays.

    The bucket encrypts by default, with the key of the context.
    """

    def __init__(self, client: "S3Client", bucket: str, job: Job) -> None:
        self._client = client
        self._bucket = bucket
        self._key = key_of(job)
        self._headers = {"ContentType": job.format.content_type, "ContentDisposition": disposition(file_name(job))}
        self._waiting = bytearray()
        self._parts: list[CompletedPartTypeDef] = []
        self._upload: str | None = None
        self.size = 0

    def __enter__(self) -> Self:
        made = self._client.create_multipart_upload(Bucket=self._bucket, Key=self._key, **self._headers)  # type: ignore[arg-type]
        self._upload = made["UploadId"]
        return self

    def write(self, data: bytes) -> int:
        self._waiting += data
        self.size += len(data)
        while len(self._waiting) >= PART_BYTES:
            self._send(PART_BYTES)
        return len(data)

    def complete(self) -> None:
        if self._waiting or not self._parts:
            self._send(len(self._waiting))
        self._client.complete_multipart_upload(
            Bucket=self._bucket, Key=self._key, UploadId=str(self._upload), MultipartUpload={"Parts": self._parts}
        )
        self._upload = None

    def _send(self, size: int) -> None:
        number = len(self._parts) + 1
        sent = self._client.upload_part(
            Bucket=self._bucket,
            Key=self._key,
            UploadId=str(self._upload),
            PartNumber=number,
            Body=bytes(self._waiting[:size]),
        )
        del self._waiting[:size]
        self._parts.append({"ETag": sent["ETag"], "PartNumber": number})

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._upload is not None:
            self._client.abort_multipart_upload(Bucket=self._bucket, Key=self._key, UploadId=self._upload)


class ExportBucket:
    def open(self, job: Job) -> UploadedFile:
        return UploadedFile(client(), settings.exports_bucket, job)

    def remove(self, job: Job) -> None:
        client().delete_object(Bucket=settings.exports_bucket, Key=key_of(job))
