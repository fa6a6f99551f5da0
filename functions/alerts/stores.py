"""What the routes of this context work on, each part opened at its first use."""

from dataclasses import dataclass

from alerts.store import AlertStore, open_store


@dataclass(frozen=True, slots=True)
class Stores:
    alerts: AlertStore


def open_stores() -> Stores:
    return Stores(open_store())
