"""`python -m benchmarks [--json FILE]`: every figure in one run, side by side. Ends with 1 if a budget of calls or
units is broken; times are never asserted."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.alerts.report import measure as alerts
from benchmarks.cloud import Cloud, Measured, cloud, handlers
from benchmarks.comm.__main__ import report as operations
from benchmarks.cpu import per_request
from benchmarks.duplicates.report import report as duplicates
from benchmarks.gateway import Call, LambdaHandler
from benchmarks.imports import cold_starts
from benchmarks.loading.__main__ import report as loading
from benchmarks.notify.report import measure as notify
from benchmarks.peers import bare, cookbook_app, fastapi_app, resolver_app
from benchmarks.pictures.__main__ import report as pictures
from benchmarks.recording import Replay
from benchmarks.rollup.__main__ import report as statistics
from benchmarks.search.__main__ import report as search
from benchmarks.usecases import USE_CASES, UseCase
from cen.http import Handler

_BUILDERS: Mapping[str, Callable[[Handler[Any]], LambdaHandler]] = {
    report.WORK: bare.build,
    report.FASTAPI: fastapi_app.build,
    report.FASTAPI_FASTEST: partial(fastapi_app.build, fastest=True),
    report.COOKBOOK: cookbook_app.build,
    report.RESOLVER: resolver_app.build,
}

# Each prints its own figures and says whether they keep to their budgets.
MORE: tuple[Callable[[], Any], ...] = (search, alerts, notify, duplicates, pictures, operations, statistics, loading)


def main(arguments: Sequence[str]) -> int:
    options = _options(arguments)
    with cloud() as system:
        measured = [(use_case, *_measure(system, use_case)) for use_case in USE_CASES]
    rows = [
        report.Row(use_case, found.calls, found.units, len(found.body.encode()), _cpu(use_case, call, found))
        for use_case, call, found in measured
    ]
    result = report.Report(rows, cold_starts())
    more = [report_of() for report_of in MORE]
    print(result.text(), *(one.text() for one in more), sep="\n\n")
    if options.json:
        options.json.write_text(json.dumps(result.document(), indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0 if result.within and all(one.within for one in more) else 1


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    return parser.parse_args(arguments)


def _measure(system: Cloud, use_case: UseCase) -> tuple[Call, Measured]:
    call = use_case.call(system)
    return call, system.send(use_case.context, call)


def _cpu(use_case: UseCase, call: Call, found: Measured) -> dict[str, float]:
    """Each contestant has its own replay of the answers: the same request makes the same calls in the same order."""

    def ours() -> Handler[Any]:
        return handlers(Replay(found.exchanges))[use_case.context]

    contestants: dict[str, LambdaHandler] = {report.OURS: ours()}
    contestants |= {name: build(ours()) for name, build in _BUILDERS.items()}
    return per_request(call, contestants, found.body)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
