"""Hears that more of a picture is to be blackened."""

from functools import cache

from cen.consumer import Consumer
from cen.events import RedactionAsked
from cpdb.images.workshop import Workshop
from cpdb.redrawing import Redrawer
from cpdb.shelf import open_shelf
from cpdb.store import open_store


@cache
def _redrawer() -> Redrawer:
    return Redrawer(open_store(), Workshop(), open_shelf())


def _hear(event: RedactionAsked) -> None:
    _redrawer()(event.picture_id)


handler = Consumer("cpdb", RedactionAsked, _hear)
