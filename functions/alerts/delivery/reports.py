"""What became of letters and messages: the mail service tells of letters, the topic leaves what an endpoint did not
take in a queue."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import parse_qs, urlsplit

from pydantic import BaseModel, ConfigDict, Field

from alerts.delivery.model import Letter, is_person
from alerts.delivery.rows import Missed
from alerts.delivery.store import DeliveryStore
from alerts.subscriptions.changing import Changing, Overtaken
from alerts.subscriptions.model import SubscriptionStatus, WhyNot
from alerts.subscriptions.store import SubscriptionStore
from cen import log
from cen.clock import Clock, instant, utc_now
from cen.problems import Unavailable

# Every hour for two weeks; then it is counted as failed and kept no longer.
MOST_SENT_AGAIN = 14 * 24


class _Loose(BaseModel):
    """Of another's making: what we do not know is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class _Bounce(_Loose):
    type: Annotated[str, Field(alias="bounceType")] = "Undetermined"


class _Mail(_Loose):
    id: Annotated[str, Field(alias="messageId")]
    tags: Mapping[str, Sequence[str]] = {}


class MailReport(_Loose):
    """The detail of an event that Amazon SES puts on the account's default bus."""

    kind: Annotated[str, Field(alias="eventType")]
    mail: _Mail
    bounce: _Bounce | None = None


class Undelivered(_Loose):
    """A message as the topic would have delivered it, in the dead-letter queue of its subscription. Whose it was stands
    in the address for unsubscribing."""

    message_id: Annotated[str, Field(alias="MessageId")]
    message: Annotated[str, Field(alias="Message")]
    attributes: Annotated[Mapping[str, Mapping[str, Any]], Field(alias="MessageAttributes")] = {}
    unsubscribe: Annotated[str, Field(alias="UnsubscribeURL")]

    @property
    def subscription(self) -> str:
        """The topic's name of it. Raises `LookupError`."""
        return parse_qs(urlsplit(self.unsubscribe).query)["SubscriptionArn"][0]


@dataclass(frozen=True, slots=True)
class Reports:
    subscriptions: SubscriptionStore
    store: DeliveryStore
    clock: Clock = utc_now

    def mail(self, report: MailReport) -> None:
        """News of letters that are not ours, or not known any more, are no news."""
        ids = report.mail.tags.get("letter", ())
        letter = self.store.letter(ids[0]) if ids else None
        if letter is None:
            return
        match report.kind:
            case "Send" | "Delivery":
                self._has_it(letter, report.mail.id)
            case "Bounce" if report.bounce and report.bounce.type == "Permanent":
                self._returned(letter, WhyNot.BOUNCED)
            case "Complaint":
                self._returned(letter, WhyNot.COMPLAINED)
            case "Reject" | "Rendering Failure":
                self._returned(letter, None)

    def _has_it(self, letter: Letter, message_id: str) -> None:
        """It is sent, even if who handed it over died before saying so."""
        if letter.status == "claimed":
            now = self.clock()
            changes = {"version": letter.version + 1, "status": "sent", "message_id": message_id}
            self.store.end(letter, letter.model_copy(update=changes), int(now.timestamp()))

    def _returned(self, letter: Letter, why: WhyNot | None) -> None:
        now = self.clock()
        log.write("letter_returned", now, {"letters_returned": 1}, context="alerts", letter=letter.id, why=why)
        if is_person(letter.box):
            return
        self.store.failed(letter.box, letter.items[-1].key, instant(now), None, int(now.timestamp()))
        kept = self.subscriptions.read(letter.box)
        if kept is None or why is None or kept.status is not SubscriptionStatus.ACTIVE:
            return
        changing = Changing(self.subscriptions)
        try:
            # Who complains wants no more of it; an address may be mended.
            _ = changing.end(kept, why, now) if why is WhyNot.COMPLAINED else changing.suspend(kept, why, now)
        except Overtaken:
            raise Unavailable from None

    def undelivered(self, told: Undelivered) -> None:
        """Kept to be sent again, and counted where its owner sees it. Raises `LookupError` for a subscription that is
        not known: then it is for operators."""
        id = self.subscriptions.named(told.subscription)
        if id is None:
            raise LookupError(told.message_id)
        now = self.clock()
        key = str(json.loads(told.message)["key"])
        attributes = {name: _value(one) for name, one in told.attributes.items()}
        tries = int(attributes.pop("again", 0)) + 1
        missed = Missed(key, told.message, json.dumps(attributes), tries) if tries <= MOST_SENT_AGAIN else None
        self.store.failed(id, key, instant(now), missed, int(now.timestamp()))
        log.write("undelivered", now, {"undelivered": 1}, context="alerts", subscription=id, tries=tries)


def _value(attribute: Mapping[str, Any]) -> Any:
    kind, value = str(attribute["Type"]), str(attribute["Value"])
    if kind == "Number":
        return int(value)
    return json.loads(value) if kind == "String.Array" else value
