"""Everything that keeps data does so under a rotated key of ours, and who must deliver into it may use the key."""

from collections import Counter
from typing import Any

import pytest

from tests.infra.expected.contexts import ALL
from tests.infra.templates import Assembly, flat, services, statements

ENCRYPTED_BY = {
    "DynamoDB::Table": ("SSESpecification", "KMSMasterKeyId"),
    "Events::EventBus": ("KmsKeyIdentifier",),
    "Lambda::Function": ("KmsKeyArn",),
    "Logs::LogGroup": ("KmsKeyId",),
    "S3::Bucket": (
        *("BucketEncryption", "ServerSideEncryptionConfiguration", 0),
        *("ServerSideEncryptionByDefault", "KMSMasterKeyID"),
    ),
    "SNS::Topic": ("KmsMasterKeyId",),
    "SQS::Queue": ("KmsMasterKeyId",),
    "SecretsManager::Secret": ("KmsKeyId",),
}
KEEPS_NOTHING = {
    "ApiGateway",
    "CloudWatch",
    "Cognito",  # encrypted by the service; it takes no key
    "IAM",
    "KMS",
    "WAFv2",
    "Athena",  # results lie in the lake's bucket, under its key
    "Glue",  # names of columns
    "Lambda::LayerVersion",
    "Lambda::Permission",
    "S3::BucketPolicy",
    "SNS::TopicPolicy",
    "Scheduler::Schedule",
    "SES",  # settings of sending; letters are not kept
    "Events::Rule",
    "Lambda::EventSourceMapping",
    "SQS::QueuePolicy",
}


def test_every_key_rotates(assembly: Assembly) -> None:
    keys = assembly.properties("KMS::Key")
    stacks = Counter(name.partition("/")[0] for name in keys)
    assert stacks == {"foundation": 1, **{expected.stack: expected.keys for expected in ALL}}
    assert all(key["EnableKeyRotation"] is True for key in keys.values())


@pytest.mark.parametrize("kind", ENCRYPTED_BY)
def test_what_keeps_data_is_encrypted_with_a_key_of_its_own_stack_or_the_foundation(
    assembly: Assembly, kind: str
) -> None:
    for name, properties in assembly.properties(kind).items():
        key: Any = properties
        for step in ENCRYPTED_BY[kind]:
            key = key[step]
        stack = name.partition("/")[0]
        where = "foundation:ExportsOutputFnGetAttKey" if stack == "api" else '"Fn::GetAtt": ["Key'
        assert where in flat(key), name


def test_buckets_ask_for_one_key_a_day_and_not_for_each_file(assembly: Assembly) -> None:
    for bucket in assembly.properties("S3::Bucket").values():
        (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert rule["BucketKeyEnabled"] is True
        assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"


def test_nobody_else_gets_into_a_bucket(assembly: Assembly) -> None:
    for name, bucket in assembly.properties("S3::Bucket").items():
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}, name
        assert bucket["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}, name
        assert bucket["LifecycleConfiguration"]["Rules"], name


def test_a_new_kind_of_resource_is_looked_at(assembly: Assembly) -> None:
    kinds = {
        resource["Type"].removeprefix("AWS::")
        for template in assembly.templates.values()
        for resource in template["Resources"].values()
    }
    unknown = {kind for kind in kinds - set(ENCRYPTED_BY) - KEEPS_NOTHING if kind.split("::")[0] not in KEEPS_NOTHING}
    assert not unknown


def test_logs_may_use_every_key_for_log_groups_of_this_account_only(assembly: Assembly) -> None:
    for name, key in assembly.properties("KMS::Key").items():
        if not name.partition("/")[2].startswith("Key"):
            continue  # one that no service uses
        found = services(key["KeyPolicy"], "kms:GenerateDataKey")
        (condition,) = (condition for service, condition in found.items() if "logs." in service)
        assert "AWS::AccountId" in flat(condition["ArnLike"]["kms:EncryptionContext:aws:logs:arn"]), name


def test_alarms_reach_the_encrypted_topic(assembly: Assembly) -> None:
    (key,) = (key for name, key in assembly.properties("KMS::Key").items() if name.startswith("foundation/"))
    topic = _alarm_topic(assembly)
    own_account = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    for action in ("kms:Decrypt", "kms:GenerateDataKey"):
        assert services(key["KeyPolicy"], action)["cloudwatch.amazonaws.com"] == own_account
    assert services(topic, "sns:Publish")["cloudwatch.amazonaws.com"] == own_account


def test_the_bus_may_use_its_key_for_itself_only(assembly: Assembly) -> None:
    (key,) = (key for name, key in assembly.properties("KMS::Key").items() if name.startswith("foundation/"))
    condition = services(key["KeyPolicy"], "kms:GenerateDataKey")["events.amazonaws.com"]["StringEquals"]
    assert f"event-bus/cen-{assembly.stage}" in flat(condition["aws:SourceArn"])
    assert condition["aws:SourceAccount"] == {"Ref": "AWS::AccountId"}


def test_events_reach_the_encrypted_queues(assembly: Assembly) -> None:
    own_account = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    for stack in {name.partition("/")[0] for name in assembly.of("Events::Rule")}:
        key = _context_key(assembly, stack)
        for action in ("kms:Decrypt", "kms:GenerateDataKey"):
            assert services(key["KeyPolicy"], action)["events.amazonaws.com"] == own_account, stack


def test_s3_tells_encrypted_queues_what_arrived(assembly: Assembly) -> None:
    own_account = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    for name, bucket in assembly.properties("S3::Bucket").items():
        if "NotificationConfiguration" in bucket:
            key = _context_key(assembly, name.partition("/")[0])
            assert services(key["KeyPolicy"], "kms:GenerateDataKey")["s3.amazonaws.com"] == own_account, name


def _context_key(assembly: Assembly, stack: str) -> Any:
    """The key that a context's stack is encrypted with; others of its keys have other names."""
    (key,) = (key for name, key in assembly.properties("KMS::Key").items() if name.startswith(f"{stack}/Key"))
    return key


def test_no_service_may_use_a_key_unconditionally(assembly: Assembly) -> None:
    for key in assembly.properties("KMS::Key").values():
        for statement in statements(key["KeyPolicy"]):
            assert "Service" not in statement["Principal"] or statement["Condition"], statement


def test_topics_take_tls_only(assembly: Assembly) -> None:
    for topic in assembly.properties("SNS::TopicPolicy").values():
        (refusal,) = (one for one in topic["PolicyDocument"]["Statement"] if one["Effect"] == "Deny")
        assert refusal["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        assert refusal["Principal"] == "*"


def _alarm_topic(assembly: Assembly) -> Any:
    policies = assembly.properties("SNS::TopicPolicy").items()
    (policy,) = (policy for name, policy in policies if name.startswith("foundation/"))
    return policy["PolicyDocument"]
