"""What counts say is what one would count, whatever happened in which order."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.inbox import model
from alerts.inbox.model import Box, ReadState, Tally, counts

TODAY = date(2026, 3, 20)
ONE = "administration:FR"


@given(
    st.lists(
        st.one_of(
            st.just("come"),
            st.tuples(st.just("read"), st.integers(1, 30)),
            st.tuples(st.just("all"), st.integers(1, 30)),
        )
    )
)
@settings(max_examples=300)
def test_unread_is_what_came_and_was_not_read(steps: list[object]) -> None:
    tally, state, came, read = Tally(), ReadState(), 0, set[int]()
    for step in steps:
        match step:
            case "come":
                tally, came = tally.with_one_more(Box.MAY_READ, TODAY), came + 1
            case ("read", int(number)) if number <= came:
                state = state.with_one(Box.MAY_READ, ONE, number)
                read.add(number)
            case ("all", int(number)) if number <= came:
                state = state.with_all(Box.MAY_READ, ONE, number)
                read |= set(range(1, number + 1))
    unread = set(range(1, came + 1)) - read
    assert counts({ONE: tally}, state, TODAY).may_read == len(unread)
    assert {number for number in range(1, came + 1) if not state.has(Box.MAY_READ, ONE, number)} == unread


@given(st.lists(st.sampled_from(["come", "go"])))
def test_open_is_what_came_and_did_not_go(steps: list[str]) -> None:
    tally, open_now = Tally(), 0
    for step in steps:
        if step == "come":
            tally, open_now = tally.with_one_more(Box.MUST_ACT, TODAY), open_now + 1
        elif open_now:
            tally, open_now = tally.with_one_less(), open_now - 1
    assert counts({ONE: tally}, ReadState(), TODAY) == model.InboxCounts(must_act=open_now, may_read=0)


def test_what_is_read_singly_is_bounded() -> None:
    state = ReadState()
    for number in range(2, 2 * model.MOST_READ_SINGLY + 200, 2):
        state = state.with_one(Box.MAY_READ, ONE, number)
    assert len(state.singly[f"may_read:{ONE}"]) == model.MOST_READ_SINGLY
    assert state.has(Box.MAY_READ, ONE, 1)
