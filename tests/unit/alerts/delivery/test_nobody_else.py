"""Nobody gets a byte of an alert by mail that they may not read, and of restricted ones nobody gets more than that they
are there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.delivery import words
from alerts.delivery.letters import Writer
from alerts.delivery.model import alert_item
from alerts.model import AlertContent, AlertStatus
from alerts.readers import Reader, may_read
from alerts.record import Record, moved, new_record
from cen.doors import SeenSearch
from cen.ids import new_id
from cen.principal import Principal
from tests.unit.alerts.delivery.mill import ALERT
from tests.unit.alerts.delivery.world import Seats
from tests.unit.alerts.subscriptions.test_policy import ADMINISTRATIONS, RILOS, callers
from tests.unit.seizures.builders import NOW

SECRET = "xyzzy"
AT = "2026-03-20T12:00:00.000Z"


@dataclass(frozen=True)
class Shelf:
    records: Sequence[Record]

    def read_many(self, ids: Sequence[str]) -> Sequence[Record]:
        return [one for one in self.records if one.id in ids]

    def visible(self, ids: Sequence[str], to: Principal) -> list[str]:
        del ids, to
        return []

    def searches(self, ids: Sequence[str]) -> list[SeenSearch]:
        del ids
        return []

    def settled(self, keys: Sequence[str]) -> set[str]:
        del keys
        return set()


@st.composite
def records(draw: st.DrawFn) -> Record:
    offices = [f"rilo:{rilo}" for rilo in RILOS] + [f"administration:{code}" for code in ADMINISTRATIONS] + ["cenmat"]
    label = draw(st.sampled_from(["CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"]))
    regions = draw(st.lists(st.sampled_from(RILOS), min_size=int(label == "AMBER"), max_size=2, unique=True))
    changes: dict[str, Any] = {"tlp": label, "regions": tuple(regions), "title": f"{SECRET} title", "text": SECRET}
    named_by_name = ("someone",) if label == "RED" else ()
    content = AlertContent.model_validate(
        {**ALERT, "categories": ("drugs",), "recipients": named_by_name, **changes}, strict=False
    )
    made = new_record(content, id=new_id(NOW), publisher=draw(st.sampled_from(offices)), author="person:x", at=AT)
    named = draw(st.lists(st.sampled_from(["sub-1", "sub-2"]), max_size=1))
    status = draw(st.sampled_from([AlertStatus.PUBLISHED, AlertStatus.PUBLISHED, *AlertStatus]))
    return moved(made, at=AT, inside={"recipients": named or None}, status=status)


@given(st.lists(records(), max_size=4), callers(), st.sampled_from(["en", "fr"]))
@settings(max_examples=300)
def test_a_letter_holds_what_its_reader_may_read_and_of_restricted_alerts_their_address_alone(
    alerts: list[Record], caller: Principal, language: Any
) -> None:
    shelf = Shelf(alerts)
    items = [alert_item(one.id, AT) for one in alerts]
    lines = Writer(shelf, shelf, shelf, Seats()).lines(items, caller, language, NOW)
    mail = words.digest(lines, "https://cen.example", language, "https://cen.example/stop")
    readable = {
        one.id
        for one in alerts
        if one.status is AlertStatus.PUBLISHED and may_read(one.head, Reader.of(caller), NOW.date())
    }
    for one in alerts:
        assert (one.id in mail.plain) == (one.id in mail.html) == (one.id in readable)
    shown = [one for one in alerts if one.id in readable and one.head.tlp in ("CLEAR", "GREEN")]
    assert mail.plain.count(SECRET) == mail.html.count(SECRET) == len(shown)
