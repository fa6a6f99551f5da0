"""Parts run one after the other, print when they are done, and do not take each other down."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

import pytest

from benchmarks.__main__ import PARTS, main
from benchmarks.running import Found, run


@dataclass(frozen=True)
class Figures:
    said: str
    within: bool = True

    def text(self) -> str:
        return self.said


def part(said: str, within: bool = True) -> Callable[[], Found]:
    return lambda: Figures(said, within)


def failing() -> Found:
    raise ZeroDivisionError("nothing was found")


def test_each_part_is_printed_before_the_next_one_begins(capsys: pytest.CaptureFixture[str]) -> None:
    printed = []

    def second() -> Found:
        printed.append(capsys.readouterr().out)
        return Figures("two calls", within=False)

    seconds = count(step=7)
    found = run({"first": part("one call"), "second": second}, lambda: float(next(seconds)))
    assert printed == ["== first …\none call\n== first: done after 7 s\n\n== second …\n"]
    assert capsys.readouterr().out == "two calls\n== second: BROKEN after 7 s\n\n"
    assert found == {"first": Figures("one call"), "second": Figures("two calls", within=False)}


def test_a_part_that_fails_says_why_and_the_others_still_run(capsys: pytest.CaptureFixture[str]) -> None:
    found = run({"first": failing, "second": part("two calls")})
    assert found == {"first": None, "second": Figures("two calls")}
    said = capsys.readouterr().out
    assert "ZeroDivisionError: nothing was found" in said
    assert "== first: FAILED" in said
    assert "== second: done" in said


@pytest.mark.parametrize(
    ("parts", "code"), [((part("fine"),), 0), ((part("fine"), part("more", within=False)), 1), ((failing,), 1)]
)
def test_it_ends_with_an_error_if_a_part_fails_or_breaks_a_budget(
    monkeypatch: pytest.MonkeyPatch, parts: tuple[Callable[[], Found], ...], code: int
) -> None:
    names = list(PARTS)[-len(parts) :]
    for name, one in zip(names, parts, strict=True):
        monkeypatch.setitem(PARTS, name, one)  # type: ignore[arg-type]
    assert main(names) == code


def test_parts_are_named_where_one_is_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["alerts", "alarms"])
    assert ended.value.code == 2
    assert f"no such part: alarms; there are {', '.join(PARTS)}" in capsys.readouterr().err


def test_figures_are_written_only_of_what_was_measured(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["alerts", "--json", "figures.json"])
    assert ended.value.code == 2
    assert "--json writes the figures of requests" in capsys.readouterr().err
