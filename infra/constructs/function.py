"""A Lambda of a context: its folder of code, the shared layer, a role of its own, an encrypted log, alarms."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from aws_cdk import Duration, IgnoreMode, RemovalPolicy, Size
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.config import Stage
from infra.constructs.alarms import alarm
from infra.exceptions import accept

_ROOT = Path(__file__).resolve().parent.parent.parent


def _built(scope: Construct, *parts: str) -> str:
    """A folder that `make build` made; `-c build=<folder>` names another place to look in."""
    return str(Path(scope.node.try_get_context("build") or _ROOT / "build").joinpath(*parts))


def shared_layer(scope: Construct, stage: Stage) -> lambda_.LayerVersion:
    """`cen` and the third-party packages, with compiled bytecode: made by `make build`, one per stack that uses it."""
    return _layer(scope, "Layer", "layer", stage)


def extra_layer(scope: Construct, stage: Stage, name: str) -> lambda_.LayerVersion:
    """Packages for the functions that need them; the others start without. `name`: as in `local/build.py`."""
    return _layer(scope, name.capitalize(), name, stage)


def _layer(scope: Construct, id: str, folder: str, stage: Stage) -> lambda_.LayerVersion:
    return lambda_.LayerVersion(
        scope,
        id,
        code=lambda_.Code.from_asset(_built(scope, folder, stage.architecture)),
        compatible_runtimes=[lambda_.Runtime.PYTHON_3_13],
        compatible_architectures=[lambda_.Architecture.custom(stage.architecture)],
        removal_policy=RemovalPolicy.DESTROY,
    )


class ContextFunction(Construct):
    """`handler`: dotted, as `seizures.api.handler`; the first part is the folder of the context. `concurrency`:
    reserved; None shares the account's. `name`: for what others call by name."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: Stage,
        handler: str,
        layer: lambda_.ILayerVersion,
        key: kms.IKey,
        alarms: sns.ITopic,
        environment: Mapping[str, str],
        seconds: int,
        megabytes: int = 1024,
        scratch_megabytes: int = 512,
        concurrency: int | None = None,
        more_layers: Sequence[lambda_.ILayerVersion] = (),
        name: str | None = None,
    ) -> None:
        super().__init__(scope, id)
        context = handler.partition(".")[0]
        log_group = logs.LogGroup(
            self, "Log", encryption_key=key, retention=stage.log_retention, removal_policy=stage.removal_policy
        )
        self.function = lambda_.Function(
            self,
            "Function",
            function_name=name,
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.custom(stage.architecture),
            code=lambda_.Code.from_asset(
                _built(self, "functions"), exclude=["/*", f"!/{context}"], ignore_mode=IgnoreMode.GIT
            ),
            handler=handler,
            layers=[layer, *more_layers],
            role=self._role(log_group, key),
            log_group=log_group,
            logging_format=lambda_.LoggingFormat.JSON,
            tracing=lambda_.Tracing.ACTIVE,
            timeout=Duration.seconds(seconds),
            memory_size=megabytes,
            ephemeral_storage_size=Size.mebibytes(scratch_megabytes),
            reserved_concurrent_executions=concurrency,
            environment={"CEN_STAGE": stage.name, **environment},
            environment_encryption=key,
        )
        accept(self, "AwsSolutions-L1", "3.13 is what the code is tested on; it is supported until 2029.")
        accept(
            self,
            "AwsSolutions-IAM5[Resource::*]",
            "xray:PutTraceSegments and xray:PutTelemetryRecords have no resource to name.",
        )
        self._watch(alarms, seconds)

    def _role(self, log_group: logs.LogGroup, key: kms.IKey) -> iam.Role:
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        log_group.grant_write(role)
        # The environment is encrypted with the key.
        iam.Grant.add_to_principal(grantee=role, actions=["kms:Decrypt"], resource_arns=[key.key_arn])
        return role

    def _watch(self, topic: sns.ITopic, seconds: int) -> None:
        minutes = Duration.minutes(5)
        name = self.node.path
        errors, throttles = self.function.metric_errors(period=minutes), self.function.metric_throttles(period=minutes)
        slowest = self.function.metric_duration(period=minutes, statistic="p99")
        alarm(self, "Errors", metric=errors, at=1, periods=1, says=f"{name} fails.", topic=topic)
        alarm(self, "Throttles", metric=throttles, at=1, periods=2, says=f"{name} is throttled.", topic=topic)
        alarm(self, "Duration", metric=slowest, at=seconds * 1000 / 2, periods=3, says=f"{name} is slow.", topic=topic)


class ApiFunction(ContextFunction):
    """Behind the gateway, which waits 29 seconds."""

    def __init__(self, scope: Construct, id: str, *, stage: Stage, **more: Any) -> None:
        super().__init__(scope, id, stage=stage, seconds=20, concurrency=stage.function_concurrency, **more)
