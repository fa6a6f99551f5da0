"""What goes by the clock: `{"do": "tick"}` every quarter of an hour, `{"do": "review"}` every hour, `{"do": "rights"}`
every day."""

from collections.abc import Mapping
from typing import Any

from alerts.delivery import opened
from alerts.delivery.clockwork import Clockwork
from alerts.delivery.review import Review
from alerts.subscriptions.topic import open_topic
from cen.patience import patiently


def _clockwork() -> Clockwork:
    return Clockwork(opened.subscriptions(), opened.deliveries(), opened.errands())


def _review() -> Review:
    return Review(opened.subscriptions(), opened.deliveries(), opened.owners(), open_topic(), opened.announcements())


def handler(asked: Mapping[str, Any], _: object) -> dict[str, int]:
    match asked["do"]:
        case "tick":
            return patiently(lambda: _clockwork().tick())
        case "rights":
            return patiently(lambda: _clockwork().check_rights())
        case "review":
            return _review()()
    raise ValueError("not something the clock does")
