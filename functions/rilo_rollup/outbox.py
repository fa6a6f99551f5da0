"""Tells whom it concerns that a draft of a situation report was written."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from cen.events import SituationDrafted
from cen.outbox import publisher


def describe(image: Mapping[str, Any]) -> Sequence[BaseModel]:
    """The event of an audit item of a draft; that a run was started concerns nobody else."""
    if "month" not in image:
        return []
    run = image["pk"]["S"].removeprefix("RUN#")
    return [SituationDrafted(run_id=run, rilo=image["rilo"]["S"], month=image["month"]["S"])]


handler = publisher("rilo_rollup", describe)
