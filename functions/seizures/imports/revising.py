"""What a file changes in a record that stands already, and what would be lost by it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cen.act import Act
from cen.problems import Invalid
from seizures import service
from seizures.imports.judge import Judged
from seizures.imports.wrong import Fault
from seizures.model import Patch
from seizures.patch import changed_paths, content
from seizures.record import Record

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """A record as it is, and as it was when a file last said something of it."""

    record: Record
    said: Record


def patch_of(case: Judged, record: Record) -> Patch:
    """What the file says replaces what the record says; what it does not say stays. A line whose goods are the same
    keeps what the file has no column for."""
    before, lines = record.fields["lines"], case.content["lines"]
    if len(before) == len(lines):
        lines = [_merged(old, new) for old, new in zip(before, lines, strict=True)]
    return Patch({**case.content, "lines": lines})


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> Mapping[str, Any]:
    if (old["category"], old.get("type")) != (new.get("category"), new.get("type")):
        return new
    details = {**old.get("details", {}), **new.get("details", {})}
    return {**old, **new, **({"details": details} if details else {})}


def losses(case: Judged, standing: Standing, after: Record, *, accepted: bool) -> list[Fault]:
    """What the record loses by its next version. `accepted`: it goes in all the same, and is told."""
    now, then = content(standing.record.fields), content(after.fields)
    found = []
    before, left = len(now["lines"]), len(then["lines"])
    if left < before:
        lost = f"The record has {before} lines of goods, the file {left}: the record's were replaced by them."
        lose = f"The record has {before} lines of goods, the file {left}: some would be lost. Give all of them"
        found.append(Fault(case.first, "", "lines_removed", lost if accepted else f"{lose}{_OR_ACCEPT}"))
    replaced = changed_paths(now, then)
    edited = changed_paths(content(standing.said.fields), now)
    if both := [path for path in replaced if any(_touch(path, other) for other in edited)]:
        row, name, names = _places(case, both)
        lost = f"This replaced what was changed in the record since a file last said something of it: {names}."
        lose = f"The record has been changed since a file last said something of it, in: {names}. Say the same"
        found.append(Fault(row, name, "overwrites_edit", lost if accepted else f"{lose}{_OR_ACCEPT}"))
    return found


_OR_ACCEPT = ", or import the file with accept_warnings."


def changed_since(act: Act, case: Judged, record: Record) -> Sequence[Fault]:
    """Of a case that was said before: whether the record says something else today."""
    try:
        made = service.proposed(act, record, patch_of(case, record))
    except Invalid:  # what was changed does not even go with what the file says
        paths = [name for name in case.content if case.content[name] != record.fields.get(name)]
    else:
        paths = changed_paths(content(record.fields), content(made[0].fields)) if made else []
    if not paths:
        return ()
    row, name, names = _places(case, paths)
    message = f"A file said this before; the record has been changed since, and was left alone. It differs in: {names}."
    return [Fault(row, name, "changed_since", message)]


def _touch(path: str, other: str) -> bool:
    """Whether one is the other or a part of it."""
    return path == other or path.startswith(f"{other}.") or other.startswith(f"{path}.")


def _places(case: Judged, paths: Sequence[str]) -> tuple[int, str, str]:
    """Where the first of them comes from, and the names of all."""
    row, name = case.place_of(paths[0])
    names = list(_named(case, paths))
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return row, name, ", ".join(names[:_NAMED]) + more


def _named(case: Judged, paths: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(case.place_of(path)[1] or path for path in paths)
