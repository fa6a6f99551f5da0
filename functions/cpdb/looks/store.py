"""Searches with a picture, in the context's table.

LOOK#<id>             LOOK        the search as it is now; expires
UPLOADS#<caller>      SLOT#<n>    shared with the uploads of pictures; expires
"""

from dataclasses import dataclass

from cen.act import Act
from cen.dynamo import Cancelled, Item, Table, delete, put
from cpdb.errors import SlotTaken
from cpdb.looks.model import Look, LookStatus
from cpdb.store import SLOT_SECONDS

_FREE = "attribute_not_exists(#pk) OR #expires_at < :now"


@dataclass(frozen=True, slots=True)
class LookStore:
    table: Table

    def read(self, id: str) -> Look | None:
        item = self.table.get(pk=f"LOOK#{id}", sk="LOOK")
        return None if item is None else Look.model_validate_json(str(item["doc"]))

    def create(self, look: Look, act: Act) -> None:
        """Raises `SlotTaken`."""
        now = int(act.now.timestamp())
        slot: Item = {**_slot(look), "picture_id": look.id, "expires_at": now + SLOT_SECONDS}
        try:
            self.table.transact([put(_item(look)), put(slot, _FREE, {"now": now})])
        except Cancelled as cancelled:
            raise SlotTaken from cancelled

    def finish(self, look: Look) -> bool:
        """Whether nobody else had."""
        slot = _slot(look)
        awaiting = {"status": LookStatus.AWAITING_UPLOAD.value}
        try:
            self.table.transact([put(_item(look), "#status = :status", awaiting), delete(slot["pk"], slot["sk"])])
        except Cancelled:
            return False
        return True


def _item(look: Look) -> Item:
    return {
        "pk": f"LOOK#{look.id}",
        "sk": "LOOK",
        "status": look.status.value,
        "expires_at": look.forget_at,
        "doc": look.model_dump_json(exclude_none=True),
    }


def _slot(look: Look) -> dict[str, str]:
    return {"pk": f"UPLOADS#{look.caller}", "sk": f"SLOT#{look.slot}"}
