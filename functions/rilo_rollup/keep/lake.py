"""The lake: a file of lines for each scope, month and administration, which Athena and DuckDB read.

lake/scope=<open|amber|strict>/month=<2026-03>/<FR>.jsonl.gz
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cen.s3 import failures
from rilo_rollup.cells.lines import SCOPES
from rilo_rollup.keep.rows import Cell

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PREFIX = "lake"


def key_of(scope: str, cell: Cell) -> str:
    administration, month = cell
    return f"{PREFIX}/scope={scope}/month={month}/{administration}.jsonl.gz"


def digest(files: Mapping[str, bytes]) -> str:
    """Of what a cell has in the lake; of nothing, too."""
    prints = "".join(f"{scope}={hashlib.sha256(data).hexdigest()};" for scope, data in sorted(files.items()))
    return hashlib.sha256(prints.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Lake:
    """The bucket encrypts by default, with the key of the context."""

    client: "S3Client"
    bucket: str

    def write(self, cell: Cell, files: Mapping[str, bytes]) -> None:
        """These files of the cell and no others. Raises `Unavailable`."""
        with failures():
            for scope in SCOPES:
                key = key_of(scope, cell)
                if scope in files:
                    self.client.put_object(
                        Bucket=self.bucket, Key=key, Body=files[scope], ContentType="application/x-ndjson+gzip"
                    )
                else:
                    self.client.delete_object(Bucket=self.bucket, Key=key)
