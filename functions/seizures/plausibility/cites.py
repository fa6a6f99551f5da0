"""Rules about CITES specimens: which term, appendix, source and purpose go together.

Sources: the Convention; Resolution Conf. 12.3 (permits and certificates: definitions of source codes); A guide to using
the CITES Trade Database (terms and their preferred units).
"""

from collections.abc import Mapping
from functools import cache

from cen import codes
from cen.codes.text import fold
from seizures.details import Cites
from seizures.plausibility.shape import Case, Goods

_PLANT_TYPES = frozenset({"timber", "orchids", "cacti", "other_plants"})
_NEITHER = frozenset({None, "other"})
# Parts and products of plants only, and of animals only; the other terms are of both.
_OF_PLANTS = frozenset({"BUL", "CUL", "FLO", "LOG", "LVS", "PLY", "ROO", "SAW", "SEE", "TIC", "TIM", "VEN"})
_OF_ANIMALS = frozenset(
    {
        *("BOD", "BON", "BOC", "CAP", "CAV", "CLA", "COR", "EGG", "EGL", "FEA", "FIG", "FIN", "HAN", "HOR", "HOC"),
        *("HOP", "IVC", "IVP", "IVS", "LPL", "LPS", "MEA", "SCA", "SHE", "SHO", "SKI", "SKP", "SKU", "SWI", "TEE"),
        *("TRO", "TUS", "WAT"),
    }
)
# Source codes that the Resolution defines for one kingdom.
_SOURCES_OF_PLANTS, _SOURCES_OF_ANIMALS = frozenset({"A", "Y"}), frozenset({"C", "F", "R"})
# Terms that a kind of goods can be; kinds that are not here can be anything.
_TERMS: Mapping[str, frozenset[str]] = {
    "ivory": frozenset({"TUS", "IVC", "IVP", "IVS", "TEE", "POW", "SPE", "TRO", "UNS"}),
    "rhino_horn": frozenset({"HOR", "HOC", "HOP", "POW", "MED", "DER", "SPE", "TRO", "UNS"}),
    "coral": frozenset({"COR", "LIV", "POW", "BOD", "SPE", "UNS", "DER"}),
    "timber": frozenset({"LOG", "SAW", "VEN", "PLY", "TIM", "TIC", "POW", "OIL", "EXT", "DER", "ROO", "SPE", "UNS"}),
    "sturgeon": frozenset({"CAV", "LIV", "MEA", "EGG", "EGL", "FIG", "BOD", "EXT", "SKI", "SWI", "DER", "SPE", "UNS"}),
}
_ALIVE = frozenset({"LIV", "EGL", "FIG", "CUL", "BUL", "SEE"})
# For purposes that need it alive: breeding, botanical garden, release into the wild, zoo.
_NEEDS_LIFE = frozenset({"B", "G", "N", "Z"})
_COUNTED_ALIVE = frozenset({"big_cats", "primates", "other_mammals", "reptiles", "birds", "pangolin"})
_MARINE = frozenset({"shark", "other_fish", "coral", "shells", "eel", "sturgeon", "seahorse", "reptiles"})


def _details(goods: Goods) -> Cites | None:
    details = goods.line.details
    return details if isinstance(details, Cites) else None


def _plant(goods: Goods) -> bool | None:
    """Whether it is one; None where the kind of goods does not tell."""
    kind = goods.line.type
    return None if kind in _NEITHER else kind in _PLANT_TYPES


def term_of_other_kingdom(_: Case, goods: Goods) -> bool:
    details, plant = _details(goods), _plant(goods)
    return details is not None and plant is not None and details.term in (_OF_ANIMALS if plant else _OF_PLANTS)


def source_of_other_kingdom(_: Case, goods: Goods) -> bool:
    details, plant = _details(goods), _plant(goods)
    if details is None or plant is None:
        return False
    return details.source in (_SOURCES_OF_ANIMALS if plant else _SOURCES_OF_PLANTS)


def registered_breeding_of_another_appendix(_: Case, goods: Goods) -> bool:
    details = _details(goods)
    return details is not None and details.source == "D" and details.appendix not in (None, "I")


def term_of_other_goods(_: Case, goods: Goods) -> bool:
    details = _details(goods)
    terms = _TERMS.get(goods.line.type or "")
    return details is not None and details.term is not None and terms is not None and details.term not in terms


def appendix_of_another_taxon(_: Case, goods: Goods) -> bool:
    details = _details(goods)
    if details is None or details.taxon is None or details.appendix is None:
        return False
    listed = _appendices().get(fold(details.taxon))
    return listed is not None and details.appendix not in listed


def says_seized(_: Case, goods: Goods) -> bool:
    details = _details(goods)
    return details is not None and details.source == "I"


def for_the_police(_: Case, goods: Goods) -> bool:
    details = _details(goods)
    return details is not None and details.purpose == "L"


def dead_for_a_living_purpose(_: Case, goods: Goods) -> bool:
    details = _details(goods)
    if details is None or details.term is None or details.term == "UNS":
        return False
    return details.purpose in _NEEDS_LIFE and details.term not in _ALIVE


def living_trophy(_: Case, goods: Goods) -> bool:
    details = _details(goods)
    return details is not None and details.purpose == "H" and details.term == "LIV"


def living_by_weight(_: Case, goods: Goods) -> bool:
    details = _details(goods)
    alive = details is not None and details.term == "LIV"
    return alive and goods.family != "count" and goods.line.type in _COUNTED_ALIVE


def from_the_sea_on_land(_: Case, goods: Goods) -> bool:
    details = _details(goods)
    kind = goods.line.type
    return details is not None and details.source == "X" and kind not in _NEITHER and kind not in _MARINE


@cache
def _appendices() -> Mapping[str, frozenset[str]]:
    """Appendices by scientific name, of the taxa that the list knows."""
    found, after = {}, None
    while True:
        page, after = codes.search("cites_taxon", limit=200, after=after)
        for one in page:
            if one.extra.get("name"):
                found[fold(str(one.extra["name"]))] = frozenset(one.extra.get("appendix", ()))
        if after is None:
            return found
