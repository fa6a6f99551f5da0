"""Checked files in S3: put there by the worker, handed out by links that are good for minutes."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cen.codes.text import words
from cen.s3 import failures

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LINK_SECONDS = 300
EXTENSIONS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
_PLAIN = re.compile(r"[a-z0-9]+\Z")


def key_of(id: str) -> str:
    return f"library/{id}"


def file_name(title: str, content_type: str) -> str:
    """Of the title's plain words, so that no header can be broken by it."""
    plain = [word for word in words(title) if _PLAIN.match(word)]
    return f"{'-'.join(plain)[:80].strip('-') or 'document'}.{EXTENSIONS[content_type]}"


@dataclass(frozen=True, slots=True)
class Files:
    client: "S3Client"
    bucket: str

    def keep(self, id: str, content: bytes, content_type: str, title: str) -> None:
        """Saved by whoever opens the link, never shown: the type is the one that was checked."""
        self.client.put_object(
            Bucket=self.bucket,
            Key=key_of(id),
            Body=content,
            ContentType=content_type,
            ContentDisposition=_attachment(title, content_type),
        )

    def link(self, id: str, content_type: str, title: str) -> str:
        """Signed here, without a call. The headers of the answer are signed with it."""
        asked = {
            "Bucket": self.bucket,
            "Key": key_of(id),
            "ResponseContentType": content_type,
            "ResponseContentDisposition": _attachment(title, content_type),
        }
        return self.client.generate_presigned_url("get_object", Params=asked, ExpiresIn=LINK_SECONDS)

    def remove(self, id: str) -> None:
        with failures():
            self.client.delete_object(Bucket=self.bucket, Key=key_of(id))


def _attachment(title: str, content_type: str) -> str:
    return f'attachment; filename="{file_name(title, content_type)}"'


def open_files(bucket: str) -> Files:
    from cen.s3 import client  # S3 is loaded by who asks for a file

    return Files(client(), bucket)
