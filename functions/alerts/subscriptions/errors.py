"""What can be wrong with a request about subscriptions."""

from cen.problems import Conflict, FieldError, Invalid, NotFound


class NoSuchSubscription(NotFound):
    """Also the answer for another caller's subscription."""

    code, title = "no_such_subscription", "No such subscription"


class DuplicateSubscription(Conflict):
    """The same is subscribed to already; `existing_id`, if it is the caller's own."""

    code, title = "duplicate_subscription", "Already subscribed"


class TooManySubscriptions(Conflict):
    code, title = "too_many_subscriptions", "Too many subscriptions"


class NotConfirmed(Conflict):
    """The endpoint has not answered the request to confirm."""

    code, title = "endpoint_not_confirmed", "The endpoint is not confirmed"


class TopicRefused(Exception):
    """The topic did not take a subscription; the message is the service's own and is for the log."""


def wrong(path: str, code: str, message: str) -> Invalid:
    return Invalid("Some fields are not valid.", errors=[FieldError(path, code, message)])
