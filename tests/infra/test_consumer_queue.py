"""How a context hears of others, on a stack of its own: nothing said on the bus is lost without somebody knowing."""

from collections.abc import Mapping
from typing import Any

from tests.infra.templates import services, statements

type Template = Mapping[str, Any]


def _all(template: Template, kind: str) -> dict[str, Mapping[str, Any]]:
    return {
        name: resource["Properties"]
        for name, resource in template["Resources"].items()
        if resource["Type"] == f"AWS::{kind}"
    }


def _queues(template: Template) -> tuple[str, str]:
    """Logical ids of the queue and of its dead letters."""
    queues = _all(template, "SQS::Queue")
    (queue,) = (name for name, one in queues.items() if "RedrivePolicy" in one)
    (dead,) = set(queues) - {queue}
    return queue, dead


def test_what_fails_five_times_waits_a_fortnight_among_the_dead_letters(queue_template: Template) -> None:
    queue, dead = _queues(queue_template)
    queues = _all(queue_template, "SQS::Queue")
    redrive = queues[queue]["RedrivePolicy"]
    assert redrive == {"deadLetterTargetArn": {"Fn::GetAtt": [dead, "Arn"]}, "maxReceiveCount": 5}
    assert queues[dead]["MessageRetentionPeriod"] == 14 * 24 * 3600


def test_a_message_is_away_while_it_is_worked_on(queue_template: Template) -> None:
    queue, _ = _queues(queue_template)
    assert _all(queue_template, "SQS::Queue")[queue]["VisibilityTimeout"] == 6 * 30


def test_the_rule_hears_the_named_events_and_keeps_what_it_cannot_deliver(queue_template: Template) -> None:
    queue, dead = _queues(queue_template)
    (rule,) = _all(queue_template, "Events::Rule").values()
    (target,) = rule["Targets"]
    assert rule["EventPattern"] == {"detail-type": ["SeizureChanged"]}
    assert "Ref" in rule["EventBusName"]
    assert target["Arn"] == {"Fn::GetAtt": [queue, "Arn"]}
    assert target["DeadLetterConfig"] == {"Arn": {"Fn::GetAtt": [dead, "Arn"]}}


def test_the_consumer_answers_for_each_message(queue_template: Template) -> None:
    (source,) = _all(queue_template, "Lambda::EventSourceMapping").values()
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["BatchSize"] == 10


def test_a_flood_is_worked_off_by_a_few_at_a_time(queue_template: Template) -> None:
    (source,) = _all(queue_template, "Lambda::EventSourceMapping").values()
    assert source["ScalingConfig"] == {"MaximumConcurrency": 5}


def test_both_queues_are_encrypted_and_take_tls_only(queue_template: Template) -> None:
    refused: list[str] = []
    for policy in _all(queue_template, "SQS::QueuePolicy").values():
        for statement in statements(policy["PolicyDocument"]):
            if statement["Effect"] == "Deny":
                assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
                refused.extend(resource["Fn::GetAtt"][0] for resource in statement["Resource"])
    assert set(refused) == set(_queues(queue_template))
    for queue in _all(queue_template, "SQS::Queue").values():
        assert queue["KmsMasterKeyId"]["Fn::GetAtt"][0].startswith("Key")


def test_the_bus_of_this_account_alone_delivers_into_the_encrypted_queues(queue_template: Template) -> None:
    (key,) = _all(queue_template, "KMS::Key").values()
    own_account = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    assert services(key["KeyPolicy"], "kms:Decrypt")["events.amazonaws.com"] == own_account
    assert services(key["KeyPolicy"], "kms:GenerateDataKey*")["events.amazonaws.com"] == own_account
    allowed = {}
    for policy in _all(queue_template, "SQS::QueuePolicy").values():
        condition = services(policy["PolicyDocument"], "sqs:SendMessage")["events.amazonaws.com"]
        allowed[policy["Queues"][0]["Ref"]] = condition
    queue, dead = _queues(queue_template)
    assert allowed[queue] == own_account
    assert "aws:SourceArn" in allowed[dead]["ArnEquals"]  # the rule's own failures


def test_operators_hear_of_dead_letters_at_once_and_of_delay(queue_template: Template) -> None:
    queue, dead = _queues(queue_template)
    alarms = {
        (alarm["MetricName"], alarm["Dimensions"][0]["Value"]["Fn::GetAtt"][0]): (
            alarm["Threshold"],
            alarm["EvaluationPeriods"],
        )
        for alarm in _all(queue_template, "CloudWatch::Alarm").values()
    }
    assert alarms == {
        ("ApproximateNumberOfMessagesVisible", dead): (1, 1),
        ("ApproximateAgeOfOldestMessage", queue): (900, 2),
    }


def test_alarms_go_out_by_mail_where_an_address_is_given(queue_template: Template) -> None:
    (subscription,) = _all(queue_template, "SNS::Subscription").values()
    assert subscription["Protocol"] == "email"
    assert subscription["Endpoint"] == "operators@cen.example"
