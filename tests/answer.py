"""What a caller gets back, from the deployed API and from a handler in a test alike."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def errors(self) -> dict[str, str]:
        """Field errors as path → code."""
        return {error["path"]: error["code"] for error in self.json.get("errors", [])}
