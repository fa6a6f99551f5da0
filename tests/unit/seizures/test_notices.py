"""Whom the steps of a record concern: what is asked for in the end is what the last state asks for."""

import json
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cen.clock import Clock
from cen.dynamo.operations import typed
from cen.events import NoticeRaised, NoticeSettled, SeizureChanged
from seizures import items, service
from seizures.notices import notices, task
from seizures.outbox import describe
from seizures.record import Record
from tests.unit.seizures.builders import FULL, NCP, NOW, OFFICER, RILO_WE, SERVICE, act, record
from tests.unit.seizures.fakes import FakeStore
from tests.unit.seizures.gateway import Gateway

RETURN = {"reason_code": "incomplete", "comment": "Say what it weighed."}
QUERY = {"reason_code": "quantity_implausible"}
WITHDRAW = {"reason_code": "entered_in_error"}


class Told(FakeStore):
    """Hands every audit item to the outbox, as the table's stream does."""

    def _write(self, record: Record, entry: Any, act: Any) -> None:
        before = self.heads.get(record.id)
        super()._write(record, entry, act)
        TOLD.extend(describe(typed(items.audit(record, entry, before))))


TOLD: list[Any] = []


def ticking() -> Clock:
    """A second later each time it is looked at."""
    seconds = count()
    return lambda: NOW + timedelta(seconds=next(seconds))


@pytest.fixture(autouse=True)
def _nothing_told() -> None:
    TOLD.clear()


def steps(*names: str, api: Gateway | None = None, submitter: Any = OFFICER) -> str:
    """Takes a new record through these steps; its id."""
    api = api or Gateway(Told(), ticking())
    answer = api.call("POST", "/v1/seizures", submitter, record(FULL))
    path = f"/v1/seizures/{answer.json['id']}"
    for name in names:
        shown = api.call("GET", path, OFFICER)
        callers = {"submit": submitter, "change": OFFICER, "withdraw": NCP, "approve": NCP, "return": NCP}
        caller, tag = callers.get(name, RILO_WE), {"If-Match": shown.headers["ETag"]}
        bodies = {"return": RETURN, "query": QUERY, "withdraw": WITHDRAW}
        if name == "change":
            text = f"A narrative of version {shown.json['version']}."
            done = api.call("PATCH", path, caller, {"narrative": text}, headers=tag)
        else:
            done = api.call("POST", f"{path}/{name}", caller, bodies.get(name), headers=tag)
        assert done.status == 200, done.text
    return str(answer.json["id"])


def raised() -> list[tuple[str, str, bool]]:
    return [(one.to, one.kind, one.must_act) for one in TOLD if isinstance(one, NoticeRaised)]


def open_keys() -> set[str]:
    """Keys that are raised and not settled, of what is to be done."""
    asked = {one.key for one in TOLD if isinstance(one, NoticeRaised) and one.must_act}
    return asked - {one.key for one in TOLD if isinstance(one, NoticeSettled)}


def test_a_submitted_record_asks_the_contact_points_and_an_approved_one_nobody() -> None:
    id = steps("submit")
    assert raised() == [("ncp:FR", "seizure.submitted", True)]
    assert len(open_keys()) == 1
    TOLD.clear()
    steps("submit", "change", "approve")
    assert raised() == [("ncp:FR", "seizure.submitted", True)]
    assert open_keys() == set()
    assert id not in {one.subject for one in TOLD if isinstance(one, NoticeRaised)}


def test_a_returned_record_asks_its_administration_and_whom_first_until_it_is_submitted_again() -> None:
    id = steps("submit", "return")
    (notice,) = [one for one in TOLD if isinstance(one, NoticeRaised) and one.kind == "seizure.returned"]
    assert (notice.to, notice.must_act, notice.subject) == ("administration:FR", True, f"seizures/{id}")
    assert notice.person == OFFICER.id
    assert "weighed" not in json.dumps([one.model_dump() for one in TOLD])
    assert open_keys() == {notice.key}
    TOLD.clear()
    steps("submit", "return", "submit")
    assert {key.split(":")[2] for key in open_keys()} == {"submitted"}


def test_a_queried_record_asks_its_administration_until_it_is_changed_or_withdrawn() -> None:
    for end in ("change", "withdraw", "verify"):
        TOLD.clear()
        steps("submit", "approve", "query")
        assert {key.split(":")[2] for key in open_keys()} == {"queried"}
        TOLD.clear()
        steps("submit", "approve", "query", end)
        assert open_keys() == set()


def test_a_verified_record_is_told_of_and_asks_nothing() -> None:
    steps("submit", "approve", "verify")
    assert raised()[-1] == ("administration:FR", "seizure.verified", False)
    assert open_keys() == set()


def test_the_change_itself_is_told_first() -> None:
    steps("submit")
    assert [type(one).__name__ for one in TOLD] == ["SeizureChanged", "NoticeRaised"]
    assert isinstance(TOLD[0], SeizureChanged)


def test_a_machine_that_submitted_is_nobody_to_write_to_and_still_named_by_its_id() -> None:
    steps("submit", "return", submitter=SERVICE)
    assert [one.person for one in TOLD if isinstance(one, NoticeRaised)][-1] == SERVICE.id


LIFE = {
    "draft": ["submit", "change", "withdraw"],
    "submitted": ["approve", "return", "change", "withdraw"],
    "returned": ["submit", "change", "withdraw"],
    "published": ["verify", "query", "change", "withdraw"],
    "withdrawn": [],
}


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_after_any_life_exactly_what_the_record_asks_for_is_open(data: st.DataObject) -> None:
    TOLD.clear()
    api = Gateway(Told(), ticking())
    id = steps(api=api)
    path = f"/v1/seizures/{id}"
    for _ in range(data.draw(st.integers(0, 8))):
        shown = api.call("GET", path, OFFICER).json
        possible = [one for one in LIFE[shown["status"]] if one != shown["verification"].removesuffix("ied") + "y"]
        if not possible:
            break
        name = data.draw(st.sampled_from(possible))
        before = api.store.heads[id]
        made = _step(api, path, name)
        if made != 200:
            continue
        assert api.store.heads[id].version == before.version + 1
    asks = task(api.store.heads[id])
    expected = {f"seizure:{id}:{asks.name}:{asks.at}"} if asks else set()
    assert open_keys() == expected


def _step(api: Gateway, path: str, name: str) -> int:
    tag = {"If-Match": api.call("GET", path, OFFICER).headers["ETag"]}
    bodies = {"return": RETURN, "query": QUERY, "withdraw": WITHDRAW}
    if name == "change":
        body = {"narrative": f"Written at {tag['If-Match']}."}
        return api.call("PATCH", path, OFFICER, body, headers=tag).status
    callers = {"submit": OFFICER, "withdraw": NCP, "approve": NCP, "return": NCP}
    return api.call("POST", f"{path}/{name}", callers.get(name, RILO_WE), bodies.get(name), headers=tag).status


def test_a_step_that_asks_for_nothing_new_tells_nobody() -> None:
    api = Gateway(Told(), ticking())
    id = steps("submit", api=api)
    head = api.store.heads[id]
    assert notices(head, head) == []
    assert "notices" not in items.audit(head, service.audited(act(), "changed", head), head)
