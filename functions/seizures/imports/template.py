"""What a template for one category of goods holds: its columns, what each takes, and an example. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from cen import codes
from seizures.imports import words
from seizures.imports.columns import NEEDED, Column, of_category
from seizures.imports.examples import CASE, LINE
from seizures.imports.wrong import Wrong

type Lang = Literal["en", "fr"]

# What nobody fills in by hand, or what the other columns say.
_LEFT_OUT = ("line.commodity", "line.hs_edition", "line.quantity.reported.", "operation_id")
_ADVISED = frozenset({"national_reference", "line.type", "detection.method"})
# Lists too long to choose from; of some the everyday part is offered.
_TOO_LONG = frozenset({"locode", "hs", "un_number"})
_COMMON = frozenset({"unit", "package"})
_WORDS = {
    "en": {"yes": "yes", "no": "no", "sheet": "Seizures", "example": "Example", "lists": "Lists", "about": "About"},
    "fr": {"yes": "oui", "no": "non", "sheet": "Saisies", "example": "Exemple", "lists": "Listes", "about": "Notice"},
}
_CHOICES = {"en": ("day", "month", "year"), "fr": ("jour", "mois", "année")}
_TAKES = {
    "en": {
        "text": "text", "code": "a name from the list, or its code", "goods": "a name from the list, or its code",
        "place": "a UN/LOCODE, or the name of the place", "hs": "2, 4 or 6 digits", "decimal": "a number",
        "whole": "a whole number", "yes_no": "yes or no", "day": "a date", "choice": "day, month or year",
    },
    "fr": {
        "text": "texte", "code": "un nom de la liste, ou son code", "goods": "un nom de la liste, ou son code",
        "place": "un LOCODE/ONU, ou le nom du lieu", "hs": "2, 4 ou 6 chiffres", "decimal": "un nombre",
        "whole": "un nombre entier", "yes_no": "oui ou non", "day": "une date", "choice": "jour, mois ou année",
    },
}  # fmt: skip
_MANY = {"en": "; several parted by semicolons", "fr": " ; plusieurs séparés par des points-virgules"}
NOTES = {
    "en": (
        "Fill in the sheet “Seizures”, one commodity line per row, and send it. Columns marked * must be filled in.",
        "Rows with the same national reference are lines of one case: say the fields of the case in the first of them.",
        "Without a national reference each row is a case of its own. With one, a row that is sent again changes it.",
        "An empty cell says nothing: what the record has stays. No names, telephone or document numbers of persons.",
    ),
    "fr": (
        "Remplissez la feuille « Saisies », une ligne de marchandise par rangée, et envoyez-la. Les colonnes marquées "
        "* sont obligatoires.",
        "Les rangées portant la même référence nationale sont les lignes d'une même affaire : indiquez les données de "
        "l'affaire dans la première.",
        "Sans référence nationale, chaque rangée est une affaire. Avec elle, une rangée renvoyée modifie l'affaire.",
        "Une cellule vide ne dit rien : ce que contient la fiche reste. Ni noms, ni téléphones, ni numéros de "
        "documents de personnes.",
    ),
}


@dataclass(frozen=True)
class Template:
    category: str
    lang: Lang

    @cached_property
    def columns(self) -> Sequence[Column]:
        return [column for column in of_category(self.category) if not column.name.startswith(_LEFT_OUT)]

    @property
    def filename(self) -> str:
        return f"cen-template-{self.category}-{self.lang}.xlsx"

    def word(self, name: str) -> str:
        return _WORDS[self.lang][name]

    @property
    def notes(self) -> Sequence[str]:
        return NOTES[self.lang]

    def needed(self, column: Column) -> bool:
        return column.name in NEEDED

    def advised(self, column: Column) -> bool:
        return column.name in _ADVISED

    def header(self, column: Column) -> str:
        return f"{column.label(self.lang)} *" if self.needed(column) else column.label(self.lang)

    def takes(self, column: Column) -> str:
        return _TAKES[self.lang][column.kind] + (_MANY[self.lang] if column.many else "")

    def choices(self, column: Column) -> Sequence[str]:
        """What the drop-down of a column offers; empty: it has none."""
        match column.kind:
            case "yes_no":
                return [self.word("yes"), self.word("no")]
            case "choice":
                return _CHOICES[self.lang]
            case "goods":
                return self._steps(column.name)
            case "code" if column.list and column.list not in _TOO_LONG:
                return [self.shown(column, one) for one in _offered(column.list)]
        return ()

    def _steps(self, name: str) -> Sequence[str]:
        if name == "line.category":
            return [codes.label("commodity", self.category, self.lang)]
        types = codes.children("commodity", self.category)
        below = (
            types if name == "line.type" else [one for kind in types for one in codes.children("commodity", kind.code)]
        )
        return [one.label(self.lang) for one in below]

    def shown(self, column: Column, code: str) -> str:
        """The label of a code where it is read as that code again, else the code."""
        label = codes.label(str(column.list), code, self.lang)
        try:
            return label if words.code(str(column.list), label) == code else code
        except Wrong:
            return code

    def example(self) -> Sequence[str]:
        """A row, as it would be typed."""
        line = {f"line.{name}": text for name, text in LINE[self.category].items()}
        said = {**CASE, **line, "line.category": self.category}
        return [self._typed(column, said.get(column.name, "")) for column in self.columns]

    def _typed(self, column: Column, text: str) -> str:
        if not text:
            return ""
        match column.kind:
            case "yes_no":
                return self.word(text)
            case "choice":
                return dict(zip(_CHOICES["en"], _CHOICES[self.lang], strict=True))[text]
            case "goods":
                steps = (self.category, LINE[self.category].get("type"), LINE[self.category].get("subtype"))
                depth = ("line.category", "line.type", "line.subtype").index(column.name)
                return codes.label("commodity", ".".join(filter(None, steps[: depth + 1])), self.lang)
            case "code" if column.list not in _TOO_LONG:
                return "; ".join(self.shown(column, one) for one in text.split("; "))
        return text


def _offered(list_id: str) -> list[str]:
    found, after = [], None
    while True:
        page, after = codes.search(list_id, limit=200, after=after)
        found += [one.code for one in page if list_id not in _COMMON or one.extra.get("common")]
        if after is None:
            return found
