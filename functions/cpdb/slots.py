"""The unfinished uploads that one caller may have, of pictures and of searches with a picture together.

    UPLOADS#<caller>      SLOT#<n>    the caller's n-th unfinished upload; expires

A slot is taken for as long as a form is good and its upload may take to be worked on. Whoever finishes gives it back;
whoever does not, waits for no longer than that.
"""

from collections.abc import Sequence
from datetime import timedelta
from math import ceil
from typing import Any

from cen.act import Act
from cen.dynamo import Item, put
from cen.uploads import FORM_SECONDS
from cpdb.errors import TooManyUploads

SLOTS = 20
KEPT = timedelta(seconds=FORM_SECONDS + 120)
_FREE = "attribute_not_exists(#pk) OR #expires_at < :now"


def key(caller: str, number: int) -> tuple[str, str]:
    return f"UPLOADS#{caller}", f"SLOT#{number}"


def keys(caller: str) -> list[tuple[str, str]]:
    return [key(caller, number) for number in range(SLOTS)]


def first_free(found: Sequence[Item | None], act: Act) -> int:
    """`found`: what stands at `keys`. Raises `TooManyUploads` with the time until the first is free again."""
    now = int(act.now.timestamp())
    for number, slot in enumerate(found):
        if not slot or int(slot["expires_at"]) < now:
            return number
    seconds = min(int(slot["expires_at"]) for slot in found if slot) + 1 - now
    minutes = ceil(seconds / 60)
    raise TooManyUploads(
        f"{SLOTS} uploads of yours are not finished. Send their files, withdraw them, or come back in {minutes} min.",
        retry_after=seconds,
    )


def taken(caller: str, number: int, for_id: str, act: Act) -> dict[str, Any]:
    """For a transaction."""
    pk, sk = key(caller, number)
    now = int(act.now.timestamp())
    item: Item = {"pk": pk, "sk": sk, "picture_id": for_id, "expires_at": now + int(KEPT.total_seconds())}
    return put(item, _FREE, {"now": now})
