"""The real seizures of the sample that `make up` enters, as others see them once they are published."""

import json
from datetime import date, timedelta
from functools import cache
from typing import Any

from cen import members
from cen.body import model_of
from cen.doors import SeenSeizure
from local.seed.records import all_records
from seizures.door import shown
from seizures.model import Draft, Status
from seizures.record import moved, new_record

TODAY = date(2026, 3, 20)


@cache
def cases() -> tuple[SeenSeizure, ...]:
    documents = [(code, one) for code, records in sorted(all_records().items()) for one in records]
    return tuple(_published(code, document, number) for number, (code, document) in enumerate(documents))


def _published(administration: str, document: dict[str, Any], number: int) -> SeenSeizure:
    """Some days after the seizure, which no source tells."""
    draft = model_of(Draft, json.dumps(document), document, {"today": TODAY})
    day = date.fromisoformat(document["seized_on"]) + timedelta(days=number * 7 % 200)
    at = f"{day}T12:00:00.000Z"
    id = f"01KM{number:022d}"
    entered = new_record(draft, id=id, administration=administration, channel="import", at=at, actor="feed")
    rilo = members.rilo_of(administration, TODAY)
    return SeenSeizure(**shown(moved(entered, at=at, status=Status.PUBLISHED, published_at=at, rilo=rilo)))
