"""Tells whom it concerns what happened in operations: ids, codes and numbers only."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from cen.outbox import publisher
from comm import telling


def describe(image: Mapping[str, Any]) -> Sequence[BaseModel]:
    """The events that were written with an audit item."""
    return telling.read(image["tell"]["S"]) if "tell" in image else []


handler = publisher("comm", describe)
