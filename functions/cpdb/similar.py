"""Pictures like a picture: the nearest by their hashes, each judged by its record as it is now."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cen.act import Act
from cpdb.alike.find import Alike, like
from cpdb.errors import WrongState
from cpdb.model import PictureStatus
from cpdb.record import Picture
from cpdb.visibility import reader

if TYPE_CHECKING:
    from cpdb.catalogue.index import Catalogue
    from cpdb.store import PictureStore

SHOWN = 24

type Pair = tuple[Picture, Alike]


def of_picture(store: "PictureStore", catalogue: "Catalogue", act: Act, picture: Picture) -> list[Pair]:
    if picture.status is not PictureStatus.READY:
        raise WrongState("Only a picture that is ready has others like it.", current_status=picture.status.value)
    found = like(catalogue, int(picture.kept.hashes[0], 16), reader(act.caller, act.now.date()), but=picture.id)
    return _shown(store, act, found)


def of_hash(store: "PictureStore", catalogue: "Catalogue", act: Act, text: str) -> list[Pair]:
    return _shown(store, act, like(catalogue, int(text, 16), reader(act.caller, act.now.date())))


def _shown(store: "PictureStore", act: Act, found: Sequence[Alike]) -> list[Pair]:
    """The catalogue may be a moment behind."""
    seer = reader(act.caller, act.now.date())
    nearest = {one.id: one for one in found[:SHOWN]}
    return [
        (picture, nearest[picture.id])
        for picture in store.read_many(list(nearest), consistent=False)
        if picture.status is PictureStatus.READY and seer.sees(picture.face)
    ]
