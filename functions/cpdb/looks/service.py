"""Searching with a picture: asking, and reading what was found."""

from datetime import timedelta
from typing import TYPE_CHECKING

from cen.act import Act
from cen.clock import instant
from cen.ids import is_id, new_id
from cen.problems import Unavailable
from cpdb.errors import NoSuchPicture, SlotTaken
from cpdb.looks.model import Look, LookEntry, LookStatus

if TYPE_CHECKING:
    from cpdb.looks.store import LookStore
    from cpdb.store import PictureStore

KEPT = timedelta(hours=1)
_TRIES = 3


def ask(pictures: "PictureStore", looks: "LookStore", act: Act, asked: LookEntry) -> Look:
    for _ in range(_TRIES):
        slot = pictures.free_slot(act)
        forget = act.now + KEPT
        look = Look(
            id=new_id(act.now),
            caller=act.caller.id,
            status=LookStatus.AWAITING_UPLOAD,
            content_type=asked.content_type,
            size=asked.size,
            created_at=act.at,
            expires_at=instant(forget),
            forget_at=int(forget.timestamp()),
            slot=slot,
        )
        try:
            looks.create(look, act)
        except SlotTaken:
            continue
        return look
    raise Unavailable(retry_after=1)


def read(looks: "LookStore", act: Act, id: str) -> Look:
    """One's own."""
    look = looks.read(id) if is_id(id) else None
    if look is None or look.caller != act.caller.id or look.forget_at <= act.now.timestamp():
        raise NoSuchPicture("There is no such search of yours.")
    return look
