"""Rounds are compared within themselves, so that a busy moment does not fall on one contestant."""

from benchmarks.cpu import even
from benchmarks.imports import cold_starts


def test_a_round_twice_as_slow_counts_like_the_others() -> None:
    quick = {"ours": 1.0, "theirs": 3.0}
    slow = {"ours": 2.0, "theirs": 6.0}
    assert even([quick, slow, quick]) == quick


def test_a_hiccup_of_one_contestant_is_left_out_by_the_median() -> None:
    quick = {"ours": 1.0, "theirs": 3.0}
    assert even([quick, quick, quick, quick, {"ours": 5.0, "theirs": 3.0}]) == quick


def test_fresh_processes_are_measured_by_name() -> None:
    taken = cold_starts({"nothing": "pass", "something": "import json"})
    assert taken.keys() == {"nothing", "something"}
    assert all(milliseconds > 0 for milliseconds in taken.values())
