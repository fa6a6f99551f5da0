"""The CEN database: its table of records, its API function, and the search behind it."""

from aws_cdk import CfnOutput, Duration
from constructs import Construct

from infra.config import Stage
from infra.constructs.export_bucket import ExportBucket
from infra.constructs.function import extra_layer
from infra.constructs.keys import let_deliver
from infra.constructs.record_table import ListIndex, ProjectionTable, RecordTable
from infra.stacks.context import ContextStack, Path
from infra.stacks.foundation import FoundationStack
from infra.stacks.review import Review
from infra.stacks.seizures_imports import Imports

_INDEXING_SECONDS = 60
_EXPORTING_SECONDS = 900
_WATCHING_SECONDS = 60


class SeizuresStack(ContextStack):
    def __init__(self, scope: Construct, id: str, *, stage: Stage, foundation: FoundationStack) -> None:
        super().__init__(scope, id, stage=stage, foundation=foundation)
        # The bus and its rules put events into encrypted queues.
        let_deliver(self.key, "events")
        self.records = RecordTable(
            self,
            "Records",
            stage=stage,
            key=self.key,
            indexes=[ListIndex("worklist", "wl"), ListIndex("verification", "rv")],
        )
        self.search = ProjectionTable(self, "Search", stage=stage, key=self.key)
        self.exports = ExportBucket(self, "Exports", stage=stage, key=self.key)
        self.tables = {
            "CEN_TABLE": self.records.table.table_name,
            "CEN_SEARCH_TABLE": self.search.table.table_name,
        }
        self.review = Review(self)
        self.sheets = extra_layer(self, stage, "sheets")
        self._api()
        self.outbox("seizures", self.records)
        self._indexer()
        self._exporter()
        self._watcher()
        self.review.add_workers()
        self.paths = [*self.paths, *Imports(self).paths]
        door = self.door("seizures", {"CEN_TABLE": self.records.table.table_name})
        # It makes cases of what was reported in operations.
        self.records.grant(door.function, write=True)
        CfnOutput(self, "RecordsTableName", value=self.records.table.table_name)
        CfnOutput(self, "SearchTableName", value=self.search.table.table_name)

    def _api(self) -> None:
        api = self.api_function("seizures", {**self.tables, **self.exports.environment, **self.review.environment})
        self.exports.grant_links(api.function)
        self.records.grant(api.function, write=True)
        self.search.grant(api.function, "Query")
        self.let_use_door(api.function, "rilo_rollup")
        self.paths = [
            Path("/v1/seizures", api.function),
            Path("/v1/seizures/{proxy+}", api.function),
            Path("/v1/exports", api.function),
            Path("/v1/exports/{proxy+}", api.function),
            Path("/v1/searches", api.function),
            Path("/v1/searches/{proxy+}", api.function),
            Path("/v1/administrations/{code}/settings", api.function),
            Path("/v1/administrations/{code}/settings/history", api.function),
            *self.review.paths(api.function),
        ]

    def _indexer(self) -> None:
        indexer = self.worker("Indexer", "seizures.indexer.handler", self.tables, seconds=_INDEXING_SECONDS)
        self.records.grant(indexer.function, write=False)
        self.search.grant(indexer.function, "GetItem", "PutItem", "DeleteItem", "ConditionCheckItem")
        self.hear("Indexing", ["SeizureChanged"], indexer, _INDEXING_SECONDS)

    def _exporter(self) -> None:
        exporter = self.worker(
            "Exporter",
            "seizures.exporter.handler",
            {**self.tables, **self.exports.environment},
            seconds=_EXPORTING_SECONDS,
            # A workbook is put together on disk before it goes out.
            scratch_megabytes=2048,
            more_layers=[self.sheets],
        )
        self.records.grant(exporter.function, write=True)
        self.search.grant(exporter.function, "Query")
        self.exports.grant_files(exporter.function)
        self.hear(
            "Exporting", ["ExportRequested"], exporter, _EXPORTING_SECONDS, batch=1, again_after=Duration.minutes(20)
        )

    def _watcher(self) -> None:
        own = {"CEN_TABLE": self.records.table.table_name}
        watcher = self.worker("Watcher", "seizures.watcher.handler", own, seconds=_WATCHING_SECONDS)
        self.records.grant(watcher.function, write=True)
        # What is not published matches nothing.
        published = {"action": [{"anything-but": ["entered", "submitted", "returned", "withdrawn"]}]}
        self.hear("Watching", ["SeizureChanged"], watcher, _WATCHING_SECONDS, detail=published)
