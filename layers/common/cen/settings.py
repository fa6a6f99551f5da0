"""Settings of a Lambda, read from the environment at first use and never at import."""

import os
from dataclasses import dataclass
from functools import cache


class SettingMissing(RuntimeError):
    """A setting that the code needs is not in the environment: a fault of the deployment, not of the caller."""


@dataclass(frozen=True, slots=True)
class Settings:
    stage: str
    accounts_table: str
    cursor_secret_arn: str
    _table: str | None
    _event_bus: str | None

    @property
    def table(self) -> str:
        """Name of the context's own table."""
        if self._table is None:
            raise SettingMissing("CEN_TABLE")
        return self._table

    @property
    def event_bus(self) -> str:
        """Name of the bus that the context's events go to."""
        if self._event_bus is None:
            raise SettingMissing("CEN_EVENT_BUS")
        return self._event_bus


def _needed(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise SettingMissing(name)
    return value


@cache
def settings() -> Settings:
    return Settings(
        stage=_needed("CEN_STAGE"),
        accounts_table=_needed("CEN_ACCOUNTS_TABLE"),
        cursor_secret_arn=_needed("CEN_CURSOR_SECRET_ARN"),
        _table=os.environ.get("CEN_TABLE") or None,
        _event_bus=os.environ.get("CEN_EVENT_BUS") or None,
    )
