"""The table of rules: `rules.tsv` says what each is, the names below when it fires."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from seizures.plausibility import cites, goods, way
from seizures.plausibility.shape import Rule, Where, at, on

TABLE = Path(__file__).with_name("rules.tsv")

WHERE: Mapping[str, Where] = {
    "R01": at("seized_on", way.old),
    "R02": at("route.destination", way.same_ends),
    "R03": at("place.country", way.export_from_elsewhere),
    "R04": at("place.country", way.abroad),
    "R05": at("concealment.place", way.hidden_and_not),
    "R06": at("seized_on", way.first_of_january),
    "R07": at("place.country", way.import_where_it_departed),
    "R08": at("place.country", way.transit_at_an_end),
    "R09": at("direction", way.internal_elsewhere),
    "R10": way.stands_twice,
    "R11": at("conveyance.mode", way.mode_does_not_come_there),
    "R12": at("concealment.place", way.place_does_not_travel_so),
    "R13": way.no_coast,
    "R14": at("place.location_type", way.no_port),
    "R15": at("persons", way.crowd),
    "R20": on("quantity.amount", goods.heavier_than_a_ship),
    "R21": on("quantity.amount", goods.unusually_much),
    "R22": on("quantity.unit", goods.counted_in_pieces),
    "R23": on("quantity.unit", goods.tablets_of_other_goods),
    "R24": at("lines", goods.more_than_one_can_swallow),
    "R25": on("quantity.amount", goods.heavier_than_parcels),
    "R26": on("packages.count", goods.more_packages_than_pieces),
    "R27": on("details.purity_percent", goods.purer_than_the_plant),
    "R28": goods.lines_alike,
    "R30": on("hs_code", goods.other_chapter),
    "R31": on("hs_code", goods.code_of_other_goods),
    "R32": on("hs_code", goods.goods_and_cover_alike),
    "R40": on("value.amount", goods.unusual_worth),
    "R41": on("value.amount", goods.value_is_the_quantity),
    "R50": on("details.term", cites.term_of_other_kingdom),
    "R51": on("details.source", cites.source_of_other_kingdom),
    "R52": on("details.source", cites.registered_breeding_of_another_appendix),
    "R53": on("details.term", cites.term_of_other_goods),
    "R54": on("details.appendix", cites.appendix_of_another_taxon),
    "R55": on("details.source", cites.says_seized),
    "R56": on("details.purpose", cites.for_the_police),
    "R57": on("details.purpose", cites.dead_for_a_living_purpose),
    "R58": on("details.purpose", cites.living_trophy),
    "R59": on("quantity.unit", cites.living_by_weight),
    "R60": on("details.source", cites.from_the_sea_on_land),
    "R70": on("details.counterfeit", goods.white_and_counterfeit),
    "R71": on("details.un_class", goods.explosives_of_another_class),
    "R72": on("details.un_class", goods.class_of_another_category),
}

# Rules about goods of one category.
_ONLY: Mapping[str, str] = {
    "R27": "drugs",
    **dict.fromkeys(("R50", "R51", "R52", "R53", "R54", "R55", "R56", "R57", "R58", "R59", "R60"), "cites"),
    "R70": "tobacco",
    "R71": "explosives",
    "R72": "hazardous",
}


@cache
def rules() -> tuple[Rule, ...]:
    """In the order of the table. Read at first use: importing a context opens no data."""
    lines = TABLE.read_text("utf-8").splitlines()[1:]
    return tuple(_rule(*line.split("\t")) for line in lines)


@cache
def rules_about(categories: frozenset[str]) -> tuple[Rule, ...]:
    """Those that may fire for goods of these categories."""
    return tuple(rule for rule in rules() if rule.only is None or rule.only in categories)


def _rule(id: str, severity: str, condition: str, en: str, fr: str, source: str) -> Rule:
    return Rule(id, "error" if severity == "error" else "warning", condition, en, fr, source, WHERE[id], _ONLY.get(id))
