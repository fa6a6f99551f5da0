"""Names of persons and their dates of birth, found by the words before them."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cache

from cen.personal_data.cues import Cue
from cen.personal_data.finding import Finding
from cen.personal_data.text import Text

_TITLED = Cue(
    "mr|mrs|ms|miss|mister|dr|prof|mme|mmes|mlle|monsieur|madame|mademoiselle|herr|herrn|frau|senor|senora"
    "|senorita|sr|sra|srta|senhor|senhora|sig|signor|signora|signore|dhr|mevr|mevrouw|meneer|pani|sheikh|г-н|г-жа"
    "|господин|госпожа|гр|гражданин|гражданка|гражданина|гражданки|السيد|السيدة|والسيد",
    r"\.?[ \n]{1,2}",
)
_MONSIEUR = re.compile(r"M(?<![\w.&/-].)M?\.[ \n](?=[^\W\d_])")
_CALLED = Cue(
    "passport holder|man named|woman named|man called|woman called|person named|person called|individual named"
    "|individual called|national named|national called|citizen named|citizen called|passenger named|driver named"
    "|suspect named|suspect called|courier named|denomme|denommee|prenomme|sieur|nomme|nommee|full name"
    "|first name|last name|family name|given name|surname|passenger name|driver name|driver's name|suspect's name"
    "|name of the driver|name of the passenger|name of the suspect|nom et prenom|nom de famille|prenom|apellidos"
    "|apellido|nombre y apellidos|nombres|cognome|nome e cognome|nachname|vorname|familienname|hombre llamado"
    "|mujer llamada|ciudadano llamado|pasajero llamado|conductor llamado|фамилия|имя|фио|по имени"
    "|الاسم|المدعو|المدعوة|姓名",
    r"[ ]?(?:is|est|es|:|=)?[ ]{0,2}",
)
# "driver: JOHN SMITH" takes a colon; "driver John Smith" needs two words that are not all capitals.
_ROLE = Cue(
    "driver|passenger|suspect|courier|smuggler|trafficker|traveller|traveler|owner of the vehicle|holder|detainee"
    "|accomplice|arrested|identified as|known as|alias|aka|chauffeur|conducteur|conductrice|passager|passagere"
    "|voyageur|voyageuse|suspecte|prevenu|mis en cause|conductor|pasajero|pasajera|sospechoso|detenido|fahrer"
    "|fahrerin|reisender|motorista|passageiro|passageira|autista|passeggero|conducente|sender|recipient|addressee"
    "|expediteur|destinataire|kierowca|passagier|водитель|пассажир|السائق|المسافر",
    r"(?P<colon>[ ]?:)?,?[ ]{1,2}",
)
_NAME_WORD = re.compile(r"[A-Z]\.(?= )|[^\W\d_](?:[\w'-]*[^\W_])?")
_PARTICLES = re.compile(
    "de|da|do|dos|das|del|della|di|du|la|le|van|von|der|den|ter|ten|zu|bin|bint|ibn|ben|al|el|abu|ould|mac|mc|y|e|ul|ur",
    re.IGNORECASE,
)
_LOWER_TITLES = frozenset(("mr", "mm", "ml"))  # mr, mrs, mme, mlle are no words of their own
_MOST_WORDS = 6
# Capitalised words that follow a title or a role without being a name: offices, states, forms, brands.
_NO_NAME = re.compile(
    "pepper|martens|proper|clean|muscle|oetker|scholl|bean|dre|dior|beats|officer|inspector|"
    "director|manager|commissioner|minister|president|customs|border|police|name|record|information|"
    "unit|terminal|airlines|airways|air|airport|port|authority|control|list|manifest|side|door|seat|"
    "cabin|compartment|area|zone|national|nationality|citizen|license|licence|permit|card|data|flow|"
    "ferry|ship|vessel|vehicle|car|truck|bus|train|cars|vehicles|number|no|code|unknown|not|none|"
    "nil|male|female|transit|departure|arrival|parcel|package|container|cargo|team|group|network|"
    "company|ltd|limited|gmbh|inc|llc|sarl|trading|logistics|express|services|in|on|at|by|from|"
    "to|with|and|the|a|an|of|for|was|were|is|had|has|when|while|who|after|before|during|under|"
    "inconnu|inconnue|sans|aucun|der|die|das|und|mit|l'administration|le|la|les|un|une|des|el|"
    "los|las|desconocido|january|february|march|april|may|june|july|august|september|october|"
    "november|december|directeur|ministre|procureur|prefet|maire|chef",
    re.IGNORECASE,
)
_MONTH = r"[^\W\d_]{3,12}\.?"
_CALENDAR = (
    r"\d{1,4}[ ]?[./-][ ]?\d{1,2}[ ]?[./-][ ]?\d{1,4}|\d{1,2} \d{1,2} (?:19|20)\d\d|(?:19|20)\d{6}|\d{8}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|er|\.)?(?: de| of)? {_MONTH}(?: de| of)?,? (?:19|20)?\d\d"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d\d|(?:19|20)\d\d ?年 ?\d{{1,2}} ?月 ?\d{{1,2}} ?日"
)
_BORN = Cue(
    "born|dob|d.o.b|date of birth|birth date|birthdate|birthday|ne|nee|ne(e)|date de naissance|nacido|nacida"
    "|nacimiento|fecha de nacimiento|nascido|nascida|data de nascimento|nato|nata|data di nascita|geboren|geb"
    "|geburtsdatum|geboortedatum|fodt|fodd|fodelsedatum|syntynyt|urodzony|urodzona|data urodzenia|ur|narozen"
    "|narozena|szuletett|nascut|nascuta|data nasterii|dogum tarihi|dogumlu|родился|родилась|дата рождения|рожд"
    "|рождения|تاريخ الميلاد|تاريخ الولادة|مواليد|المولود|出生|出生日期|生年月日",
    r"[\s.:,)(=-]{0,4}(?:(?:on|le|el|em|il|am|op|den|dnia|the|dne|в|is|was|est)(?![^\W\d_])[\s:]{0,2})?(?P<value>"
    rf"{_CALENDAR})(?!\d)",
)


@cache
def _telling_words() -> AbstractSet[str]:
    """Of which a text in Latin letters needs one, if it is to be looked at closer."""
    return _TITLED.telling_words | _CALLED.telling_words | _ROLE.telling_words


def births(text: Text, _: Sequence[str]) -> Iterator[Finding]:
    for match in _BORN.matches(text, dates=True):
        yield Finding("birth_date", *match.span("value"), "date of birth")


def names(text: Text, _: Sequence[str]) -> Iterator[Finding]:
    if text.latin and "M." not in text.plain and _telling_words().isdisjoint(text.words):
        return
    for match in (*_TITLED.matches(text, dates=True), *_monsieur(text.plain)):
        if match[0][0].isupper() or not text.latin or match[0][:2] in _LOWER_TITLES:
            yield from _named(text, match.start(), match.end(), fewest=1, capitals=True)
    for match in _CALLED.matches(text, dates=True):
        yield from _named(text, match.end(), match.end(), fewest=1, capitals=True)
    for match in _ROLE.matches(text, dates=True):
        yield from _named(text, match.end(), match.end(), fewest=2, capitals=match["colon"] is not None)


def _monsieur(plain: str) -> Iterator[re.Match[str]]:
    return _MONSIEUR.finditer(plain) if "M. " in plain or "M.\n" in plain else iter(())


def _named(text: Text, start: int, place: int, *, fewest: int, capitals: bool) -> Iterator[Finding]:
    """A finding from `start` to the end of the name at `place`, if one of `fewest` words stands there."""
    words = list(_name_words(text.plain, place))
    full = [word[0] for word in words if len(word[0].rstrip(".")) > 1]
    if len(full) >= fewest and (capitals or not all(map(str.isupper, full))):
        yield Finding("person_name", start, words[-1].end(), "name of a person")


def _name_words(plain: str, place: int) -> Iterator[re.Match[str]]:
    """The capitalised words and initials at `place`, skipping particles such as "van der"."""
    most = _MOST_WORDS
    while most > 0 and (match := _NAME_WORD.match(plain, place)):
        if not _PARTICLES.fullmatch(match[0]):
            if _NO_NAME.fullmatch(match[0]) or not _capitalised(match[0]):
                return
            yield match
        if plain[match.end() : match.end() + 1] != " ":
            return
        place = match.end() + 1
        most -= (
            1 if match[0].upper() != match[0].lower() else 3
        )  # nothing tells where a name in Arabic or Chinese letters ends


def _capitalised(word: str) -> bool:
    return word[0] == word[0].upper()  # as are all letters of scripts without case
