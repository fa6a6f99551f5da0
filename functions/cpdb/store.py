"""Pictures in DynamoDB.

    PIC#<id>              HEAD                      the picture as it is now
                          ROW                       its line in a list, and who may see it: small
                          V#<version>               each earlier version
                          AUDIT#<time>#<version>    who did what and why; its insertion is the event others hear of
                          SEEN#<day>.<whose>.<where> "seen here too"
                          HEIR#<picture>            a duplicate that is to be drawn from this one's master, should
                                                    this one be withdrawn, or be no longer for the other's readers
                          LEFT#<place>              see `leaving.py`
    SEIZURE#<id>          <picture>                 that the picture belongs to the seizure record
    PIXELS#<digest>       <scope>                   the picture with these pixels, for those readers
    UPLOADS#<caller>      SLOT#<n>                  see `slots.py`
    IDEM#<caller>         <idempotency key>         what a key was used for; expires

`learning/progress.py` and `looks/store.py` keep their items in the same table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cen import idempotency, jsontext
from cen.act import Act, Replay
from cen.audit import Entry
from cen.dynamo import Cancelled, Item, Table, put, table
from cen.paging import Key, Page
from cen.problems import Unavailable
from cen.settings import settings
from cpdb import items, moves, slots
from cpdb.errors import AlreadySeen, SameAs, SlotTaken, stale
from cpdb.model import PictureStatus
from cpdb.moves import ABSENT, HEIR, LEFT, Operation
from cpdb.record import Picture


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

    def rows(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        """Lines of those of at most 100 pictures that there are, in the order asked for: one call, and a small one."""
        found = self.table.get_many([(f"PIC#{id}", "ROW") for id in ids], consistent=False) if ids else []
        return [jsontext.loads(str(item["row"])) for item in found if item]

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

    def free_slot(self, act: Act) -> int:
        """The first of the caller's slots that is free. Raises `TooManyUploads`, or `Replay` if this was asked for
        before."""
        found = self.table.get_many([*slots.keys(act.caller.id), *idempotency.keys(act)])
        _check(act, *found[slots.SLOTS :])
        return slots.first_free(found[: slots.SLOTS], act)

    def create(self, picture: Picture, entry: Entry, act: Act) -> None:
        """Raises `SlotTaken`, `IdempotencyKeyReused` or `Replay`."""
        operations = [
            put(items.head(picture), ABSENT),
            put(items.line(picture)),
            put(items.audit(picture, entry)),
            slots.taken(act.caller.id, picture.kept.slot or 0, picture.id, act),
            *moves.linked(None, picture),
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
        operations.append(put(items.line(after)))
        if entry:
            earlier: Item = {**items.plain(before), "pk": f"PIC#{before.id}", "sk": _version_key(before.version)}
            operations += [put(items.audit(after, entry)), put(earlier)]
        operations += [*moves.between(before, after), *more]
        self._commit(operations, act, after)

    def _commit(self, operations: list[Operation], act: Act | None, picture: Picture) -> None:
        noted = idempotency.note(act, made_id=picture.id, made_version=picture.version)
        try:
            self.table.transact([*operations, *noted])
        except Cancelled as cancelled:
            _explain(cancelled.standing, act)
            raise Unavailable(retry_after=1) from cancelled

    def same_pixels(self, digest: str, scopes: Sequence[str]) -> tuple[str, str] | None:
        """The picture with these pixels in the first of the scopes that has one, and that scope."""
        found = self.table.get_many([(f"PIXELS#{digest}", scope) for scope in scopes])
        return next((str(item["picture_id"]), str(item["sk"])) for item in found if item) if any(found) else None

    def heirs(self, id: str, limit: int) -> list[str]:
        """Ids of duplicates that may yet be drawn from the picture's master, the oldest first."""
        between = ("sk", f"{HEIR}#", f"{HEIR}#~")
        page = self.table.query({"pk": f"PIC#{id}"}, between=between, limit=limit, newest_first=False)
        return [str(item["sk"]).partition("#")[2] for item in page.items]

    def left(self, id: str) -> list[str]:
        """Places that the picture has left lately."""
        page = self.table.query({"pk": f"PIC#{id}"}, between=("sk", f"{LEFT}#", f"{LEFT}#~"), limit=100)
        return [str(item["sk"]).partition("#")[2] for item in page.items]

    def left_until(self, until: str, limit: int) -> list[tuple[str, str]]:
        """Pictures and places that they left by then, the longest left first."""
        items = self._due(LEFT, until, limit)
        return [(id, place) for _, id, place in (str(item["uf_sk"]).split("#") for item in items)]

    def linked(self, seizure_id: str, start: Key | None) -> Page[str]:
        """Ids of the pictures that belong to a seizure record."""
        page = self.table.query({"pk": f"SEIZURE#{seizure_id}"}, start=start, limit=100)
        return Page([str(item["sk"]) for item in page.items], page.next)

    def unfinished(self, until: str, limit: int) -> list[str]:
        """Ids of pictures that somebody was to look after by then, the longest due first."""
        return [str(item["uf_sk"]).partition("#")[2] for item in self._due(items.UNFINISHED, until, limit)]

    def _due(self, kind: str, until: str, limit: int) -> Sequence[Item]:
        due = ("uf_sk", "0", f"{until}#~")
        return self.table.query({"uf_pk": kind}, index="unfinished", between=due, limit=limit, newest_first=False).items

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
