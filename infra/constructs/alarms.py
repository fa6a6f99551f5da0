"""Alarms that all go to the one topic which operators read."""

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from constructs import Construct


def alarm(
    scope: Construct, id: str, *, metric: cloudwatch.IMetric, at: float, periods: int, says: str, topic: sns.ITopic
) -> None:
    """In alarm when the metric is at or above `at` for so many periods. No data is no alarm: idle systems are healthy."""
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
