"""JSON merge patches (RFC 7396), and what one changed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel

from cen.problems import FieldError, Invalid


def patched(
    model: type[BaseModel], content: Mapping[str, Any], patch: Mapping[str, Any], never_empty: Sequence[str] = ()
) -> dict[str, Any]:
    """The content of a `model` with the patch applied, not yet checked. Raises 422 for what validation would no longer
    see: a null for a field that does not exist, or for one of `never_empty`."""
    faults = [FieldError(path, "unknown_field", "There is no such field.") for path in _strangers(model, patch)]
    faults += [
        FieldError(name, "required", "This field cannot be emptied.")
        for name in never_empty
        if name in patch and patch[name] is None
    ]
    if faults:
        raise Invalid("Some fields are not valid.", errors=faults)
    return dict(merge_patch(content, patch))


def _strangers(model: type[BaseModel], patch: Mapping[str, Any], path: str = "") -> Iterator[str]:
    for name, value in patch.items():
        here = f"{path}{name}"
        if name not in model.model_fields:
            yield here[:200]
        elif isinstance(value, dict) and (inner := _model_in(model.model_fields[name].annotation)):
            yield from _strangers(inner, value, f"{here}.")


def _model_in(annotation: Any) -> type[BaseModel] | None:
    kinds = (annotation, *get_args(annotation))
    return next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)


def merge_patch(target: Any, patch: Any) -> Any:
    """RFC 7396, its own pseudocode."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), value)
    return merged


def changed_paths(before: Any, after: Any, path: str = "") -> list[str]:
    """Dotted paths that differ between two documents; lists are compared whole, position by position if as long."""
    if isinstance(before, dict) and isinstance(after, dict):
        names = sorted(before.keys() | after.keys())
        return [
            p for name in names for p in changed_paths(before.get(name), after.get(name), f"{path}.{name}".lstrip("."))
        ]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [
            p for i, pair in enumerate(zip(before, after, strict=True)) for p in changed_paths(*pair, f"{path}.{i}")
        ]
    return [] if before == after else [path]
