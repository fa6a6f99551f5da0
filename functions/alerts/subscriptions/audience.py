"""The TLP rule in words that a topic can filter by. Pure.

An alert is published with the words of those who may read it, a subscription lists the words of its owner: it is
delivered where they share one. That is `may_read` for everything but RED and what is for an operation, which never go
to a topic; a test holds both to each other.
"""

from datetime import date

from alerts.readers import Head, Reader
from cen.tlp import Tlp

_ORDER = list(Tlp)


def words_of_alert(alert: Head) -> list[str]:
    """Who may read a published alert; empty for RED, and for members of an operation."""
    match alert.tlp:
        case Tlp.CLEAR:
            return ["clear", "green"]
        case Tlp.GREEN:
            return ["green"]
        case Tlp.AMBER if alert.operation is not None:
            return []
        case Tlp.AMBER:
            # Its own office reads it wherever it goes.
            return [*(f"amber:{region}" for region in alert.regions), f"office:{alert.publisher}"]
        case Tlp.AMBER_STRICT:
            return [f"strict:{alert.publisher}"]
        case Tlp.RED:
            return []


def words_of_reader(reader: Reader, day: date, up_to: Tlp = Tlp.AMBER_STRICT) -> list[str]:
    """`up_to`: the most restricted label that is asked for. Empty for who may read nothing."""
    if reader.tier is None:
        return []
    wants_green = reader.member and up_to is not Tlp.CLEAR
    found = ["green" if wants_green else "clear"]
    if _ORDER.index(up_to) >= _ORDER.index(Tlp.AMBER):
        found += [f"amber:{region}" for region in sorted(reader.regions(day))]
        found += [f"office:{office}" for office in sorted(reader.offices)]
    if up_to is Tlp.AMBER_STRICT:
        found += [f"strict:{organisation}" for organisation in sorted(reader.organisations)]
    return found


def word_of_search(search_id: str) -> str:
    return f"search:{search_id}"


def word_of_subscription(subscription_id: str) -> str:
    """For what is sent to one subscription alone: again, after it failed."""
    return f"only:{subscription_id}"


def nobody() -> list[str]:
    """Of what is to get nothing for now. The same for all: the topic knows an endpoint that is subscribed to again by
    somebody else only if everything about it is the same."""
    return ["nobody"]
