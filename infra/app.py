"""The CDK app: `cdk synth -c stage=local|dev|prod`."""

from aws_cdk import App, Tags, Validations
from cdk_nag import AwsSolutionsChecks

from infra.config import STAGES, Stage
from infra.stacks.alerts import AlertsStack
from infra.stacks.api import ApiStack
from infra.stacks.comm import CommStack
from infra.stacks.cpdb import CpdbStack
from infra.stacks.directory import DirectoryStack
from infra.stacks.foundation import FoundationStack
from infra.stacks.reference import ReferenceStack
from infra.stacks.rilo_rollup import RiloRollupStack
from infra.stacks.seizures import SeizuresStack

# By the name of the stack: CloudFormation takes no underscores.
CONTEXTS = {
    "seizures": SeizuresStack,
    "alerts": AlertsStack,
    "cpdb": CpdbStack,
    "rilo-rollup": RiloRollupStack,
    "comm": CommStack,
    "directory": DirectoryStack,
    "reference": ReferenceStack,
}


def build(app: App, stage: Stage) -> None:
    foundation = FoundationStack(app, f"cen-{stage.name}-foundation", stage=stage)
    contexts = [
        kind(app, f"cen-{stage.name}-{name}", stage=stage, foundation=foundation) for name, kind in CONTEXTS.items()
    ]
    ApiStack(app, f"cen-{stage.name}-api", stage=stage, foundation=foundation, contexts=contexts)
    Tags.of(app).add("project", "cen")
    Tags.of(app).add("stage", stage.name)
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))


def stage_named(name: str) -> Stage:
    if name not in STAGES:
        raise SystemExit(f"There is no stage {name}; there are {', '.join(STAGES)}.")
    return STAGES[name]


def main() -> None:
    app = App()
    build(app, stage_named(app.node.try_get_context("stage") or "local"))
    app.synth()


if __name__ == "__main__":
    main()
