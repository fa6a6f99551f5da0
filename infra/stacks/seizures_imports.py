"""Imports of the CEN database: an API function, and the three workers behind it.

upload ─► quarantine ─► reader ─► parts on S3 ─► importer, several at once ─► records
                                                    └─ after the last ─► reporter ─► report on S3
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

from infra.constructs.alarms import alarm
from infra.constructs.file_bucket import FileBucket
from infra.constructs.function import ContextFunction, extra_layer
from infra.constructs.upload_bucket import UploadBucket
from infra.stacks.context import Path

if TYPE_CHECKING:
    from infra.stacks.seizures import SeizuresStack

_PREFIX = "imports"
_READING_SECONDS = 900
_ENTERING_SECONDS = 300
_REPORTING_SECONDS = 900
# The tables are for the callers first.
_PARTS_AT_ONCE = 5


class Imports:
    """`paths`: what the API routes to it."""

    def __init__(self, stack: "SeizuresStack") -> None:
        self._stack = stack
        key, stage, alarms = stack.key, stack.stage, stack.foundation.alarms
        self._uploads = UploadBucket(stack, "Uploads", stage=stage, key=key, alarms=alarms)
        self._files = FileBucket(
            stack,
            "Imports",
            stage=stage,
            key=key,
            prefix=_PREFIX,
            days=7,
            setting="CEN_IMPORTS_BUCKET",
            says="Who loaded what is in the audit of the import; every link was asked for through the API.",
        )
        self._sheets = stack.sheets
        self._reader()
        self._importer()
        self._reporter()
        self._watch()
        self.paths: Sequence[Path] = self._api()

    def _api(self) -> Sequence[Path]:
        """Not the function of the other routes: only this one carries what writes templates, and may sign uploads."""
        api = self._stack.api_function(
            "seizures",
            {**self._table, **self._uploads.environment, **self._files.environment},
            id="ImportsApi",
            module="imports_api",
            more_layers=[self._sheets],
        )
        self._stack.records.grant(api.function, write=True)
        self._uploads.grant_forms(api.function, _PREFIX)
        self._files.grant_read(api.function)
        self._files.grant_write(api.function)
        return [Path("/v1/imports", api.function), Path("/v1/imports/{proxy+}", api.function)]

    def _reader(self) -> None:
        reader = self._worker(
            "ImportReader",
            "import_reader",
            {**self._uploads.environment},
            seconds=_READING_SECONDS,
            megabytes=1769,  # a processor of its own: one file is read by one process
            scratch_megabytes=2048,
            more_layers=[extra_layer(self._stack, self._stack.stage, "intake")],
        )
        self._uploads.grant_files(reader.function, _PREFIX)
        self._files.grant_write(reader.function)
        self._uploads.hear(
            "Reading",
            reader.function,
            prefix=_PREFIX,
            seconds=_READING_SECONDS,
            again_after=Duration.minutes(20),
        )

    def _importer(self) -> None:
        importer = self._worker("Importer", "importer", {}, seconds=_ENTERING_SECONDS)
        self._files.grant_read(importer.function)
        self._files.grant_write(importer.function)
        self._stack.hear(
            "Entering",
            ["ImportPartReady"],
            importer,
            _ENTERING_SECONDS,
            batch=1,
            at_once=_PARTS_AT_ONCE,
            again_after=Duration.minutes(6),
        )

    def _reporter(self) -> None:
        reporter = self._worker(
            "ImportReporter",
            "import_reporter",
            {},
            seconds=_REPORTING_SECONDS,
            scratch_megabytes=2048,
            more_layers=[self._sheets],
        )
        self._files.grant_read(reporter.function)
        self._files.grant_write(reporter.function)
        self._stack.hear(
            "Reporting", ["ImportClosed"], reporter, _REPORTING_SECONDS, batch=1, again_after=Duration.minutes(20)
        )

    def _watch(self) -> None:
        """A file that its reader gives up ends its message, so it never lies among the dead letters."""
        failed = cloudwatch.Metric(
            namespace="CEN",
            metric_name="imports_failed",
            dimensions_map={"context": "seizures"},
            statistic="sum",
            period=Duration.minutes(5),
        )
        says = "An import was given up after three attempts: a fault of ours, not of the file."
        topic = self._stack.foundation.alarms
        alarm(self._stack, "ImportsFailed", metric=failed, at=1, periods=1, says=says, topic=topic)

    @property
    def _table(self) -> Mapping[str, str]:
        return {"CEN_TABLE": self._stack.records.table.table_name}

    def _worker(self, id: str, module: str, environment: Mapping[str, str], **size: object) -> ContextFunction:
        told = {**self._table, **self._files.environment, **environment}
        made = self._stack.worker(id, f"seizures.{module}.handler", told, **size)  # type: ignore[arg-type]
        self._stack.records.grant(made.function, write=True)
        return made
