"""`python -m benchmarks.comm`: only the operations' part of `make bench`. Ends with 1 if a budget is broken."""

import sys

from benchmarks.comm.measure import PAGE, Api, costs, cpu, last_number
from benchmarks.comm.report import Report
from benchmarks.comm.simulation import A_DAY, DAYS, MEMBERS, OPERATIONS, numbers, simulated


def report(operations: int = OPERATIONS, messages: int = DAYS * A_DAY) -> Report:
    rooms, made = simulated(operations, messages)
    first = made[0]
    api = Api(rooms)
    gaps = sum(set(numbers(rooms, one)) != set(range(1, messages + 1)) for one in made)
    last = last_number(rooms, first)
    measured = costs(api, first, last)
    spent = [cpu(api, first, 0, "first"), cpu(api, first, last - PAGE, "last")]
    return Report(operations * messages, operations, MEMBERS, measured, spent, gaps)


def main() -> int:
    found = report()
    print(found.text())
    return 0 if found.within else 1


if __name__ == "__main__":
    sys.exit(main())
