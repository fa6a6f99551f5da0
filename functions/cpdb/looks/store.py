"""Searches with a picture, in the context's table.

LOOK#<id>             LOOK        the search as it is now; expires
UPLOADS#<caller>      SLOT#<n>    see `cpdb.slots`
"""

from contextlib import suppress
from dataclasses import dataclass

from cen.act import Act
from cen.dynamo import Cancelled, Item, Table, delete, put
from cpdb import slots
from cpdb.errors import SlotTaken
from cpdb.looks.model import Look, LookStatus


@dataclass(frozen=True, slots=True)
class LookStore:
    table: Table

    def read(self, id: str) -> Look | None:
        item = self.table.get(pk=f"LOOK#{id}", sk="LOOK")
        return None if item is None else Look.model_validate_json(str(item["doc"]))

    def create(self, look: Look, act: Act) -> None:
        """Raises `SlotTaken`."""
        try:
            self.table.transact([put(_item(look)), slots.taken(act.caller.id, look.slot, look.id, act)])
        except Cancelled as cancelled:
            raise SlotTaken from cancelled

    def finish(self, look: Look) -> bool:
        """Whether nobody else had."""
        awaiting = {"status": LookStatus.AWAITING_UPLOAD.value}
        try:
            self.table.transact([put(_item(look), "#status = :status", awaiting)])
        except Cancelled:
            return False
        with suppress(Cancelled):  # its time was over, and it is another's
            self.table.transact([delete(*slots.key(look.caller, look.slot), "#picture_id = :id", {"id": look.id})])
        return True


def _item(look: Look) -> Item:
    return {
        "pk": f"LOOK#{look.id}",
        "sk": "LOOK",
        "status": look.status.value,
        "expires_at": look.forget_at,
        "doc": look.model_dump_json(exclude_none=True),
    }
