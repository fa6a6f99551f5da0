"""The one door: a REST API that checks tokens and scopes and hands each path to its context.

It comes last, knows every context, and none knows it; so a changed route redeploys the stage and nothing else.
"""

import json
from collections.abc import Sequence

from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_logs as logs
from aws_cdk import aws_wafv2 as waf
from constructs import Construct

from infra.config import Stage
from infra.exceptions import accept
from infra.stacks.context import ContextStack, Path
from infra.stacks.foundation import TIERS, FoundationStack

_REFUSALS: dict[str, tuple[apigateway.ResponseType, str, str, str]] = {
    "Unauthorized": (apigateway.ResponseType.UNAUTHORIZED, "401", "unauthenticated", "Send an access token."),
    "ExpiredToken": (apigateway.ResponseType.EXPIRED_TOKEN, "401", "unauthenticated", "The token has expired."),
    "AccessDenied": (apigateway.ResponseType.ACCESS_DENIED, "403", "forbidden", "The token does not allow this."),
    "MissingRoute": (apigateway.ResponseType.MISSING_AUTHENTICATION_TOKEN, "404", "not_found", "No such route."),
    "TooLarge": (apigateway.ResponseType.REQUEST_TOO_LARGE, "413", "too_large", "The request is too large."),
    "Throttled": (apigateway.ResponseType.THROTTLED, "429", "throttled", "Too many requests. Wait a moment."),
    "Filtered": (apigateway.ResponseType.WAF_FILTERED, "403", "forbidden", "The request was filtered."),
    "Timeout": (apigateway.ResponseType.INTEGRATION_TIMEOUT, "503", "unavailable", "Try again in a moment."),
    "Failure": (apigateway.ResponseType.INTEGRATION_FAILURE, "503", "unavailable", "Try again in a moment."),
    "Malformed": (apigateway.ResponseType.DEFAULT_4_XX, "", "malformed", "The request is malformed."),
    "Broken": (apigateway.ResponseType.DEFAULT_5_XX, "", "internal_error", "Something failed on our side."),
}
_RETRY = frozenset({"429", "503"})


class ApiStack(Stack):
    def __init__(
        self, scope: Construct, id: str, *, stage: Stage, foundation: FoundationStack, contexts: Sequence[ContextStack]
    ) -> None:
        super().__init__(scope, id)
        self.stage = stage
        self.foundation = foundation
        self.api = self._api()
        self._refuse_in_the_contracts_words()
        self._route([path for context in contexts for path in context.paths])
        if stage.guarded:
            self._firewall()
        CfnOutput(self, "ApiUrl", value=self.api.url.rstrip("/"))
        CfnOutput(self, "ApiId", value=self.api.rest_api_id)

    def _api(self) -> apigateway.RestApi:
        access_log = logs.LogGroup(
            self,
            "AccessLog",
            encryption_key=self.foundation.key,
            retention=self.stage.log_retention,
            removal_policy=self.stage.removal_policy,
        )
        api = apigateway.RestApi(
            self,
            "Api",
            rest_api_name=f"cen-{self.stage.name}",
            endpoint_types=[apigateway.EndpointType.REGIONAL],
            cloud_watch_role=self.stage.guarded,
            disable_execute_api_endpoint=False,
            deploy_options=apigateway.StageOptions(
                stage_name=self.stage.name,
                throttling_rate_limit=self.stage.requests_per_second,
                throttling_burst_limit=self.stage.burst,
                metrics_enabled=True,
                tracing_enabled=True,
                # Errors only, and no data: execution logs would hold bodies and tokens.
                logging_level=apigateway.MethodLoggingLevel.ERROR,
                data_trace_enabled=False,
                access_log_destination=apigateway.LogGroupLogDestination(access_log),
                access_log_format=_access_log_format(),
            ),
        )
        self._accept(api)
        return api

    def _accept(self, api: apigateway.RestApi) -> None:
        accept(api, "AwsSolutions-APIG2", "Every body is checked in the function, with an error that names the field.")
        policy = "arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
        accept(api, f"AwsSolutions-IAM4[Policy::{policy}]", "AWS's own policy, made for API Gateway's logs and no more.")
        public = "GET /v1/health and /v1/openapi.json answer anybody by contract; tests list them."
        accept(api, "AwsSolutions-APIG4", public)
        accept(api, "AwsSolutions-COG4", public)
        if not self.stage.guarded:
            accept(api, "AwsSolutions-APIG3", "The local stage has no firewall: the emulator knows none.")

    def _refuse_in_the_contracts_words(self) -> None:
        for name, (kind, status, code, detail) in _REFUSALS.items():
            problem = {"type": "about:blank", "title": detail.rstrip("."), "code": code, "detail": detail}
            body = json.dumps(problem)[:-1] + f', "status": {status or "$context.status"}'
            body += ', "request_id": "$context.requestId"}'
            headers = {"Cache-Control": "'no-store'"} | ({"Retry-After": "'2'"} if status in _RETRY else {})
            self.api.add_gateway_response(
                name,
                type=kind,
                status_code=status or None,
                response_headers=headers,
                templates={"application/problem+json": body, "application/json": body},
            )

    def _route(self, paths: Sequence[Path]) -> None:
        authorizer = apigateway.CognitoUserPoolsAuthorizer(self, "Tokens", cognito_user_pools=[self.foundation.pool])
        scopes = ["cen/api", *(f"cen/tier-{tier}" for tier in TIERS)]
        if self.stage.password_sign_in:
            # What a plain password sign-in gives; nowhere but in the local stage.
            scopes.append("aws.cognito.signin.user.admin")
        for path in paths:
            integration = apigateway.LambdaIntegration(path.function, allow_test_invoke=False)
            resource = self.api.root.resource_for_path(path.path)
            if path.public:
                resource.add_method("GET", integration, authorization_type=apigateway.AuthorizationType.NONE)
                continue
            resource.add_method("ANY", integration, authorizer=authorizer, authorization_scopes=scopes)

    def _firewall(self) -> None:
        managed = ("AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet")
        acl = waf.CfnWebACL(
            self,
            "Firewall",
            scope="REGIONAL",
            default_action=waf.CfnWebACL.DefaultActionProperty(allow={}),
            visibility_config=_seen("Firewall"),
            rules=[_rate_rule(), *(_managed_rule(name, order) for order, name in enumerate(managed, 1))],
        )
        waf.CfnWebACLAssociation(
            self, "FirewallAtTheDoor", resource_arn=self.api.deployment_stage.stage_arn, web_acl_arn=acl.attr_arn
        )


def _access_log_format() -> apigateway.AccessLogFormat:
    """Who came from where for what, and how it ended; never a token, a query or a body."""
    names = {
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
    return apigateway.AccessLogFormat.custom(json.dumps({key: f"$context.{value}" for key, value in names.items()}))


def _seen(name: str) -> waf.CfnWebACL.VisibilityConfigProperty:
    return waf.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=name, sampled_requests_enabled=False
    )


def _rate_rule() -> waf.CfnWebACL.RuleProperty:
    rate = waf.CfnWebACL.RateBasedStatementProperty(limit=3000, aggregate_key_type="IP")
    return waf.CfnWebACL.RuleProperty(
        name="Rate",
        priority=0,
        action=waf.CfnWebACL.RuleActionProperty(block={}),
        statement=waf.CfnWebACL.StatementProperty(rate_based_statement=rate),
        visibility_config=_seen("Rate"),
    )


def _managed_rule(name: str, order: int) -> waf.CfnWebACL.RuleProperty:
    """AWS's rules as they are, but for body size: our own limit is larger than theirs of 8 KB, and answers better."""
    exempt = [
        waf.CfnWebACL.RuleActionOverrideProperty(
            name="SizeRestrictions_BODY", action_to_use=waf.CfnWebACL.RuleActionProperty(count={})
        )
    ]
    group = waf.CfnWebACL.ManagedRuleGroupStatementProperty(
        name=name, vendor_name="AWS", rule_action_overrides=exempt if "Common" in name else None
    )
    return waf.CfnWebACL.RuleProperty(
        name=name,
        priority=order,
        override_action=waf.CfnWebACL.OverrideActionProperty(none={}),
        statement=waf.CfnWebACL.StatementProperty(managed_rule_group_statement=group),
        visibility_config=_seen(name),
    )
