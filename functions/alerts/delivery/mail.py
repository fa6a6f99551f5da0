"""Empties mailboxes into letters.

The order is what keeps each item in one letter, and each letter sent once: first everything is looked up and written,
then the letter claims its items, then the mail service is handed the letter, then that is noted. Whoever dies before
the claim has changed nothing. Whoever dies after it leaves a letter of which nobody knows whether the mail service has
it: the service tells (`reports`), and if it has not told in `SILENCE`, it does not have it and the letter is handed
over again.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from alerts.delivery import words
from alerts.delivery.directory import Mailbox
from alerts.delivery.letters import Writer
from alerts.delivery.model import Item, Letter, is_person
from alerts.delivery.outside import Barred, InDoubt, Refused
from alerts.delivery.owners import Owners
from alerts.delivery.store import DeliveryStore, Overtaken
from alerts.delivery.words import Mail
from alerts.subscriptions import service
from alerts.subscriptions.changing import Changing
from alerts.subscriptions.changing import Overtaken as ChangedMeanwhile
from alerts.subscriptions.model import Kept, SubscriptionStatus
from alerts.subscriptions.store import SubscriptionStore
from cen import log
from cen.clock import Clock, instant, utc_now
from cen.ids import new_id
from cen.problems import Unavailable

# What the mail service has, it has told of by then.
SILENCE = timedelta(minutes=15)
MOST_TRIES = 3


class Post(Protocol):
    def send(self, letter_id: str, address: str, mail: Mail) -> str:
        """Raises `Unavailable`, `Barred`, `Refused` or `InDoubt`."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """A mailbox that there is: who it belongs to now, and what a letter to it is written as."""

    mailbox: Mailbox
    kept: Kept | None

    @property
    def language(self) -> words.Language:
        return self.kept.language if self.kept else "en"


@dataclass(frozen=True, slots=True)
class Mailer:
    """`website`: where links lead, without a slash at its end; it hands `/v1/` on to the API."""

    subscriptions: SubscriptionStore
    store: DeliveryStore
    owners: Owners
    writer: Writer
    post: Post
    website: str
    clock: Clock = utc_now

    def empty(self, box: str) -> Letter | None:
        """The letter that went out, if one did. Raises `Unavailable` if nothing could be done, and nothing was."""
        items, more = self.store.due(box)
        if not items:
            return None
        now = self.clock()
        addressed = self._addressed(box, now)
        if addressed is None:
            if is_person(box):  # who cannot sign in has nothing to act on; their inbox keeps it
                self.store.forget(box, [*(item.key for item in items), *more])
            else:
                self.store.leave_alone(box)
            return None
        mail = self._written(items, more, addressed, now)
        letter = Letter(
            id=new_id(now), version=1, box=box, status="claimed", items=tuple(items), claimed_at=instant(now)
        )
        try:
            self.store.claim(letter)
        except Overtaken:
            return None  # another letter has them
        sent = self._sent(letter, addressed, mail, now)
        if sent is not None and sent.status == "sent" and more:
            self.store.forget(box, more)
        return sent

    def check(self, subscription_id: str) -> None:
        """Brings a subscription up to date with what its owner may do now."""
        kept = self.subscriptions.read(subscription_id)
        if kept is not None and kept.status in (SubscriptionStatus.ACTIVE, SubscriptionStatus.SUSPENDED):
            self._fit(kept, self.clock())

    def again(self, letter: Letter) -> Letter | None:
        """Hands over a letter of which nobody has heard, as what it holds is now; three times at the most."""
        now = self.clock()
        addressed = self._addressed(letter.box, now)
        mail = self._written(letter.items, (), addressed, now) if addressed else None
        after = letter.model_copy(
            update={"version": letter.version + 1, "tries": letter.tries + 1, "claimed_at": instant(now)}
        )
        try:
            self.store.again(letter, after)
        except Overtaken:
            return None
        if addressed is None:
            return self._end(after, now, status="dropped", reason="nobody")
        if after.tries > MOST_TRIES:
            return self._end(after, now, status="failed", reason="silence")
        return self._sent(after, addressed, mail, now)

    def _addressed(self, box: str, now: datetime) -> Addressed | None:
        """None: whose it was cannot be written to now; what is due waits until it expires."""
        if is_person(box):
            mailbox = self.owners.directory.of_id(box.partition(":")[2])
            return Addressed(mailbox, None) if mailbox else None
        kept = self.subscriptions.read(box)
        if kept is None or kept.status is not SubscriptionStatus.ACTIVE:
            return None
        return self._fit(kept, now)

    def _fit(self, kept: Kept, now: datetime) -> Addressed | None:
        mailbox = self.owners.now(kept.owner)
        try:
            fitted = Changing(self.subscriptions).fit(kept, mailbox.caller if mailbox else None, now)
        except ChangedMeanwhile:
            raise Unavailable("The subscription is being changed.") from None
        fit = mailbox is not None and fitted.status is SubscriptionStatus.ACTIVE
        return Addressed(mailbox, fitted) if mailbox and fit else None

    def _written(self, items: Sequence[Item], more: Sequence[str], addressed: Addressed, now: datetime) -> Mail | None:
        """None: nothing of it is for this person any more."""
        lines = self.writer.lines(items, addressed.mailbox.caller, addressed.language, now)
        if not lines:
            return None
        if addressed.kept is None:
            return words.to_act_on(lines, self.website, len(more))
        stop = f"{self.website}/v1/unsubscribe?token={service.token(addressed.kept)}"
        return words.digest(lines, self.website, addressed.language, stop, len(more))

    def _sent(self, letter: Letter, addressed: Addressed, mail: Mail | None, now: datetime) -> Letter | None:
        """None: the mail service takes none, and what it holds is due again."""
        if mail is None:
            return self._end(letter, now, status="dropped", reason="nothing")
        try:
            message_id = self.post.send(letter.id, addressed.mailbox.address, mail)
        except Unavailable:
            self.store.give_back(letter, int(now.timestamp()))
            raise
        except Barred as barred:
            self.store.give_back(letter, int(now.timestamp()))
            log.write("letter_barred", now, {"letters_barred": 1}, context="alerts", letter=letter.id, code=str(barred))
            return None
        except Refused as refused:
            return self._end(letter, now, status="failed", reason=str(refused))
        except InDoubt:
            log.write("letter_in_doubt", now, {"letters_in_doubt": 1}, context="alerts", letter=letter.id)
            return letter
        return self._end(letter, now, status="sent", message_id=message_id)

    def _end(self, letter: Letter, now: datetime, **changes: Any) -> Letter:
        after = letter.model_copy(update={"version": letter.version + 1, **changes})
        self.store.end(letter, after, int(now.timestamp()))
        counted = {"letters_sent": int(after.status == "sent"), "letters_failed": int(after.status == "failed")}
        log.write(
            "letter", now, counted, context="alerts", letter=letter.id, status=after.status, items=len(after.items)
        )
        if not is_person(letter.box) and after.status != "dropped":
            self._note(after, now)
        return after

    def _note(self, letter: Letter, now: datetime) -> None:
        """For the subscriber to see."""
        at, last = instant(now), letter.items[-1].key
        if letter.status == "sent":
            self.store.delivered([letter.box], last, at)
        else:
            with suppress(Unavailable):
                self.store.failed(letter.box, last, at, None, int(now.timestamp()))
