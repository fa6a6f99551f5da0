"""Hears what became of letters and messages, each from a queue of its own."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from alerts.delivery import opened
from alerts.delivery.reports import MailReport, Reports, Undelivered
from cen.consumer import Consumer
from cen.patience import patiently


def _reports() -> Reports:
    return Reports(opened.subscriptions(), opened.deliveries())


def _mail(report: MailReport) -> None:
    patiently(partial(_reports().mail, report))


def _undelivered(told: Undelivered) -> None:
    patiently(partial(_reports().undelivered, told))


_OF_MAIL = Consumer("alerts", MailReport, _mail)
_OF_THE_TOPIC = Consumer("alerts", Undelivered, _undelivered)


def handler(batch: Mapping[str, Any], context: object) -> dict[str, Any]:
    """Events of the bus have a detail; what the topic left is a message of its own."""
    events = [one for one in batch["Records"] if "detail" in json.loads(one["body"])]
    left = [
        {**one, "body": json.dumps({"detail": json.loads(one["body"])})}
        for one in batch["Records"]
        if one not in events
    ]
    failed = _OF_MAIL({"Records": events}, context)["batchItemFailures"] if events else []
    failed += _OF_THE_TOPIC({"Records": left}, context)["batchItemFailures"] if left else []
    return {"batchItemFailures": failed}
