"""What agreement is worth: the rarer the more, and nothing for what is not said."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seizures.duplicates.score import Background, Reason, Score, score
from seizures.duplicates.traits import (
    Traits,
    days_around,
    digits,
    entry_of,
    looked_up_in,
    posted_in,
    read_row,
    traits_of,
)
from tests.unit.seizures.builders import FULL, OFFICER_CO, SIMPLE, record
from tests.unit.seizures.search.corpus import documents, published


def traits(number: int, base: Any = SIMPLE, **changes: Any) -> Traits:
    return traits_of(published(record(base, **changes), number))


def weighed(one: Traits, other: Traits, *others: Traits) -> Score:
    return score(one, other, Background([one, other, *others]))


def reason(found: Score, field: str) -> Reason:
    return next(one for one in found.reasons if one.field == field)


@given(documents(), documents())
def test_the_score_is_the_same_whoever_comes_first(first: Any, second: Any) -> None:
    one, other = (traits_of(published(document, number)) for number, document in enumerate((first, second)))
    assert weighed(one, other).bits == pytest.approx(weighed(other, one).bits, abs=0.11)


@given(documents())
def test_a_record_is_read_from_its_block_as_it_was_put_there(document: Any) -> None:
    found = traits_of(published(document, 1))
    assert json.loads(json.dumps(posted_in(read_row(entry_of(found).row)))) == posted_in(found)
    assert weighed(read_row(entry_of(found).row), found).bits == weighed(found, found).bits


def test_what_is_rare_among_those_met_weighs_more() -> None:
    def parcel(number: int, country: str) -> Traits:
        amount, day = str(1000 + number), f"2026-03-{10 + number % 9}"
        departure = {"country": country}
        return traits(number, seized_on=day, lines__0__quantity__amount=amount, route__departure=departure)

    common, rare = [parcel(number, "CN") for number in range(40)], [parcel(number, "SN") for number in (49, 58)]
    background = Background([*common, *rare])
    assert score(*rare, background).bits > score(common[4], common[13], background).bits + 3


@pytest.mark.parametrize(
    ("mine", "theirs", "agreement"),
    [
        (("2786", "H87"), ("2786", "U2"), "same"),
        (("120.5", "KGM"), ("120500", "GRM"), "same"),
        (("120.5", "KGM"), ("119", "KGM"), "near"),
        (("2786", "H87"), ("2.786", "KGM"), "digits"),
        (("1.66", "KGM"), ("16.6", "KGM"), "digits"),
        (("1.66", "KGM"), ("2.5", "KGM"), "different"),
    ],
)
def test_quantities_agree_across_units(mine: tuple[str, str], theirs: tuple[str, str], agreement: str) -> None:
    def goods(amount: str, unit: str) -> Any:
        return {"lines": [{"category": "medicines", "quantity": {"amount": amount, "unit": unit}}]}

    found = weighed(traits(1, **goods(*mine)), traits(2, **goods(*theirs)))
    told = reason(found, "quantity")
    assert (told.agreement, told.weight > 0) == (agreement, agreement != "different")


def test_a_number_with_many_digits_says_more_than_a_round_one() -> None:
    round_one = [traits(number, lines__0__quantity__amount="1000") for number in (1, 2)]
    exact = [traits(number, lines__0__quantity__amount="1386") for number in (1, 2)]
    assert reason(weighed(*exact), "quantity").weight > reason(weighed(*round_one), "quantity").weight + 5


def test_what_one_of_them_leaves_out_counts_nothing_and_what_contradicts_counts_against() -> None:
    full, silent = traits(1, FULL), traits(2, FULL, detection=...)
    same, other = traits(3, FULL), traits(4, FULL, detection__method="random_selection")
    assert weighed(full, other).bits < weighed(full, silent).bits < weighed(full, same).bits


def test_a_sheet_that_was_loaded_five_times_does_not_make_its_values_common() -> None:
    copies = [traits(number, lines__0__quantity__amount="1386") for number in range(5)]
    assert weighed(copies[0], copies[1], *copies[2:]).bits == weighed(copies[0], copies[1]).bits


def test_a_reference_that_two_administrations_share_was_handed_on() -> None:
    mine = traits_of(published(FULL, 1))
    theirs = traits_of(published(FULL, 2, OFFICER_CO))
    assert reason(weighed(mine, theirs), "national_reference").weight == 12
    assert not [one for one in weighed(mine, traits(3, FULL)).reasons if one.field == "national_reference"]


@given(st.floats(0.001, 1e9), st.floats(0.981, 1.019))
def test_what_is_within_two_per_cent_meets_by_its_quantity(amount: float, factor: float) -> None:
    def goods(number: int, value: float, kind: str) -> Traits:
        written = f"{value:.6f}".rstrip("0").rstrip(".")
        line = {"category": "drugs", "type": kind, "quantity": {"amount": written, "unit": "KGM"}}
        return traits(number, lines=[line], place={"country": "FR" if number == 1 else "CO"})

    one, other = goods(1, amount, "cocaine"), goods(2, amount * factor, "cannabis")
    assert set(looked_up_in(one)) & set(posted_in(other))
    assert set(looked_up_in(other)) & set(posted_in(one))


def test_what_says_only_the_month_is_near_all_of_it() -> None:
    assert days_around(traits(1, seized_on="2026-03-01", date_precision="month")) == ("2026-01-29", "2026-04-01")
    assert days_around(traits(1)) == ("2026-03-07", "2026-03-21")


def test_a_case_of_many_goods_stands_in_few_blocks() -> None:
    kinds = ("cocaine", "cannabis", "opiates", "psychotropic", "khat")
    lines = [{"category": "drugs", "type": kind, "quantity": {"amount": "1.5", "unit": "KGM"}} for kind in kinds]
    many = traits(1, lines=lines)
    assert len(posted_in(many)) <= 6
    assert len(looked_up_in(many)) <= 9


def test_digits() -> None:
    assert [digits(amount) for amount in ("0.01250", "2786", "100")] == ["125", "2786", "1"]


def test_a_month_is_no_day_and_a_heading_is_no_contradiction() -> None:
    day, month = traits(1, FULL), traits(2, FULL, seized_on="2026-03-01", date_precision="month")
    assert reason(weighed(day, month), "seized_on").weight == 0
    exact, heading = traits(1, FULL), traits(3, FULL, lines__0__hs_code="2939")
    other = traits(4, FULL, lines__0__hs_code="240220")
    assert weighed(exact, heading).bits > weighed(exact, other).bits


def test_of_several_values_one_in_common_is_enough() -> None:
    via, elsewhere = [{"country": "PA"}, {"country": "ES"}], [{"country": "DO"}]
    one = traits(1, SIMPLE, route__transit=via)
    assert weighed(one, traits(2, SIMPLE, route__transit=via[:1])).bits > weighed(one, traits(3)).bits
    assert weighed(one, traits(4, SIMPLE, route__transit=elsewhere)).bits < weighed(one, traits(3)).bits


def test_packs_of_unknown_size_are_not_compared() -> None:
    line = {"category": "other", "quantity": {"amount": "3", "unit": "NMP"}}
    found = traits(1, lines=[line])
    assert (found.amounts, "quantity" in {one.field for one in weighed(found, found).reasons}) == ([], False)
