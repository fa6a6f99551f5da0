"""The CEN database: its table of records and its API function."""

from aws_cdk import CfnOutput
from constructs import Construct

from infra.config import Stage
from infra.constructs.record_table import ListIndex, RecordTable
from infra.stacks.context import ContextStack, Path
from infra.stacks.foundation import FoundationStack


class SeizuresStack(ContextStack):
    def __init__(self, scope: Construct, id: str, *, stage: Stage, foundation: FoundationStack) -> None:
        super().__init__(scope, id, stage=stage, foundation=foundation)
        self.records = RecordTable(
            self,
            "Records",
            stage=stage,
            key=self.key,
            indexes=[ListIndex("worklist", "wl"), ListIndex("verification", "rv")],
        )
        api = self.api_function("seizures", {"CEN_TABLE": self.records.table.table_name})
        self.records.grant(api.function, write=True)
        self.paths = [
            Path("/v1/seizures", api.function),
            Path("/v1/seizures/{proxy+}", api.function),
            Path("/v1/exports", api.function),
            Path("/v1/exports/{proxy+}", api.function),
            Path("/v1/administrations/{code}/settings", api.function),
        ]
        CfnOutput(self, "RecordsTableName", value=self.records.table.table_name)
