"""The one door: a REST API that checks tokens and scopes and hands each path to its context.

It comes last, knows every context, and none knows it; so a changed route redeploys the stage and nothing else.
"""

import json
from collections.abc import Sequence
from typing import cast

from aws_cdk import CfnOutput, Duration, Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.config import Stage
from infra.constructs.alarms import alarm
from infra.constructs.firewall import firewall
from infra.constructs.refusals import refuse_in_the_contracts_words
from infra.exceptions import accept
from infra.stacks.context import ContextStack, Path
from infra.stacks.foundation import TIERS, FoundationStack

# Who came from where for what, and how it ended; never a token, a query or a body.
_ACCESS_LOG = {
    "request_id": "requestId",
    "at": "requestTime",
    "ip": "identity.sourceIp",
    "caller": "authorizer.claims.sub",
    "method": "httpMethod",
    "resource": "resourcePath",
    "status": "status",
    "bytes": "responseLength",
    "milliseconds": "responseLatency",
    "refused_by": "error.responseType",
}


_ANYBODY = "Health, the published schema and links in mails, which carry a secret of their own, answer anybody."


class ApiStack(Stack):
    def __init__(
        self, scope: Construct, id: str, *, stage: Stage, foundation: FoundationStack, contexts: Sequence[ContextStack]
    ) -> None:
        super().__init__(scope, id, termination_protection=stage.durable)
        self.stage = stage
        self.foundation = foundation
        self.api = self._api()
        self._keep_execution_log()
        self._ask_for_modern_tls()
        self._accept()
        refuse_in_the_contracts_words(self.api)
        self._route([path for context in contexts for path in context.paths])
        self._watch()
        if stage.guarded:
            arn = self.api.deployment_stage.stage_arn
            firewall(self, protects=arn, requests_per_address=stage.requests_per_address)
        CfnOutput(self, "ApiUrl", value=self.api.url.rstrip("/"))
        CfnOutput(self, "ApiId", value=self.api.rest_api_id)

    def _api(self) -> apigateway.RestApi:
        log_format = json.dumps({key: f"$context.{value}" for key, value in _ACCESS_LOG.items()})
        return apigateway.RestApi(
            self,
            "Api",
            rest_api_name=f"cen-{self.stage.name}",
            endpoint_types=[apigateway.EndpointType.REGIONAL],
            cloud_watch_role=self.stage.guarded,
            deploy_options=apigateway.StageOptions(
                stage_name=self.stage.name,
                throttling_rate_limit=self.stage.requests_per_second,
                throttling_burst_limit=self.stage.burst,
                metrics_enabled=True,
                tracing_enabled=True,
                # Errors only, and no data: execution logs would hold bodies and tokens.
                logging_level=apigateway.MethodLoggingLevel.ERROR,
                data_trace_enabled=False,
                access_log_destination=apigateway.LogGroupLogDestination(self._log("AccessLog")),
                access_log_format=apigateway.AccessLogFormat.custom(log_format),
            ),
        )

    def _log(self, id: str, name: str | None = None) -> logs.LogGroup:
        return logs.LogGroup(
            self,
            id,
            log_group_name=name,
            encryption_key=self.foundation.key,
            retention=self.stage.log_retention,
            removal_policy=self.stage.removal_policy,
        )

    def _keep_execution_log(self) -> None:
        """The gateway would make this group by itself: not encrypted, and kept for ever."""
        group = self._log("ExecutionLog", f"API-Gateway-Execution-Logs_{self.api.rest_api_id}/{self.stage.name}")
        self.api.deployment_stage.node.add_dependency(group)

    def _ask_for_modern_tls(self) -> None:
        """TLS 1.2 with forward secrecy or 1.3, and only under this API's own name. Left alone, 1.0 would do."""
        resource = cast("apigateway.CfnRestApi", self.api.node.default_child)
        resource.security_policy = "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09"
        resource.endpoint_access_mode = "STRICT"

    def _accept(self) -> None:
        body = "Every body is checked in the function, with an error that names the field."
        accept(self.api, "AwsSolutions-APIG2", body)
        policy = "arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
        own = "AWS's own policy, made for API Gateway's logs and no more."
        accept(self.api, f"AwsSolutions-IAM4[Policy::{policy}]", own)
        if not self.stage.guarded:
            accept(self.api, "AwsSolutions-APIG3", "The local stage has no firewall: the emulator knows none.")

    def _route(self, paths: Sequence[Path]) -> None:
        authorizer = apigateway.CognitoUserPoolsAuthorizer(self, "Tokens", cognito_user_pools=[self.foundation.pool])
        scopes = ["cen/api", *(f"cen/tier-{tier}" for tier in TIERS)]
        if self.stage.password_scope:
            scopes.append("aws.cognito.signin.user.admin")
        for path in paths:
            integration = apigateway.LambdaIntegration(path.function, allow_test_invoke=False)
            resource = self.api.root.resource_for_path(path.path)
            if path.public:
                for name in path.methods:
                    method = resource.add_method(
                        name, integration, authorization_type=apigateway.AuthorizationType.NONE
                    )
                    accept(method, "AwsSolutions-APIG4", _ANYBODY)
                    accept(method, "AwsSolutions-COG4", _ANYBODY)
            else:
                resource.add_method("ANY", integration, authorizer=authorizer, authorization_scopes=scopes)

    def _watch(self) -> None:
        """The functions answer their own failures, so only the door sees them all."""
        failures = self.api.metric_server_error(period=Duration.minutes(5), statistic="sum")
        says = "Callers got answers of 500 and above."
        alarm(self, "Failures", metric=failures, at=1, periods=1, says=says, topic=self.foundation.alarms)
