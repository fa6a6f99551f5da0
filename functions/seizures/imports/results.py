"""What became of each row of a part, as it is kept and shown."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cen import jsontext
from seizures.imports.judge import Judged
from seizures.imports.model import Counts, Outcome
from seizures.imports.planning import Decided


def results_of(
    cases: Sequence[Judged], decided: Mapping[int, Decided], headers: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """`ImportRow` documents. Cases that nobody decided about, after a cancel, have none."""
    for case in cases:
        if case.faults:
            yield from _rejected(case, headers)
        elif found := decided.get(case.first):
            yield from _decided(case, found, headers)


def _rejected(case: Judged, headers: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for row in case.rows:
        errors = [fault.document(headers) for fault in case.faults if fault.row == row]
        yield {"row": row, "outcome": Outcome.REJECTED.value, "errors": errors}


def _decided(case: Judged, found: Decided, headers: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    shown: dict[str, Any] = {}
    if found.seizure_id:
        shown["seizure_id"] = found.seizure_id
    if found.same:
        shown["same_as"] = found.same
    if found.faults:
        shown["errors"] = [fault.document(headers) for fault in found.faults]
    warned = [*case.warnings, *found.warnings]
    for row in case.rows:
        document = {"row": row, "outcome": found.outcome.value, **shown}
        warnings = [warning.document(headers) for warning in warned if warning.row == row]
        yield document | {"warnings": warnings} if warnings else document


def counted(results: Sequence[Mapping[str, Any]]) -> Counts:
    counts: dict[str, int] = {}
    for result in results:
        counts[result["outcome"]] = counts.get(result["outcome"], 0) + 1
    return {Outcome(outcome): count for outcome, count in counts.items()}


def packed(results: Sequence[Mapping[str, Any]]) -> bytes:
    return "\n".join([jsontext.dumps(result) for result in results]).encode()
