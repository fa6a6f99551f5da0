"""Statistics: rows and cells of cases, runs at every region's morning, tables, drafts of reports, and the lake."""

from typing import Any

from aws_cdk import CfnOutput, Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra.config import Stage
from infra.constructs.alarms import alarm
from infra.constructs.export_bucket import ExportBucket
from infra.constructs.function import ContextFunction, extra_layer
from infra.constructs.keys import let_deliver
from infra.constructs.lake import Lake
from infra.constructs.record_table import ListIndex, ProjectionTable, RecordTable
from infra.constructs.schedule import Schedule
from infra.constructs.work_queue import WorkQueue
from infra.stacks.context import ContextStack, Path
from infra.stacks.foundation import FoundationStack

_CONTEXT = "rilo_rollup"
_HEARING_SECONDS = 60
# Half of what a cell is held for (`stores.HOLD_SECONDS`).
_WORKING_SECONDS = 300
# Where each RILO's day begins; its host city's.
ZONES = {
    "AP": "Asia/Seoul",
    "ECE": "Europe/Warsaw",
    "WE": "Europe/Berlin",
    "CIS": "Europe/Moscow",
    "ME": "Asia/Riyadh",
    "NA": "Africa/Casablanca",
    "WA": "Africa/Lagos",
    "CAF": "Africa/Douala",
    "ESA": "Africa/Nairobi",
    "SA": "America/Santiago",
    "CA": "America/Guatemala",
    "CAR": "America/St_Lucia",
}
_MORNING = "cron(30 4 * * ? *)"


class RiloRollupStack(ContextStack):
    def __init__(self, scope: Construct, id: str, *, stage: Stage, foundation: FoundationStack) -> None:
        super().__init__(scope, id, stage=stage, foundation=foundation)
        # The bus and its rules put events into encrypted queues.
        let_deliver(self.key, "events")
        self.runs = RecordTable(self, "Runs", stage=stage, key=self.key, indexes=[ListIndex("recent", "rn")])
        self.cells = ProjectionTable(self, "Cells", stage=stage, key=self.key)
        self.workbooks = ExportBucket(self, "Workbooks", stage=stage, key=self.key)
        self.lake = Lake(self, "Lake", stage=stage, key=self.key)
        self.tables = {"CEN_TABLE": self.runs.table.table_name, "CEN_CELLS_TABLE": self.cells.table.table_name}
        self._consumer()
        self._works()
        self.outbox(_CONTEXT, self.runs)
        door = self.door(_CONTEXT, self.tables)
        self.runs.grant(door.function, write=True)
        self.cells.grant(door.function, "BatchGetItem")
        self._outputs()

    def _consumer(self) -> None:
        cells = {"CEN_CELLS_TABLE": self.cells.table.table_name}
        consumer = self.worker("Consumer", f"{_CONTEXT}.consumer.handler", cells, seconds=_HEARING_SECONDS)
        self.cells.grant(consumer.function, "BatchGetItem", "PutItem", "DeleteItem")
        self.let_use_door(consumer.function, "seizures")
        self.hear(
            "Hearing",
            ["SeizureChanged"],
            consumer,
            _HEARING_SECONDS,
            # As many as the records' door hands out at once; two at a time, since they share the marks of cells.
            batch=100,
            window=Duration.seconds(5),
            at_once=2,
        )

    def _works(self) -> None:
        api = self.api_function(
            _CONTEXT,
            {**self.tables, **self.workbooks.environment},
            more_layers=[extra_layer(self, self.stage, "sheets")],
        )
        worker = self._function("Worker", "worker", seconds=_WORKING_SECONDS, megabytes=2048)
        starter = self.starter = self._function("Starter", "schedule", seconds=60)
        queue = WorkQueue(
            self,
            "Work",
            stage=self.stage,
            worker=worker.function,
            key=self.key,
            alarms=self.foundation.alarms,
            seconds=_WORKING_SECONDS,
        )
        for made in (api, worker, starter):
            self.runs.grant(made.function, write=True)
            queue.grant_send(made.function)
        # Whoever starts a run looks for what has changed; tables are read a hundred parts at a time.
        self.cells.grant(api.function, "BatchGetItem", "Query")
        self.cells.grant(starter.function, "Query")
        self.cells.grant(worker.function, "BatchGetItem", "Query", "PutItem", "DeleteItem")
        self.lake.grant_write(worker.function)
        self.workbooks.grant_files(api.function)
        self.workbooks.grant_links(api.function)
        self._schedules(starter)
        self._watch()
        self.paths = [Path("/v1/statistics/{proxy+}", api.function)]

    def _function(self, id: str, module: str, **size: Any) -> ContextFunction:
        return self.worker(id, f"{_CONTEXT}.{module}.handler", self.tables, **size)

    def _schedules(self, starter: ContextFunction) -> None:
        """Everything now and then, and each RILO's region at its own morning."""
        mornings = Schedule(
            self,
            "MorningSchedule",
            stage=self.stage,
            worker=starter.function,
            expression=self.stage.statistics_every,
            key=self.key,
            alarms=self.foundation.alarms,
        )
        for rilo, zone in ZONES.items():
            mornings.also(f"Schedule{rilo}", expression=_MORNING, timezone=zone, payload={"rilo": rilo})

    def _watch(self) -> None:
        """What no function fails by: cells that cannot be counted, and runs that were left by their workers."""
        for id, metric, says in (
            ("CellsFail", "cells_failed_again", "A cell of the statistics could not be counted twice in a row."),
            ("RunsAbandoned", "runs_abandoned", "A run of the statistics did not end."),
        ):
            counted = cloudwatch.Metric(
                namespace="CEN",
                metric_name=metric,
                dimensions_map={"context": _CONTEXT},
                statistic="sum",
                period=Duration.minutes(5),
            )
            alarm(self, id, metric=counted, at=1, periods=1, says=says, topic=self.foundation.alarms)

    def _outputs(self) -> None:
        found = {
            "StarterFunctionName": self.starter.function.function_name,
            "RunsTableName": self.runs.table.table_name,
            "CellsTableName": self.cells.table.table_name,
            "LakeBucketName": self.lake.bucket.bucket_name,
            "LakeDatabase": self.lake.database,
            "LakeWorkGroup": self.lake.workgroup,
        }
        for name, value in found.items():
            CfnOutput(self, name, value=value)
