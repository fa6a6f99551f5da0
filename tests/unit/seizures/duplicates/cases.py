"""Cases that two administrations enter, and what is asked about them."""

from typing import Any

from cen.principal import Principal
from tests.answer import Answer
from tests.unit.seizures.builders import FULL, NCP, OFFICER, OFFICER_CO, person, record
from tests.unit.seizures.world import World

# That there are possible duplicates is told once a day.
FOUND = [("duplicate.found", False)]
OFFICER_NL = person("officer-nl", administration="NL")
# The same case as another administration writes it.
RETOLD = record(
    FULL, national_reference="CO-77", seized_on="2026-03-15", detection=..., narrative="Seized with partners."
)


def two(cen: World, **changes: Any) -> tuple[str, str]:
    """Ids of the same case as FR entered it, and CO; `changes`: of CO's."""
    return cen.publish(FULL), cen.publish(RETOLD, by=OFFICER_CO, **changes)


def pairs(cen: World, caller: Principal = OFFICER, **query: str) -> list[Any]:
    answer = cen.call("GET", "/v1/seizures/duplicates", caller, query=query)
    assert answer.status == 200, answer.text
    return list(answer.json["items"])


def ids(pair: Any) -> set[str]:
    return {one["seizure"]["id"] for one in pair["records"] if "seizure" in one}


def merge(cen: World, id: str, into: str, by: Principal = NCP, reason: str | None = None, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = {"into": into} | ({"reason": reason} if reason else {})
    return cen.call("POST", f"/v1/seizures/{id}/merge", by, body, headers=named)


def merged(cen: World, id: str, into: str, *by: Principal, reason: str | None = None) -> None:
    """`by`: who has to agree, in turn."""
    answers = [merge(cen, id, into, one, reason) for one in by]
    assert answers[-1].json["status"] == "merged", answers[-1].text


def unmerge(cen: World, id: str, by: Principal = NCP) -> Answer:
    return cen.call("POST", f"/v1/seizures/{id}/unmerge", by)


def dismiss(cen: World, pair: str, by: Principal = OFFICER, **body: Any) -> Answer:
    return cen.call("POST", f"/v1/seizures/duplicates/{pair}/dismiss", by, body)


def change(cen: World, id: str, by: Principal = OFFICER, **fields: Any) -> Answer:
    tag = {"If-Match": cen.call("GET", f"/v1/seizures/{id}", by).headers["ETag"]}
    return cen.call("PATCH", f"/v1/seizures/{id}", by, fields, headers=tag)
