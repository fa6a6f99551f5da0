"""Containers and road vehicles. Ships (IMO) and aircraft (tail numbers) are public and no personal data."""

import re
from collections.abc import Iterator, Sequence

from cen.personal_data.cues import Cue
from cen.personal_data.finding import Finding
from cen.personal_data.text import Text

_CONTAINER = re.compile(
    r"(?<![^\W_])[A-Z]{3}[UJZR][ ./-]{0,2}\d(?:[ -]?\d){5}[ ./-]{0,2}\d(?!\d)", re.IGNORECASE | re.ASCII
)
_ANNOUNCED_CONTAINER = Cue(
    "container|conteneur|contenedor|conteiner|contentor|containernummer|контейнер|контейнера|حاوية|集装箱|货柜",
    r"(?:[\s.:#(]{0,3}(?:no|nr|n|num|number|nummer|numero|номер|с|رقم|号)(?![^\W\d_])){0,2}[\s.:#°º(-]{0,3}"
    r"(?P<value>[A-Z]{4}[ ./-]{0,2}\d(?:[ -]?\d){5}(?:[ ./-]{0,2}\d)?)(?![^\W_])",
)
# Begins with what all VINs end with: a pattern that begins with digits costs little in prose.
_VIN = re.compile(r"\d{4}(?![^\W_])(?<=[A-HJ-NPR-Z\d]{17})(?<![^\W_].{17})", re.IGNORECASE | re.ASCII)
_VIN_LENGTH = 17
_ANNOUNCED_VIN = Cue(
    "vin|chassis|chassis no|chassis number|bastidor|fahrgestell|fahrgestellnummer|telaio|frame number"
    "|vehicle identification number|шасси|podwozia|sasi",
    r"(?:[\s.:#(]{0,3}(?:no|nr|n|num|number|nummer|numero|номер|is)(?![^\W\d_])){0,2}[\s.:#°º(-]{0,3}"
    r"(?P<value>(?=[A-Z\d-]{0,16}\d[A-Z\d-]{0,16}\d)[A-Z\d](?:-?[A-Z\d]){7,16})(?![^\W_])",
)
_VIN_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", (*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)), strict=True))
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)

# France AB-123-CD, Italy the same unhyphenated only after a cue; United Kingdom AB12 CDE; Germany K-AB 1234.
# The letter comes before the look at what precedes it, so that the search can skip to capitals.
_PLATE = re.compile(
    r"[A-Z](?<![^\W_].)(?<![A-Z\d]-.)(?:[A-HJ-NP-TV-Z]-\d{3}-[A-HJ-NP-TV-Z]{2}"
    r"|[A-HJ-PR-Y](?:\d\d) [A-HJ-PR-Z]{3}|[A-Z]{0,2}-[A-Z]{1,2} [1-9]\d{1,3}[EH]?)(?![^\W_])(?!-[A-Z\d])"
)
_PLATE_VALUE = (
    r"(?=[A-Z -]{0,7}\d)(?=[\d -]{0,7}[A-ZА-Я])[A-ZА-Я\d]{1,4}(?:[ -][A-ZА-Я\d]{1,5}){0,3}"
    r"|(?=[^\W_]{0,6}\d)(?=\d{0,6}[^\W\d_])[^\W_]{5,8}"
    # With dashes, small letters only in forms that no words and figures have.
    r"|[a-z]{1,3}-\d{2,4}-[a-z]{1,3}|[a-z]{1,3}-[a-z]{1,2} \d{2,4}|\d\d-[a-z]{1,3}-\d{2,4}|\d{4}-[b-df-hj-np-tv-z]{3}"
)
_ANNOUNCED_PLATE = Cue(
    "plate|plates|license plate|licence plate|number plate|plate number|reg|registration|registered"
    "|registration number|reg no|immatriculation|immatricule|immatriculee|immatricules|plaque|plaques|matricula"
    "|placa|placas|kennzeichen|targa|targato|kenteken|rejestracyjny|rejestracyjnym|plaka|plakali|rendszam"
    "|госномер|номерной знак|рег|لوحة|车牌|車牌",
    r"(?:[\s.:#(]{0,3}(?:no|nr|n|num|number|numbers|numero|mineralogique|plate|is|the|номер|رقم|号|bearing|with|under|sous|le|no\.)"
    rf"(?![^\W\d_])){{0,3}}[\s.:#°º(\"'-]{{0,3}}(?-i:(?P<value>{_PLATE_VALUE}))(?![^\W_])",
)
_NOT_ROAD = re.compile(
    r"(?:aircraft|plane|helicopter|jet|tail|aeronef|avion|avionu?|aeronave|vessel|ship|boat|yacht|navire|buque|barco|company|business"
    r"|trade|vat|eori|imo|mmsi|flight|steel|metal|copper)\W+(?:\w+\W+){0,2}$",
    re.IGNORECASE,
)
_NOT_PLATE = re.compile(r"\d+[ -]?(?:MM|CM|M|KG|G|T|L|ML|PCS|KM|KW|V|W|X\d*|HRS?)|(?:EU|EC|CE|UN|HS|ISO|CITES)[ -]?\d+")
_BEFORE = 40


def containers(text: Text, _: Sequence[str]) -> Iterator[Finding]:
    if not text.numbers_possible:
        return
    for match in _CONTAINER.finditer(text.plain):
        if _valid_container(match[0]):
            yield Finding("container_number", *match.span(), "container number (ISO 6346)")
    for match in _ANNOUNCED_CONTAINER.matches(text):
        yield Finding("container_number", *match.span("value"), "container number")


def _valid_container(written: str) -> bool:
    from stdnum import iso6346

    return iso6346.is_valid(re.sub(r"[ ./-]", "", written))


def vehicles(text: Text, _: Sequence[str]) -> Iterator[Finding]:
    for match in _VIN.finditer(text.plain) if text.numbers_possible else ():
        start = match.end() - _VIN_LENGTH
        if _plausible_vin(text.plain[start : match.end()].upper()):
            yield Finding("vehicle_number", start, match.end(), "vehicle identification number (VIN)")
    for match in _ANNOUNCED_VIN.matches(text):
        yield Finding("vehicle_number", *match.span("value"), "chassis number of a vehicle")
    for match in _PLATE.finditer(text.plain):
        yield Finding("vehicle_number", *match.span(), "licence plate")
    for match in _ANNOUNCED_PLATE.matches(text):
        before = match.string[max(0, match.start() - _BEFORE) : match.start()]
        if not _NOT_ROAD.search(before) and not _NOT_PLATE.fullmatch(match["value"].upper()):
            yield Finding("vehicle_number", *match.span("value"), "licence plate")


def _plausible_vin(vin: str) -> bool:
    """Check digit as in North America and China, or the filler ZZZ of European makers, who use none."""
    if vin.isdigit():
        return False
    remainder = sum(weight * _value(character) for weight, character in zip(_VIN_WEIGHTS, vin, strict=True)) % 11
    return vin[8] == "0123456789X"[remainder] or vin[3:6] == "ZZZ"


def _value(character: str) -> int:
    return int(character) if character.isdigit() else _VIN_VALUES[character]
