"""How what is due, and the letters it became, lie in the context's table.

MAIL#<box>         GOT#<item>              that it came to this mailbox: once
                   DUE#<item>              that it is still to be mailed
                   LAST                    when this mailbox was mailed to
LETTER#<id>        HEAD                    the letter: its items, and what became of it
CLAIMED            <time>#<letter>         letters of which it is not known yet
WAITING            <box>                   mailboxes to look at every hour: of people who have something to act on that
                                           is due, and of letters that the mail service did not take
ANNOUNCED#<key>    -                       what the topic was handed, or is being handed
SUB#<id>           LAST, FAILED, MISSED#   of a system: see `alerts.subscriptions.places`
CLOCK              TICK                    up to when digests were looked after
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alerts.delivery.model import Item, Letter
from cen.dynamo import Item as Row
from cen.dynamo import delete, put

# Longer than any news can be late, and than anybody keeps asking.
REMEMBERED_SECONDS = 400 * 24 * 3600
MISSED_SECONDS = 14 * 24 * 3600
# What nobody fetches, because its subscription has ended meanwhile, or the mail service takes no letters for so long.
DUE_SECONDS = 60 * 24 * 3600
WAITING = "WAITING"
ABSENT = "attribute_not_exists(#pk)"


@dataclass(frozen=True, slots=True)
class Missed:
    """A message that a system's endpoint did not take. `attributes`: JSON text."""

    key: str
    message: str
    attributes: str
    tries: int


def mail(box: str) -> str:
    return f"MAIL#{box}"


def got(box: str, item: Item, now: int) -> dict[str, Any]:
    return put({"pk": mail(box), "sk": f"GOT#{item.key}", "expires_at": now + REMEMBERED_SECONDS}, ABSENT)


def due(box: str, item: Item) -> Row:
    document = item.model_dump_json(exclude_none=True)
    return {"pk": mail(box), "sk": f"DUE#{item.key}", "doc": document, "expires_at": expires(item)}


def expires(item: Item) -> int:
    """By its age, however often a letter had it and gave it back."""
    return int(datetime.fromisoformat(item.at).timestamp()) + DUE_SECONDS


def waiting(box: str) -> dict[str, Any]:
    return put({"pk": WAITING, "sk": box})


def head(letter: Letter) -> Row:
    document = letter.model_dump_json(exclude_none=True)
    return {"pk": f"LETTER#{letter.id}", "sk": "HEAD", "version": letter.version, "doc": document}


def claimed(letter: Letter) -> Row:
    return {"pk": "CLAIMED", "sk": f"{letter.claimed_at}#{letter.id}"}


def released(letter: Letter) -> dict[str, Any]:
    return delete("CLAIMED", f"{letter.claimed_at}#{letter.id}")


def last(letter: Letter) -> Row:
    return {"pk": mail(letter.box), "sk": "LAST", "at": letter.claimed_at}


def missed(owner: str, missed: Missed, now: int) -> Row:
    return {
        "pk": owner,
        "sk": f"MISSED#{missed.key}",
        "message": missed.message,
        "attributes": missed.attributes,
        "tries": missed.tries,
        "expires_at": now + MISSED_SECONDS,
    }
