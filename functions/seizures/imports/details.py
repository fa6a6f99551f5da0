"""What a detail of some category of goods is called above a column, and what its cells hold."""

from typing import Literal, get_args

from pydantic.fields import FieldInfo

from cen.fields import CodeOf

type DetailKind = Literal["text", "code", "decimal", "yes_no"]

DETAIL_LABELS: dict[str, tuple[str, str]] = {
    "purity_percent": ("Purity (%)", "Pureté (%)"),
    "form": ("Form", "Forme"),
    "logo": ("Logo", "Logo de la drogue"),
    "colour": ("Colour", "Couleur"),
    "inn": ("Non-proprietary name (INN)", "Dénomination commune (DCI)"),
    "cas": ("CAS number", "Numéro CAS"),
    "table": ("Table of the 1988 Convention", "Tableau de la Convention de 1988"),
    "brand": ("Brand", "Marque"),
    "illicit_white": ("Illicit white", "Cigarette de contrebande dédiée"),
    "counterfeit": ("Counterfeit", "Contrefaçon"),
    "strength_percent": ("Strength (% vol)", "Titre (% vol)"),
    "kind": ("Kind of weapon", "Genre d'arme"),
    "calibre": ("Calibre", "Calibre de l'arme"),
    "make": ("Make", "Fabricant"),
    "converted": ("Converted", "Transformée"),
    "un_number": ("UN number", "Numéro ONU"),
    "un_class": ("UN class", "Classe ONU"),
    "improvised": ("Improvised", "Improvisé"),
    "waste_code": ("Waste code", "Code déchet"),
    "isotope": ("Isotope", "Isotope radioactif"),
    "activity_becquerel": ("Activity (Bq)", "Activité (Bq)"),
    "taxon": ("Scientific name", "Nom scientifique"),
    "appendix": ("CITES appendix", "Annexe CITES"),
    "term": ("CITES term", "Terme CITES"),
    "source": ("CITES source", "Source CITES"),
    "purpose": ("CITES purpose", "But CITES"),
    "right_holder": ("Right holder", "Titulaire du droit"),
    "product": ("Description of the product", "Description du produit"),
    "active_substance": ("Active substance", "Substance active"),
    "instrument": ("Instrument", "Instrument monétaire"),
    "declared": ("Declared", "Déclaré"),
    "period": ("Period", "Période"),
    "provenance": ("Provenance of the object", "Provenance de l'objet"),
    "material": ("Material", "Matière"),
    "control_list": ("Control list", "Liste de contrôle"),
    "control_entry": ("Entry of the control list", "Position de la liste de contrôle"),
}
# Fields that hold a number as text.
_DECIMALS = frozenset({"purity_percent", "strength_percent", "activity_becquerel"})


def kind_of(name: str, info: FieldInfo) -> tuple[DetailKind, str | None]:
    """And the code list, for a code."""
    if name in _DECIMALS:
        return "decimal", None
    marks = [
        *info.metadata,
        *(mark for part in get_args(info.annotation) for mark in getattr(part, "__metadata__", ())),
    ]
    code = next((mark for mark in marks if isinstance(mark, CodeOf)), None)
    if code is not None:
        return "code", code.list_id
    if bool in (info.annotation, *get_args(info.annotation)):
        return "yes_no", None
    return "text", None
