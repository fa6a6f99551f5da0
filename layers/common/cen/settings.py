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

    @property
    def table(self) -> str:
        """Name of the context's own table."""
        if self._table is None:
            raise SettingMissing("CEN_TABLE")
        return self._table


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
    )
