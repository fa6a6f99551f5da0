"""The website's content: alerts, the library, links, experts; and how people and systems hear of it."""

from aws_cdk import CfnOutput
from constructs import Construct

from infra.config import Stage
from infra.constructs.function import extra_layer
from infra.constructs.keys import let_deliver
from infra.constructs.library_bucket import LibraryBucket
from infra.constructs.record_table import RecordTable
from infra.constructs.schedule import Schedule
from infra.constructs.upload_bucket import UploadBucket
from infra.stacks.alerts_delivery import Delivery
from infra.stacks.context import ContextStack, Path, allow
from infra.stacks.foundation import FoundationStack

_COLLECTIONS = ("alerts", "library", "links", "experts")
_COUNT_PEOPLE = ("cognito-idp:ListGroups", "cognito-idp:ListUsersInGroup")
_NAME_PEOPLE = ("cognito-idp:AdminGetUser", "cognito-idp:AdminListGroupsForUser")
_INDEXING_SECONDS = 60
_SWEEPING_SECONDS = 300
_CHECKING_SECONDS = 120
# What the clock does, and when: alerts leave lists by themselves, so a minute is early enough to ask their authors.
_SWEEPS = {
    "Expire": ("expire", "rate(1 minute)"),
    "Count": ("count", "rate(15 minutes)"),
    "Tidy": ("tidy", "cron(5 0 * * ? *)"),
}


class AlertsStack(ContextStack):
    def __init__(self, scope: Construct, id: str, *, stage: Stage, foundation: FoundationStack) -> None:
        super().__init__(scope, id, stage=stage, foundation=foundation)
        # The bus and its rules put events into encrypted queues.
        let_deliver(self.key, "events")
        alarms = foundation.alarms
        self.records = RecordTable(self, "Records", stage=stage, key=self.key)
        self.uploads = UploadBucket(self, "Uploads", stage=stage, key=self.key, alarms=alarms)
        self.library = LibraryBucket(self, "Library", stage=stage, key=self.key)
        self.tables = {"CEN_TABLE": self.records.table.table_name}
        self.people = {"CEN_USER_POOL_ID": foundation.pool.user_pool_id}
        self._api()
        self.outbox("alerts", self.records)
        self._indexer()
        self._drafter()
        self._sweeper()
        self._librarian()
        delivery = Delivery(self)
        self.paths = [*self.paths, *delivery.paths]
        CfnOutput(self, "RecordsTableName", value=self.records.table.table_name)
        CfnOutput(self, "TopicArn", value=delivery.topic.topic_arn)
        CfnOutput(self, "ClockName", value=delivery.clock.function.function_name)
        CfnOutput(self, "SweeperName", value=self.sweeper.function.function_name)

    def _api(self) -> None:
        told = {**self.tables, **self.people, **self.uploads.environment, **self.library.environment}
        self.api = self.api_function("alerts", told)
        function = self.api.function
        self.records.grant(function, write=True)
        self.uploads.grant_forms(function, "library")
        self.library.grant_links(function)
        for context in ("seizures", "cpdb", "comm"):
            self.let_use_door(function, context)
        allow(function, [*_COUNT_PEOPLE, *_NAME_PEOPLE], self.foundation.pool.user_pool_arn)
        self.paths = [Path(f"/v1/{name}{below}", function) for name in _COLLECTIONS for below in ("", "/{proxy+}")]

    def _indexer(self) -> None:
        indexer = self.worker("Indexer", "alerts.indexer.handler", self.tables, seconds=_INDEXING_SECONDS)
        self.records.grant(indexer.function, write=True)
        self.hear("Indexing", ["AlertChanged"], indexer, _INDEXING_SECONDS)

    def _drafter(self) -> None:
        drafter = self.worker("Drafter", "alerts.drafter.handler", self.tables, seconds=_INDEXING_SECONDS)
        self.records.grant(drafter.function, write=True)
        self.let_use_door(drafter.function, "rilo_rollup")
        self.hear("Drafting", ["SituationDrafted"], drafter, _INDEXING_SECONDS)

    def _sweeper(self) -> None:
        told = {**self.tables, **self.people}
        self.sweeper = self.worker("Sweeper", "alerts.sweeper.handler", told, seconds=_SWEEPING_SECONDS)
        self.records.grant(self.sweeper.function, write=True)
        allow(self.sweeper.function, (*_COUNT_PEOPLE, *_NAME_PEOPLE), self.foundation.pool.user_pool_arn)
        for id, (work, expression) in _SWEEPS.items():
            Schedule(
                self,
                f"{id}Schedule",
                stage=self.stage,
                worker=self.sweeper.function,
                expression=expression,
                payload={"do": work},
                key=self.key,
                alarms=self.foundation.alarms,
            )

    def _librarian(self) -> None:
        librarian = self.worker(
            "Librarian",
            "alerts.librarian.handler",
            {**self.tables, **self.uploads.environment, **self.library.environment},
            seconds=_CHECKING_SECONDS,
            # A picture of 40 million pixels, read and written anew.
            megabytes=2048,
            more_layers=[extra_layer(self, self.stage, "images")],
        )
        self.records.grant(librarian.function, write=True)
        self.uploads.grant_files(librarian.function, "library")
        self.library.grant_files(librarian.function)
        self.uploads.hear("Arriving", librarian.function, prefix="library", seconds=_CHECKING_SECONDS)
