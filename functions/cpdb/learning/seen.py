"""Administrations confirm that they met the same concealment: seen here too, where and when."""

import re
from typing import TYPE_CHECKING, Any

from cen.act import Act
from cen.paging import Key, Page
from cen.problems import FieldError, Forbidden, Invalid, NotFound, StaleVersion, Unavailable
from cpdb import guard, lifecycle, service
from cpdb.model import SeenEntry
from cpdb.moves import seen_delete, seen_put
from cpdb.visibility import reader

if TYPE_CHECKING:
    from cpdb.moves import Operation
    from cpdb.store import PictureStore

_TRIES = 4
_ID = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\.[A-Z]{2}\.[A-Z0-9]{2,5}")


class NoSuchConfirmation(NotFound):
    code, title = "no_such_confirmation", "No such confirmation"


def confirm(store: "PictureStore", act: Act, id: str, entered: SeenEntry) -> dict[str, Any]:
    """Once for an administration, day and place. Raises `AlreadySeen`."""
    administration = service.own_administration(act)
    if entered.seen_on > act.now.date():
        future = FieldError("seen_on", "future_date", "The day is to come.")
        raise Invalid("Some fields are not valid.", errors=[future])
    texts = iter([("comment", entered.comment)] if entered.comment else [])
    told = guard.checked(texts, entered.confirm, administration, {})
    seen = {
        "id": f"{entered.seen_on.isoformat()}.{administration}.{entered.locode or entered.country}",
        "administration": administration,
        **entered.model_dump(mode="json", exclude={"confirm"}, exclude_none=True),
        "confirmed_at": act.at,
    }
    _count(store, act, id, "seen", 1, seen_put(id, seen), **told)
    return seen


def take_back(store: "PictureStore", act: Act, id: str, seen_id: str) -> dict[str, Any]:
    """One's own administration's, entered by mistake."""
    administration = service.own_administration(act)
    service.read(store, act, id)
    found = store.seen_one(id, seen_id) if _ID.fullmatch(seen_id) else None
    if found is None or found["administration"] != administration:
        raise NoSuchConfirmation("Your administration has made no such confirmation.")
    _count(store, act, id, "unseen", -1, seen_delete(id, seen_id))
    return found


def find(store: "PictureStore", act: Act, id: str, start: Key | None, limit: int) -> Page[dict[str, Any]]:
    """The latest day first. Where customs met what is not for organisations outside of customs."""
    service.read(store, act, id)
    if reader(act.caller, act.now.date()).outsider:
        raise Forbidden("Where a concealment was seen is for customs administrations.")
    return store.seen(id, start, limit)


def _count(store: "PictureStore", act: Act, id: str, action: str, by: int, operation: "Operation", **told: Any) -> None:
    """Others may confirm at the same moment."""
    for _ in range(_TRIES):
        picture = service.read(store, act, id)
        lifecycle.check(picture.status, lifecycle.CHANGEABLE, "confirmed")
        after = picture.changed(act.at, seen=picture.kept.seen + by)
        try:
            store.save(picture, after, service.entry(act, action, after, **told), None, [operation])
        except StaleVersion:
            continue
        return
    raise Unavailable(retry_after=1)
