"""Starts a run when it is morning in a region."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from cen import log
from cen.clock import utc_now
from rilo_rollup.errors import RunUnderWay
from rilo_rollup.runs.conduct import Conductor
from rilo_rollup.runs.counting import CONTEXT
from rilo_rollup.stores import open_stores


@cache
def _conductor() -> Conductor:
    return open_stores().conductor


def start(conductor: Conductor, payload: Mapping[str, Any]) -> dict[str, str | None]:
    """`{"rilo": "WE"}`, or `{}` for everything. A run that is under way already is what was wanted."""
    rilo = payload.get("rilo")
    try:
        return {"run": conductor.start(rilo).id}
    except RunUnderWay:
        log.write("run_under_way", utc_now(), context=CONTEXT, rilo=rilo)
        return {"run": None}


def handler(payload: Mapping[str, Any], _: object) -> dict[str, str | None]:
    return start(_conductor(), payload)
