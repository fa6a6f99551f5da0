"""Settings of a Lambda, each read from the environment when asked for and never at import."""

import os


class SettingMissing(RuntimeError):
    """A setting that the code needs is not in the environment: a fault of the deployment, not of the caller."""


class Settings:
    """A function has the settings that its own code asks for, and no others."""

    @property
    def table(self) -> str:
        """Name of the context's own table."""
        return _needed("CEN_TABLE")

    @property
    def search_table(self) -> str:
        """Name of the table of postings."""
        return _needed("CEN_SEARCH_TABLE")

    @property
    def outbox_dead_letters(self) -> str:
        """Address of the queue of changes that cannot be published."""
        return _needed("CEN_OUTBOX_DEAD_LETTERS")

    @property
    def event_bus(self) -> str:
        """Name of the bus that the context's events go to."""
        return _needed("CEN_EVENT_BUS")

    @property
    def accounts_table(self) -> str:
        """Name of the register of machine clients."""
        return _needed("CEN_ACCOUNTS_TABLE")

    @property
    def cursor_secret_arn(self) -> str:
        """Of the secret that signs the cursors of lists."""
        return _needed("CEN_CURSOR_SECRET_ARN")

    @property
    def uploads_bucket(self) -> str:
        """Name of the quarantine that callers upload into."""
        return _needed("CEN_UPLOADS_BUCKET")

    @property
    def seizures_door(self) -> str:
        """Name of the function that hands seizure records to other contexts."""
        return _needed("CEN_SEIZURES_DOOR")

    @property
    def imports_bucket(self) -> str:
        """Name of the bucket that parts and reports of imports lie in for a week."""
        return _needed("CEN_IMPORTS_BUCKET")

    @property
    def exports_bucket(self) -> str:
        """Name of the bucket that files of exports lie in for a day."""
        return _needed("CEN_EXPORTS_BUCKET")


def _needed(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise SettingMissing(name)
    return value


settings = Settings()
