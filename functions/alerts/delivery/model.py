"""What is due, and the letter it becomes. Pure.

A mailbox is a subscription by mail (its id), or what a person must act on (`person:<id>`), which no subscription
switches on or off.
"""

from enum import StrEnum
from typing import Literal

from cen.fields import Model

# That a letter names, and that it counts besides: a flood is one letter, not hundreds.
MOST_ITEMS = 40
MOST_MORE = 960


class What(StrEnum):
    ALERT = "alert"
    MATCH = "match"
    NOTICE = "notice"


class Item(Model):
    """`key`: the same each time it is told of, so that it comes once. `id`: of the alert or the record. `search`: of a
    match. `to`, `kind`, `subject`, `due`: of a notice."""

    key: str
    what: What
    id: str
    at: str
    search: str | None = None
    to: str | None = None
    kind: str | None = None
    subject: str | None = None
    due: str | None = None


class Letter(Model):
    """`claimed`: its items are its own, and it is being sent, or was; `sent`: the mail service has it; `dropped`: when
    it was looked at, nothing of it was for this person any more; `failed`: it was given up."""

    id: str
    version: int
    box: str
    status: Literal["claimed", "sent", "dropped", "failed"]
    items: tuple[Item, ...]
    claimed_at: str
    tries: int = 1
    message_id: str | None = None
    reason: str | None = None


def alert_item(alert_id: str, at: str) -> Item:
    """An alert is mailed once, however often it is changed: the link leads to what it says now."""
    return Item(key=f"alert:{alert_id}", what=What.ALERT, id=alert_id, at=at)


def match_item(search_id: str, seizure_id: str, at: str) -> Item:
    return Item(key=f"match:{search_id}:{seizure_id}", what=What.MATCH, id=seizure_id, at=at, search=search_id)


def person_box(person_id: str) -> str:
    return f"person:{person_id}"


def is_person(box: str) -> bool:
    return box.startswith("person:")
