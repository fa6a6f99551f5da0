"""An operation that alerts are written to."""

from typing import Any

ID = "01KM0000000000000000000001"
OTHER = "01KM0000000000000000000002"
ABSENT = "01KM0000000000000000000009"
OURS: dict[str, Any] = {"tlp": "AMBER", "regions": [], "operation": ID}
