"""The key of messages: its policy lets the functions that open them decrypt, and nobody else, whatever they may do."""

from typing import Any

from tests.infra.templates import Assembly, flat, statements

OPENERS = ("ApiRole", "AttacherRole", "CaseMakerRole")
# Every action that would hand out a text, a data key, or the right to get one.
GET_AT_TEXT = {
    "kms:CreateGrant",
    "kms:Decrypt",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyPair",
    "kms:GenerateDataKeyPairWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
}


def policy(assembly: Assembly) -> dict[str, dict[str, Any]]:
    keys = assembly.properties("KMS::Key").items()
    (key,) = (key for name, key in keys if name.startswith("comm/MessageKey"))
    return {statement["Sid"]: statement for statement in statements(key["KeyPolicy"])}


def test_only_the_functions_that_open_messages_may_decrypt(assembly: Assembly) -> None:
    allowed = [one for one in policy(assembly).values() if one["Effect"] == "Allow" and "kms:Decrypt" in one["Action"]]
    (opening,) = allowed
    principals = opening["Principal"]["AWS"]
    assert [role["Fn::GetAtt"][0][:-8] for role in principals] == list(OPENERS)
    assert opening["Action"] == ["kms:Decrypt"]


def test_everybody_else_is_refused_whatever_their_own_policies_say(assembly: Assembly) -> None:
    found = policy(assembly)
    refusal = found["NobodyElse"]
    assert refusal["Effect"] == "Deny"
    assert refusal["Principal"] in ({"AWS": "*"}, "*")
    assert set(refusal["Action"]) == GET_AT_TEXT
    spared = refusal["Condition"]["ArnNotEquals"]["aws:PrincipalArn"]
    assert spared == found["Open"]["Principal"]["AWS"]


def test_administrators_may_look_after_the_key_but_not_use_it(assembly: Assembly) -> None:
    found = policy(assembly)["Administer"]
    assert ":root" in flat(found["Principal"])
    assert not set(found["Action"]) & (GET_AT_TEXT | {"kms:GenerateDataKeyWithoutPlaintext"})
    assert not [action for action in found["Action"] if "*" in action]
    # A key that nobody can administer would be lost with its first mistake.
    assert "kms:PutKeyPolicy" in found["Action"]


def test_every_data_key_is_bound_to_its_operation_and_generation(assembly: Assembly) -> None:
    found = policy(assembly)
    for name in ("Open", "Make"):
        assert found[name]["Condition"] == {
            "Null": {"kms:EncryptionContext:operation": "false", "kms:EncryptionContext:generation": "false"}
        }
    (maker,) = [found["Make"]["Principal"]["AWS"]]
    assert maker["Fn::GetAtt"][0][:-8] == "ApiRole"
    assert set(found) == {"Administer", "Open", "Make", "NobodyElse"}


def test_nothing_else_is_encrypted_with_it(assembly: Assembly) -> None:
    """Tables, queues, logs and buckets have the context's own key."""
    users = [
        name
        for kind in ("DynamoDB::Table", "SQS::Queue", "S3::Bucket", "Logs::LogGroup", "Lambda::Function")
        for name, properties in assembly.properties(kind).items()
        if name.startswith("comm/")
        and "MessageKey" in flat({k: v for k, v in properties.items() if k != "Environment"})
    ]
    assert users == []


def test_a_tampered_message_and_a_closed_vault_alarm(assembly: Assembly) -> None:
    alarms = {
        alarm["MetricName"]: alarm
        for name, alarm in assembly.properties("CloudWatch::Alarm").items()
        if name.startswith("comm/") and alarm["Namespace"] == "CEN"
    }
    assert set(alarms) == {"tampered", "vault_refusals", "due_left"}
    for alarm in alarms.values():
        assert alarm["Dimensions"] == [{"Name": "context", "Value": "comm"}]
        assert (alarm["Threshold"], alarm["EvaluationPeriods"]) == (1, 1)
