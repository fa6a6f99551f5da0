"""The website's content: alerts, the library, links, experts; and how people and systems hear of it."""

from aws_cdk import CfnOutput
from constructs import Construct

from infra.config import Stage
from infra.constructs.keys import let_deliver
from infra.constructs.outbox import Outbox
from infra.constructs.record_table import RecordTable
from infra.stacks.context import ContextStack, Path
from infra.stacks.foundation import FoundationStack

_COLLECTIONS = ("alerts",)


class AlertsStack(ContextStack):
    def __init__(self, scope: Construct, id: str, *, stage: Stage, foundation: FoundationStack) -> None:
        super().__init__(scope, id, stage=stage, foundation=foundation)
        # The bus and its rules put events into encrypted queues.
        let_deliver(self.key, "events")
        self.records = RecordTable(self, "Records", stage=stage, key=self.key)
        self.tables = {"CEN_TABLE": self.records.table.table_name}
        self._api()
        self._outbox()
        CfnOutput(self, "RecordsTableName", value=self.records.table.table_name)

    def _api(self) -> None:
        self.api = self.api_function("alerts", self.tables)
        self.records.grant(self.api.function, write=True)
        function = self.api.function
        self.paths = [Path(f"/v1/{name}{below}", function) for name in _COLLECTIONS for below in ("", "/{proxy+}")]

    def _outbox(self) -> None:
        bus = self.foundation.bus
        publisher = self.worker(
            "Publisher", "alerts.outbox.handler", {"CEN_EVENT_BUS": bus.event_bus_name}, seconds=60, megabytes=512
        )
        Outbox(
            self,
            "Outbox",
            stage=self.stage,
            records=self.records,
            publisher=publisher.function,
            bus=bus,
            key=self.key,
            alarms=self.foundation.alarms,
        )
