"""Makes a workbook of the report that it is handed: `{"report": …}` → `{"workbook": <base64>}`."""

import base64
from collections.abc import Mapping
from typing import Any

from comm.board.sheets import workbook


def handler(question: Mapping[str, Any], _: object) -> dict[str, str]:
    return {"workbook": base64.b64encode(workbook(question["report"])).decode()}
