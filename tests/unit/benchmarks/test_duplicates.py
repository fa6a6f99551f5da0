"""The labelled pairs are what they say, and what is measured on them is measured right."""

import random
from decimal import Decimal

import pytest

from benchmarks.duplicates.judging import Judged
from benchmarks.duplicates.labelled import NOISE, SEED, labelled, published_twice
from benchmarks.duplicates.measure import MOST_CALLS, MOST_UNITS, _cost, kept
from benchmarks.duplicates.report import Report
from benchmarks.search.corpus import records
from seizures.duplicates.find import LIKELY
from seizures.duplicates.traits import traits_of

MET = {
    ("a", "b"): (20.0, True, "a sheet loaded twice"),
    ("a", "c"): (14.0, False, "the next case"),
    ("b", "c"): (9.0, True, "a sheet loaded twice"),
}


def test_precision_and_recall_are_what_they_are_called() -> None:
    judged = Judged(MET, 4, {"a sheet loaded twice": 4})
    assert judged.at(15) == (1, 1.0, 0.25)
    assert judged.at(10) == (2, 0.5, 0.25)
    assert judged.at(5) == (3, pytest.approx(2 / 3), 0.5)
    assert judged.recall_of("a sheet loaded twice", 5) == 0.5
    assert judged.wrong_next_cases(10) == 1
    assert judged.met_of_one_case == 0.5


def test_a_second_record_is_of_the_case_of_the_first_and_differs_as_its_noise_says() -> None:
    found = labelled(SEED)
    first = {one.case: one.record for one in found if one.how == ""}
    seconds = [one for one in found if one.how in NOISE]
    assert {one.how for one in seconds} == set(NOISE)
    assert len({one.record.id for one in found}) == len(found)
    for one in seconds:
        before, after = first[one.case], one.record
        same = before.administration == after.administration
        assert same == (not one.how.startswith("told"))
        if one.how == "a sheet loaded twice":
            assert after.fields["lines"] == before.fields["lines"]
    nexts = [one for one in found if one.how == "the next case"]
    assert all(one.case not in first for one in nexts)
    assert all(one.record.seized_on > first[one.case - len(first)].seized_on for one in nexts)


def test_the_real_pairs_are_those_of_the_file() -> None:
    assert [same for _, _, same in published_twice()] == [True] * 6 + [False]
    assert all(one.administration == other.administration for one, other, _ in published_twice())


def test_noise_never_makes_a_record_that_could_not_be_entered() -> None:
    draw = random.Random(1)  # noqa: S311
    document = labelled(SEED)[0].record.fields
    for _, noise in NOISE.values():
        for _ in range(30):
            made = noise(draw, {**document, "lines": [dict(line) for line in document["lines"]]})
            assert Decimal(made["lines"][0]["quantity"]["amount"]) > 0


def test_what_looking_costs_is_counted_and_stays_within_its_budget() -> None:
    profiles = [traits_of(one) for one in records(50)]
    small, large = (_cost(size, profiles, random.Random(2)) for size in (400, 4000))  # noqa: S311
    assert 2 <= small.calls <= small.most_calls <= MOST_CALLS
    assert large.met > small.met
    assert small.units <= large.units <= large.most_units <= MOST_UNITS
    bytes_, units = kept()
    assert bytes_ > 300
    assert units >= 6


@pytest.mark.parametrize(("right", "wrong_below", "within"), [(0, 2, False), (3, 0, False), (3, 2, True)])
def test_the_threshold_has_to_be_the_lowest_of_which_two_of_three_are_right(
    right: int, wrong_below: int, within: bool
) -> None:
    """Above it stand one right and one wrong pair already; with three more right ones it is good enough, and it is the
    lowest if a bit below it would not be."""
    more = {("x", str(number)): (30.0, True, "a sheet loaded twice") for number in range(right)}
    more |= {("y", str(number)): (LIKELY - 1, False, "the next case") for number in range(wrong_below)}
    judged = Judged({**MET, **more}, 7, dict.fromkeys(NOISE, 1))
    report = Report(judged, judged, (6, 6, 1, 1), [], (1000.0, 6))
    assert report.within is within
    assert report.text().count("← chosen") == 1
