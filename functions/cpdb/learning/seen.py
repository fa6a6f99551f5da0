"""Administrations confirm that they met the same concealment: seen here too, where and when."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from cen.act import Act
from cen.paging import Key, Page
from cen.problems import FieldError, Forbidden, Invalid, NotFound, StaleVersion, Unavailable
from cpdb import guard, lifecycle, service
from cpdb.model import SeenEntry
from cpdb.moves import seen_delete, seen_put
from cpdb.record import Picture
from cpdb.visibility import Face, reader

if TYPE_CHECKING:
    from cpdb.moves import Operation
    from cpdb.store import PictureStore

_TRIES = 4
_EARLIEST = date(2000, 1, 1)  # the network's first year
_FACE = "_face"  # who could see the picture when it was confirmed
_ID = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\.[A-Z]{2}\.[A-Z0-9]{2,5}")


class NoSuchConfirmation(NotFound):
    code, title = "no_such_confirmation", "No such confirmation"


def confirm(store: "PictureStore", act: Act, id: str, entered: SeenEntry) -> dict[str, Any]:
    """Once for an administration, day and place. Raises `AlreadySeen`."""
    administration = service.own_administration(act)
    if entered.seen_on > act.now.date():
        future = FieldError("seen_on", "future_date", "The day is to come.")
        raise Invalid("Some fields are not valid.", errors=[future])
    if entered.seen_on < _EARLIEST:
        old = FieldError("seen_on", "too_early", f"Name a day from {_EARLIEST.isoformat()} on.")
        raise Invalid("Some fields are not valid.", errors=[old])
    texts = iter([("comment", entered.comment)] if entered.comment else [])
    told = guard.checked(texts, entered.confirm, administration, {})
    seen = {
        "id": f"{entered.seen_on.isoformat()}.{administration}.{entered.locode or entered.country}",
        "administration": administration,
        **entered.model_dump(mode="json", exclude={"confirm"}, exclude_none=True),
        "confirmed_at": act.at,
    }

    def kept(picture: Picture) -> "Operation":
        return seen_put(id, {**seen, _FACE: str(picture.face)})

    _count(store, act, id, "seen", 1, kept, **told)
    return seen


def take_back(store: "PictureStore", act: Act, id: str, seen_id: str) -> dict[str, Any]:
    """One's own administration's, entered by mistake."""
    administration = service.own_administration(act)
    service.read(store, act, id)
    found = store.seen_one(id, seen_id) if _ID.fullmatch(seen_id) else None
    if found is None or found["administration"] != administration:
        raise NoSuchConfirmation("Your administration has made no such confirmation.")
    _count(store, act, id, "unseen", -1, lambda _: seen_delete(id, seen_id))
    return _shown(found)


def find(store: "PictureStore", act: Act, id: str, start: Key | None, limit: int) -> Page[dict[str, Any]]:
    """The latest day first. Where customs met what is not for organisations outside of customs. A confirmation was
    given to those who could see the picture then, and is shown to nobody else, however widely the picture is since."""
    service.read(store, act, id)
    seer = reader(act.caller, act.now.date())
    if seer.outsider:
        raise Forbidden("Where a concealment was seen is for customs administrations.")
    page = store.seen(id, start, limit)
    own = act.caller.administration
    given = [one for one in page.items if one["administration"] == own or seer.sees(Face.read(one[_FACE]))]
    return Page([_shown(one) for one in given], page.next)


def _shown(seen: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in seen.items() if name != _FACE}


def _count(
    store: "PictureStore",
    act: Act,
    id: str,
    action: str,
    by: int,
    operation: "Callable[[Picture], Operation]",
    **told: Any,
) -> None:
    """Others may confirm at the same moment."""
    for _ in range(_TRIES):
        picture = service.read(store, act, id)
        lifecycle.check(picture.status, lifecycle.CHANGEABLE, "confirmed")
        after = picture.changed(act.at, seen=picture.kept.seen + by)
        try:
            store.save(picture, after, service.entry(act, action, after, **told), None, [operation(picture)])
        except StaleVersion:
            continue
        return
    raise Unavailable(retry_after=1)
