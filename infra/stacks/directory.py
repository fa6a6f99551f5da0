"""The directory: who the caller is, administrations and RILOs."""

from constructs import Construct

from infra.config import Stage
from infra.stacks.context import ContextStack, Path
from infra.stacks.foundation import FoundationStack


class DirectoryStack(ContextStack):
    def __init__(self, scope: Construct, id: str, *, stage: Stage, foundation: FoundationStack) -> None:
        super().__init__(scope, id, stage=stage, foundation=foundation)
        function = self.api_function("directory").function
        paths = ("me", "administrations", "administrations/{code}", "rilos", "rilos/{code}")
        self.paths = [Path(f"/v1/{path}", function) for path in paths]
