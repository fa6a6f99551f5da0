"""Alerts in DynamoDB.

ALERT#<id>         HEAD                    the alert as it is now
                   V#<version>             each earlier version
                   AUDIT#<time>#<version>  who did what and why; its insertion is the event others hear of
IDEM#<caller>      <idempotency key>       what a key was used for; expires
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from alerts import items
from alerts.errors import Replay, stale
from alerts.record import Record
from cen.act import Act, Idempotency
from cen.audit import Entry
from cen.dynamo import Cancelled, Item, Table, put, table
from cen.problems import IdempotencyKeyReused
from cen.settings import settings

IDEMPOTENCY_SECONDS = 24 * 3600
_ABSENT = "attribute_not_exists(#pk)"


@dataclass(frozen=True, slots=True)
class AlertStore:
    table: Table

    def read(self, id: str) -> Record | None:
        item = self.table.get(pk=f"ALERT#{id}", sk="HEAD")
        return None if item is None else items.read(item)

    def create(self, record: Record, entry: Entry, act: Act) -> None:
        """Raises `IdempotencyKeyReused` or `Replay`."""
        self._commit([put(items.head(record), _ABSENT), put(items.audit(record, entry))], act, record)

    def _commit(self, operations: list[dict[str, Any]], act: Act, record: Record) -> None:
        if act.idempotency:
            operations.insert(1, _remember(act, act.idempotency, record))
        try:
            self.table.transact(operations)
        except Cancelled as cancelled:
            _explain(cancelled.standing, act)
            raise


def open_store() -> AlertStore:
    return AlertStore(table(settings.table))


def _remember(act: Act, idempotency: Idempotency, record: Record) -> dict[str, Any]:
    now = int(act.now.timestamp())
    item: Item = {
        "pk": f"IDEM#{act.caller.id}",
        "sk": idempotency.key,
        "fingerprint": idempotency.fingerprint,
        "record_id": record.id,
        "record_version": record.version,
        "expires_at": now + IDEMPOTENCY_SECONDS,
    }
    return put(item, f"{_ABSENT} OR #expires_at < :now", {"now": now})


def _replay(used: Item, idempotency: Idempotency | None) -> None:
    if idempotency is None or used["fingerprint"] != idempotency.fingerprint:
        raise IdempotencyKeyReused("This Idempotency-Key was used for another request.")
    raise Replay(str(used["record_id"]), int(used["record_version"]))


def _explain(standing: Sequence[Item | None], act: Act) -> None:
    """Turns the item that stood in the way into the error it means; the idempotency key first, it explains the rest."""
    for item in standing:
        if item and "fingerprint" in item:
            _replay(item, act.idempotency)
    for item in standing:
        if item and "version" in item:
            raise stale(int(item["version"]))
