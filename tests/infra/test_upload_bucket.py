"""The quarantine and a schedule, in a stack of their own that keeps the rules."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pytest

from tests.infra.templates import flat, services, statements

if TYPE_CHECKING:
    from aws_cdk import App, Stack

type Template = Mapping[str, Any]


@pytest.fixture(scope="session")
def template(new_app: "Callable[[], App]") -> dict[str, Any]:
    from aws_cdk import Stack, Validations
    from cdk_nag import AwsSolutionsChecks

    app = new_app()
    stack = Stack(app, "uploads")
    _uploads(stack)
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    found: dict[str, Any] = app.synth().get_stack_by_name("uploads").template
    return found


def _uploads(stack: "Stack") -> None:
    from infra.config import STAGES
    from infra.constructs.alarms import alarm_topic
    from infra.constructs.function import ContextFunction, extra_layer
    from infra.constructs.keys import context_key
    from infra.constructs.schedule import Schedule
    from infra.constructs.upload_bucket import UploadBucket

    stage = STAGES["prod"]
    key = context_key(stack, "Key", stage)
    alarms = alarm_topic(stack, "Alarms", key=key, email=None)
    bucket = UploadBucket(stack, "Uploads", stage=stage, key=key, alarms=alarms)
    layer = extra_layer(stack, stage, "images")
    made = {
        name: ContextFunction(
            stack,
            name,
            stage=stage,
            handler="seizures.api.handler",
            layer=layer,
            key=key,
            alarms=alarms,
            environment=bucket.environment,
            seconds=60,
        ).function
        for name in ("Api", "Worker")
    }
    bucket.grant_forms(made["Api"], "pictures")
    bucket.grant_files(made["Worker"], "pictures")
    for prefix in ("pictures", "documents"):
        bucket.hear(prefix.capitalize(), made["Worker"], prefix=prefix, seconds=60)
    Schedule(stack, "Sweep", stage=stage, worker=made["Worker"], expression="rate(5 minutes)", key=key, alarms=alarms)


def _all(template: Template, kind: str) -> dict[str, Mapping[str, Any]]:
    return {
        name: resource["Properties"]
        for name, resource in template["Resources"].items()
        if resource["Type"] == f"AWS::{kind}"
    }


def _may(template: Template, role: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, policy in _all(template, "IAM::Policy").items():
        if name.startswith(role):
            for statement in statements(policy["PolicyDocument"]):
                for resource in statement["Resource"]:
                    found.setdefault(flat(resource), set()).update(statement["Action"])
    return found


def test_what_arrives_is_kept_by_versions_for_a_day(template: Template) -> None:
    (bucket,) = _all(template, "S3::Bucket").values()
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    (rule,) = bucket["LifecycleConfiguration"]["Rules"]
    assert (rule["ExpirationInDays"], rule["NoncurrentVersionExpiration"]) == (1, {"NoncurrentDays": 1})
    assert rule["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}
    assert [rule["AllowedMethods"] for rule in bucket["CorsConfiguration"]["CorsRules"]] == [["POST"]]


def test_each_prefix_has_a_queue_that_s3_of_this_account_may_fill(template: Template) -> None:
    (bucket,) = _all(template, "S3::Bucket").values()
    told = {
        flat(one["Queue"]): one["Filter"]["S3Key"]["Rules"]
        for one in bucket["NotificationConfiguration"]["QueueConfigurations"]
    }
    assert len(told) == 2
    for name, (queue, rules) in zip(("Pictures", "Documents"), told.items(), strict=True):
        assert f"Uploads{name}Queue" in queue
        assert rules == [{"Name": "prefix", "Value": f"{name.lower()}/"}]
    own_account = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    policies = [
        services(one["PolicyDocument"], "sqs:SendMessage") for one in _all(template, "SQS::QueuePolicy").values()
    ]
    assert [found["s3.amazonaws.com"] for found in policies if found] == [own_account] * 2
    (key,) = _all(template, "KMS::Key").values()
    assert services(key["KeyPolicy"], "kms:GenerateDataKey")["s3.amazonaws.com"] == own_account


def test_the_bucket_comes_after_the_policies_that_s3_tries(template: Template) -> None:
    (bucket,) = (one for one in template["Resources"].values() if one["Type"] == "AWS::S3::Bucket")
    policies = [name for name in _all(template, "SQS::QueuePolicy") if "Queue" in name and "Dead" not in name]
    assert len(policies) == 2
    assert set(policies) <= set(bucket["DependsOn"])


def test_the_api_signs_forms_and_reads_nothing(template: Template) -> None:
    files = {resource: actions for resource, actions in _may(template, "ApiRole").items() if "Uploads" in resource}
    ((resource, actions),) = files.items()
    assert resource.count("/pictures/*") == 1
    assert actions == {"s3:PutObject"}


def test_the_worker_reads_and_removes_and_puts_nothing(template: Template) -> None:
    files = {name: actions for name, actions in _may(template, "WorkerRole").items() if "/pictures/*" in name}
    ((_, actions),) = files.items()
    assert actions == {"s3:GetObject", "s3:GetObjectVersion", "s3:DeleteObject", "s3:DeleteObjectVersion"}


def test_a_call_by_the_clock_that_fails_is_made_again_and_then_kept(template: Template) -> None:
    (schedule,) = _all(template, "Scheduler::Schedule").values()
    assert (schedule["ScheduleExpression"], schedule["ScheduleExpressionTimezone"]) == ("rate(5 minutes)", "UTC")
    target = schedule["Target"]
    assert target["RetryPolicy"] == {"MaximumEventAgeInSeconds": 3600, "MaximumRetryAttempts": 20}
    assert "SweepDeadLetters" in flat(target["DeadLetterConfig"]["Arn"])
    (statement,) = _all(template, "IAM::Role")["SweepRole" + _suffix(template, "SweepRole")][
        "AssumeRolePolicyDocument"
    ]["Statement"]
    assert statement["Principal"] == {"Service": "scheduler.amazonaws.com"}
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    may = {frozenset(actions) for actions in _may(template, "SweepRole").values()}
    assert may == {
        frozenset({"lambda:InvokeFunction"}),
        frozenset({"sqs:SendMessage"}),
        frozenset({"kms:GenerateDataKey", "kms:Decrypt"}),
    }
    assert any("SweepDead" in name for name in _all(template, "CloudWatch::Alarm"))


def _suffix(template: Template, start: str) -> str:
    (name,) = (name for name in _all(template, "IAM::Role") if name.startswith(start))
    return name.removeprefix(start)
