"""What looks after the records of the CEN database: who finds duplicates, who keeps the figures, and their tables."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from aws_cdk import CfnOutput
from aws_cdk import aws_lambda as lambda_

from infra.constructs.record_table import ProjectionTable
from infra.stacks.context import Path

if TYPE_CHECKING:
    from infra.stacks.seizures import SeizuresStack

_SECONDS = 60


class Review:
    """`environment`: of functions that read both tables."""

    def __init__(self, stack: "SeizuresStack") -> None:
        self._stack = stack
        self._duplicates = ProjectionTable(stack, "Duplicates", stage=stack.stage, key=stack.key)
        self._figures = ProjectionTable(stack, "Figures", stage=stack.stage, key=stack.key)
        self.environment = {
            "CEN_DUPLICATES_TABLE": self._duplicates.table.table_name,
            "CEN_FIGURES_TABLE": self._figures.table.table_name,
        }
        for name, table in (("Duplicates", self._duplicates), ("Figures", self._figures)):
            CfnOutput(stack, f"{name}TableName", value=table.table.table_name)

    def paths(self, api: lambda_.Function) -> Sequence[Path]:
        self._duplicates.grant(api, "Query")
        self._figures.grant(api, "Query")
        names = ("corrections", "corrections/{proxy+}", "administrations/{code}/quality")
        return [Path(f"/v1/{name}", api) for name in (*names, "administrations/{code}/nil-returns")]

    def add_workers(self) -> None:
        self._matcher()
        self._tallier()

    def _matcher(self) -> None:
        """Its pairs stand beside the records, as people decide about them."""
        stack = self._stack
        told = {"CEN_DUPLICATES_TABLE": self.environment["CEN_DUPLICATES_TABLE"]} | _own(stack, "CEN_TABLE")
        matcher = stack.worker("Matcher", "seizures.matcher.handler", told, seconds=_SECONDS)
        stack.records.grant(matcher.function, write=True)
        self._duplicates.grant(matcher.function, "Query", "GetItem", "PutItem", "DeleteItem")
        stack.hear("Matching", ["SeizureChanged"], matcher, _SECONDS)

    def _tallier(self) -> None:
        stack = self._stack
        told = {"CEN_FIGURES_TABLE": self.environment["CEN_FIGURES_TABLE"]}
        told |= _own(stack, "CEN_TABLE", "CEN_SEARCH_TABLE")
        tallier = stack.worker("Tallier", "seizures.tallier.handler", told, seconds=_SECONDS)
        stack.records.grant(tallier.function, write=False)
        stack.search.grant(tallier.function, "Query")
        self._figures.grant(tallier.function, "Query", "GetItem", "PutItem", "DeleteItem")
        # Of notices only that a record was cited; changes of records have no kind.
        cited = {"kind": [{"exists": False}, "seizure.cited"]}
        stack.hear("Tallying", ["SeizureChanged", "NoticeRaised"], tallier, _SECONDS, detail=cited)


def _own(stack: "SeizuresStack", *names: str) -> dict[str, str]:
    return {name: stack.tables[name] for name in names}
