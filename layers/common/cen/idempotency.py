"""What an `Idempotency-Key` was used for: noted in the transaction that does it, and known for a day.

    IDEM#<caller>  <key>  fingerprint of the request, what it made, expires_at

What it made is for the context to name, and to answer a repeated request with.
"""

from typing import Any

from cen.act import Act
from cen.dynamo import Item, put
from cen.problems import IdempotencyKeyReused

SECONDS = 24 * 3600
_FREE = "attribute_not_exists(#pk) OR #expires_at < :now"


def keys(act: Act) -> list[tuple[str, str]]:
    """Where the caller's key is noted; empty if they sent none."""
    return [(f"IDEM#{act.caller.id}", act.idempotency.key)] if act.idempotency else []


def note(act: Act | None, **made: str | int) -> list[dict[str, Any]]:
    """What a transaction writes of it; empty if no key was sent."""
    if act is None or act.idempotency is None:
        return []
    ((pk, sk),) = keys(act)
    now = int(act.now.timestamp())
    fingerprint = act.idempotency.fingerprint
    item: Item = {"pk": pk, "sk": sk, "fingerprint": fingerprint, **made, "expires_at": now + SECONDS}
    return [put(item, _FREE, {"now": now})]


def is_note(item: Item) -> bool:
    """Of the items that stood in the way of a transaction."""
    return "fingerprint" in item


def repeats(act: Act | None, noted: Item | None) -> bool:
    """Whether the request was carried out before. Raises `IdempotencyKeyReused` if another was, with this key."""
    if noted is None or (act and int(noted["expires_at"]) < int(act.now.timestamp())):
        return False
    if act is None or act.idempotency is None or noted["fingerprint"] != act.idempotency.fingerprint:
        raise IdempotencyKeyReused("This Idempotency-Key was used for another request.")
    return True
