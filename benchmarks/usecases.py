"""The use cases that are measured, one row each, with what each may cost.

Budgets are exact, so a row that costs more fails the run. Raise one only with a reason in the commit.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks import reviewing
from benchmarks.cloud import Cloud
from benchmarks.gateway import Call
from benchmarks.samples import FULL, MACHINE, NCP, OFFICER, READER, RILO, SIMPLE

type Prepare = Callable[[Cloud], Call]

_SEIZURES = "/v1/seizures"


@dataclass(frozen=True, slots=True)
class Budget:
    calls: int
    read: float = 0
    write: int = 0


@dataclass(frozen=True, slots=True)
class UseCase:
    """`call` brings the system to where the request makes sense and says the request."""

    name: str
    context: str
    call: Prepare
    budget: Budget


def _enter(body: Mapping[str, Any], caller: Mapping[str, str] = OFFICER, **headers: str) -> Prepare:
    return lambda _: Call("POST", _SEIZURES, caller, body, headers=headers)


def _full(cloud: Cloud) -> dict[str, Any]:
    return {"national_reference": f"FR-2026-{next(cloud.references):06d}", **FULL}


def _enter_full(cloud: Cloud) -> Call:
    return Call(
        "POST", _SEIZURES, OFFICER, _full(cloud), headers={"Idempotency-Key": "5f1c8d1e-8f0a-4b4e-9d55-6f1f0f8d2c11"}
    )


def _draft(cloud: Cloud) -> str:
    """Path of a record that was entered in full."""
    entered = cloud.send("seizures", Call("POST", _SEIZURES, OFFICER, _full(cloud)))
    return f"{_SEIZURES}/{json.loads(entered.body)['id']}"


def _submitted(cloud: Cloud) -> str:
    path = _draft(cloud)
    cloud.send("seizures", Call("POST", f"{path}/submit", OFFICER))
    return path


def _published(cloud: Cloud) -> str:
    path = _submitted(cloud)
    cloud.send("seizures", Call("POST", f"{path}/approve", NCP))
    return path


def _verified(cloud: Cloud) -> str:
    path = _published(cloud)
    cloud.send("seizures", Call("POST", f"{path}/verify", RILO))
    return path


def _on(
    state: Callable[[Cloud], str],
    method: str,
    suffix: str,
    caller: Mapping[str, str],
    body: Mapping[str, Any] | None = None,
    **headers: str,
) -> Prepare:
    """A request on a record that is in a state."""
    return lambda cloud: Call(method, state(cloud) + suffix, caller, body, headers=headers)


def _page_of_50(cloud: Cloud) -> Call:
    """A worklist. What finding published records costs is measured on its own, at two sizes."""
    for _ in range(60):
        _draft(cloud)
    return Call("GET", _SEIZURES, OFFICER, query={"status": "draft", "limit": "50"})


def _get(path: str, **query: str) -> Prepare:
    return lambda _: Call("GET", path, OFFICER, query=query)


_NARRATIVE = "The floor was taken up: one hundred bricks lay between the beams, wrapped in tape."

USE_CASES: tuple[UseCase, ...] = (
    UseCase("enter, simplified", "seizures", _enter(SIMPLE), Budget(1, write=7)),
    UseCase("enter, full", "seizures", _enter_full, Budget(1, write=13)),
    UseCase("enter, machine client (first in a minute)", "seizures", _enter(SIMPLE, MACHINE), Budget(2, 1, 7)),
    UseCase("read one", "seizures", _on(_published, "GET", "", READER), Budget(1, 1)),
    UseCase("worklist, a page of 50", "seizures", _page_of_50, Budget(1, 3.5)),
    UseCase(
        "patch",
        "seizures",
        _on(_draft, "PATCH", "", OFFICER, {"narrative": _NARRATIVE}, **{"If-Match": '"1"'}),
        Budget(2, 2, 13),
    ),
    UseCase("submit", "seizures", _on(_draft, "POST", "/submit", OFFICER), Budget(2, 2, 14)),
    UseCase("approve", "seizures", _on(_submitted, "POST", "/approve", NCP), Budget(2, 2, 17)),
    UseCase("verify", "seizures", _on(_published, "POST", "/verify", RILO), Budget(2, 2, 16)),
    UseCase("history", "seizures", _on(_verified, "GET", "/history", OFFICER), Budget(2, 2)),
    UseCase("merge one's own two", "seizures", reviewing.merge, Budget(2, 4, 43)),
    UseCase("undo a merge", "seizures", reviewing.unmerge, Budget(4, 6, 51)),
    UseCase("propose a correction", "seizures", reviewing.propose, Budget(3, 3, 10)),
    UseCase("accept a correction", "seizures", reviewing.accept, Budget(3, 3, 32)),
    UseCase("figures of an administration, 24 months", "seizures", reviewing.figures, Budget(2, 2.5)),
    UseCase("GET /v1/me", "directory", _get("/v1/me"), Budget(0)),
    UseCase("find a code", "reference", _get("/v1/codes/hs", q="cigarettes"), Budget(0)),
)
