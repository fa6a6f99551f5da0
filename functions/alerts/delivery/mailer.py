"""Empties mailboxes into letters, as it is told by the queue."""

from typing import Annotated

from pydantic import Field

from alerts.delivery import opened
from alerts.delivery.mail import Mailer
from cen.consumer import Consumer
from cen.fields import Model, RecordId
from cen.patience import patiently
from cen.settings import settings


class Errand(Model):
    """One of them: a mailbox to be emptied, a letter of which nothing was heard, a subscription to be looked at."""

    box: Annotated[str, Field(max_length=140)] | None = None
    letter: RecordId | None = None
    check: RecordId | None = None


def run(mailer: Mailer, errand: Errand) -> None:
    if errand.box is not None:
        mailer.empty(errand.box)
    if errand.letter is not None:
        letter = mailer.store.letter(errand.letter)
        if letter is not None and letter.status == "claimed":
            mailer.again(letter)
    if errand.check is not None:
        mailer.check(errand.check)


def _mailer() -> Mailer:
    return Mailer(
        opened.subscriptions(),
        opened.deliveries(),
        opened.owners(),
        opened.writer(),
        opened.post(),
        settings.website_url,
    )


def _run(errand: Errand) -> None:
    patiently(lambda: run(_mailer(), errand))


handler = Consumer("alerts", Errand, _run)
