"""What the board counts, as steps: they go into the transaction of what is counted, so that nothing is counted twice.

TALLY#TOTAL             by kind; `withdrawn`; of addressees of warnings: `asked`, `answered`, `overdue`
TALLY#BY#<member>       the same of one administration
TALLY#DAY#<day>         by kind, as sent
TALLY#CAT#<category>    by kind; TALLY#LEG#<from>><to> too; of messages that every member may see
TALLY#TIMES             answers by the time they took: `m<minutes>`
TALLY#CASES             cases by status
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from comm.messages.model import moment
from comm.seats import parts_of

PREFIX = "TALLY#"
TOTAL, TIMES, CASES = f"{PREFIX}TOTAL", f"{PREFIX}TIMES", f"{PREFIX}CASES"
# Minutes: to the minute for four hours, to the quarter for four days, then to six hours.
_FINE, _MIDDLE, _COARSE = (240, 1), (5760, 15), 360

type Steps = Mapping[str, Mapping[str, int]]


class Tally:
    """Numbers to add, by item and attribute."""

    def __init__(self) -> None:
        self._steps: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def add(self, item: str, name: str, number: int = 1) -> None:
        self._steps[item][name] += number

    @property
    def steps(self) -> Steps:
        """Without those that come to nothing."""
        kept = {item: {n: v for n, v in numbers.items() if v} for item, numbers in self._steps.items()}
        return {item: numbers for item, numbers in kept.items() if numbers}

    def message(self, header: Mapping[str, Any], sign: int = 1) -> None:
        kind = header["kind"]
        for item in (TOTAL, f"{PREFIX}BY#{header['administration']}", f"{PREFIX}DAY#{header['at'][:10]}"):
            self.add(item, kind, sign)
        self.about(header, sign)

    def about(self, header: Mapping[str, Any], sign: int = 1) -> None:
        found = header.get("about") or {"categories": [], "legs": []}
        for category in found["categories"]:
            self.add(f"{PREFIX}CAT#{category}", header["kind"], sign)
        for leg in found["legs"]:
            self.add(f"{PREFIX}LEG#{leg}", header["kind"], sign)

    def asked(self, addressees: Iterable[str], sign: int = 1) -> None:
        for addressee in addressees:
            self.add(TOTAL, "asked", sign)
            self.add(f"{PREFIX}BY#{parts_of(addressee)[0]}", "asked", sign)

    def answered(self, addressee: str, sent_at: str, answered_at: str, sign: int = 1) -> None:
        self.add(TOTAL, "answered", sign)
        self.add(f"{PREFIX}BY#{parts_of(addressee)[0]}", "answered", sign)
        self.time(sent_at, answered_at, sign)

    def late(self, addressees: Iterable[str], sign: int = 1) -> None:
        for addressee in addressees:
            self.add(TOTAL, "overdue", sign)
            self.add(f"{PREFIX}BY#{parts_of(addressee)[0]}", "overdue", sign)

    def time(self, sent_at: str, answered_at: str, sign: int = 1) -> None:
        self.add(TIMES, f"m{bucket(minutes(sent_at, answered_at))}", sign)


def minutes(start: str, end: str) -> int:
    return max(0, int((moment(end) - moment(start)).total_seconds() // 60))


def bucket(taken: int) -> int:
    """The minutes that an answer is counted under: the time rounded down.

    >>> [bucket(taken) for taken in (0, 59, 239, 254, 255, 5759, 6000)]
    [0, 59, 239, 240, 255, 5745, 5760]
    """
    for most, step in (_FINE, _MIDDLE):
        if taken < most:
            return taken // step * step
    return taken // _COARSE * _COARSE


def median(times: Mapping[int, int]) -> int | None:
    """The middle one (of two, the earlier) of times counted by bucket."""
    total = sum(times.values())
    passed = 0
    for time in sorted(times):
        passed += times[time]
        if passed * 2 >= total:
            return time if total else None
    return None
