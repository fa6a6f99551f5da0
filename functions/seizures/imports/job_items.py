"""Imports as DynamoDB items, and back: see `store.py` for what stands where."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cen import jsontext
from cen.dynamo import Item, put
from seizures.imports.model import Counts, Job, Outcome
from seizures.job_store import ABSENT

# Of a case: what became of it, and the record, if there is one.
type Done = tuple[Outcome, str | None]
# Kept with a guard: see `Guard`.
type Mark = Mapping[str, str | int]


class Refused(Exception):
    """Nothing of a transaction was written. `outcomes`: of the marker that stood there already, if one did."""

    def __init__(self, outcomes: Mapping[int, Done]) -> None:
        super().__init__("refused")
        self.outcomes = outcomes


@dataclass(frozen=True, slots=True)
class Guard:
    """What a case meets: the record that it is, what a file said of it last, which import that was, and the version of
    the record that it led to."""

    seizure_id: str
    digest: str | None
    import_id: str | None
    version: int | None = None


def key(id: str, sort: str) -> dict[str, str]:
    return {"pk": f"IMPORT#{id}", "sk": sort}


def part(number: int) -> str:
    return f"PART#{number:05d}"


def done(number: int) -> str:
    """How markers of a part begin."""
    return f"DONE#{number:05d}#"


def counts_of(item: Item) -> Counts:
    return {Outcome(name): count for name, count in jsontext.loads(str(item["counts"])).items()}


def guard_of(item: Item) -> Guard:
    digest, import_id, version = item.get("digest"), item.get("import_id"), item.get("version")
    return Guard(
        str(item["case_id"]),
        str(digest) if digest else None,
        str(import_id) if import_id else None,
        int(version) if version else None,
    )


def reference_key(administration: str, reference: str) -> tuple[str, str]:
    return f"REF#{administration}", reference.upper()


def row_key(administration: str, digest: str) -> tuple[str, str]:
    return f"ROW#{administration}", digest


def row_guard(administration: str, seizure_id: str, mark: Mark, withdrawn: str | None) -> dict[str, Any]:
    """What a file said without a reference is entered once, and again if the record it became is `withdrawn`."""
    pk, sk = row_key(administration, str(mark["digest"]))
    item: Item = {**mark, "pk": pk, "sk": sk, "case_id": seizure_id}
    return put(item, "#case_id = :case_id", {"case_id": withdrawn}) if withdrawn else put(item, ABSENT)


def remembered(administration: str, reference: str, seizure_id: str, mark: Mark) -> dict[str, Any]:
    """The guard of a record that has its reference already, with what the file says now."""
    pk, sk = reference_key(administration, reference)
    return put({**mark, "pk": pk, "sk": sk, "case_id": seizure_id}, "#case_id = :case_id", {"case_id": seizure_id})


def marker(one: Job, number: int, outcomes: Mapping[int, Done]) -> dict[str, Any]:
    item: Item = {
        **key(one.id, f"{done(number)}{min(outcomes):06d}"),
        "outcomes": jsontext.dumps({str(row): outcome for row, outcome in outcomes.items()}),
        "expires_at": one.forget_at,
    }
    return put(item, ABSENT)


def outcomes_of(item: Item) -> dict[int, Done]:
    """Of a marker, by first row of the case."""
    found = jsontext.loads(str(item["outcomes"]))
    return {int(row): (Outcome(outcome), id) for row, (outcome, id) in found.items()}
