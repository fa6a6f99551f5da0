"""What is for the members of an operation: a pointer in their inboxes, and nothing anywhere else."""

import json
from dataclasses import replace
from typing import Any

from alerts.inbox.model import addressees
from alerts.inbox.titles import title
from alerts.model import AlertStatus
from alerts.record import Record, moved
from cen.principal import Tier
from tests.unit.alerts.delivery.mill import PEOPLE, Mill
from tests.unit.alerts.delivery.world import NCP, OFFICER, OFFICER_CO, RILO_WE, SERVICE
from tests.unit.alerts.subscriptions.conftest import QUEUE

OURS: dict[str, Any] = {"tlp": "AMBER", "regions": [], "operation": "01KM0000000000000000000001"}
LATER = "2026-03-20T13:00:00.000Z"
MEMBERS = {"wholes": ["FR"], "people": [[OFFICER_CO.id, "officer-co"]]}


def published(mill: Mill, **changes: Any) -> Record:
    """To the members of the operation, as publication leaves it."""
    return mill.keep(moved(mill.publish(**{**OURS, **changes}), at=LATER, inside=MEMBERS))


def pointers(mill: Mill, addressee: str) -> list[Any]:
    found = mill.table.query({"pk": f"BOX#{addressee}"}, between=("sk", "N#", "N#~")).items
    return [(one["kind"], one["subject"]) for one in found]


def test_members_find_a_pointer_once_for_each_version(mill: Mill) -> None:
    record = published(mill)
    for _ in range(2):
        mill.told(record)
    pointer = ("alert.for_operation", f"alerts/{record.id}")
    assert pointers(mill, "administration:FR") == pointers(mill, f"person:{OFFICER_CO.id}") == [pointer]
    changed = mill.keep(moved(record, at=LATER, title="Other words"))
    mill.told(record)
    mill.told(changed)
    assert pointers(mill, "administration:FR") == [pointer] * 2
    mill.told(mill.keep(moved(changed, at=LATER, status=AlertStatus.WITHDRAWN)))
    assert pointers(mill, "administration:FR") == [pointer] * 2


def test_nobody_hears_of_it_by_mail_or_topic(mill: Mill) -> None:
    """Not even members, and its office."""
    for one in PEOPLE:
        mill.subscribe(one, cadence="immediate")
    mill.subscribe(RILO_WE, channel="sqs", endpoint=QUEUE)
    mill.subscribe(SERVICE, channel="sqs", endpoint=f"{QUEUE}-2")
    record = published(mill)
    mill.told(record)
    mill.run()
    assert (mill.published(), mill.mails()) == ([], [])


def test_what_goes_on_to_an_operation_is_left_out_of_mails_that_were_due(mill: Mill) -> None:
    mill.subscribe(RILO_WE, cadence="immediate")
    record = mill.publish()
    mill.told(record)
    narrowed = json.loads(record.document) | {"tlp": "AMBER", "operation": OURS["operation"]}
    mill.keep(moved(record, at=LATER, inside=MEMBERS, **{**narrowed, "version": 3, "regions": None}))
    mill.run()
    assert mill.mails() == []


def test_the_pointer_is_for_those_who_can_sit_in_operations() -> None:
    """As news of operations are: in the box of the administration, which the other tiers do not have."""
    assert "administration:FR" in addressees(OFFICER)
    assert "administration:FR" in addressees(NCP)
    for tier in (Tier.LIMITED, Tier.READ_ONLY, None):
        assert "administration:FR" not in addressees(replace(OFFICER, tier=tier))


def test_the_pointer_names_no_operation() -> None:
    says = [title("alert.for_operation", "en", must_act=False), title("alert.for_operation", "fr", must_act=False)]
    assert says[0].startswith("There is an alert for the members")
    assert says[1].startswith("Une alerte")
