"""The private door to seizure records: other contexts' functions ask here for records as they are now (`cen.doors`),
which of them a caller may see, whose a saved search is, and have cases made of what an operation reported."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from typing import Any, Protocol

from cen.act import Act
from cen.clock import utc_now
from cen.doors import READ_AT_ONCE, Reported
from cen.dynamo import table
from cen.principal import Principal
from cen.requester import Requester
from cen.settings import settings
from seizures.model import Status
from seizures.record import Record
from seizures.reported import draft
from seizures.service import face
from seizures.store import SeizureStore, open_store
from seizures.visibility import may_read
from seizures.watches.model import Saved
from seizures.watches.store import SearchStore


class Records(Protocol):
    def read_many(self, ids: Sequence[str]) -> list[Record]:
        """Those records that there are."""


class Searches(Protocol):
    def read_many(self, ids: Sequence[str]) -> list[Saved]:
        """Those saved searches that there are."""


@dataclass(frozen=True, slots=True)
class Behind:
    """What the door leads to."""

    records: Records
    searches: Searches


@cache
def _behind() -> Behind:
    own = table(settings.table)
    return Behind(SeizureStore(own), SearchStore(own))


def answer(behind: Behind, question: Mapping[str, Any], today: date) -> dict[str, Any]:
    """`{"read": [ids]}` → `{"seizures": […]}`, in the order asked for.
    `{"visible": [ids], "to": JSON text of a Requester}` → `{"ids": […]}`, the published ones that this caller may see.
    `{"searches": [ids]}` → `{"searches": […]}`. Raises `ValueError` for any other question."""
    match question:
        case {"read": [*ids]} if len(ids) <= READ_AT_ONCE:
            return {"seizures": [shown(record) for record in behind.records.read_many(_texts(ids))]}
        case {"visible": [*ids], "to": str(to)} if len(ids) <= READ_AT_ONCE:
            return {"ids": [one.id for one in behind.records.read_many(_texts(ids)) if _visible(one, to, today)]}
        case {"searches": [*ids]} if len(ids) <= READ_AT_ONCE:
            return {"searches": [_search(saved) for saved in behind.searches.read_many(_texts(ids))]}
    raise ValueError("not a question for this door")


def _texts(ids: Sequence[Any]) -> list[str]:
    return list(dict.fromkeys(map(str, ids)))


def _visible(record: Record, to: str, today: date) -> bool:
    caller = Requester.model_validate_json(to)
    return record.status is Status.PUBLISHED and may_read(caller.principal, face(record), today)


def _search(saved: Saved) -> dict[str, Any]:
    return {"id": saved.id, "name": saved.name, "owner": saved.owner.id}


def shown(record: Record) -> dict[str, Any]:
    """A `cen.doors.SeenSeizure`."""
    return {
        "id": record.id,
        "version": record.version,
        "status": record.status,
        "verification": record.verification,
        "administration": record.administration,
        "rilo": record.rilo,
        "tlp": record.tlp,
        "merged_into": record.merged_into,
        "document": record.document,
        "absorbed": record.absorbed,
    }


def drafted(store: SeizureStore, question: Mapping[str, Any]) -> dict[str, Any]:
    """`{"draft": {…}, "request_id": …}` → the case that was made, or why not (`cen.doors.Drafted`)."""
    service = Principal("comm", "comm", "service")
    act = Act(service, utc_now(), str(question["request_id"]))
    return asdict(draft(store, Reported(**question["draft"]), act))


def handler(question: Mapping[str, Any], _: object) -> dict[str, Any]:
    return drafted(open_store(), question) if "draft" in question else answer(_behind(), question, utc_now().date())
