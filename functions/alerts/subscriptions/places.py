"""Where a subscription stands in the table, so that whoever has to find it finds it with few reads. Pure.

SUB#<id>           HEAD                    the subscription
                   AUDIT#<time>#<version>  who did what and why
                   LAST                    what was delivered last
                   FAILED                  what could not be delivered, and how often
                   MISSED#<item>           what is to be sent again
SUBS#<owner>       <id>                    the owner's list
SAME#<print>       -                       guards that the same is subscribed to once
CLAIM#<print>      <owner>                 who asked for an endpoint that has not confirmed: each owner once
TELL#<n>           <id>                    active ones to alerts: whom an alert may concern
OF#<search>        <id>                    active ones to a saved search
NOTICES            <id>                    active ones to what comes into inboxes
ZONE#<time zone>   <id>                    active digests: who is due when it is seven there
ZONES              <time zone>             zones in which there are or were digests
SYSTEMS            <id>                    those through the topic, and what it does not let go of: looked at hourly
SUSPENDED          <id>                    mails that may go on one day: looked at every hour
ARN#<name>         -                       whose it is that the topic could not deliver to
"""

import hashlib
from collections.abc import Iterator
from itertools import chain

from alerts.subscriptions.model import Cadence, Kept, SubscriptionStatus
from cen.dynamo import Item

SHARDS = 4
ALONE = "-"
SAME = "SAME#"
SYSTEMS, SUSPENDED, ZONES, NOTICES = "SYSTEMS", "SUSPENDED", "ZONES", "NOTICES"
# An ended one can still be named by the link of a mail that lies somewhere.
REMEMBERED_SECONDS = 400 * 24 * 3600


def head(kept: Kept, now: int) -> Item:
    item: Item = {
        "pk": subscription(kept.id),
        "sk": "HEAD",
        "version": kept.version,
        "doc": kept.model_dump_json(),
    }
    ended = kept.status is SubscriptionStatus.ENDED
    return item | ({"expires_at": now + REMEMBERED_SECONDS} if ended else {})


def places(kept: Kept) -> dict[tuple[str, str], Item]:
    """Everything besides the head, by key."""
    ended = kept.status is SubscriptionStatus.ENDED
    found = _left(kept) if ended else chain(_standing(kept), _delivered(kept))
    return {(str(item["pk"]), str(item["sk"])): item for item in found}


def _left(kept: Kept) -> Iterator[Item]:
    if kept.leaving:
        yield {"pk": SYSTEMS, "sk": kept.id}


def _standing(kept: Kept) -> Iterator[Item]:
    yield {"pk": owner(kept.owner.id), "sk": kept.id}
    yield {**_guard(kept), "subscription_id": kept.id, "owner": kept.owner.id}
    if not kept.mails:
        yield {"pk": SYSTEMS, "sk": kept.id}
    elif kept.status is SubscriptionStatus.SUSPENDED:
        yield {"pk": SUSPENDED, "sk": kept.id}
    if kept.arn is not None and kept.status is not SubscriptionStatus.PENDING:
        yield {"pk": named(kept.arn), "sk": ALONE, "subscription_id": kept.id}


def _delivered(kept: Kept) -> Iterator[Item]:
    if kept.status is not SubscriptionStatus.ACTIVE:
        return
    document = kept.model_dump_json()
    if kept.filter.search_id is not None:
        yield {"pk": of_search(kept.filter.search_id), "sk": kept.id, "doc": document}
    elif kept.filter.notices:
        yield {"pk": NOTICES, "sk": kept.id, "doc": document}
    else:
        yield {"pk": tell(shard(kept.id)), "sk": kept.id, "doc": document}
    if kept.mails and kept.cadence is not Cadence.IMMEDIATE:
        yield {"pk": zone(kept.timezone), "sk": kept.id, "cadence": kept.cadence}


def _guard(kept: Kept) -> Item:
    """Whoever asks for an endpoint does not hold it yet: nobody else is kept from it until it has confirmed."""
    if kept.status is SubscriptionStatus.PENDING:
        return {"pk": claims(kept), "sk": kept.owner.id}
    return {"pk": same(kept), "sk": ALONE}


def zone_in_use(kept: Kept) -> list[Item]:
    """Never taken away again: a zone without digests costs one look a day."""
    digest = kept.mails and kept.cadence is not Cadence.IMMEDIATE
    return [{"pk": ZONES, "sk": kept.timezone}] if digest else []


def subscription(id: str) -> str:
    return f"SUB#{id}"


def owner(id: str) -> str:
    return f"SUBS#{id}"


def same(kept: Kept) -> str:
    """A system is told by one filter, whoever asks; mail of one filter goes to one person once."""
    return f"{SAME}{_print(kept)}"


def claims(kept: Kept) -> str:
    """Of one that goes to an endpoint."""
    return f"CLAIM#{_print(kept)}"


def _print(kept: Kept) -> str:
    what = kept.endpoint if kept.endpoint is not None else f"{kept.owner.id}\x1f{kept.filter.model_dump_json()}"
    return hashlib.sha256(f"{kept.channel}\x1f{what}".encode()).hexdigest()


def shard(id: str) -> int:
    return sum(id.encode()) % SHARDS


def tell(number: int) -> str:
    return f"TELL#{number}"


def of_search(id: str) -> str:
    return f"OF#{id}"


def zone(name: str) -> str:
    return f"ZONE#{name}"


def named(arn: str) -> str:
    return f"ARN#{arn}"
