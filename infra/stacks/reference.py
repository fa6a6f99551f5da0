"""Code lists, and the two routes that need no token."""

from constructs import Construct

from infra.config import Stage
from infra.stacks.context import ContextStack, Path
from infra.stacks.foundation import FoundationStack


class ReferenceStack(ContextStack):
    def __init__(self, scope: Construct, id: str, *, stage: Stage, foundation: FoundationStack) -> None:
        super().__init__(scope, id, stage=stage, foundation=foundation)
        function = self.api_function("reference").function
        self.paths = [
            Path("/v1/codes", function),
            Path("/v1/codes/{list}", function),
            Path("/v1/health", function, public=True),
            Path("/v1/openapi.json", function, public=True),
        ]
