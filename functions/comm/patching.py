"""JSON merge patches (RFC 7396), kept to the fields that may be patched."""

from collections.abc import Collection, Mapping
from typing import Any

from cen.problems import FieldError, Invalid


def patched(before: Mapping[str, Any], patch: Mapping[str, Any], allowed: Collection[str]) -> dict[str, Any]:
    """The document with the patch applied, not yet checked. Raises 422 for a field that is not to be patched."""
    strangers = [name for name in patch if name not in allowed]
    if strangers:
        faults = [FieldError(name[:200], "unknown_field", "This cannot be changed here.") for name in strangers]
        raise Invalid("Some fields are not valid.", errors=faults)
    return dict(_merged(before, patch))


def _merged(target: Any, patch: Any) -> Any:
    if not isinstance(patch, Mapping):
        return patch
    found = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            found.pop(name, None)
        else:
            found[name] = _merged(found.get(name), value)
    return found
