"""Handing something to the topic once, whoever else is at it, and whoever died doing it."""

from collections.abc import Callable
from datetime import datetime, timedelta

from alerts.delivery.store import DeliveryStore
from cen.clock import instant

# Whoever began to hand something over and was not heard of for so long has died.
_DIED = timedelta(minutes=2)


def once(store: DeliveryStore, key: str, now: datetime, hand_over: Callable[[], None]) -> None:
    at, seconds = instant(now), int(now.timestamp())
    if store.announce(key, at, instant(now - _DIED), seconds):
        hand_over()
        store.announced(key, at, seconds)
