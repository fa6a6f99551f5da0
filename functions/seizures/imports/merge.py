"""Rows of one case put together: the case's fields once, a commodity line from each row."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from seizures.imports.columns import LINE, NEEDED, columns
from seizures.imports.convert import Said
from seizures.imports.wrong import Fault

_PLACES = tuple(
    (f"{name}.locode", f"{name}.country") for name in ("place", "route.origin", "route.departure", "route.destination")
)
_LISTS = ("route.transit", "persons")


def document(rows: Sequence[Said]) -> tuple[dict[str, Any], list[Fault]]:
    """A record as the interface takes it, not yet checked, and where rows contradict each other."""
    first, *others = rows
    case, faults = dict(first.case), []
    for said in others:
        for name, value in said.case.items():
            # What put them together may be spelled in small letters or large.
            if case.setdefault(name, value) != value and name != "national_reference":
                faults.append(_contradicts(said, name, value, case[name]))
    for place, country in _PLACES:
        if place in case and country not in case:
            case[country] = case[place][:2]
    found = _nested(case)
    for name in _LISTS:
        faults += _listed(found, name, first.row)
    found["lines"] = [_nested(said.line).get("line", {}) for said in rows]
    return found, faults


def _contradicts(said: Said, name: str, value: Any, before: Any) -> Fault:
    return Fault(
        said.row,
        name,
        "contradicts",
        f"Another row of the same case says {_shown(before)}. Rows with one reference are lines of one case.",
        _shown(value),
    )


def _shown(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Dotted names as the objects that they are paths of."""
    inner, places = _shape(tuple(flat))
    found: list[dict[str, Any]] = [{}]
    for parent, step in inner:
        made: dict[str, Any] = {}
        found[parent][step] = made
        found.append(made)
    for (parent, last), value in zip(places, flat.values(), strict=True):
        found[parent][last] = value
    return found[0]


type _Steps = Sequence[tuple[int, str]]


@lru_cache(256)
def _shape(names: tuple[str, ...]) -> tuple[_Steps, _Steps]:
    """The objects inside, each with the number of the one it stands in and its name there; and the same of each name.
    The whole is number 0. Rows of one file mostly fill in the same columns."""
    numbers = {"": 0}
    inner, places = [], []
    for name in names:
        *parents, last = name.split(".")
        path = ""
        for step in parents:
            above, path = path, f"{path}.{step}"
            if path not in numbers:
                inner.append((numbers[above], step))
                numbers[path] = len(inner)
        places.append((numbers[path], last))
    return inner, places


def _listed(found: dict[str, Any], name: str, row: int) -> list[Fault]:
    """Lists that stand side by side (`persons.role`, `persons.count`) as a list of objects, in their place."""
    *steps, last = name.split(".")
    target = found
    for step in steps:
        target = target.get(step, {})
    lists = target.get(last)
    if not lists:
        return []
    longest = max(map(len, lists.values()))
    uneven = [field for field, values in lists.items() if len(values) != longest]
    target[last] = [
        {field: values[at] for field, values in lists.items() if at < len(values) and values[at] is not None}
        for at in range(longest)
    ]
    message = "Give as many values as in the other columns of this list, parted by semicolons."
    return [Fault(row, f"{name}.{field}", "not_as_many", message, _shown(lists[field])) for field in uneven]


def column_of(path: str) -> tuple[int | None, str]:
    """Which line an error's path is about, if any, and the column that its value came from."""
    steps = path.split(".")
    line = None
    if steps[0] == "lines":
        line = int(steps[1]) if len(steps) > 1 and steps[1].isdigit() else None
        steps = ["line", *steps[2:]] if line is not None else []
    name = ".".join(step for step in steps if not step.isdigit())
    if name in columns():
        return line, name
    below = [known for known in columns() if known.startswith(f"{name}.")] if name and name != LINE else []
    # Of a part that is missing whole, what has to be filled in.
    return line, next((known for known in below if known in NEEDED), below[0] if below else "")
