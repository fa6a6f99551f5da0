"""Merge patches of a record's content."""

from collections.abc import Mapping
from typing import Any

from cen import patch as patches
from cen.patch import changed_paths, merge_patch
from seizures.model import Draft, Entry

__all__ = ["changed_paths", "content", "merge_patch", "patched"]

# Without a value these would fall back to the most open answer.
_NEVER_EMPTY = ("tlp", "date_precision")


def patched(content: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """The content with the patch applied, not yet checked. Raises 422 for what validation would no longer see."""
    return patches.patched(Entry, content, patch, _NEVER_EMPTY)


def content(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a document that the administration wrote."""
    return {name: value for name, value in fields.items() if name in Draft.model_fields}
