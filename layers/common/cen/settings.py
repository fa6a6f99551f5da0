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
    def duplicates_table(self) -> str:
        """Name of the table in which records meet that may be of one case."""
        return _needed("CEN_DUPLICATES_TABLE")

    @property
    def figures_table(self) -> str:
        """Name of the table of figures about entering."""
        return _needed("CEN_FIGURES_TABLE")

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
    def user_pool_id(self) -> str:
        """Of the pool that people sign in to."""
        return _needed("CEN_USER_POOL_ID")

    @property
    def library_bucket(self) -> str:
        """Name of the bucket that checked documents of the library lie in."""
        return _needed("CEN_LIBRARY_BUCKET")

    @property
    def uploads_bucket(self) -> str:
        """Name of the quarantine that callers upload into."""
        return _needed("CEN_UPLOADS_BUCKET")

    @property
    def seizures_door(self) -> str:
        """Name of the function that hands seizure records to other contexts."""
        return _needed("CEN_SEIZURES_DOOR")

    @property
    def alerts_topic_arn(self) -> str:
        """Of the topic that systems are told of alerts through."""
        return _needed("CEN_ALERTS_TOPIC_ARN")

    @property
    def undelivered_queue_arn(self) -> str:
        """Of the queue for what the topic could not deliver."""
        return _needed("CEN_UNDELIVERED_QUEUE_ARN")

    @property
    def mailing_queue(self) -> str:
        """Address of the queue of mailboxes to be emptied."""
        return _needed("CEN_MAILING_QUEUE")

    @property
    def mail_sender(self) -> str:
        """Name and address that mail comes from."""
        return _needed("CEN_MAIL_SENDER")

    @property
    def mail_events(self) -> str:
        """Name of the configuration set by which the mail service tells what became of letters."""
        return _needed("CEN_MAIL_EVENTS")

    @property
    def website_url(self) -> str:
        """Address of the website, without a slash at its end; `/v1/` below it is the API."""
        return _needed("CEN_WEBSITE_URL")

    @property
    def own_endpoints(self) -> bool:
        """Whether systems may be told on this machine and in this account: on one machine there is nothing else."""
        return os.environ.get("CEN_OWN_ENDPOINTS") == "yes"

    @property
    def cpdb_door(self) -> str:
        """Name of the function that hands pictures to other contexts."""
        return _needed("CEN_CPDB_DOOR")

    @property
    def pictures_bucket(self) -> str:
        """Name of the bucket that renditions of pictures lie in."""
        return _needed("CEN_PICTURES_BUCKET")

    @property
    def rilo_rollup_door(self) -> str:
        """Name of the function that hands drafts of reports, and what cases have in common, to other contexts."""
        return _needed("CEN_RILO_ROLLUP_DOOR")

    @property
    def comm_door(self) -> str:
        """Name of the function that tells who sits in a joint operation."""
        return _needed("CEN_COMM_DOOR")

    @property
    def cells_table(self) -> str:
        """Name of the table of statistical cells."""
        return _needed("CEN_CELLS_TABLE")

    @property
    def lake_bucket(self) -> str:
        """Name of the bucket that the lake's partitions lie in."""
        return _needed("CEN_LAKE_BUCKET")

    @property
    def work_queue(self) -> str:
        """Address of the queue by which a context hands work to its own workers."""
        return _needed("CEN_WORK_QUEUE")

    @property
    def keys_table(self) -> str:
        """Name of the table of wrapped data keys, of which there are no backups."""
        return _needed("CEN_KEYS_TABLE")

    @property
    def message_key(self) -> str:
        """ARN of the KMS key that wraps the data keys of operations."""
        return _needed("CEN_MESSAGE_KEY")

    @property
    def files_bucket(self) -> str:
        """Name of the bucket that sealed attachments lie in."""
        return _needed("CEN_FILES_BUCKET")

    @property
    def user_pool(self) -> str:
        """Id of the pool of people's accounts."""
        return _needed("CEN_USER_POOL")

    @property
    def reporter(self) -> str:
        """Name of the function that makes a workbook of a report."""
        return _needed("CEN_REPORTER")

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
