"""How an administration enters records: whether a second person approves them, and what an operation's become."""

from typing import TYPE_CHECKING, Any

from cen.act import Act
from cen.audit import entry_for
from cen.etag import matches
from cen.paging import Key, Page
from seizures.errors import NotTheOwner, stale
from seizures.model import AdministrationSettings, Chosen, SettingsPatch

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
    entry = entry_for(act.caller, _action(current.settings, wanted), act.at, chosen.version, act.request_id)
    store.save_settings(administration, chosen, entry)
    return chosen


def _action(before: AdministrationSettings, after: AdministrationSettings) -> str:
    """What was switched: such as `four_eyes_off`, `operation_cases_submitted`, or both of them."""
    switched = []
    if before.four_eyes != after.four_eyes:
        switched.append(f"four_eyes_{'on' if after.four_eyes else 'off'}")
    if before.operation_cases != after.operation_cases:
        switched.append(f"operation_cases_{after.operation_cases}")
    return " ".join(switched)


def history(
    store: "SeizureStore", act: Act, administration: str, start: Key | None, limit: int
) -> Page[dict[str, Any]]:
    """Who switched what, newest first: everybody of the administration may see when four eyes were off."""
    _own(act, administration)
    return store.settings_history(administration, start, limit)


def _own(act: Act, administration: str) -> None:
    if act.caller.administration != administration:
        raise NotTheOwner("These are another administration's settings.")
