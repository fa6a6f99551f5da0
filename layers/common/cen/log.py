"""One JSON line per thing worth knowing. Only names, numbers and ids: never a body, a token or a narrative.

A line with `metrics` is also a CloudWatch metric (embedded metric format), so a count costs no call.
"""

import json
import sys
from collections.abc import Mapping
from datetime import datetime

type Value = str | int | float | bool | None

NAMESPACE = "CEN"


def write(event: str, moment: datetime, metrics: Mapping[str, float] | None = None, **fields: Value) -> None:
    """`metrics` are counted per `context`, which must then be among the fields."""
    line: dict[str, object] = {"event": event, **fields}
    if metrics:
        line |= metrics
        line["_aws"] = {
            "Timestamp": int(moment.timestamp() * 1000),
            "CloudWatchMetrics": [
                {"Namespace": NAMESPACE, "Dimensions": [["context"]], "Metrics": [{"Name": name} for name in metrics]}
            ],
        }
    sys.stdout.write(json.dumps(line, ensure_ascii=True) + "\n")
