"""The API: who gets past the gateway, how fast, what is logged, and what it answers by itself."""

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from cen.routes import Public
from local.contract import all_routes
from tests.infra.templates import Assembly, flat

if TYPE_CHECKING:
    from aws_cdk import App

WITHOUT_TOKEN = {
    ("GET", "/v1/health"),
    ("GET", "/v1/openapi.json"),
    ("GET", "/v1/unsubscribe"),
    ("POST", "/v1/unsubscribe"),
}
SCOPES = ["cen/api", "cen/tier-limited", "cen/tier-read-only", "cen/tier-unrestricted"]
THROTTLES = {"local": (2000, 2000), "dev": (100, 200), "prod": (500, 1000)}
STATUS = {
    "UNAUTHORIZED": ("401", "unauthenticated"),
    "EXPIRED_TOKEN": ("401", "unauthenticated"),
    "ACCESS_DENIED": ("403", "forbidden"),
    "WAF_FILTERED": ("403", "forbidden"),
    "MISSING_AUTHENTICATION_TOKEN": ("404", "not_found"),
    "INVALID_SIGNATURE": ("404", "not_found"),
    "RESOURCE_NOT_FOUND": ("404", "not_found"),
    "BAD_REQUEST_BODY": ("400", "malformed"),
    "BAD_REQUEST_PARAMETERS": ("400", "malformed"),
    "REQUEST_TOO_LARGE": ("413", "too_large"),
    "UNSUPPORTED_MEDIA_TYPE": ("415", "unsupported_media_type"),
    "THROTTLED": ("429", "throttled"),
    "INTEGRATION_TIMEOUT": ("503", "unavailable"),
    "INTEGRATION_FAILURE": ("503", "unavailable"),
    "DEFAULT_4XX": (None, "malformed"),
    "DEFAULT_5XX": (None, "internal_error"),
}


def test_every_method_asks_for_a_token_with_a_scope(assembly: Assembly) -> None:
    wanted = [*SCOPES, *(["aws.cognito.signin.user.admin"] if assembly.stage == "local" else [])]
    open_to_all = set()
    for path, method in _methods(assembly):
        if method["AuthorizationType"] == "NONE":
            open_to_all.add((method["HttpMethod"], path))
            continue
        assert method["AuthorizationType"] == "COGNITO_USER_POOLS", path
        assert "Tokens" in method["AuthorizerId"]["Ref"], path
        assert method["AuthorizationScopes"] == wanted, path
    assert open_to_all == WITHOUT_TOKEN


def test_the_authorizer_trusts_this_systems_pool_only(assembly: Assembly) -> None:
    authorizer = assembly.one("ApiGateway::Authorizer")["Properties"]
    assert authorizer["Type"] == "COGNITO_USER_POOLS"
    assert authorizer["IdentitySource"] == "method.request.header.Authorization"
    (pool,) = authorizer["ProviderARNs"]
    assert "foundation:ExportsOutputFnGetAttPool" in flat(pool)


def test_every_route_of_the_code_reaches_its_context_and_the_rest_reaches_nobody(assembly: Assembly) -> None:
    methods = {(path, method["HttpMethod"]): method for path, method in _methods(assembly)}
    reached = set()
    for context, route in all_routes():
        path = _gateway_path(route.path, methods)
        taken = next(key for key in ((path, "ANY"), (path, route.method)) if key in methods)
        method = methods[taken]
        reached.add(taken)
        assert f"cen-{assembly.stage}-{context.replace('_', '-')}:" in flat(method["Integration"]["Uri"]), route.path
        assert (method["AuthorizationType"] == "NONE") == (route.permission is Public), route.path
    assert reached == set(methods)


def test_the_deployment_waits_for_every_method_and_refusal(assembly: Assembly) -> None:
    waits_for = set(assembly.one("ApiGateway::Deployment")["DependsOn"])
    for kind in ("ApiGateway::Method", "ApiGateway::GatewayResponse"):
        assert {name.partition("/")[2] for name in assembly.of(kind)} <= waits_for


def test_another_path_makes_another_deployment(
    new_app: "Callable[[], App]", assemblies: Mapping[str, Assembly]
) -> None:
    from infra.app import CONTEXTS
    from infra.config import STAGES
    from infra.stacks.api import ApiStack
    from infra.stacks.foundation import FoundationStack

    app, stage = new_app(), STAGES["local"]
    foundation = FoundationStack(app, "cen-local-foundation", stage=stage)
    fewer = [kind(app, f"cen-local-{name}", stage=stage, foundation=foundation) for name, kind in CONTEXTS.items()][1:]
    ApiStack(app, "cen-local-api", stage=stage, foundation=foundation, contexts=fewer)
    template = app.synth().get_stack_by_name("cen-local-api").template
    deployments = [name for name, one in template["Resources"].items() if one["Type"] == "AWS::ApiGateway::Deployment"]
    assert len(deployments) == 1
    assert f"api/{deployments[0]}" not in assemblies["local"].of("ApiGateway::Deployment")


def test_the_stage_is_throttled_watched_and_never_logs_data(assembly: Assembly) -> None:
    stage = assembly.one("ApiGateway::Stage")["Properties"]
    (everywhere,) = stage["MethodSettings"]
    assert (everywhere["HttpMethod"], everywhere["ResourcePath"]) == ("*", "/*")
    assert (everywhere["ThrottlingRateLimit"], everywhere["ThrottlingBurstLimit"]) == THROTTLES[assembly.stage]
    assert everywhere["DataTraceEnabled"] is False
    assert everywhere["LoggingLevel"] == "ERROR"
    assert stage["TracingEnabled"] is True
    assert "AccessLog" in flat(stage["AccessLogSetting"]["DestinationArn"])


def test_the_access_log_names_callers_by_id_and_holds_no_query_token_or_body(assembly: Assembly) -> None:
    line = json.loads(assembly.one("ApiGateway::Stage")["Properties"]["AccessLogSetting"]["Format"])
    assert set(line) == {
        *("request_id", "at", "ip", "caller", "method"),
        *("resource", "status", "bytes", "milliseconds", "refused_by"),
    }
    assert line["caller"] == "$context.authorizer.claims.sub"
    assert line["resource"] == "$context.resourcePath"  # the route's pattern, not the ids asked for


def test_the_gateways_own_log_is_ours_before_the_gateway_makes_it(assembly: Assembly) -> None:
    groups = assembly.properties("Logs::LogGroup")
    (name,) = (
        name for name, group in groups.items() if "API-Gateway-Execution-Logs_" in flat(group.get("LogGroupName"))
    )
    assert name.partition("/")[2] in assembly.one("ApiGateway::Stage")["DependsOn"]


def test_the_door_takes_modern_tls_under_its_own_name_only(assembly: Assembly) -> None:
    api = assembly.one("ApiGateway::RestApi")["Properties"]
    assert api["SecurityPolicy"].startswith("SecurityPolicy_TLS13_1_2_PFS")
    assert api["EndpointAccessMode"] == "STRICT"
    assert api["EndpointConfiguration"] == {"Types": ["REGIONAL"]}


def test_the_gateway_refuses_in_the_words_of_the_contract(assembly: Assembly) -> None:
    found = {one["ResponseType"]: one for one in assembly.properties("ApiGateway::GatewayResponse").values()}
    assert set(found) == set(STATUS)
    for kind, (status, code) in STATUS.items():
        answer = found[kind]
        problem = json.loads(answer["ResponseTemplates"]["application/json"])
        headers = answer["ResponseParameters"]
        assert answer.get("StatusCode") == status, kind
        assert problem.get("status") == (None if status is None else int(status)), kind
        assert problem["code"] == code, kind
        assert problem["title"], kind
        assert problem["detail"], kind
        assert problem["request_id"] == "$context.requestId", kind
        assert headers["gatewayresponse.header.Content-Type"] == "'application/problem+json'", kind
        assert headers["gatewayresponse.header.Cache-Control"] == "'no-store'", kind
        assert ("gatewayresponse.header.Retry-After" in headers) == (status in ("429", "503")), kind
        assert ("gatewayresponse.header.WWW-Authenticate" in headers) == (status == "401"), kind
        assert not [header for header in headers if "access-control" in header.lower()], kind


def test_the_firewall_stands_at_the_door_of_real_stages(deployed: Assembly) -> None:
    acl = deployed.one("WAFv2::WebACL")["Properties"]
    rules = {rule["Name"]: rule for rule in acl["Rules"]}
    assert set(rules) == {"Rate", "AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"}
    assert rules["Rate"]["Action"] == {"Block": {}}
    assert sorted(rule["Priority"] for rule in rules.values()) == [0, 1, 2]
    assert not any(rule["VisibilityConfig"]["SampledRequestsEnabled"] for rule in rules.values())
    association = deployed.one("WAFv2::WebACLAssociation")["Properties"]
    assert "ApiDeploymentStage" in flat(association["ResourceArn"])
    assert "Firewall" in flat(association["WebACLArn"])


def test_the_local_stage_has_what_the_emulator_knows(assemblies: Mapping[str, Assembly]) -> None:
    assert not assemblies["local"].of("WAFv2::WebACL")
    assert not assemblies["local"].of("ApiGateway::Account")


def _methods(assembly: Assembly) -> list[tuple[str, Mapping[str, Any]]]:
    """Methods with their full path."""
    resources = {name.partition("/")[2]: one for name, one in assembly.properties("ApiGateway::Resource").items()}

    def path(reference: Mapping[str, Any]) -> str:
        if "Ref" not in reference:  # the root, an attribute of the API
            return ""
        resource = resources[reference["Ref"]]
        return f"{path(resource['ParentId'])}/{resource['PathPart']}"

    return [(path(one["ResourceId"]), one) for one in assembly.properties("ApiGateway::Method").values()]


def _gateway_path(route: str, methods: Mapping[tuple[str, str], Any]) -> str:
    """The path that the gateway takes for a route: the same shape, else the longest `{proxy+}` above it."""
    shape, known = _shape(route), [path for path, _ in methods]
    for path in known:
        if _shape(path) == shape:
            return path
    above = [path for path in known if path.endswith("/{proxy+}") and shape.startswith(_shape(path)[:-2])]
    return max(above, key=len)


def _shape(path: str) -> str:
    return "/".join("{}" if part.startswith("{") else part for part in path.split("/"))
