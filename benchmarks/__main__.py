"""`python -m benchmarks [PART ...] [--json FILE]`: what each part measures, printed when it is done. Ends with 1 if a
budget of calls or units is broken or a part fails, after all the others; times are never asserted."""

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
from benchmarks.running import Part, run
from benchmarks.search.__main__ import report as search
from benchmarks.usecases import USE_CASES, UseCase
from cen.http import Handler

REQUESTS = "requests"

_BUILDERS: Mapping[str, Callable[[Handler[Any]], LambdaHandler]] = {
    report.WORK: bare.build,
    report.FASTAPI: fastapi_app.build,
    report.FASTAPI_FASTEST: partial(fastapi_app.build, fastest=True),
    report.COOKBOOK: cookbook_app.build,
    report.RESOLVER: resolver_app.build,
}


def requests() -> report.Report:
    with cloud() as system:
        measured = [(use_case, *_measure(system, use_case)) for use_case in USE_CASES]
    rows = [
        report.Row(use_case, found.calls, found.units, len(found.body.encode()), _cpu(use_case, call, found))
        for use_case, call, found in measured
    ]
    return report.Report(rows, cold_starts())


PARTS: Mapping[str, Part] = {
    REQUESTS: requests,
    "search": search,
    "alerts": alerts,
    "notify": notify,
    "duplicates": duplicates,
    "pictures": pictures,
    "comm": operations,
    "rollup": statistics,
    "loading": loading,
}


def main(arguments: Sequence[str]) -> int:
    options = _options(arguments)
    found = run({name: PARTS[name] for name in options.parts or PARTS})
    if options.json and isinstance(result := found[REQUESTS], report.Report):
        options.json.write_text(json.dumps(result.document(), indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0 if all(one is not None and one.within for one in found.values()) else 1


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"only these of {', '.join(PARTS)}")
    parser.add_argument("--json", type=Path, metavar="FILE", help=f"write the figures of {REQUESTS} there too")
    options = parser.parse_args(arguments)
    if unknown := [part for part in options.parts if part not in PARTS]:
        parser.error(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    if options.json and options.parts and REQUESTS not in options.parts:
        parser.error(f"--json writes the figures of {REQUESTS}, which is not among the parts")
    return options


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
