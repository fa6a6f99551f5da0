"""Every function has a role of its own that may do what its code does, and nothing else."""

import re
from typing import Any

from tests.infra.expected.contexts import ALL, FUNCTIONS
from tests.infra.templates import Assembly, Resource, flat, statements

# Actions that know no resource.
WITHOUT_RESOURCE = {
    *("xray:PutTraceSegments", "xray:PutTelemetryRecords", "dynamodb:ListStreams"),
    *("sns:GetSubscriptionAttributes", "sns:SetSubscriptionAttributes", "sns:Unsubscribe"),
}
EVERY_FUNCTION = {"xray:PutTelemetryRecords": {"*"}, "xray:PutTraceSegments": {"*"}}
WILDCARDS = tuple(end for expected in ALL for end in expected.wildcards)


def test_each_function_has_a_role_of_its_own(assembly: Assembly) -> None:
    roles = [flat(function["Role"]) for function in assembly.properties("Lambda::Function").values()]
    stacks = [name.partition("/")[0] for name in assembly.of("Lambda::Function")]
    assert len(set(zip(stacks, roles, strict=True))) == len(roles) == len(FUNCTIONS)


def test_the_functions_may_do_exactly_this(assembly: Assembly) -> None:
    for name, function in FUNCTIONS.items():
        log = {f"{name.partition('/')[2]}Log"}
        expected = {**function.may, **EVERY_FUNCTION, "logs:CreateLogStream": log, "logs:PutLogEvents": log}
        granted = _granted(assembly, name)
        for action, resources in granted.items():
            granted[action] = {one.replace(f" cen-{assembly.stage}-", " cen-<stage>-") for one in resources}
        assert granted == expected, name


def test_no_policy_has_a_wildcard_that_is_not_listed(assembly: Assembly) -> None:
    for name, policy in assembly.properties("IAM::Policy").items():
        for statement in statements(policy["PolicyDocument"]):
            assert statement["Effect"] == "Allow"
            assert not [action for action in statement["Action"] if "*" in action], name
            called = [_called(resource) for resource in statement["Resource"]]
            if any("*" in resource and not resource.endswith(WILDCARDS) for resource in called):
                assert set(statement["Action"]) <= WITHOUT_RESOURCE, (name, statement)


def test_roles_are_assumed_by_one_service_and_hold_no_policy_of_aws(assembly: Assembly) -> None:
    for name, role in assembly.properties("IAM::Role").items():
        (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
        if name.startswith("api/"):  # lets API Gateway write its logs; AWS offers this policy for it
            assert statement["Principal"] == {"Service": "apigateway.amazonaws.com"}
            assert "AmazonAPIGatewayPushToCloudWatchLogs" in flat(role["ManagedPolicyArns"])
            continue
        service = "scheduler" if "Schedule" in name else "lambda"
        assert statement["Principal"] == {"Service": f"{service}.amazonaws.com"}
        assert "ManagedPolicyArns" not in role
        assert "Policies" not in role


def test_only_this_api_may_call_the_functions(assembly: Assembly) -> None:
    permissions = assembly.properties("Lambda::Permission")
    for name, permission in permissions.items():
        assert permission["Principal"] == "apigateway.amazonaws.com", name
        assert '{"Ref": "Api' in flat(permission["SourceArn"]), name
    assert len(permissions) == len(assembly.of("ApiGateway::Method"))


def test_no_secret_stands_in_a_template(assembly: Assembly) -> None:
    secret = assembly.one("SecretsManager::Secret")["Properties"]
    assert "SecretString" not in secret
    assert secret["GenerateSecretString"]["PasswordLength"] == 64
    assert not any(client["GenerateSecret"] for client in assembly.properties("Cognito::UserPoolClient").values())


def _granted(assembly: Assembly, function: str) -> dict[str, set[str]]:
    """Resources by action, over all policies of the function's role."""
    found: dict[str, set[str]] = {}
    for name, policy in assembly.properties("IAM::Policy").items():
        if name.startswith(f"{function}Role"):
            for statement in statements(policy["PolicyDocument"]):
                for action in statement["Action"]:
                    found.setdefault(action, set()).update(map(_called, statement["Resource"]))
    return found


def _called(resource: str | Resource) -> str:
    """`Key` for the ARN of a resource of the stack, `foundation Key` for an imported one, with what follows the ARN."""
    match resource:
        case str():
            return resource
        case {"Fn::GetAtt": [name, "StreamArn"]}:
            return f"{_unhashed(name)} stream"
        case {"Fn::GetAtt": [name, "Arn"]} | {"Ref": name}:  # a topic's reference is its ARN
            return _unhashed(name)
        case {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, *_, str(kind), {"Ref": name}]]}:
            return f"{kind.strip(':/')} {_unhashed(name)}"
        case {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, *_, named]]}:
            # A function of another context, called by its name: `function cen-<stage>-seizures-door`.
            return re.sub(r"cen-[a-z]+-", "cen-<stage>-", str(named).removeprefix(":").replace(":", " "))
        case {"Fn::Join": ["", [inner, path]]}:
            return _called(inner) + str(path)
        case {"Fn::ImportValue": export}:
            # cen-<stage>-foundation:ExportsOutput<FnGetAtt|Ref><logical id><Arn><hash>
            exported = str(export).partition("ExportsOutput")[2].removeprefix("FnGetAtt").removeprefix("Ref")
            return f"foundation {_unhashed(exported[:-8].removesuffix('Arn'))}"
    raise AssertionError(resource)


def _unhashed(logical_id: Any) -> str:
    """Without the eight hexadecimal digits that the CDK appends."""
    return str(logical_id)[:-8]
