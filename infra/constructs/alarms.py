"""Alarms that all go to the one topic which operators read."""

from aws_cdk import Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from infra.constructs.keys import let_deliver


def alarm_topic(scope: Construct, id: str, *, key: kms.Key, email: str | None) -> sns.Topic:
    topic = sns.Topic(scope, id, master_key=key, enforce_ssl=True)
    # A policy of its own (TLS only) replaces the one that lets the account's alarms in.
    topic.add_to_resource_policy(
        iam.PolicyStatement(
            principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
            actions=["sns:Publish"],
            resources=[topic.topic_arn],
            conditions={"StringEquals": {"aws:SourceAccount": Stack.of(topic).account}},
        )
    )
    let_deliver(key, "cloudwatch")
    if email:
        topic.add_subscription(subscriptions.EmailSubscription(email))
    return topic


def alarm(
    scope: Construct, id: str, *, metric: cloudwatch.IMetric, at: float, periods: int, says: str, topic: sns.ITopic
) -> None:
    """In alarm when the metric is at or above `at` for so many periods. No data is no alarm: idle is healthy."""
    made = cloudwatch.Alarm(
        scope,
        id,
        metric=metric,
        threshold=at,
        evaluation_periods=periods,
        comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        alarm_description=f"{says} See docs/operating.md.",
    )
    made.add_alarm_action(actions.SnsAction(topic))
