"""Entries of the shelves in DynamoDB.

    LIBRARY#<id>, LINKS#<id>, EXPERTS#<id>    HEAD                    the entry as it is now
                                              AUDIT#<time>#<version>  who did what: names of fields, never their values
    SHELF#<collection>#<place>                <id>                    rows; place: members, outside, or an office

No version of an entry is kept: what an expert no longer agrees to is gone with the write that says so.
"""

from dataclasses import dataclass
from typing import Any

from alerts.shelf.entry import Entry, cover, rows
from alerts.shelf.model import Collection
from alerts.store import AlertStore
from cen import jsontext
from cen.act import Act
from cen.audit import Entry as AuditEntry
from cen.dynamo import Item, delete, put
from cen.paging import Page


@dataclass(frozen=True, slots=True)
class ShelfStore:
    """`alerts`: whose table it is, and whose way to commit."""

    alerts: AlertStore

    def read(self, collection: Collection, id: str) -> Entry | None:
        item = self.alerts.table.get(pk=_owner(collection, id), sk="HEAD")
        return None if item is None else _entry(collection, item)

    def rows(self, partition: str, after: str | None, limit: int) -> Page[Item]:
        start = {"pk": partition, "sk": after} if after else None
        return self.alerts.table.query({"pk": partition}, start=start, limit=limit, consistent=False)

    def create(self, entry: Entry, said: AuditEntry, act: Act) -> None:
        """Raises `IdempotencyKeyReused` or `Replay`."""
        self._write(None, entry, said, act, "attribute_not_exists(#pk)", None)

    def save(self, before: Entry, after: Entry, said: AuditEntry, act: Act | None) -> None:
        """Raises also `StaleVersion` if the entry is no longer the one that was read."""
        version = cover(before.fields).version
        self._write(before, after, said, act, "#version = :version", {"version": version})

    def _write(
        self,
        before: Entry | None,
        after: Entry,
        said: AuditEntry,
        act: Act | None,
        unless: str,
        values: dict[str, str | int] | None,
    ) -> None:
        known = cover(after.fields)
        owner = _owner(after.collection, known.id)
        head: Item = {"pk": owner, "sk": "HEAD", "version": known.version, "doc": after.document}
        head["inside"] = jsontext.dumps(after.inside)
        if after.expires is not None:
            head["expires_at"] = after.expires
        audit: Item = {
            "pk": owner,
            "sk": f"AUDIT#{said.at}#{said.version:08d}",
            "entry": jsontext.dumps(said.document()),
        }
        operations = [put(head, unless, values), put(audit), *_moves(before, after)]
        self.alerts.commit(operations, act, known.id, known.version)


def _moves(before: Entry | None, after: Entry) -> list[dict[str, Any]]:
    old, new = rows(before) if before else {}, rows(after)
    puts = [put({"pk": pk, "sk": sk, **row}) for (pk, sk), row in new.items() if old.get((pk, sk)) != row]
    return puts + [delete(pk, sk) for pk, sk in old.keys() - new.keys()]


def _owner(collection: Collection, id: str) -> str:
    return f"{collection.upper()}#{id}"


def _entry(collection: Collection, item: Item) -> Entry:
    expires = item.get("expires_at")
    inside = jsontext.loads(str(item["inside"]))
    return Entry(collection, str(item["doc"]), inside, None if expires is None else int(expires))
