"""Numbers that their own form and check digits give away: national identity, payment card, telephone equipment."""

import re
from collections.abc import Iterator, Sequence

from cen.personal_data import national
from cen.personal_data.finding import Finding, Kind
from cen.personal_data.measures import decimal
from cen.personal_data.text import Text

# Letters and digits, at least one of each: RSSMRA85T10A562S, 131052-308T, X-2482300-W.
_CODE = re.compile(
    r"(?<![^\W_])(?=[A-Z.+-]{0,8}\d)(?=[\d.+-]{0,12}[A-Z])[A-Z0-9](?:(?:[-+]|\.(?=\d))?[A-Z0-9]){8,18}(?![^\W_])",
    re.IGNORECASE,
)
_RUN = re.compile(r"(?<![^\W_])(?<!\+)\d(?:[ ./+-]?\d){8,}(?![^\W_])")
_GROUP = re.compile(r"(?:(?<!\d)\d[ .-]){6,}\d(?!\d)|\d+")
_SEPARATORS = re.compile(r"[ .-]")
_SPACED = re.compile(r"(?:\d[ .-])+\d")
_MAX_GROUPS = 8
_FEWEST_DIGITS, _MOST_DIGITS = 9, 19

_CARD_SHAPE = re.compile(r"\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?|\d{4}([ -])\d{6}\2\d{4,5}|\d{14,19}")
_CARD_PREFIX = re.compile(
    r"4\d{15}(?:\d{3})?|(?:5[1-5]\d\d|22[3-9]\d|222[1-9]|2[3-6]\d\d|27[01]\d|2720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}"
    r"|35(?:2[89]|[3-8]\d)\d{12}|(?:6011|64[4-9]\d|65\d\d)\d{12}|62\d{14,17}|(?:50|5[6-8]|6[37])\d{14}"
)
_IMEI_SHAPE = re.compile(r"(?:01|35|86|99)([ -]?)\d{6}\1\d{6}\1\d|(?:01|35|86|99)\d{4}[ -]\d{2}[ -]\d{6}[ -]\d")
_NATIONAL_INSURANCE = re.compile(
    r"(?<![^\W_])(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]( ?)\d\d\1\d\d\1\d\d\1[A-D](?![^\W_])"
)


def identities(text: Text, countries: Sequence[str]) -> Iterator[Finding]:
    if not text.numbers_possible:
        return
    for match in _NATIONAL_INSURANCE.finditer(text.plain):
        yield Finding("identity_number", match.start(), match.end(), "British national insurance number")
    hinted = frozenset(countries)
    for start, end in _candidates(text.undated):
        recognised = _recognise(text.plain[start:end].upper(), hinted)
        if recognised:
            yield Finding(recognised[0], start, end, recognised[1])


def _candidates(plain: str) -> Iterator[tuple[int, int]]:
    for code in _CODE.finditer(plain):
        yield code.span()
    for run in _RUN.finditer(plain):
        if decimal(run[0]):
            continue
        # The longest first, as twelve digits of a card can pass as another number.
        yield from sorted(_windows(plain, run), key=lambda window: window[0] - window[1])


def _windows(plain: str, run: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Neighbouring groups of digits that could make up one number."""
    groups = [group.span() for group in _GROUP.finditer(plain, *run.span())]
    for first, (start, _) in enumerate(groups):
        digits = 0
        for begin, end in groups[first : first + _MAX_GROUPS]:
            digits += sum(map(str.isdigit, plain[begin:end]))
            if digits > _MOST_DIGITS:
                break
            if digits >= _FEWEST_DIGITS:
                yield start, end


def _recognise(written: str, countries: frozenset[str]) -> tuple[Kind, str] | None:
    if _SPACED.fullmatch(written):
        written = _SEPARATORS.sub("", written)
    title = national.identify(written, countries)
    if title:
        return "identity_number", title
    if _CARD_SHAPE.fullmatch(written) and _CARD_PREFIX.fullmatch(_compact(written)) and _luhn(written):
        return "payment_card", "payment card number"
    if _IMEI_SHAPE.fullmatch(written) and _luhn(written):
        return "device_number", "telephone equipment number (IMEI)"
    return None


def _compact(written: str) -> str:
    return _SEPARATORS.sub("", written)


def _luhn(written: str) -> bool:
    from stdnum import luhn

    return luhn.is_valid(_compact(written))
