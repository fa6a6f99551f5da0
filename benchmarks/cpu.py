"""CPU per request without I/O: one process, batches of all contestants in turn, the median of each."""

import gc
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from statistics import median
from time import process_time_ns

from benchmarks.gateway import Call, Context, Event, LambdaHandler, silence

_BATCH_NS = 4_000_000
_ROUNDS = 41
_WARM_UP = 3

type Contestants = Mapping[str, LambdaHandler]


def floor(event: Event, answer: str) -> Callable[[], object]:
    """The least that any handler does: parse the body, build a dict, write the answer."""
    document, body = json.loads(answer), event["body"]

    def run() -> object:
        given = json.loads(body) if body else {}
        return {
            "statusCode": 200,
            "headers": {"Content-Type": "application/json"},
            "body": json.dumps({**given, **document}),
        }

    return run


def per_request(call: Call, contestants: Contestants, answer: str) -> dict[str, float]:
    """Microseconds of CPU per request by contestant, and of the floor. Raises if one does not answer well."""
    event = call.event()
    runs: dict[str, Callable[[], object]] = {"floor": floor(event, answer)}
    for name, handler in contestants.items():
        runs[name] = _request(handler, event)
    with silence():
        for name, handler in contestants.items():
            _check(name, call, handler(event, Context()))
        return medians(runs)


def _request(handler: LambdaHandler, event: Event) -> Callable[[], object]:
    context = Context()
    return lambda: handler(event, context)


def _check(name: str, call: Call, answer: Mapping[str, object]) -> None:
    status = answer["statusCode"]
    if not isinstance(status, int) or status >= 300:
        raise RuntimeError(f"{name} answers {call.method} {call.path} with {status}: {answer['body']}")


def medians(runs: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """Microseconds of CPU by contestant."""
    with _frozen():
        return _medians(runs)


def _medians(runs: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    sizes = {name: _batch_size(run) for name, run in runs.items()}
    forth = list(runs)
    rounds = []
    for number in range(_ROUNDS):
        order = reversed(forth) if number % 2 else forth
        rounds.append({name: _batch(runs[name], sizes[name]) / 1000 for name in order})
    return even(rounds)


def even(rounds: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Median by contestant, each round scaled to a round of median length: a busy machine slows whole rounds down."""
    usual = median(sum(found.values()) for found in rounds)
    return {name: median(found[name] * usual / sum(found.values()) for found in rounds) for name in rounds[0]}


def _batch_size(run: Callable[[], object]) -> int:
    """As many requests as fill a batch; measured after the caches are warm."""
    return max(3, round(_BATCH_NS / max(1.0, _batch(run, 5))))


def _batch(run: Callable[[], object], size: int) -> float:
    """Nanoseconds of process time per request, once the processor's caches have forgotten who ran before."""
    gc.collect()
    for _ in range(_WARM_UP):
        run()
    started = process_time_ns()
    for _ in range(size):
        run()
    return (process_time_ns() - started) / size


@contextmanager
def _frozen() -> Iterator[None]:
    """The garbage collector leaves alone what stands, and works between batches only."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()
