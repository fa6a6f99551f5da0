"""The bucket of exports, on a stack of its own: private, short-lived, and open to each function as far as it needs."""

from collections.abc import Mapping
from typing import Any

from tests.infra.templates import flat, statements

type Template = Mapping[str, Any]


def _one(template: Template, kind: str) -> Mapping[str, Any]:
    (found,) = (
        resource["Properties"] for resource in template["Resources"].values() if resource["Type"] == f"AWS::{kind}"
    )
    return dict(found)


def _allowed(template: Template, function: str) -> dict[str, set[str]]:
    """Actions by the resource they are allowed on, of the function's own policy."""
    found: dict[str, set[str]] = {}
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::IAM::Policy" and name.startswith(f"{function}Role"):
            for statement in statements(resource["Properties"]["PolicyDocument"]):
                for target in statement["Resource"]:
                    found.setdefault(flat(target), set()).update(statement["Action"])
    return found


def test_nobody_else_gets_in(export_template: Template) -> None:
    bucket = _one(export_template, "S3::Bucket")
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    assert bucket["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    assert "CorsConfiguration" not in bucket
    assert "VersioningConfiguration" not in bucket


def test_it_encrypts_with_the_contexts_key_whatever_is_put(export_template: Template) -> None:
    (rule,) = _one(export_template, "S3::Bucket")["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["BucketKeyEnabled"] is True
    default = rule["ServerSideEncryptionByDefault"]
    assert default["SSEAlgorithm"] == "aws:kms"
    assert default["KMSMasterKeyID"]["Fn::GetAtt"][0].startswith("Key")


def test_only_tls(export_template: Template) -> None:
    denied = [
        statement
        for statement in statements(_one(export_template, "S3::BucketPolicy")["PolicyDocument"])
        if statement["Effect"] == "Deny"
    ]
    (only,) = denied
    assert only["Action"] == ["s3:*"]
    assert only["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert len(only["Resource"]) == 2


def test_after_a_day_files_and_what_was_never_finished_are_gone(export_template: Template) -> None:
    (rule,) = _one(export_template, "S3::Bucket")["LifecycleConfiguration"]["Rules"]
    assert rule["Status"] == "Enabled"
    assert rule["ExpirationInDays"] == 1
    assert rule["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}


def _on_files_and_key(template: Template, function: str) -> tuple[set[str], set[str]]:
    files: set[str] = set()
    key: set[str] = set()
    for resource, actions in _allowed(template, function).items():
        if "ExportsBucket" in resource:
            assert resource.count("/exports/*") == 1
            files |= actions
        elif "Key" in resource:
            key |= actions
    return files, key


def test_the_worker_puts_files_and_cannot_read_them(export_template: Template) -> None:
    files, key = _on_files_and_key(export_template, "Worker")
    assert files == {"s3:PutObject", "s3:AbortMultipartUpload", "s3:DeleteObject"}
    assert key == {"kms:GenerateDataKey", "kms:Decrypt"}


def test_the_api_signs_links_and_cannot_change_files(export_template: Template) -> None:
    files, key = _on_files_and_key(export_template, "Api")
    assert files == {"s3:GetObject"}
    assert key == {"kms:Decrypt"}


def test_the_functions_know_the_bucket(export_template: Template) -> None:
    functions = [
        resource["Properties"]
        for resource in export_template["Resources"].values()
        if resource["Type"] == "AWS::Lambda::Function"
    ]
    assert len(functions) == 2
    for function in functions:
        assert "ExportsBucket" in function["Environment"]["Variables"]["CEN_EXPORTS_BUCKET"]["Ref"]
