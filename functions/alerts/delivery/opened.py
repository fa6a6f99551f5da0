"""The parts that delivery works with, opened by the settings of the function that uses them."""

from functools import cache

from alerts.delivery.directory import CognitoDirectory
from alerts.delivery.letters import Writer
from alerts.delivery.outside import Announcements, Errands, Post, ses, sqs
from alerts.delivery.owners import Owners
from alerts.delivery.pointers import Pointers
from alerts.delivery.store import DeliveryStore
from alerts.inbox.store import InboxStore
from alerts.store import AlertStore
from alerts.subscriptions.store import SubscriptionStore
from alerts.subscriptions.topic import sns
from cen.accounts import RegisteredAccounts
from cen.doors import Seizures, operations, seizures
from cen.dynamo import table
from cen.settings import settings


def alerts() -> AlertStore:
    return AlertStore(table(settings.table))


def subscriptions() -> SubscriptionStore:
    return SubscriptionStore(table(settings.table))


def deliveries() -> DeliveryStore:
    return DeliveryStore(table(settings.table))


def inbox() -> InboxStore:
    return InboxStore(table(settings.table))


@cache
def owners() -> Owners:
    import boto3
    from botocore.config import Config

    patience = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 4})
    client = boto3.client("cognito-idp", config=patience)
    return Owners(
        CognitoDirectory(client, settings.user_pool_id), RegisteredAccounts(lambda: table(settings.accounts_table))
    )


def door() -> Seizures:
    return seizures(settings.seizures_door)


def announcements() -> Announcements:
    return Announcements(sns(), settings.alerts_topic_arn)


def pointers() -> Pointers:
    return Pointers(subscriptions(), deliveries(), operations(settings.comm_door), announcements())


def errands() -> Errands:
    return Errands(sqs(), settings.mailing_queue)


def post() -> Post:
    return Post(ses(), settings.mail_sender, settings.mail_events)


def writer() -> Writer:
    return Writer(alerts(), door(), inbox(), operations(settings.comm_door))
