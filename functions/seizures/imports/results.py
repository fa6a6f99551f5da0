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
        yield {"row": row, "outcome": Outcome.REJECTED, "errors": errors}


def _decided(case: Judged, found: Decided, headers: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    shown: dict[str, Any] = {"seizure_id": found.seizure_id, "same_as": found.same}
    if found.fault:
        shown["errors"] = [found.fault.document(headers)]
    for row in case.rows:
        warnings = [warning.document(headers) for warning in case.warnings if warning.row == row]
        document = {"row": row, "outcome": found.outcome, **shown, "warnings": warnings or None}
        yield {name: value for name, value in document.items() if value is not None}


def counted(results: Sequence[Mapping[str, Any]]) -> Counts:
    counts: Counts = {}
    for result in results:
        outcome = Outcome(result["outcome"])
        counts[outcome] = counts.get(outcome, 0) + 1
    return counts


def packed(results: Sequence[Mapping[str, Any]]) -> bytes:
    return b"".join(jsontext.dumps(result).encode() + b"\n" for result in results)
