"""Workbooks of tables in S3, for a day: named by their content, fetched by a link that is good for minutes."""

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cen.s3 import failures

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LINK_SECONDS = 300
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Made:
    link: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Workbooks:
    client: "S3Client"
    bucket: str

    def put(self, name: str, data: bytes) -> Made:
        """`name`: of the file that a browser saves. Raises `Unavailable`."""
        mark = hashlib.sha256(data).hexdigest()
        key = f"exports/tables/{mark}/{name}"
        with failures():
            self.client.put_object(
                Bucket=self.bucket,
                Key=key,
                Body=data,
                ContentType=_TYPE,
                ContentDisposition=f'attachment; filename="{name}"',
            )
            link = self.client.generate_presigned_url(
                "get_object", Params={"Bucket": self.bucket, "Key": key}, ExpiresIn=LINK_SECONDS
            )
        return Made(link, len(data), mark)
