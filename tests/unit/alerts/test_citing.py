"""Alerts that refer to records: only what their author sees, and never to readers who may not see it."""

from typing import Any

import pytest

from alerts.model import MOST_CITED
from cen.ids import new_id
from tests.unit.alerts.world import (
    CENMAT,
    NCP,
    NOW,
    OFFICER,
    RILO_SA,
    RILO_WE,
    SeenRecord,
    World,
    alert,
)

ID = new_id(NOW)
OTHER = new_id(NOW)
AMBER = {"tlp": "AMBER", "regions": ["WE"]}
STRICT = {"tlp": "AMBER+STRICT"}


def red(*names: str) -> dict[str, Any]:
    return {"tlp": "RED", "recipients": list(names)}


def refusal(world: World, seen: SeenRecord, caller: Any, **changes: Any) -> str | None:
    """The code of why citing a seizure is refused, at the draft or when it would go out."""
    world.seizures.put(seen)
    made = world.call("POST", "alerts", caller, alert(cites={"seizures": [seen.id]}, **changes))
    answer = made
    if made.status == 201:
        answer = world.call("POST", f"alerts/{made.json['id']}/publish", caller)
    if answer.status == 200:
        return None
    assert answer.status == 422, answer.text
    (fault,) = answer.json["errors"]
    assert fault["path"] == "cites.seizures.0"
    return str(fault["code"])


@pytest.mark.parametrize(
    ("seen", "caller", "changes", "code"),
    [
        ({"tlp": "CLEAR"}, RILO_WE, {"tlp": "CLEAR"}, None),
        ({"tlp": "GREEN"}, RILO_WE, {"tlp": "GREEN"}, None),
        ({"tlp": "GREEN"}, RILO_WE, {"tlp": "CLEAR"}, "wider_than_cited"),
        ({"tlp": "GREEN"}, RILO_WE, AMBER, None),
        ({"tlp": "AMBER"}, RILO_WE, {"tlp": "GREEN"}, "wider_than_cited"),
        ({"tlp": "AMBER"}, RILO_WE, AMBER, None),
        ({"tlp": "AMBER"}, RILO_WE, STRICT, None),
        ({"tlp": "AMBER"}, RILO_WE, red("officer-de", "reader-gb"), None),
        ({"tlp": "AMBER"}, RILO_WE, red("officer-de", "officer-co"), "wider_than_cited"),
        ({"tlp": "AMBER"}, RILO_SA, {"tlp": "AMBER", "regions": ["SA"]}, "not_found"),
        ({"tlp": "AMBER"}, CENMAT, AMBER, "not_found"),
        ({"tlp": "AMBER+STRICT"}, NCP, STRICT, None),
        ({"tlp": "AMBER+STRICT"}, NCP, red("officer-fr"), None),
        ({"tlp": "AMBER+STRICT"}, NCP, red("officer-de"), "wider_than_cited"),
        ({"tlp": "AMBER+STRICT"}, RILO_WE, STRICT, "not_found"),
        # The officer of the RILO belongs to the administration, the others of the office do not.
        ({"tlp": "AMBER+STRICT", "administration": "DE"}, RILO_WE, STRICT, "wider_than_cited"),
        ({"tlp": "GREEN", "status": "draft"}, NCP, STRICT, "not_found"),
        ({"tlp": "GREEN", "status": "withdrawn"}, RILO_WE, {}, "not_found"),
        ({"tlp": "GREEN", "rilo": None}, RILO_WE, {}, None),
        ({"tlp": "AMBER", "rilo": None}, RILO_WE, AMBER, "not_found"),
    ],
)
def test_a_citation_never_widens(
    world: World, seen: dict[str, Any], caller: Any, changes: dict[str, Any], code: str | None
) -> None:
    assert refusal(world, SeenRecord(ID, **seen), caller, **changes) == code


def test_the_owner_hears_which_of_theirs_is_cited_once(world: World) -> None:
    world.seizures.put(SeenRecord(ID), SeenRecord(OTHER, administration="CO", rilo="SA"))
    id = world.publish(cites={"seizures": [ID, OTHER]})
    told = [one for one in world.raised() if one.kind == "seizure.cited"]
    assert [(one.to, one.subject, one.must_act) for one in told] == [
        ("administration:FR", f"seizures/{ID}", False),
        ("administration:CO", f"seizures/{OTHER}", False),
    ]
    assert len({one.key for one in told}) == 2
    assert world.patch(id, RILO_WE, {"title": "Other words"}).status == 200
    assert [one for one in world.raised() if one.kind == "seizure.cited"] == []


def test_nobody_hears_that_they_cite_themselves(world: World) -> None:
    world.seizures.put(SeenRecord(ID))
    world.publish(NCP, tlp="AMBER+STRICT", cites={"seizures": [ID]})
    assert [one for one in world.raised() if one.kind == "seizure.cited"] == []


def test_what_narrows_after_the_draft_stops_the_publication(world: World) -> None:
    world.seizures.put(SeenRecord(ID))
    id = world.draft(cites={"seizures": [ID]})
    world.seizures.put(SeenRecord(ID, tlp="AMBER"))
    refused = world.call("POST", f"alerts/{id}/publish", RILO_WE)
    assert refused.json["errors"][0]["code"] == "wider_than_cited"
    world.seizures.standing.clear()
    assert world.call("POST", f"alerts/{id}/publish", RILO_WE).json["errors"][0]["code"] == "not_found"


def test_an_alert_cites_alerts_by_the_same_rule(world: World) -> None:
    amber = world.publish(**AMBER)
    mine = world.publish(**AMBER, cites={"alerts": [amber]})
    assert world.call("GET", f"alerts/{mine}", OFFICER).json["cites"]["alerts"] == [amber]
    wider = world.call("POST", "alerts", RILO_WE, alert(cites={"alerts": [amber]}))
    assert (wider.status, wider.json["errors"][0]["code"]) == (422, "wider_than_cited")
    elsewhere = world.call("POST", "alerts", RILO_SA, alert(cites={"alerts": [amber]}))
    draft = world.call("POST", "alerts", RILO_SA, alert(cites={"alerts": [world.draft()]}))
    nothing = world.call("POST", "alerts", RILO_SA, alert(cites={"alerts": [ID]}))
    faults = [{**answer.json["errors"][0], "path": ""} for answer in (elsewhere, draft, nothing)]
    assert faults[0] == faults[1] == faults[2]


@pytest.mark.parametrize(
    ("cited", "caller", "changes", "code"),
    [
        ({"tlp": "CLEAR"}, RILO_WE, {"tlp": "CLEAR"}, None),
        ({"tlp": "GREEN"}, RILO_WE, {"tlp": "CLEAR"}, "wider_than_cited"),
        ({"tlp": "GREEN"}, RILO_WE, red("external"), "wider_than_cited"),
        (AMBER, RILO_WE, {"tlp": "GREEN"}, "wider_than_cited"),
        (AMBER, RILO_WE, red("officer-fr"), None),
        (AMBER, RILO_WE, red("officer-fr", "officer-co"), "wider_than_cited"),
        # The office could, the members of its region could not.
        (STRICT, RILO_WE, AMBER, "wider_than_cited"),
        (STRICT, RILO_WE, STRICT, None),
        (STRICT, RILO_WE, red("rilo-we-2"), None),
        (STRICT, RILO_WE, red("officer-fr"), "wider_than_cited"),
        (red("officer-fr", "officer-de"), RILO_WE, red("officer-fr"), None),
        (red("officer-fr"), RILO_WE, red("officer-fr", "officer-de"), "wider_than_cited"),
        (red("officer-fr"), RILO_WE, STRICT, None),
        (red("officer-fr"), RILO_WE, AMBER, "wider_than_cited"),
        # Whom RED names may read it, and the colleagues of their office may not.
        (red("ncp-fr"), NCP, STRICT, "wider_than_cited"),
        (red("ncp-fr"), NCP, red("officer-fr"), "wider_than_cited"),
    ],
)
def test_alerts_are_quoted_no_wider_than_they_are(
    world: World, cited: dict[str, Any], caller: Any, changes: dict[str, Any], code: str | None
) -> None:
    first = world.publish(**cited)
    made = world.call("POST", "alerts", caller, alert(**changes, cites={"alerts": [first]}))
    answer = made if made.status != 201 else world.call("POST", f"alerts/{made.json['id']}/publish", caller)
    assert (answer.json["errors"][0]["code"] if answer.status == 422 else None) == code, answer.text
    assert answer.status in (200, 422)


def test_the_office_of_a_cited_alert_hears_of_it(world: World) -> None:
    theirs = world.publish(RILO_SA, regions=["SA"])
    world.publish(cites={"alerts": [theirs]})
    told = [one for one in world.raised() if one.kind == "alert.cited"]
    assert [(one.to, one.subject) for one in told] == [("rilo:SA", f"alerts/{theirs}")]


def test_an_alert_does_not_cite_itself(world: World) -> None:
    id = world.draft()
    refused = world.patch(id, RILO_WE, {"cites": {"alerts": [id]}})
    assert refused.json["errors"][0]["path"] == "cites.alerts.0"


def test_an_expired_alert_may_be_cited(world: World) -> None:
    old = world.publish()
    world.now = world.now.replace(month=6)
    new = world.call("POST", "alerts", RILO_WE, alert(valid_until="2026-07-01T00:00:00Z", cites={"alerts": [old]}))
    assert new.status == 201, new.text


def test_pictures_are_cited_as_records_are(world: World) -> None:
    refused = world.call("POST", "alerts", RILO_WE, alert(cites={"pictures": [ID]}))
    assert (refused.status, refused.json["errors"][0]["path"]) == (422, "cites.pictures.0")
    world.pictures.put(SeenRecord(ID, tlp="AMBER"))
    assert world.call("POST", "alerts", RILO_WE, alert(**AMBER, cites={"pictures": [ID]})).status == 201
    wider = world.call("POST", "alerts", RILO_WE, alert(cites={"pictures": [ID]}))
    assert wider.json["errors"][0]["code"] == "wider_than_cited"


@pytest.mark.parametrize(
    ("cites", "path"),
    [
        ({"seizures": ["1"]}, "cites.seizures.0"),
        ({"seizures": [ID, ID]}, "cites.seizures"),
        ({"alerts": [new_id(NOW) for _ in range(MOST_CITED + 1)]}, "cites.alerts"),
        ({"people": [ID]}, "cites.people"),
    ],
)
def test_what_is_cited_is_named_by_few_ids(world: World, cites: Any, path: str) -> None:
    refused = world.call("POST", "alerts", RILO_WE, alert(cites=cites))
    assert (refused.status, refused.json["errors"][0]["path"]) == (422, path)
    assert world.seizures.asked == []
