"""The private door to pictures: other contexts' functions ask here for pictures as they are now (`cen.doors`)."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Protocol

from cen.doors import READ_AT_ONCE
from cpdb.record import Picture
from cpdb.store import PictureStore, open_store


class Pictures(Protocol):
    def read_many(self, ids: Sequence[str]) -> list[Picture]:
        """Those pictures that there are."""


@cache
def _store() -> PictureStore:
    return open_store()


def answer(pictures: Pictures, question: Mapping[str, Any]) -> dict[str, Any]:
    """`{"read": [ids]}` → `{"pictures": […]}`, in the order asked for. Raises `ValueError` for any other question."""
    match question:
        case {"read": [*ids]} if len(ids) <= READ_AT_ONCE:
            return {"pictures": [_seen(picture) for picture in pictures.read_many([str(id) for id in ids])]}
    raise ValueError("not a question for this door")


def _seen(picture: Picture) -> dict[str, Any]:
    return {
        "id": picture.id,
        "version": picture.version,
        "status": picture.status,
        "administration": picture.kept.administration,
        "rilo": picture.kept.rilo,
        "tlp": picture.tlp,
        "held": picture.kept.held,
    }


def handler(question: Mapping[str, Any], _: object) -> dict[str, Any]:
    return answer(_store(), question)
