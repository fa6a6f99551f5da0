"""Pictures in DynamoDB.

    PIC#<id>              HEAD                      the picture as it is now
                          V#<version>               each earlier version
                          AUDIT#<time>#<version>    who did what and why; its insertion is the event others hear of
                          SEEN#<day>.<whose>.<where> "seen here too"
    SEIZURE#<id>          <picture>                 that the picture belongs to the seizure record
    PIXELS#<digest>       <scope>                   the picture with these pixels, for those readers
    UPLOADS#<caller>      SLOT#<n>                  the caller's n-th unfinished upload; expires
    IDEM#<caller>         <idempotency key>         what a key was used for; expires

`learning/progress.py` and `looks/store.py` keep their items in the same table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cen import idempotency, jsontext
from cen.act import Act, Replay
from cen.audit import Entry
from cen.dynamo import Cancelled, Item, Table, delete, put, table
from cen.paging import Key, Page
from cen.problems import Unavailable
from cen.settings import settings
from cpdb import items
from cpdb.errors import AlreadySeen, SameAs, SlotTaken, stale
from cpdb.model import PictureStatus
from cpdb.record import Picture

SLOTS = 20  # unfinished uploads that one caller may have
SLOT_SECONDS = 3600
_ABSENT = "attribute_not_exists(#pk)"
_FREE = f"{_ABSENT} OR #expires_at < :now"

type Operation = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PictureStore:
    table: Table

    def read(self, id: str) -> Picture | None:
        item = self.table.get(pk=f"PIC#{id}", sk="HEAD")
        return None if item is None else items.picture_of(item)

    def read_many(self, ids: Sequence[str], *, consistent: bool = True) -> list[Picture]:
        """Those of at most 100 pictures that there are, in the order asked for: one call."""
        found = self.table.get_many([(f"PIC#{id}", "HEAD") for id in ids], consistent=consistent) if ids else []
        return [items.picture_of(item) for item in found if item]

    def open(self, id: str, act: Act) -> Picture | None:
        """The picture, and `Replay` if this was done before: one call."""
        head, *used = self.table.get_many([(f"PIC#{id}", "HEAD"), *idempotency.keys(act)])
        _check(act, *used)
        return None if head is None else items.picture_of(head)

    def version(self, id: str, version: int) -> Picture | None:
        head, earlier = self.table.get_many([(f"PIC#{id}", "HEAD"), (f"PIC#{id}", _version_key(version))])
        if head is not None and head["version"] == version:
            return items.picture_of(head)
        return None if earlier is None else items.picture_of(earlier)

    def free_slot(self, act: Act) -> int | None:
        """The first of the caller's slots that is free. Raises `Replay` if this was asked for before."""
        keys = [(f"UPLOADS#{act.caller.id}", f"SLOT#{number}") for number in range(SLOTS)]
        found = self.table.get_many([*keys, *idempotency.keys(act)])
        _check(act, *found[SLOTS:])
        now = int(act.now.timestamp())
        return next((n for n, slot in enumerate(found[:SLOTS]) if not slot or int(slot["expires_at"]) < now), None)

    def create(self, picture: Picture, entry: Entry, act: Act) -> None:
        """Raises `SlotTaken`, `IdempotencyKeyReused` or `Replay`."""
        now = int(act.now.timestamp())
        slot: Item = {**_slot(picture), "picture_id": picture.id, "expires_at": now + SLOT_SECONDS}
        operations = [
            put(items.head(picture), _ABSENT),
            put(items.audit(picture, entry)),
            put(slot, _FREE, {"now": now}),
            *_link_moves(None, picture),
        ]
        self._commit(operations, act, picture)

    def save(
        self,
        before: Picture,
        after: Picture,
        entry: Entry | None = None,
        act: Act | None = None,
        more: Sequence[Operation] = (),
    ) -> None:
        """With an entry the next version, without one a worker's note. Raises `StaleVersion` if the picture is no
        longer the one that was read, or another worker has it; `SameAs` if its pixels are there already; and with an
        act what `create` raises but for `SlotTaken`."""
        read = {"version": before.version, "attempts": before.kept.attempts}
        operations = [put(items.head(after), "#version = :version AND #attempts = :attempts", read)]
        if entry:
            earlier: Item = {**items.plain(before), "pk": f"PIC#{before.id}", "sk": _version_key(before.version)}
            operations += [put(items.audit(after, entry)), put(earlier)]
        operations += [*_link_moves(before, after), *_guard_moves(before, after), *_slot_moves(before, after), *more]
        self._commit(operations, act, after)

    def _commit(self, operations: list[Operation], act: Act | None, picture: Picture) -> None:
        noted = idempotency.note(act, made_id=picture.id, made_version=picture.version)
        try:
            self.table.transact([*operations, *noted])
        except Cancelled as cancelled:
            _explain(cancelled.standing, act)
            raise Unavailable(retry_after=1) from cancelled

    def same_pixels(self, digest: str, scopes: Sequence[str]) -> str | None:
        """The picture with these pixels in the first of the scopes that has one."""
        found = self.table.get_many([(f"PIXELS#{digest}", scope) for scope in scopes])
        return next((str(item["picture_id"]) for item in found if item), None)

    def linked(self, seizure_id: str, start: Key | None) -> Page[str]:
        """Ids of the pictures that belong to a seizure record."""
        page = self.table.query({"pk": f"SEIZURE#{seizure_id}"}, start=start, limit=100)
        return Page([str(item["sk"]) for item in page.items], page.next)

    def unfinished(self, until: str, limit: int) -> list[str]:
        """Ids of pictures that somebody was to look after by then, the longest due first."""
        due = ("uf_sk", "0", f"{until}#~")
        page = self.table.query(
            {"uf_pk": items.UNFINISHED}, index="unfinished", between=due, limit=limit, newest_first=False
        )
        return [str(item["uf_sk"]).partition("#")[2] for item in page.items]

    def list_by_status(
        self, administration: str, status: PictureStatus, start: Key | None, limit: int
    ) -> Page[dict[str, Any]]:
        """Rows of one administration's pictures in one status, the newest first."""
        page = self.table.query({"wl_pk": f"{administration}#{status}"}, index="worklist", start=start, limit=limit)
        return Page([jsontext.loads(str(item["row"])) for item in page.items], page.next)

    def history(self, id: str, start: Key | None, limit: int) -> Page[dict[str, Any]]:
        """Audit entries, newest first."""
        between = ("sk", "AUDIT#", "AUDIT#~")
        page = self.table.query({"pk": f"PIC#{id}"}, between=between, start=start, limit=limit)
        return Page([jsontext.loads(str(item["entry"])) for item in page.items], page.next)

    def seen_one(self, id: str, seen_id: str) -> dict[str, Any] | None:
        item = self.table.get(pk=f"PIC#{id}", sk=f"SEEN#{seen_id}")
        found: dict[str, Any] | None = jsontext.loads(str(item["seen"])) if item else None
        return found

    def seen(self, id: str, start: Key | None, limit: int) -> Page[dict[str, Any]]:
        """Confirmations, the latest day first."""
        between = ("sk", "SEEN#", "SEEN#~")
        page = self.table.query({"pk": f"PIC#{id}"}, between=between, start=start, limit=limit)
        return Page([jsontext.loads(str(item["seen"])) for item in page.items], page.next)


def open_store() -> PictureStore:
    return PictureStore(table(settings.table))


def seen_put(picture_id: str, seen: Mapping[str, Any]) -> Operation:
    """For `save`: a confirmation that is not there yet."""
    return put({"pk": f"PIC#{picture_id}", "sk": f"SEEN#{seen['id']}", "seen": jsontext.dumps(seen)}, _ABSENT)


def seen_delete(picture_id: str, seen_id: str) -> Operation:
    """For `save`: a confirmation that is still there."""
    return delete(f"PIC#{picture_id}", f"SEEN#{seen_id}", "attribute_exists(#pk)")


def _check(act: Act | None, *noted: Item | None) -> None:
    """Raises `Replay` or `IdempotencyKeyReused`."""
    for item in noted:
        if item and idempotency.repeats(act, item):
            raise Replay(str(item["made_id"]), int(item["made_version"]))


def _explain(standing: Sequence[Item | None], act: Act | None) -> None:
    """Turns the item in the way into the error it means; the idempotency key first, it explains the rest."""
    found = [item for item in standing if item]
    _check(act, *filter(idempotency.is_note, found))
    for item in found:
        if "version" in item:
            raise stale(int(item["version"]))
        if str(item["pk"]).startswith("PIXELS#"):
            raise SameAs(str(item["picture_id"]))
        if str(item["pk"]).startswith("UPLOADS#"):
            raise SlotTaken
        if "seen" in item:
            raise AlreadySeen("Your administration has confirmed this place and day already.")


def _version_key(version: int) -> str:
    return f"V#{version:08d}"


def _slot(picture: Picture) -> dict[str, str]:
    return {"pk": f"UPLOADS#{picture.kept.uploader}", "sk": f"SLOT#{picture.kept.slot}"}


def _slot_moves(before: Picture, after: Picture) -> list[Operation]:
    if before.kept.slot is None or after.kept.slot is not None:
        return []
    slot = _slot(before)
    return [delete(slot["pk"], slot["sk"])]


def _link_moves(before: Picture | None, after: Picture) -> list[Operation]:
    old, new = before.seizure_id if before else None, after.seizure_id
    if old == new:
        return []
    moves = [delete(f"SEIZURE#{old}", after.id)] if old else []
    return moves + ([put({"pk": f"SEIZURE#{new}", "sk": after.id})] if new else [])


def _guard_moves(before: Picture, after: Picture) -> list[Operation]:
    old, new = before.kept.guard, after.kept.guard
    if old == new:
        return []
    owner = f"PIXELS#{after.kept.digest or before.kept.digest}"
    moves = [delete(owner, old)] if old else []
    return moves + ([put({"pk": owner, "sk": new, "picture_id": after.id}, _ABSENT)] if new else [])
