"""What the stack of every context has: a key, the layer, an API function and the paths it answers; and what it may
have: functions that work behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aws_cdk import ArnFormat, Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk.aws_events import IEventBus
from constructs import Construct

from infra.config import Stage
from infra.constructs.consumer_queue import ConsumerQueue
from infra.constructs.function import ApiFunction, ContextFunction, shared_layer
from infra.constructs.keys import context_key
from infra.constructs.outbox import Outbox
from infra.constructs.record_table import RecordTable
from infra.stacks.foundation import FoundationStack


@dataclass(frozen=True, slots=True)
class Path:
    """A path of the API and its function. `public`: answers without a token, and to these methods only."""

    path: str
    function: lambda_.IFunction
    public: bool = False
    methods: Sequence[str] = ("GET",)


class ContextStack(Stack):
    """`paths`: what `infra/stacks/api.py` routes to this context."""

    def __init__(self, scope: Construct, id: str, *, stage: Stage, foundation: FoundationStack) -> None:
        super().__init__(scope, id, termination_protection=stage.durable)
        self.stage = stage
        self.foundation = foundation
        self.key = context_key(self, "Key", stage)
        self.layer = shared_layer(self, stage)
        self.paths: Sequence[Path] = ()

    def api_function(
        self,
        context: str,
        environment: Mapping[str, str] | None = None,
        *,
        id: str = "Api",
        module: str = "api",
        **more: Any,
    ) -> ApiFunction:
        """`module`: of the context, for routes that another function answers than the others. `more`: layers."""
        made = ApiFunction(
            self,
            id,
            stage=self.stage,
            handler=f"{context}.{module}.handler",
            layer=self.layer,
            key=self.key,
            alarms=self.foundation.alarms,
            environment={
                "CEN_ACCOUNTS_TABLE": self.foundation.accounts.table_name,
                "CEN_CURSOR_SECRET_ARN": self.foundation.cursor_secret.secret_arn,
                **(environment or {}),
            },
            **more,
        )
        self._let_it_know_callers(made.function)
        return made

    def worker(
        self, id: str, handler: str, environment: Mapping[str, str], *, seconds: int, **size: Any
    ) -> ContextFunction:
        """A function that no caller waits for. `size`: memory, disk, layers of its own."""
        return ContextFunction(
            self,
            id,
            stage=self.stage,
            handler=handler,
            layer=self.layer,
            key=self.key,
            alarms=self.foundation.alarms,
            environment=environment,
            seconds=seconds,
            **size,
        )

    def outbox(self, context: str, records: RecordTable) -> None:
        """What tells others of every new audit entry of the table (`<context>.outbox`)."""
        bus = self.foundation.bus
        publisher = self.worker(
            "Publisher", f"{context}.outbox.handler", {"CEN_EVENT_BUS": bus.event_bus_name}, seconds=60, megabytes=512
        )
        Outbox(
            self,
            "Outbox",
            stage=self.stage,
            records=records,
            publisher=publisher.function,
            bus=bus,
            key=self.key,
            alarms=self.foundation.alarms,
        )

    def hear(
        self,
        id: str,
        events: Sequence[str],
        consumer: ContextFunction,
        seconds: int,
        *,
        scope: Construct | None = None,
        bus: IEventBus | None = None,
        **more: Any,
    ) -> None:
        """Lets the consumer hear of these events. `seconds`: its timeout. `scope`: a part of the stack. `bus`: another
        than everybody's. `more`: as `ConsumerQueue` takes it."""
        ConsumerQueue(
            scope or self,
            id,
            stage=self.stage,
            bus=bus or self.foundation.bus,
            detail_types=events,
            consumer=consumer.function,
            key=self.key,
            alarms=self.foundation.alarms,
            timeout=Duration.seconds(seconds),
            **more,
        )

    def door(self, context: str, environment: Mapping[str, str], *, seconds: int = 15) -> ContextFunction:
        """The function by which other contexts ask for this one's records (`cen.doors`)."""
        return self.worker(
            "Door",
            f"{context}.door.handler",
            environment,
            seconds=seconds,
            name=door_name(self.stage, context),
        )

    def let_use_door(self, function: lambda_.Function, context: str) -> None:
        """Lets a function of this context ask another's door. By its name, so that no stack waits for another."""
        name = door_name(self.stage, context)
        function.add_environment(f"CEN_{context.upper()}_DOOR", name)
        allow(
            function,
            ["lambda:InvokeFunction"],
            self.format_arn(
                service="lambda", resource="function", resource_name=name, arn_format=ArnFormat.COLON_RESOURCE_NAME
            ),
        )

    def _let_it_know_callers(self, function: lambda_.Function) -> None:
        """The register of machine clients and the secret of cursors, and the key that both are encrypted with."""
        foundation = self.foundation
        allow(function, ["dynamodb:GetItem"], foundation.accounts.table_arn)
        allow(function, ["secretsmanager:GetSecretValue"], foundation.cursor_secret.secret_arn)
        allow(function, ["kms:Decrypt"], foundation.key.key_arn)


def door_name(stage: Stage, context: str) -> str:
    return f"cen-{stage.name}-{context}-door"


def allow(function: lambda_.Function, actions: Sequence[str], *resources: str) -> None:
    function.add_to_role_policy(iam.PolicyStatement(actions=list(actions), resources=list(resources)))
