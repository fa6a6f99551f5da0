"""The columns that a file can have: the fields of a record as cells, one commodity line per row.

Names are those of the exports: dotted paths of the document, a line's below `line`. English and French labels, and what
else people write above a column, name them as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from cen.codes.text import fold
from seizures.imports.details import DETAIL_LABELS, kind_of
from seizures.lines import DETAILS

type Kind = Literal["text", "choice", "code", "goods", "place", "hs", "decimal", "whole", "yes_no", "day"]

LINE = "line."
# What a record cannot do without, and the columns from which it can be told instead.
NEEDED: Mapping[str, tuple[str, ...]] = {
    "seized_on": (),
    "place.country": ("place.locode",),
    "direction": (),
    "conveyance.mode": (),
    "route.departure.country": ("route.departure.locode",),
    "route.destination.country": ("route.destination.locode",),
    "line.category": ("line.commodity",),
    "line.quantity.amount": (),
    "line.quantity.unit": (),
}


@dataclass(frozen=True, slots=True)
class Column:
    """`list`: the code list of its values. `many`: values parted by semicolons; of objects (`persons.role`) the n-th of
    one column belongs to the n-th of the next. `only`: categories of goods that have it; empty: all."""

    name: str
    kind: Kind
    en: str
    fr: str
    list: str | None = None
    many: bool = False
    also: tuple[str, ...] = ()
    only: frozenset[str] = frozenset()

    @property
    def of_line(self) -> bool:
        return self.name.startswith(LINE)

    def label(self, lang: str) -> str:
        return self.fr if lang == "fr" else self.en


def _code(name: str, list_id: str, en: str, fr: str, *also: str, many: bool = False) -> Column:
    return Column(name, "code", en, fr, list_id, many, also)


def _leg(name: str, en: str, fr: str, *also: str, many: bool = False) -> tuple[Column, ...]:
    return (
        Column(f"{name}.country", "code", en, fr, "country", many, also),
        Column(f"{name}.locode", "place", f"{en}: place", f"{fr} : lieu", "locode", many),
        Column(f"{name}.certainty", "code", f"{en}: certainty", f"{fr} : certitude", "certainty", many),
    )


_CASE = (
    Column(
        "national_reference", "text", "National reference", "Référence nationale",
        also=("reference", "case number", "case reference", "référence", "numéro d'affaire", "n° d'affaire"),
    ),
    Column("seized_on", "day", "Date of seizure", "Date de saisie", also=("date", "seizure date", "seized on")),
    Column("date_precision", "choice", "Precision of the date", "Précision de la date"),
    _code("place.country", "country", "Country of seizure", "Pays de saisie", "country", "pays"),
    Column(
        "place.locode", "place", "Place of seizure", "Lieu de saisie", "locode", also=("place", "lieu", "locode")
    ),
    _code("place.location_type", "location_type", "Type of place", "Type de lieu", "location type", "location"),
    _code("direction", "direction", "Direction", "Sens", "flow"),
    _code("offence", "offence", "Offence", "Infraction"),
    _code("conveyance.mode", "transport_mode", "Mode of transport", "Mode de transport", "mode", "transport"),
    _code("conveyance.means", "transport_means", "Means of transport", "Moyen de transport", "means", "conveyance"),
    Column("conveyance.courier", "yes_no", "Express courier", "Fret express", also=("courier",)),
    _code("conveyance.flag", "country", "Country of registration", "Pays d'immatriculation", "flag", "pavillon"),
    *_leg("route.origin", "Country of origin", "Pays d'origine", "origin", "origine"),
    *_leg("route.departure", "Country of departure", "Pays de départ", "departure", "départ", "provenance"),
    *_leg("route.transit", "Countries of transit", "Pays de transit", "transit", many=True),
    *_leg("route.destination", "Country of destination", "Pays de destination", "destination"),
    _code("detection.method", "detection_method", "Detection method", "Mode de détection", "detection", "détection"),
    _code("detection.aids", "detection_aid", "Aids used", "Moyens utilisés", many=True),
    _code("concealment.place", "concealment_place", "Place of concealment", "Lieu de dissimulation"),
    _code("concealment.method", "concealment_method", "Method of concealment", "Méthode de dissimulation"),
    Column(
        "concealment.cover_load_hs", "hs", "Cover load (HS code)", "Chargement de couverture (code SH)", "hs",
        also=("cover load", "chargement de couverture"),
    ),
    Column("concealment.description", "text", "Description of the concealment", "Description de la dissimulation"),
    _code("persons.role", "person_role", "Persons: role", "Personnes : rôle", many=True),
    Column("persons.count", "whole", "Persons: number", "Personnes : nombre", many=True, also=("persons",)),
    _code("persons.age_band", "age_band", "Persons: age band", "Personnes : tranche d'âge", many=True),
    _code("persons.gender", "gender", "Persons: gender", "Personnes : genre", many=True),
    _code("persons.residence", "country", "Persons: residence", "Personnes : résidence", many=True),
    _code("persons.nationality", "country", "Persons: nationality", "Personnes : nationalité", many=True),
    Column("operation_id", "text", "Operation", "Opération"),
    _code("grading.source", "admiralty_source", "Reliability of the source", "Fiabilité de la source"),
    _code("grading.information", "admiralty_information", "Credibility", "Crédibilité"),
    _code("tlp", "tlp", "Handling (TLP)", "Diffusion (TLP)"),
    Column("narrative", "text", "Narrative", "Récit", also=("remarks", "comments", "remarques", "observations")),
    Column(
        "confirm.personal_data", "text", "Why this is no personal data",
        "Pourquoi ce ne sont pas des données personnelles",
    ),
)  # fmt: skip
_LINE = (
    Column("line.commodity", "goods", "Goods", "Marchandise", "commodity", also=("commodity", "product", "produit")),
    Column("line.category", "goods", "Category", "Catégorie", "commodity"),
    Column("line.type", "goods", "Type", "Type", "commodity", also=("type of goods", "type de marchandise")),
    Column("line.subtype", "goods", "Subtype", "Sous-type", "commodity"),
    Column("line.hs_code", "hs", "HS code", "Code SH", "hs", also=("hs", "sh")),
    Column("line.hs_edition", "text", "HS edition", "Édition du SH"),
    Column("line.quantity.amount", "decimal", "Quantity", "Quantité", also=("amount",)),
    _code("line.quantity.unit", "unit", "Unit", "Unité"),
    _code("line.quantity.basis", "quantity_basis", "Basis of the quantity", "Base de la quantité"),
    Column("line.quantity.reported.amount", "decimal", "Quantity as reported", "Quantité d'origine"),
    Column("line.quantity.reported.unit", "text", "Unit as reported", "Unité d'origine"),
    Column("line.quantity.reported.factor", "decimal", "Factor of conversion", "Facteur de conversion"),
    Column("line.quantity.reported.source", "text", "Source of the factor", "Source du facteur"),
    Column("line.packages.count", "whole", "Number of packages", "Nombre de colis", also=("packages", "colis")),
    _code("line.packages.code", "package", "Kind of packages", "Type de colis"),
    Column("line.value.amount", "decimal", "Value", "Valeur"),
    _code("line.value.currency", "currency", "Currency", "Monnaie", "devise"),
    _code("line.value.basis", "value_basis", "Basis of the value", "Base de la valeur"),
)


@cache
def columns() -> Mapping[str, Column]:
    """All of them by name, in the order in which they are read: what another depends on comes first."""
    return {column.name: column for column in (*_CASE, *_LINE, *_details())}


def of_category(category: str) -> list[Column]:
    return [column for column in columns().values() if not column.only or category in column.only]


@cache
def by_header() -> Mapping[str, Column]:
    """By everything that may stand above a column, folded."""
    found: dict[str, Column] = {}
    for column in columns().values():
        for header in (column.name, column.en, column.fr, *column.also):
            found.setdefault(fold(header), column)
    return found


def _details() -> list[Column]:
    """The fields that some categories have; a name means the same in all that have it."""
    having: dict[str, set[str]] = {}
    for category, model in DETAILS.items():
        for name in model.model_fields:
            having.setdefault(name, set()).add(category)
    found = []
    for name, categories in having.items():
        kind, list_id = kind_of(name, DETAILS[min(categories)].model_fields[name])
        en, fr = DETAIL_LABELS[name]
        found.append(Column(f"line.details.{name}", kind, en, fr, list_id, only=frozenset(categories)))
    return found
