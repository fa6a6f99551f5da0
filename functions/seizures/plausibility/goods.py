"""Rules about what was seized: how much of it, in which unit, under which code, and what it is worth."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from cen import codes
from seizures.details import Drugs, Explosives, Hazardous, Tobacco
from seizures.plausibility.shape import PIECES, Case, Goods, steps_of
from seizures.plausibility.usual import DOLLARS, MOST, PARCEL, PUREST, SHIP, SWALLOWED, WORTH

# Goods that are weighed: a number of "pieces" of them says nothing.
_WEIGHED = (
    *("drugs.cocaine", "drugs.opiates.heroin", "drugs.opiates.opium", "drugs.cannabis.herbal"),
    *("drugs.cannabis.resin", "drugs.psychotropic.methamphetamine", "tobacco.raw", "currency.gold"),
)
_IN_TABLETS = frozenset({"drugs", "medicines", "precursors", "ipr"})
# Chapters of the Harmonized System that goods of a category are classified in.
_CHAPTERS: Mapping[str, frozenset[str]] = {
    category: frozenset(chapters.split())
    for category, chapters in {
        "drugs": "12 13 17 18 19 20 21 22 28 29 30 38 84 95",
        "precursors": "13 15 27 28 29 30 33 38",
        "tobacco": "24 38 48 55 56 84 85",
        "alcohol": "20 21 22 33 38",
        "weapons": "36 82 85 87 89 90 93 95",
        "explosives": "28 29 31 36 38 85 93",
        "nuclear": "26 28 72 73 74 84 85 90",
        "medicines": "12 13 17 21 22 28 29 30 33 34 35 38 39 40 90",
        "currency": "49 71 84 85 97",
        "cultural": "25 49 57 58 68 69 70 71 73 74 82 83 91 92 94 95 97",
    }.items()
}


def counted_in_pieces(_: Case, goods: Goods) -> bool:
    return goods.line.quantity.unit in PIECES and goods.commodity.startswith(_WEIGHED)


def tablets_of_other_goods(_: Case, goods: Goods) -> bool:
    return goods.line.quantity.unit == "U2" and goods.line.category not in _IN_TABLETS


def heavier_than_a_ship(_: Case, goods: Goods) -> bool:
    return goods.mass > SHIP


def unusually_much(_: Case, goods: Goods) -> bool:
    usual = _usually(goods.commodity, goods.family)
    return usual is not None and goods.base is not None and goods.base > usual


def more_than_one_can_swallow(case: Case) -> bool:
    hidden = case.draft.concealment
    if hidden is None or (hidden.place != "person.internal" and hidden.method not in ("swallowed", "inserted")):
        return False
    people = sum(persons.count for persons in case.draft.persons) or 1
    return sum(goods.mass for goods in case.goods if goods.line.category == "drugs") > SWALLOWED * people


def heavier_than_parcels(case: Case, goods: Goods) -> bool:
    parcels = goods.line.packages.count if goods.line.packages else 1
    return case.draft.conveyance.mode == "5" and goods.mass > PARCEL * parcels


def more_packages_than_pieces(_: Case, goods: Goods) -> bool:
    packages = goods.line.packages
    return goods.family == "count" and packages is not None and goods.base is not None and packages.count > goods.base


def purer_than_the_plant(_: Case, goods: Goods) -> bool:
    details = goods.line.details
    if not isinstance(details, Drugs) or details.purity_percent is None:
        return False
    most = next((PUREST[step] for step in steps_of(goods.commodity) if step in PUREST), None)
    return most is not None and float(details.purity_percent) > most


def lines_alike(case: Case) -> Sequence[str]:
    if len(case.goods) == 1:
        return ()
    texts = [goods.line.model_dump_json() for goods in case.goods]
    return [f"lines.{position}" for position, text in enumerate(texts) if text in texts[:position]]


def other_chapter(_: Case, goods: Goods) -> bool:
    chapters = _CHAPTERS.get(goods.line.category)
    code = goods.line.hs_code
    return code is not None and chapters is not None and code[:2] not in chapters


def code_of_other_goods(_: Case, goods: Goods) -> bool:
    """A code that is the usual one of other goods of the category, and not of these."""
    code = goods.line.hs_code
    return code is not None and goods.line.type is not None and _of_other_goods(goods.commodity, code)


@lru_cache(maxsize=4096)
def _of_other_goods(commodity: str, code: str) -> bool:
    usual = _usual_codes()
    own = {hint for step in steps_of(commodity) for hint in usual.get(step, ())}
    if not own or any(code.startswith(hint) or hint.startswith(code) for hint in own):
        return False
    category, *below = commodity.split(".")
    family = f"{category}.{below[0]}"
    return any(
        code in hints and step.startswith(f"{category}.") and not step.startswith(family)
        for step, hints in usual.items()
    )


def goods_and_cover_alike(case: Case, goods: Goods) -> bool:
    hidden = case.draft.concealment
    return hidden is not None and hidden.cover_load_hs is not None and hidden.cover_load_hs == goods.line.hs_code


def unusual_worth(_: Case, goods: Goods) -> bool:
    value = goods.line.value
    band = _worth(goods.commodity, goods.family) if value is not None else None
    if value is None or band is None or not goods.base or value.currency not in DOLLARS:
        return False
    each = float(value.amount) * DOLLARS[value.currency] / goods.base
    return not band[0] <= each <= band[1]


def value_is_the_quantity(_: Case, goods: Goods) -> bool:
    line = goods.line
    return line.value is not None and line.category != "currency" and line.value.amount == line.quantity.amount != "1"


def white_and_counterfeit(_: Case, goods: Goods) -> bool:
    details = goods.line.details
    return isinstance(details, Tobacco) and bool(details.illicit_white) and bool(details.counterfeit)


def explosives_of_another_class(_: Case, goods: Goods) -> bool:
    details = goods.line.details
    if not isinstance(details, Explosives) or details.un_class is None or goods.line.type == "precursors":
        return False
    return not details.un_class.startswith("1")


def class_of_another_category(_: Case, goods: Goods) -> bool:
    details = goods.line.details
    return isinstance(details, Hazardous) and details.un_class in ("1", "7")


@lru_cache(maxsize=2048)
def _usually(commodity: str, family: str | None) -> float | None:
    """The limit of the finest step that has one."""
    return next((MOST[step, family] for step in steps_of(commodity) if family and (step, family) in MOST), None)


@lru_cache(maxsize=2048)
def _worth(commodity: str, family: str | None) -> tuple[float, float] | None:
    return next((WORTH[step, family] for step in steps_of(commodity) if family and (step, family) in WORTH), None)


@cache
def _usual_codes() -> Mapping[str, tuple[str, ...]]:
    """Codes of the Harmonized System by commodity, as the list of goods hints at them."""
    found = {}
    waiting = codes.children("commodity", None)
    while waiting:
        one = waiting.pop()
        found[one.code] = tuple(one.extra.get("hs", ()))
        waiting += codes.children("commodity", one.code)
    return {step: hints for step, hints in found.items() if hints}
