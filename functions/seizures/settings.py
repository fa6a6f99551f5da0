"""How an administration enters records: for now, whether a second person approves them."""

from typing import TYPE_CHECKING, Any

from cen.act import Act
from cen.audit import entry_for
from cen.etag import matches
from cen.paging import Key, Page
from seizures.errors import NotTheOwner, stale
from seizures.model import Chosen, SettingsPatch

if TYPE_CHECKING:
    from seizures.store import SeizureStore


def read(store: "SeizureStore", act: Act, administration: str) -> Chosen:
    _own(act, administration)
    return store.settings(administration)


def change(store: "SeizureStore", act: Act, administration: str, patch: SettingsPatch) -> Chosen:
    """Raises 412 if somebody else changed them since the caller looked, or at the same moment."""
    _own(act, administration)
    current = store.settings(administration)
    if act.if_match is not None and not matches(act.if_match, current.version):
        raise stale(current.version)
    wanted = current.settings.model_copy(update=patch.model_dump(exclude_none=True))
    if wanted == current.settings:
        return current
    chosen = Chosen(wanted, current.version + 1)
    action = f"four_eyes_{'on' if wanted.four_eyes else 'off'}"
    store.save_settings(administration, chosen, entry_for(act.caller, action, act.at, chosen.version, act.request_id))
    return chosen


def history(
    store: "SeizureStore", act: Act, administration: str, start: Key | None, limit: int
) -> Page[dict[str, Any]]:
    """Who switched what, newest first: everybody of the administration may see when four eyes were off."""
    _own(act, administration)
    return store.settings_history(administration, start, limit)


def _own(act: Act, administration: str) -> None:
    if act.caller.administration != administration:
        raise NotTheOwner("These are another administration's settings.")
