"""What lies on S3 of an import, for a week:

imports/<id>/rows.jsonl          the sender's rows, one a line, as they were read
imports/<id>/parts/<part>.jsonl  a part: the plan, then a case a line
imports/<id>/results/<part>.jsonl  what became of each row of a part, one a line
imports/<id>/report.xlsx         the sender's rows with their outcomes
imports/templates/…              templates, each made for who asked
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from cen.s3 import failures
from seizures.exports.sink import disposition

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LINK_SECONDS = 300
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def rows_key(id: str) -> str:
    return f"imports/{id}/rows.jsonl"


def part_key(id: str, part: int) -> str:
    return f"imports/{id}/parts/{part:05d}.jsonl"


def results_key(id: str, part: int) -> str:
    return f"imports/{id}/results/{part:05d}.jsonl"


def upload_key(id: str) -> str:
    """In the quarantine."""
    return f"imports/{id}/file"


def template_key(name: str) -> str:
    return f"imports/templates/{name}.xlsx"


def report_key(id: str) -> str:
    return f"imports/{id}/report.xlsx"


@dataclass(frozen=True, slots=True)
class ImportFiles:
    client: "S3Client"
    bucket: str

    def put(self, key: str, content: bytes | IO[bytes], content_type: str = "application/x-ndjson") -> None:
        """The bucket encrypts by default, with the key of the context."""
        with failures(key):
            self.client.put_object(Bucket=self.bucket, Key=key, Body=content, ContentType=content_type)

    def read(self, key: str) -> bytes:
        """Raises LookupError if it is gone."""
        with failures(key):
            content: bytes = self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read()
            return content

    def lines(self, key: str) -> Iterator[bytes]:
        """One by one, without holding them all."""
        with failures(key):
            yield from self.client.get_object(Bucket=self.bucket, Key=key)["Body"].iter_lines()

    def link(self, key: str, filename: str) -> str:
        """Good for some minutes, for whoever has it; any browser saves what it leads to."""
        asked = {"Bucket": self.bucket, "Key": key, "ResponseContentDisposition": disposition(filename)}
        return self.client.generate_presigned_url("get_object", Params=asked, ExpiresIn=LINK_SECONDS)
