"""How two cells become one: numbers add up, everything else has its own rule, named by a key that begins with `~`.

    ~sample   a few values as they are; gone for good once they are too many
    ~top      the largest, each with the case it is of
    ~new      the latest, each with the case it is of
    ~first    the earliest day            ~last   the latest day
    ~who      everybody who is named      ~most   the largest number by unit

Each rule is associative and commutative, and leaves a cell as it is that meets an empty one.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from rilo_rollup.cells.bins import merged_samples

TOP = 10
NEW = 3

type Tree = dict[str, Any]


def largest(found: list[list[Any]]) -> list[list[Any]]:
    """Of pairs (number, id), the largest first; of equal ones the smaller id."""
    return sorted(found, key=lambda pair: (-pair[0], pair[1]))[:TOP]


def newest(found: list[list[Any]]) -> list[list[Any]]:
    """Of pairs (day, id), the latest first."""
    return sorted(found, reverse=True)[:NEW]


def _most(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {unit: max(one.get(unit, 0), other.get(unit, 0)) for unit in one.keys() | other.keys()}


_RULES: dict[str, Callable[[Any, Any], Any]] = {
    "~sample": merged_samples,
    "~top": lambda one, other: largest(one + other),
    "~new": lambda one, other: newest(one + other),
    "~first": min,
    "~last": max,
    "~who": lambda one, other: sorted({*one, *other}),
    "~most": _most,
}


def merge(cells: Iterable[Mapping[str, Any]]) -> Tree:
    """The cell of all cases of these cells; an empty one of none. The cells stay as they are."""
    result: Tree = {}
    for cell in cells:
        add_to(result, cell)
    return result


def add_to(target: Tree, source: Mapping[str, Any]) -> None:
    """What is counted in `source` is counted in `target` too; `source` stays as it is."""
    for key, value in source.items():
        if key not in target:
            target[key] = _copied(value) if isinstance(value, dict) else value
        elif key in _RULES:
            target[key] = _RULES[key](target[key], value)
        elif isinstance(value, dict):
            add_to(target[key], value)
        else:
            target[key] += value


def _copied(tree: Mapping[str, Any]) -> Tree:
    """Lists are shared: no rule changes one, each makes a new one."""
    return {key: _copied(value) if isinstance(value, dict) else value for key, value in tree.items()}
