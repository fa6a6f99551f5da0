"""What hearing of things costs, beside what it may cost."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.notify.alerts import ONE_IN, counted, requested, table_with, told
from benchmarks.notify.searches import MATCHING, Cost, matching

SEARCHES = (10, 10_000)
SUBSCRIBERS = (0, 5_000)
NOTICES = (10, 400)
MOST_COUNT_CALLS, MOST_COUNT_UNITS = 2, 6.0
MOST_GROWTH = 1.2


@dataclass(frozen=True, slots=True)
class Report:
    """`matched`, `requested`, `counts`: at each size."""

    searches: Sequence[int]
    matched: Sequence[Cost]
    subscribers: Sequence[int]
    requested: Sequence[Cost]
    told: Cost
    messages: int
    due: int
    notices: Sequence[int]
    counts: Sequence[Cost]

    @property
    def targets(self) -> list[tuple[str, bool]]:
        first, last = self.counts[0], self.counts[-1]
        bounded = last.calls <= MOST_COUNT_CALLS and last.read <= MOST_COUNT_UNITS
        few, many = self.matched[0], self.matched[-1]
        same = (few.calls, few.write) == (many.calls, many.write) and many.read <= MOST_GROWTH * few.read
        return [
            (f"matching makes the same calls, and reads ≤ {MOST_GROWTH:g} × as much, whatever the searches", same),
            ("publishing costs the request the same whoever subscribes", self.requested[0] == self.requested[-1]),
            ("the topic is handed one message, whoever subscribes", self.messages == 1),
            (f"an inbox is counted in {MOST_COUNT_CALLS} calls and {MOST_COUNT_UNITS:g} read units", bounded),
            ("… whatever is in it", first == last),
        ]

    @property
    def within(self) -> bool:
        return all(good for _, good in self.targets)

    def text(self) -> str:
        rows = [
            *(
                (f"one record against {number:,} searches, {MATCHING} of them match", cost)
                for number, cost in zip(self.searches, self.matched, strict=True)
            ),
            *(
                (f"the request that publishes, {number:,} subscribers", cost)
                for number, cost in zip(self.subscribers, self.requested, strict=True)
            ),
            (f"behind it: {self.subscribers[-1]:,} subscribers, {self.due:,} mailboxes", self.told),
            *(
                (f"the counts of an inbox of {number:,} notices for each office", cost)
                for number, cost in zip(self.notices, self.counts, strict=True)
            ),
        ]
        lines = ["Hearing of things", f"  {'':60} {'calls':>7} {'read units':>11} {'write units':>12}"]
        lines += [f"  {says:60} {cost.calls:>7} {cost.read:>11g} {cost.write:>12}" for says, cost in rows]
        lines += [f"  {says} → {'ok' if good else 'BROKEN'}" for says, good in self.targets]
        return "\n".join(lines)


def measure(
    searches: Sequence[int] = SEARCHES, subscribers: Sequence[int] = SUBSCRIBERS, notices: Sequence[int] = NOTICES
) -> Report:
    tables = [table_with(number) for number in subscribers]
    asked = [requested(table) for table in tables]
    behind, messages, due = told(tables[-1])
    if due != subscribers[-1] // ONE_IN:
        raise RuntimeError(f"{due} items are due")
    return Report(
        searches=searches,
        matched=[matching(number) for number in searches],
        subscribers=subscribers,
        requested=asked,
        told=behind,
        messages=messages,
        due=due,
        notices=notices,
        counts=[counted(number) for number in notices],
    )
