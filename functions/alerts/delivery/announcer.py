"""Says whom news concern: hears of alerts, of matches of saved searches, and of what people have to act on."""

from pydantic import RootModel

from alerts.delivery import opened
from alerts.delivery.announce import Announcer
from cen.consumer import Consumer
from cen.events import AlertChanged, NoticeRaised, SearchMatched
from cen.patience import patiently


class News(RootModel[AlertChanged | SearchMatched | NoticeRaised]):
    """One of these; their fields tell which."""


def hear(announcer: Announcer, news: News) -> None:
    match news.root:
        case AlertChanged() as changed:
            announcer.alert(changed)
        case SearchMatched() as matched:
            announcer.match(matched)
        case NoticeRaised() as raised:
            announcer.notice(raised)


def _announcer() -> Announcer:
    return Announcer(
        opened.alerts(),
        opened.subscriptions(),
        opened.deliveries(),
        opened.inbox(),
        opened.owners(),
        opened.door(),
        opened.announcements(),
        opened.errands(),
        opened.pointers(),
    )


def _hear(news: News) -> None:
    patiently(lambda: hear(_announcer(), news))


handler = Consumer("alerts", News, _hear)
