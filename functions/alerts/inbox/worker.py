"""Fills inboxes: hears what contexts raise for people and what they take back."""

from datetime import datetime
from functools import cache

from pydantic import RootModel

from alerts.inbox.store import InboxStore
from cen.clock import utc_now
from cen.consumer import Consumer
from cen.dynamo import table
from cen.events import NoticeRaised, NoticeSettled
from cen.patience import patiently
from cen.settings import settings


class Notice(RootModel[NoticeRaised | NoticeSettled]):
    """Either; their fields tell which."""


@cache
def _store() -> InboxStore:
    return InboxStore(table(settings.table))


def hear(store: InboxStore, notice: Notice, now: datetime) -> bool:
    """Whether an inbox changed. News may come twice and in any order."""
    match notice.root:
        case NoticeRaised() as raised:
            return store.add(raised, now)
        case NoticeSettled() as settled:
            return store.settle(settled.key, now) > 0


def _hear(notice: Notice) -> None:
    patiently(lambda: hear(_store(), notice, utc_now()))


handler = Consumer("alerts", Notice, _hear)
