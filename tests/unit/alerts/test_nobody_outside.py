"""Random alerts, all readers, every way to ask: nobody outside ever receives any byte of what is not for them.

Each alert says a word of its own in every text. Who may read it is worked out here by hand, from what the labels mean
and from who sits in which operation when they ask.
"""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cen.ids import is_id
from cen.principal import Principal, Tier
from tests.unit.alerts.joint import ABSENT, ID, OTHER, SEATED, expel, rooms
from tests.unit.alerts.world import (
    CENMAT,
    EVERYBODY,
    NCP,
    NCP_CO,
    NCP_DE,
    RILO_SA,
    RILO_WE,
    SERVICE,
    Operation,
    World,
    alert,
    later,
    person,
)

REGION = {"FR": "WE", "DE": "WE", "BE": "WE", "GB": "WE", "CO": "SA", "CL": "SA"}
IMPOSTOR = Principal("sub-impostor", "officer-co", "person", Tier.UNRESTRICTED, "CO")
READERS = (*EVERYBODY, SERVICE, IMPOSTOR, person("lost", None, "FR"))
WRITERS = (RILO_WE, RILO_SA, CENMAT, NCP, NCP_CO)
NAMES = [one.name for one in EVERYBODY]


def office(writer: Principal) -> str:
    if writer.rilos:
        return f"rilo:{min(writer.rilos)}"
    return "cenmat" if "cenmat" in writer.roles else f"administration:{writer.administration}"


def region_of(reader: Principal) -> set[str]:
    return set(reader.rilos) | ({REGION[reader.administration]} if reader.administration else set())


def in_office(reader: Principal, publisher: str) -> bool:
    contact = "ncp" in reader.roles and reader.administration
    return reader.tier is Tier.UNRESTRICTED and (
        publisher in {f"rilo:{rilo}" for rilo in reader.rilos}
        or (publisher == "cenmat" and "cenmat" in reader.roles)
        or (publisher == f"administration:{reader.administration}" and bool(contact))
    )


def belongs(alert: dict[str, Any], reader: Principal, operations: dict[str, Operation]) -> bool:
    """By the meaning of the labels."""
    if in_office(reader, alert["publisher"]):
        return True
    if alert["status"] == "proposed":
        return in_office(reader, f"rilo:{alert['rilo']}")
    if alert["status"] not in ("published", "superseded", "expired") or reader.tier is None:
        return False
    if "operation" in alert:
        return operations[alert["operation"]].role_of(reader) is not None
    return labelled_for(reader, alert)


def labelled_for(reader: Principal, alert: dict[str, Any]) -> bool:
    match alert["tlp"]:
        case "CLEAR":
            return True
        case "GREEN":
            return bool(reader.administration or reader.rilos or reader.roles)
        case "AMBER":
            return bool(region_of(reader) & set(alert["regions"]))
        case "AMBER+STRICT":
            return alert["publisher"] == f"administration:{reader.administration}"
    named = reader.kind == "person" and reader.name in alert["recipients"]
    return named and reader is not IMPOSTOR


@st.composite
def plans(draw: st.DrawFn) -> dict[str, Any]:
    """What somebody writes, and what becomes of it."""
    joint = draw(st.sampled_from([None, None, None, ID, OTHER]))
    writer = RILO_WE if joint else draw(st.sampled_from(WRITERS))
    tlp = "AMBER" if joint else draw(st.sampled_from(["CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"]))
    regions = draw(st.sets(st.sampled_from(["WE", "SA"]), min_size=1))
    return {
        "writer": writer,
        "tlp": tlp,
        "operation": joint,
        "regions": [] if joint else [min(writer.rilos)] if writer.rilos else sorted(regions),
        "recipients": sorted(draw(st.sets(st.sampled_from(NAMES), min_size=1, max_size=3))) if tlp == "RED" else [],
        "steps": draw(
            st.lists(
                st.sampled_from(["publish", "propose", "narrow", "withdraw", "expire", "supersede", "return"]),
                max_size=4,
            )
        ),
    }


def word(number: int) -> str:
    return f"canary{chr(ord('a') + number) * 6}"


def write(world: World, plan: dict[str, Any], number: int) -> str:
    said = word(number)
    content = alert(
        kind="concealment_notice",
        title=f"Title {said}",
        text=f"Text {said}",
        tlp=plan["tlp"],
        regions=plan["regions"],
        operation=plan["operation"] or ...,
        recipients=plan["recipients"],
        valid_until=later(hours=1 if "expire" in plan["steps"] else 9),
        concealment={
            "what": said,
            "place": "container",
            "how_found": f"Found {said}",
            "how_to_spot": f"Spot {said}",
        },
    )
    made = world.call("POST", "alerts", plan["writer"], content)
    assert made.status == 201, made.text
    id = str(made.json["id"])
    for step in plan["steps"]:
        take(world, plan["writer"], id, step, said)
    return id


def take(world: World, writer: Principal, id: str, step: str, said: str) -> None:
    """Steps that are not possible are refused, which is as good for this test."""
    if step == "narrow":
        world.patch(
            id, writer, {"tlp": "AMBER+STRICT", "recipients": None, "operation": None, "text": f"Narrower {said}"}
        )
        return
    body = {"return": {"reason": f"Why {said}"}, "withdraw": {"reason": f"Why {said}"}}.get(step)
    if step == "supersede":
        body = {"by": world.publish(writer, tlp="AMBER+STRICT")}
    for who in (writer, RILO_WE, RILO_SA):
        world.call("POST", f"alerts/{id}/{step}", who, body, headers={"If-Match": "*"})


def everything(world: World, reader: Principal, ids: list[str], words: list[str]) -> dict[str, str]:
    """All that the reader is answered, by what was asked."""
    asked: list[tuple[str, str, Any, dict[str, str] | None]] = [("GET", "alerts", None, None)]
    asked += [("GET", "alerts", None, {"status": status}) for status in STATUSES]
    asked += [("GET", "alerts", None, {"q": word, "status": "all"}) for word in words]
    for one in (ID, OTHER):
        asked += [("GET", "alerts", None, {"operation": one, "status": status}) for status in ("current", *STATUSES)]
        asked += [("GET", "alerts", None, {"operation": one, "q": word, "status": "all"}) for word in words]
    for id in ids:
        asked += [("GET", f"alerts/{id}{path}", None, None) for path in PATHS]
        asked += [("GET", f"alerts/{id}/notice", None, {"format": "html"})]
        asked += [("POST", f"alerts/{id}/{path}", body, None) for path, body in STEPS]
        asked += [("PATCH", f"alerts/{id}", {"severity": "low"}, None)]
        asked += [("POST", "alerts", alert(tlp="AMBER+STRICT", cites={"alerts": [id]}), None)]
    return {
        f"{method} {path} {query}": world.call(
            method, path, reader, body, query=query, headers={"If-Match": '"999"'}
        ).text
        for method, path, body, query in asked
    }


STATUSES = ["expired", "superseded", "draft", "proposed", "returned", "withdrawn"]
PATHS = ["", "/history", "/versions", "/versions/1", "/versions/2", "/notice", "/audience", "/acknowledgements"]
# None of them changes anything: the version is never the one named.
STEPS: list[tuple[str, Any]] = [
    *(("publish", None), ("propose", None), ("close", None), ("return", {"reason": "Why"})),
    *(("withdraw", {"reason": "Why"}), ("renew", {"valid_until": later(days=3)}), ("acknowledge", None)),
    ("supersede", {"by": "01KM0000000000000000000000"}),
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(plans(), min_size=1, max_size=3),
    st.tuples(rooms(), rooms()),
    st.sets(st.sampled_from([one.id for one in SEATED]), max_size=4),
)
def test_nobody_outside_ever_receives_any_byte(
    written: list[dict[str, Any]], joint: tuple[Operation, Operation], gone: set[str]
) -> None:
    world = World()
    world.operations.standing = {ID: joint[0], OTHER: joint[1]}
    ids = [write(world, plan, number) for number, plan in enumerate(written)]
    world.events()
    world.now = world.now.replace(hour=13)
    for one in joint:
        expel(one, gone)
    alerts = []
    for id in ids:
        record = world.stores.alerts.read(id)
        assert record is not None
        alerts.append({"recipients": [], **record.fields})
    words = [word(number) for number in range(len(ids))]
    for reader in READERS:
        answered = everything(world, reader, ids, words)
        for number, one in enumerate(alerts):
            if belongs(one, reader, world.operations.standing):
                assert any(words[number] in text for text in answered.values()), (reader, one)
                continue
            for asked, text in answered.items():
                assert words[number] not in text, (reader.name, asked, one)
                # An id may come back in a question of the reader's own, never in a list.
                assert one["id"] in asked or one["id"] not in text, (reader.name, asked, one)


def test_what_is_hidden_looks_like_what_is_not_there() -> None:
    """Byte for byte, whatever is asked of it."""
    world = World()
    hidden = world.publish(tlp="AMBER+STRICT")
    draft = world.draft()
    world.operations.standing[ID] = Operation(wholes={"FR": set()})
    world.operations.standing[ID].add(RILO_WE, role="coordinator")
    joint = world.publish(tlp="AMBER", regions=[], operation=ID)
    assert is_id(ABSENT)
    for reader in (NCP_DE, RILO_SA, CENMAT):
        texts = []
        for id in (hidden, draft, joint, ABSENT):
            answered = everything(world, reader, [id], [])
            own = [text for asked, text in answered.items() if id in asked]
            assert own
            texts.append(own)
        assert texts[0] == texts[1] == texts[2] == texts[3]
