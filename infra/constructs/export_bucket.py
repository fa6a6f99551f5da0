"""Where the files of exports lie for a day."""

from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.config import Stage
from infra.constructs.file_bucket import FileBucket


class ExportBucket(FileBucket):
    """`seizures.exports.sink` makes its keys below `exports`."""

    def __init__(self, scope: Construct, id: str, *, stage: Stage, key: kms.IKey) -> None:
        super().__init__(
            scope,
            id,
            stage=stage,
            key=key,
            prefix="exports",
            days=1,
            setting="CEN_EXPORTS_BUCKET",
            says="Who asked for which file is in the audit of the export; every link was asked for through the API.",
        )

    def grant_files(self, function: lambda_.Function) -> None:
        """For the worker: put files, give an upload up, take a file away again."""
        self.grant_write(function, "s3:AbortMultipartUpload", "s3:DeleteObject")

    def grant_links(self, function: lambda_.Function) -> None:
        """For the API."""
        self.grant_read(function)
