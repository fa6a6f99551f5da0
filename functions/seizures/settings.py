"""How an administration enters records: for now, whether a second person approves them."""

from typing import TYPE_CHECKING

from cen.act import Act
from cen.audit import entry_for
from seizures.errors import NotTheOwner
from seizures.model import AdministrationSettings, SettingsPatch

if TYPE_CHECKING:
    from seizures.store import SeizureStore


def read(store: "SeizureStore", act: Act, administration: str) -> AdministrationSettings:
    _own(act, administration)
    return store.settings(administration)


def change(store: "SeizureStore", act: Act, administration: str, patch: SettingsPatch) -> AdministrationSettings:
    _own(act, administration)
    current = store.settings(administration)
    chosen = current.model_copy(update=patch.model_dump(exclude_none=True))
    if chosen == current:
        return current
    state = "on" if chosen.four_eyes else "off"
    store.save_settings(administration, chosen, entry_for(act.caller, f"four_eyes_{state}", act.at, 1, act.request_id))
    return chosen


def _own(act: Act, administration: str) -> None:
    if act.caller.administration != administration:
        raise NotTheOwner("These are another administration's settings.")
