"""Merges, corrections and figures, as use cases: what brings the system to where they make sense."""

import json
from datetime import date
from typing import cast

from benchmarks.cloud import Cloud
from benchmarks.gateway import Call
from benchmarks.samples import FULL, NCP, OFFICER, RILO
from cen.dynamo import Table
from seizures.model import Status, Verification
from seizures.payback.cells import Line, months
from seizures.payback.store import FigureStore
from seizures.quality import FIELDS

_SEIZURES = "/v1/seizures"
_TODAY = date(2026, 3, 20)
_DETAILS = {"detection": {"method": "risk_profile", "aids": ["dog"]}}


def _published(cloud: Cloud) -> str:
    body = {"national_reference": f"FR-2026-{next(cloud.references):06d}", **FULL}
    entered = cloud.send("seizures", Call("POST", _SEIZURES, OFFICER, body))
    path = f"{_SEIZURES}/{json.loads(entered.body)['id']}"
    cloud.send("seizures", Call("POST", f"{path}/submit", OFFICER))
    cloud.send("seizures", Call("POST", f"{path}/approve", NCP))
    return path


def merge(cloud: Cloud) -> Call:
    """Of two records of one administration."""
    into = _published(cloud).rpartition("/")[2]
    return Call("POST", f"{_published(cloud)}/merge", NCP, {"into": into})


def unmerge(cloud: Cloud) -> Call:
    call = merge(cloud)
    cloud.send("seizures", call)
    return Call("POST", call.path.replace("/merge", "/unmerge"), NCP)


def propose(cloud: Cloud) -> Call:
    body = {"changes": _DETAILS, "reason": "The report of the crew says that a dog found it."}
    return Call("POST", f"{_published(cloud)}/corrections", RILO, body)


def accept(cloud: Cloud) -> Call:
    id = json.loads(cloud.send("seizures", propose(cloud)).body)["id"]
    return Call("POST", f"/v1/corrections/{id}/accept", OFFICER, {})


def figures(cloud: Cloud) -> Call:
    """Of two years with cases in every month."""
    store = FigureStore(Table(cast("object", cloud.recorder), "figures"))  # type: ignore[arg-type]
    for number, month in enumerate(months(_TODAY, 24)):
        line = Line(Status.PUBLISHED, Verification.UNVERIFIED, number, 60, frozenset(FIELDS), cites=False)
        store.place(f"{number:026d}", 1, "FR", month, line)
        store.fold("FR", month)
    return Call("GET", "/v1/administrations/FR/quality", OFFICER)
