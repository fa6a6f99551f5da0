"""Numbers of documents, accounts and devices."""

import re
from collections.abc import Iterator, Sequence

from cen.personal_data.cues import Cue
from cen.personal_data.finding import Finding
from cen.personal_data.measures import grouped, measured
from cen.personal_data.text import Text

_IBAN = re.compile(r"(?<![^\W_])[A-Z]{2}\d\d(?:[ -]?[A-Z0-9]){11,30}", re.IGNORECASE | re.ASCII)
_IBAN_MINIMUM = 15
_FILLER = (
    r"(?:[\s.,:;#()°ºª-]{0,4}(?:no|nr|n|num|number|nummer|numero|номер|رقم|号码|№|holder|of|with|the|is|was|bearing|series|serie|id"
    r"|card|de|du|del|della|avec|le|la|con|el|mit|der|и|серия)(?![^\W\d_])){0,4}[\s.,:;#()°º-]{0,4}"
)
_DOCUMENT = Cue(
    "passport|passports|passeport|passeports|pasaporte|passaporto|passaporte|reisepass|paspoort|paszport|pasaport"
    "|passnummer|паспорт|паспорта|جواز|جواز سفر|جواز السفر|护照|护照号|护照号码|護照|護照號碼"
    "|identity card|identity number|id card|id number"
    "|id no|national id|national identity|carte d'identite|carte nationale d'identite|cni|documento de identidad"
    "|carta d'identita|personalausweis|ausweis|dni|nie|driving licence|driving license|driver's licence"
    "|driver's license|driver licence|driver license|permis de conduire|fuhrerschein|permiso de conducir"
    "|carnet de conducir|patente di guida|visa no|visa number|residence permit|titre de sejour|social security"
    "|social security number|securite sociale|ssn|nss|bsn|burgerservicenummer|sofinummer|tax id|cedula|kimlik|cpf"
    "|nif|pesel|cnp|egn|jmbg|oib|personnummer|personal number|personal code|снилс|инн|удостоверение",
    _FILLER
    + r"(?P<value>[A-Z]{0,3}[ -]?\d(?:[ .-]?\d){4,14}[A-Z]{0,2}|(?=(?:[A-Z]{0,6}\d){4})[A-Z0-9]{6,14})(?![^\W_])",
)
_DEVICE = Cue("imei|imsi|iccid|meid", _FILLER + r"(?P<value>\d(?:[ ./-]?\d){13,19})(?!\d)")
_ACCOUNT = Cue(
    "account|bank account|iban|compte|cuenta|konto|kontonummer|conto|conta|rekening|счет",
    r"(?:[\s.:#]{0,3}(?:no|nr|n|num|number|nummer|numero|bancaire|bancaria|bancario)(?![^\W\d_])){0,2}[\s.:#°º]{0,3}"
    r"(?P<value>(?:[A-Z]{2}\d\d ?)?\d(?:[ -]?\d){7,25})(?![^\W_])",
)
_FEWEST_DIGITS = 5
# A cédula is written 1.020.304.050 and a DNI 12.345.678; of passports there may be so many.
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{3}){2,3}")
_SEVERAL = re.compile("passe?ports", re.IGNORECASE)


def accounts(text: Text, _: Sequence[str]) -> Iterator[Finding]:
    if not text.numbers_possible:
        return
    for match in _IBAN.finditer(text.plain):
        end = _iban_end(match[0], text.plain[match.end() : match.end() + 1])
        if end:
            yield Finding(
                "bank_account", match.start(), match.start() + end, "international bank account number (IBAN)"
            )
    for match in _ACCOUNT.matches(text):
        if not _quantity(match):
            yield Finding("bank_account", *match.span("value"), "bank account number")


def _iban_end(written: str, following: str) -> int:
    """Where the longest valid IBAN at the head of `written` ends; 0 if there is none."""
    from stdnum import iban

    after = f"{written[1:]}{following or ' '}"
    for end in range(len(written), _IBAN_MINIMUM - 1, -1):
        if written[end - 1].isalnum() and not after[end - 1].isalnum() and iban.is_valid(written[:end]):
            return end
    return 0


def documents(text: Text, _: Sequence[str]) -> Iterator[Finding]:
    for match in _DOCUMENT.matches(text):
        if sum(map(str.isdigit, match["value"])) >= _FEWEST_DIGITS and (_dotted(match) or not _quantity(match)):
            yield Finding("document_number", *match.span("value"), "number of an identity document or of a person")
    for match in _DEVICE.matches(text):
        yield Finding("device_number", *match.span("value"), "number of a telephone or SIM card")


def _dotted(match: re.Match[str]) -> bool:
    dotted = _DOTTED.fullmatch(match["value"]) and not _SEVERAL.match(match[0])
    return bool(dotted) and not measured(match.string, match.end())


def _quantity(match: re.Match[str]) -> bool:
    return grouped(match["value"].strip()) or measured(match.string, match.end())
