"""E-mail addresses and telephone numbers."""

import re
from collections.abc import Iterator, Sequence

from cen.personal_data.cues import Cue
from cen.personal_data.finding import Finding
from cen.personal_data.measures import decimal, grouped, measured, tariff
from cen.personal_data.text import Text

_BRACKETED_AT = re.compile(r"[(\[{<]\s?(?:at|arroba|arobase|chez)\s?[)\]}>]", re.IGNORECASE)
_AT = r"(?:@| ?@ ?(?=[^\W\d_])|\s{0,2}[(\[{<]\s?(?:at|@|arroba|arobase|chez)\s?[)\]}>]\s{0,2})"
_DOT = r"(?:\.|\s{0,2}[(\[{<]\s?(?:dot|punto|ponto|point|\.)\s?[)\]}>]\s{0,2}|\sdot\s)"
_NAME = r"(?<![\w.%+'-])[\w.%+'-]{1,64}"
_DOMAIN = rf"[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{0,5}}{_DOT}[^\W\d_]{{2,24}}(?![\w-])"
_EMAIL = re.compile(rf"{_NAME}{_AT}{_DOMAIN}", re.IGNORECASE)
# "john at example dot com": without brackets both words are needed, as "at" alone is everyday English.
_SPOKEN_EMAIL = re.compile(
    rf"{_NAME} at [\w-]{{1,63}}(?: dot [\w-]{{1,63}}){{0,3}} dot [^\W\d_]{{2,24}}(?!\w)", re.IGNORECASE
)

_CANDIDATE = re.compile(
    r"(?<![^\W_])(?<![^\W\d_]-)(?<!\d[.,])(?:\+ ?|\()?\d(?:[ ()./-]{0,3}\d){6,}(?!\d)(?![^\W\d_]\d)"
)
_SPACED_DIGITS = re.compile(r"\+?\d(?:([ .-])\d)(?:\1\d){5,13}")
# 06/12/34/56/78 and 06_12_34_56_78, which phonenumbers takes for dates or does not know. Years start no number.
_JOINED = re.compile(r"(?<![^\W_])(?<!\d[._/-])\+?\d{1,3}([/_])\d{1,4}(?:\1\d{1,4}){1,6}(?![^\W_])(?![._/-]\d)")
_LONGEST_CANDIDATE = 60
_INTERNATIONAL = "international telephone number"
_ANNOUNCED = Cue(
    "tel|telephone|phone|mobile|cell|cellphone|gsm|whatsapp|whats app|telegram|viber|sms|fax|portable|movil"
    "|telefono|telefone|celular|telemovel|handy|telefon|mobil|cellulare|tlf|numara|тел|телефон|моб|هاتف|جوال|电话|电话号码"
    "|手机|手机号|電話",
    r"[\s.:#)(-]{0,4}(?:(?:no|nr|n|num|number|numero|nummer|номер|رقم|号码)[\s.:#°º]{0,3})?(?:is |est |es )?[\s:]{0,2}"
    r"(?P<value>(?:\+ ?|\()?\d(?:[ ()./-]{0,3}\d){6,14})(?!\d)",
)


def emails(text: Text, _: Sequence[str]) -> Iterator[Finding]:
    if "@" in text.plain or _BRACKETED_AT.search(text.plain):
        for match in _EMAIL.finditer(text.plain):
            yield Finding("email", match.start(), match.end(), "e-mail address")
    if " dot " in text.plain.lower():
        for match in _SPOKEN_EMAIL.finditer(text.plain):
            yield Finding("email", match.start(), match.end(), "e-mail address")


def announced_phones(text: Text, _: Sequence[str]) -> Iterator[Finding]:
    """Any number of 7 to 15 digits right after "tel.", "WhatsApp" and the like, even one no numbering plan knows."""
    if text.numbers_possible:
        for match in _ANNOUNCED.matches(text):
            if not measured(text.plain, match.end()):
                yield Finding("phone", *match.span("value"), "telephone number")


def phones(text: Text, countries: Sequence[str]) -> Iterator[Finding]:
    """Numbers that are valid in international form, or in national form in one of the countries."""
    if not text.numbers_possible:
        return
    for match in _JOINED.finditer(text.undated):
        detail = _joined(match[0], countries)
        if detail:
            yield Finding("phone", *match.span(), detail)
    for match in _CANDIDATE.finditer(text.undated):
        written, start = match[0], match.start()
        if decimal(written) or measured(text.undated, match.end()) or (written.isdigit() and tariff(text.plain, start)):
            continue
        # Longer ones are tables of figures: a part at a time, cut at a blank.
        for place, part in _parts(written):
            for begin, end, detail in _recognised(part, countries):
                yield Finding("phone", start + place + begin, start + place + end, detail)


def _joined(written: str, countries: Sequence[str]) -> str | None:
    number = _compact(written)
    if number.startswith(("+", "00")) and _valid("+" + number.removeprefix("+").removeprefix("00"), None):
        return _INTERNATIONAL
    return next((_national_detail(country) for country in countries if _valid(number, country)), None)


def _national_detail(country: str) -> str:
    return f"telephone number ({country})"


def _parts(written: str) -> Iterator[tuple[int, str]]:
    place = 0
    while len(written) - place > _LONGEST_CANDIDATE:
        cut = written.rfind(" ", place, place + _LONGEST_CANDIDATE)
        cut = cut if cut > place else place + _LONGEST_CANDIDATE
        yield place, written[place:cut]
        place = cut
    yield place, written[place:]


def _recognised(written: str, countries: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    international = _compact(written).removeprefix("+")
    if written.startswith(("+", "00")) and _valid("+" + international.removeprefix("00"), None):
        yield 0, len(written), _INTERNATIONAL
        return
    if "+" in written:
        yield from _matched(written, None, _INTERNATIONAL)
    if not grouped(written):
        for country in countries:
            yield from _national(written, country, _national_detail(country))


def _national(written: str, country: str, detail: str) -> Iterator[tuple[int, int, str]]:
    if _SPACED_DIGITS.fullmatch(written):
        if _valid(_compact(written), country):
            yield 0, len(written), detail
    elif written[0] in "0(" or not written.isdigit():
        yield from _matched(written, country, detail)


def _compact(written: str) -> str:
    return re.sub(r"[^\d+]", "", written.replace("(0)", ""))


def _valid(number: str, country: str | None) -> bool:
    import phonenumbers

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, country))
    except phonenumbers.NumberParseException:
        return False


def _matched(written: str, country: str | None, detail: str) -> Iterator[tuple[int, int, str]]:
    import phonenumbers

    leniency = phonenumbers.Leniency.STRICT_GROUPING if country else phonenumbers.Leniency.VALID
    for match in phonenumbers.PhoneNumberMatcher(written, country, leniency):
        yield match.start, match.end, detail
