"""Codes as people write them: the code itself, or a name of it in any language the list knows."""

import re
from collections.abc import Sequence
from functools import lru_cache

from cen import codes
from cen.codes.text import distance, fold
from seizures.imports.numbers import Cell
from seizures.imports.wrong import Wrong

_LONGEST_NAME = 60
# Lists up to this size are compared name by name.
_SHORT = 400
_NOT_DIGITS = re.compile("[^0-9]")
_YES = frozenset({"yes", "y", "oui", "o", "true", "vrai", "1", "x", "si"})
_NO = frozenset({"no", "n", "non", "false", "faux", "0"})
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}
_CHOICES = {
    "day": "day", "jour": "day", "month": "month", "mois": "month", "year": "year", "annee": "year", "an": "year"
}  # fmt: skip


def text_of(cell: Cell) -> str:
    """What the cell shows: a spreadsheet's number without the `.0` that its file adds."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if cell is None:
        return ""
    return format(cell, ".15g") if isinstance(cell, float) else str(cell)


def code(list_id: str, text: str, within: str = "") -> str:
    """`within`: what the code must begin with. Raises `Wrong` naming the nearest, or those that it may mean."""
    found = _codes(list_id, text, within)
    if len(found) == 1:
        return found[0]
    if found:
        raise Wrong("ambiguous_code", f"This can mean {', '.join(found[:5])}. Write the code.", found[:5])
    nearest = [one for one in _near(list_id, text) if one.startswith(within)]
    hint = f" Nearest: {', '.join(f'{one} ({codes.label(list_id, one)})' for one in nearest)}." if nearest else ""
    raise Wrong("unknown_code", f"Not a code or a name of the list {list_id}.{hint}", nearest)


@lru_cache(maxsize=1024)
def _near(list_id: str, text: str) -> list[str]:
    """Of a wrong code, or of a name that is spelled wrong."""
    found = codes.nearest(list_id, text)
    name = fold(text)[:_LONGEST_NAME]
    listed, more = codes.search(list_id, limit=_SHORT)
    if found or more or not name:
        return found
    most = max(1, len(name) // 4)
    spelled = sorted(
        (min(distance(name, label, most) for label in _labels(list_id, one.code)), one.code) for one in listed
    )
    return [one for apart, one in spelled if apart <= most][:3]


@lru_cache(maxsize=16384)
def _codes(list_id: str, text: str, within: str) -> tuple[str, ...]:
    for spelled in dict.fromkeys((text, text.upper(), text.lower())):
        if spelled.startswith(within) and codes.exists(list_id, spelled):
            return (spelled,)
    if list_id == "currency" and text in _SIGNS:
        return (_SIGNS[text],)
    name = fold(text)
    if not name:
        return ()
    # Of longer names, the lists know so much.
    known = name[:_LONGEST_NAME]
    found = [one for one in codes.named(list_id, known) if one.startswith(within)]
    if not found and known.endswith("s"):
        found = [one for one in codes.named(list_id, known[:-1]) if one.startswith(within)]
    # A label says exactly this; an everyday word may say it of several, of which one is the usual.
    labelled = [one for one in found if name in _labels(list_id, one)]
    return tuple(labelled or [one for one in found if _common(list_id, one)] or found)


def _common(list_id: str, one: str) -> bool:
    known = codes.get(list_id, one)
    return known is not None and bool(known.extra.get("common"))


def _labels(list_id: str, one: str) -> tuple[str, ...]:
    known = codes.get(list_id, one)
    return () if known is None else (fold(known.label_en), fold(known.label_fr or ""))


def steps(text: str, above: str) -> list[str]:
    """The step of the tree of goods right below `above` (empty: a category), and what follows it where the text names
    something further down that nothing else is called. Raises `Wrong`."""
    depth = above.count(".") + 1 if above else 0
    below = f"{above}." if above else ""
    whole = below + text.lower()
    if codes.exists("commodity", whole) and whole.count(".") == depth:
        return [whole.rpartition(".")[2]]
    found = _codes("commodity", text, below)
    right_below = [one for one in found if one.count(".") == depth]
    further = _top(found) if above and not right_below else None
    chosen = [further] if further else right_below
    if len(chosen) == 1:
        return chosen[0].removeprefix(below).split(".")
    nearest = [*found, *(one for one in _near("commodity", text) if one.startswith(below))]
    nearest = nearest or [one.code for one in codes.children("commodity", above or None)]
    kind = f"a kind of {above}" if above else "a category"
    raise Wrong("unknown_code", f"Not {kind} in the list commodity.", nearest[:5])


def _top(found: Sequence[str]) -> str | None:
    """Of several that a word may mean, the one that all are below."""
    top = min(found, key=len, default=None)
    return top if top and all(one == top or one.startswith(f"{top}.") for one in found) else None


def goods(text: str) -> str:
    """Any step of the tree of goods, as a dotted code."""
    return _top(_codes("commodity", text, "")) or code("commodity", text)


def place(text: str, country: str) -> str:
    """A UN/LOCODE, or the name of one location of the country."""
    if len(text) == 5 and codes.exists("locode", text.upper()):
        return text.upper()
    compact = text.replace(" ", "").upper()
    if len(compact) == 5 and codes.exists("locode", compact):
        return compact
    return code("locode", text, country)


def hs(text: str) -> str:
    """Digits, however they are parted. A spreadsheet takes the zero off that a chapter begins with."""
    digits = _NOT_DIGITS.sub("", text)
    for spelled in (digits, f"0{digits}"):
        if len(spelled) % 2 == 0 and codes.exists("hs", spelled):
            return spelled
    nearest = codes.nearest("hs", digits) if digits else []
    raise Wrong("unknown_code", "Not a code of the Harmonized System 2022 with 2, 4 or 6 digits.", nearest)


def yes_no(cell: Cell) -> bool:
    text = fold(text_of(cell))
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise Wrong("not_yes_or_no", "Write yes or no.")


def choice(cell: Cell) -> str:
    text = fold(text_of(cell))
    if text not in _CHOICES:
        raise Wrong("unknown_code", "Write day, month or year.", ("day", "month", "year"))
    return _CHOICES[text]
