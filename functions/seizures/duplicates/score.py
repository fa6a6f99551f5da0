"""What the agreement of two records is worth: a hit-miss model in bits.

For each field: how much likelier is what the two say if they are of one case than if they are not? Two records of one
case say the same unless one of them was mistyped, guessed or rounded (a miss); two others say the same by chance, the
more easily the commoner the value is. So an agreement on what is rare weighs more, a common one little, a contradiction
counts against, and what one of them leaves out counts nothing. How common a value is, is seen in the records that were
met in the same blocks, with a rough guess for each field to begin with.

Sources: Copas and Hilton, Record linkage: statistical models for matching computer records, J. R. Stat. Soc. A 153
(1990); Norén, Orre, Bate, Edwards, Duplicate detection in adverse drug reaction surveillance, Data Min. Knowl. Disc. 14
(2007). The miss rates and first guesses below are judgements; `benchmarks/duplicates` shows what they come to.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log2

from seizures.duplicates.traits import NEAR_SHARE, Amount, Traits

# By field: how often one of two records of a case has another value, and the part of all records with a usual value.
_FIELDS: Mapping[str, tuple[float, float]] = {
    "country": (0.02, 0.05), "location_type": (0.3, 0.2), "direction": (0.15, 0.4), "mode": (0.15, 0.25),
    "means": (0.3, 0.05), "origin": (0.3, 0.1), "departure": (0.25, 0.05), "destination": (0.25, 0.05),
    "detection": (0.4, 0.2), "concealment_place": (0.3, 0.06), "concealment_method": (0.4, 0.1),
    "cover_load": (0.3, 0.01), "operation": (0.3, 0.002), "hs_code": (0.3, 0.1), "packages": (0.3, 0.01),
    "value": (0.5, 0.002),
}  # fmt: skip
# Said to nobody but the administration and its RILO: between two administrations a score must not tell it.
_OWN = frozenset({"operation"})
# Of a port rather than its country: a part of those who name the country.
_PORT = 0.1
_PLACES = frozenset({"country", "origin", "departure", "destination"})
# What goes with each other: the strongest agreement counts in full, the others by half.
_TOGETHER = (("mode", "means", "location_type"), ("concealment_place", "concealment_method"), ("goods", "hs_code"))
_GOODS = (0.1, 0.1, 0.3)  # missed; of all records a type; of a type a subtype
_TRANSIT, _WORDS = (0.5, 0.05), (0.4, 0.01)
# A national reference that two administrations share was handed on. Different ones say nothing.
_SHARED_REFERENCE = 12.0
# Records of one case by days between their dates, beside those of others, which lie anywhere in two weeks.
_DAYS = ((0, 0.75, 1 / 15), (1, 0.15, 2 / 15), (3, 0.07, 4 / 15))
_FARTHER = (0.03, 8 / 15)
# By quantities: exactly the same; within two per cent; the same digits with another point; none of these.
_EXACT, _NEAR, _DIGITS, _OTHER = 0.7, 0.12, 0.05, 0.13
_NEAR_BY_CHANCE = 0.02
# The part of all records with the same quantity by chance, by its digits: a kilogram is common, 2,786 tablets are not.
_BY_DIGITS = (0.08, 0.02, 0.004, 0.0008)
# A guess is worth as much as so many records that were met.
_GUESSED = 12.0
SHOWN = 10
_ALWAYS_SHOWN = frozenset({"seized_on", "quantity"})


@dataclass(frozen=True, slots=True)
class Reason:
    """`agreement`: same, near, digits, different. `values`: of the first record and of the second. `weight`: bits."""

    field: str
    agreement: str
    values: tuple[str, str]
    weight: float


@dataclass(frozen=True, slots=True)
class Score:
    """`bits`: log2 of how much likelier the two are of one case than of two. `reasons`: the weightiest first."""

    bits: float
    reasons: Sequence[Reason]


class Background:
    """How common values are among the records that were met. What is the same in day, place and quantity counts once: a
    sheet that was loaded five times does not make its values common."""

    def __init__(self, met: Sequence[Traits]) -> None:
        by_gist = {_gist(one): one for one in met}
        single = list(by_gist.values())
        self._gists, self._met = frozenset(by_gist), len(single)
        self._values = Counter((field, value) for one in single for field, value in one.coded.items())
        # Who names a port names its country, too.
        self._values.update(
            (field, value[:2]) for one in single for field, value in one.coded.items() if field in _PLACES and value[2:]
        )
        self._digits = Counter((amount.family, amount.digits) for one in single for amount in one.amounts)

    def beside(self, one: Traits, other: Traits) -> "Beside":
        return Beside(self, len({_gist(one), _gist(other)} & self._gists))

    def share(self, key: tuple[str, str], guess: float, own: int) -> float:
        return self._shrunk(self._values[key], guess, own)

    def same_quantity(self, key: tuple[str, str], guess: float, own: int) -> float:
        return self._shrunk(self._digits[key], guess, own)

    def _shrunk(self, seen: int, guess: float, own: int) -> float:
        return (max(0, seen - own) + _GUESSED * guess) / (max(0, self._met - own) + _GUESSED)


def _gist(one: Traits) -> tuple[str, ...]:
    return (one.seized_on.isoformat(), one.coded["country"][:2], *(amount.digits for amount in one.amounts))


@dataclass(frozen=True, slots=True)
class Beside:
    """How common values are among the others. `own`: for how many of these the two that are compared count."""

    background: Background
    own: int

    def share(self, field: str, value: str) -> float:
        guess = _FIELDS[field][1] * (_PORT if field in _PLACES and len(value) > 2 else 1)
        return self.background.share((field, value), guess, self.own)

    def same_quantity(self, amount: Amount) -> float:
        guess = _BY_DIGITS[min(len(amount.digits), len(_BY_DIGITS)) - 1]
        return self.background.same_quantity((amount.family, amount.digits), guess, self.own)


def score(one: Traits, other: Traits, background: Background) -> Score:
    """`background`: the two may be some of what it was made of."""
    found = {reason.field: reason for reason in _reasons(one, other, background.beside(one, other))}
    for group in _TOGETHER:
        agreed = sorted((found[name] for name in group if name in found), key=lambda reason: -reason.weight)
        for reason in agreed[1:]:
            found[reason.field] = Reason(reason.field, reason.agreement, reason.values, reason.weight / 2)
    told = sorted(found.values(), key=lambda reason: -abs(reason.weight))
    bits = round(sum(reason.weight for reason in told), 1)
    first = [reason for reason in told if reason.field in _ALWAYS_SHOWN]
    rest = [reason for reason in told if reason.field not in _ALWAYS_SHOWN and abs(reason.weight) >= 0.5]
    shown = sorted([*first, *rest[: SHOWN - len(first)]], key=lambda reason: -abs(reason.weight))
    return Score(bits, [_rounded(reason) for reason in shown])


def _rounded(reason: Reason) -> Reason:
    return Reason(reason.field, reason.agreement, reason.values, round(reason.weight, 1))


def _reasons(one: Traits, other: Traits, others: Beside) -> Iterator[Reason]:
    yield _dates(one, other)
    yield _goods(one, other)
    if quantity := _quantities(one, other, others):
        yield quantity
    for field in _FIELDS:
        mine, theirs = one.coded.get(field), other.coded.get(field)
        if mine and theirs and (field not in _OWN or one.administration == other.administration):
            yield _coded(field, mine, theirs, others)
    yield from _several(one, other)
    mine, theirs = one.coded.get("reference"), other.coded.get("reference")
    if mine and mine == theirs and one.administration != other.administration:
        yield Reason("national_reference", "same", (mine, mine), _SHARED_REFERENCE)


def _dates(one: Traits, other: Traits) -> Reason:
    values = (one.seized_on.isoformat(), other.seized_on.isoformat())
    if one.precision != "day" or other.precision != "day":
        return Reason("seized_on", "near", values, 0.0)
    apart = abs((one.seized_on - other.seized_on).days)
    match, chance = next(((match, chance) for most, match, chance in _DAYS if apart <= most), _FARTHER)
    return Reason("seized_on", "near" if apart else "same", values, log2(match / chance))


def _goods(one: Traits, other: Traits) -> Reason:
    """By the kinds of goods that come nearest to each other."""
    pairs = [(mine, theirs, _steps_in_common(mine, theirs)) for mine in one.goods for theirs in other.goods]
    mine, theirs, common = max(pairs, key=lambda pair: (pair[2], pair[0], pair[1]))
    miss, of_all, of_a_type = _GOODS
    depth = min(mine.count("."), theirs.count(".")) + 1
    weight = 0.0
    if depth > 1:
        weight += _agreed(miss, of_all) if common > 1 else log2(miss)
    if depth > 2 and common > 1:
        weight += _agreed(miss, of_a_type) if common > 2 else log2(miss * 3)
    return Reason("goods", "same" if common == depth else "different", (mine, theirs), weight)


def _steps_in_common(one: str, other: str) -> int:
    steps = zip(one.split("."), other.split("."), strict=False)
    return next((depth for depth, (mine, theirs) in enumerate(steps) if mine != theirs), _shorter(one, other))


def _shorter(one: str, other: str) -> int:
    return min(one.count("."), other.count(".")) + 1


def _quantities(one: Traits, other: Traits, others: Beside) -> Reason | None:
    """The quantities that agree best, of goods of one category."""
    found = [
        _quantity(mine, theirs, others)
        for mine in one.amounts
        for theirs in other.amounts
        if mine.goods.partition(".")[0] == theirs.goods.partition(".")[0]
    ]
    return max(found, key=lambda reason: reason.weight, default=None)


def _quantity(mine: Amount, theirs: Amount, others: Beside) -> Reason:
    values = (mine.written, theirs.written)
    chance = others.same_quantity(mine)
    if mine.family == theirs.family:
        apart = abs(mine.base - theirs.base) / max(mine.base, theirs.base)
        if apart < 1e-9:
            return Reason("quantity", "same", values, log2(_EXACT / chance))
        if apart <= NEAR_SHARE:
            return Reason("quantity", "near", values, log2(_NEAR / max(_NEAR_BY_CHANCE, chance)))
    if mine.digits == theirs.digits:
        # A unit or a point was mistaken: 2,786 tablets, 2.786 kg.
        return Reason("quantity", "digits", values, log2(_DIGITS / chance))
    return Reason("quantity", "different", values, log2(_OTHER))


def _coded(field: str, mine: str, theirs: str, others: Beside) -> Reason:
    miss, _ = _FIELDS[field]
    common = _common(field, mine, theirs)
    if common is None:
        return Reason(field, "different", (mine, theirs), log2(miss))
    agreement = "same" if mine == theirs else "near"
    return Reason(field, agreement, (mine, theirs), _agreed(miss, others.share(field, common)))


def _common(field: str, mine: str, theirs: str) -> str | None:
    """What both say; of places the country where only one names the port, of places of concealment what lies above."""
    if mine == theirs:
        return mine
    shorter, longer = sorted((mine, theirs), key=len)
    if field in _PLACES and len(shorter) == 2 and longer.startswith(shorter):
        return shorter
    if field == "concealment_place" and longer.startswith(f"{shorter}."):
        return shorter
    return shorter if field == "hs_code" and longer.startswith(shorter) else None


def _several(one: Traits, other: Traits) -> Iterator[Reason]:
    """Fields with several values: any in common is an agreement."""
    found = {"transit": (one.transit, other.transit, *_TRANSIT)}
    found |= {name: (one.words[name], other.words.get(name, ()), *_WORDS) for name in one.words}
    for name, (mine, theirs, miss, usual) in found.items():
        if not mine or not theirs:
            continue
        values = (", ".join(mine), ", ".join(theirs))
        if set(mine) & set(theirs):
            yield Reason(name, "same", values, _agreed(miss, usual))
        else:
            yield Reason(name, "different", values, log2(miss))


def _agreed(miss: float, share: float) -> float:
    """Of a value with that share: Copas and Hilton's (1 - c(1 - b)) / b."""
    return log2((1 - miss * (1 - share)) / share)
