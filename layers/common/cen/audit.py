"""Who did what to which record, when and why: written in the same transaction as the change, never changed after."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cen.principal import Principal


@dataclass(frozen=True, slots=True)
class Entry:
    """`changed`: dotted paths; `reason_code`, `comment`: what the caller gave; `overrides`: checks that the caller
    overrode, for `override_reason`; `related`: API path of another thing that it is about, without `/v1`; `warnings`:
    checks that asked for a second look."""

    action: str
    at: str
    version: int
    actor: str
    actor_kind: str
    administration: str | None
    request_id: str
    rilo: str | None = None
    reason_code: str | None = None
    comment: str | None = None
    changed: Sequence[str] = ()
    overrides: Sequence[str] = ()
    override_reason: str | None = None
    related: str | None = None
    warnings: Sequence[str] = ()

    def document(self) -> dict[str, Any]:
        fields = {name: getattr(self, name) for name in self.__slots__}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items() if value}


def entry_for(caller: Principal, action: str, at: str, version: int, request_id: str, **more: Any) -> Entry:
    return Entry(action, at, version, caller.id, caller.kind, caller.administration, request_id, **more)
