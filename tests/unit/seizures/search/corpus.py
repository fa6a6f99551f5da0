"""Small worlds of records in which everything often meets, and what a reader of all of them would find."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from cen import codes
from cen.body import model_of
from cen.codes.text import words
from cen.ids import new_id
from cen.principal import Principal
from cen.tlp import Tlp
from seizures.guard import written_texts
from seizures.model import Draft, Status, Verification
from seizures.record import Record, moved, new_record
from seizures.search.keys import searchable
from seizures.search.question import SeizureQuery
from seizures.visibility import Face, may_read
from tests.unit.seizures.builders import NOW, OFFICER, OFFICER_CO, READER_GB, RILO_WE, SIMPLE, record

TODAY = NOW.date()
GOODS = [
    {"category": "drugs", "type": "cocaine", "subtype": "powder", "hs_code": "293972"},
    {"category": "drugs", "type": "cocaine"},
    {"category": "drugs", "type": "cannabis", "hs_code": "121190"},
    {"category": "tobacco", "type": "cigarettes", "details": {"brand": "Étoile du Nord"}},
    {"category": "cites", "type": "shark", "details": {"term": "FIN", "taxon": "Isurus oxyrinchus"}},
]
UNITS = {"drugs": "KGM", "tobacco": "H87", "cites": "KGM"}
TEXTS = [
    None,
    "White powder behind the welded floor.",
    "Poudre blanche derrière le plancher",
    "shark, one fin",
    "powder",
]
PLACES = [None, "container.structure.floor", "container.structure.walls", "baggage.lining"]


def line(goods: dict[str, Any]) -> dict[str, Any]:
    return {**goods, "quantity": {"amount": "2", "unit": UNITS[goods["category"]]}}


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    choose = lambda *options: draw(st.sampled_from(options))  # noqa: E731
    place = draw(st.sampled_from(PLACES))
    made = record(
        SIMPLE,
        seized_on=f"202{choose(5, 6)}-0{choose(1, 2, 3)}-1{choose(0, 1)}",
        place=choose({"country": "FR"}, {"country": "FR", "locode": "FRLEH"}, {"country": "BE"}),
        direction=choose("import", "export"),
        conveyance={"mode": choose("1", "4")},
        lines=[line(goods) for goods in draw(st.lists(st.sampled_from(GOODS), min_size=1, max_size=2))],
        route={
            "departure": choose({"country": "CO"}, {"country": "CO", "locode": "COCTG"}, {"country": "NL"}),
            "destination": {"country": choose("FR", "BE")},
            "transit": choose([], [{"country": "PA"}], [{"country": "PA"}, {"country": "NL"}]),
        },
        tlp=choose("GREEN", "GREEN", "CLEAR", "AMBER", "AMBER+STRICT"),
        narrative=draw(st.sampled_from(TEXTS)),
    )
    if place:
        made["concealment"] = {"place": place, "method": choose("built_cavity", "mixed")}
    return {name: value for name, value in made.items() if value is not None}


def published(document: dict[str, Any], number: int, owner: Principal = OFFICER) -> Record:
    """As it stands after entry, submission and approval."""
    administration = str(owner.administration)
    draft = model_of(Draft, json.dumps(document), document, {"today": TODAY})
    id = new_id(NOW)[:20] + f"{number:06d}"
    at = "2026-03-20T12:00:00.000Z"
    entered = new_record(draft, id=id, administration=administration, channel="web", at=at, actor=owner.id)
    rilo = {"FR": "WE", "CO": "SA"}[administration]
    return moved(entered, at=at, status=Status.PUBLISHED, published_at=at, rilo=rilo, version=2)


def later(found: Record, **server: Any) -> Record:
    return moved(found, at="2026-03-20T13:00:00.000Z", **server)


def withdrawn(found: Record) -> Record:
    return later(found, status=Status.WITHDRAWN)


def relabelled(found: Record, label: str) -> Record:
    document = {**found.fields, "tlp": label}
    after = later(found)
    return replace(after, tlp=Tlp(label), document=json.dumps({**after.fields, **document, "version": after.version}))


CALLERS = [OFFICER, OFFICER_CO, READER_GB, RILO_WE]


@st.composite
def filters(draw: st.DrawFn) -> dict[str, str]:
    options: dict[str, list[str]] = {
        "category": ["drugs", "tobacco", "cites"],
        "type": ["cocaine", "cannabis", "cigarettes"],
        "country": ["FR", "BE", "FRLEH"],
        "departure": ["CO", "COCTG", "NL"],
        "destination": ["FR", "BE"],
        "transit": ["PA", "NL"],
        "on_route": ["CO", "PA", "NL", "BE"],
        "hs": ["29", "2939", "121190"],
        "mode": ["1", "4"],
        "direction": ["import", "export"],
        "concealment": ["container", "container.structure", "container.structure.floor", "mixed"],
        "administration": ["FR", "CO"],
        "verification": ["unverified", "verified"],
        "q": ["coke", "shark fin", "powder", "poudre plancher", "welded floor", "etoile", "isurus"],
        "seized_from": ["2025-02-11", "2026-01-10"],
        "seized_to": ["2026-02-11"],
    }
    names = draw(st.lists(st.sampled_from(sorted(options)), max_size=4, unique=True))
    asked = {name: draw(st.sampled_from(options[name])) for name in names}
    if asked.get("category") in ("tobacco", "cites"):
        asked.pop("type", None)
    return asked


def naive(records: list[Record], asked: dict[str, str], caller: Principal, today: date = TODAY) -> list[str]:
    """Ids of all that match, newest first: every record is looked at, every condition in plain words."""
    found = [one for one in records if _open_to(one, caller, today) and _meets(one, asked)]
    return [one.id for one in sorted(found, key=lambda one: (one.seized_on, one.id), reverse=True)]


def _open_to(one: Record, caller: Principal, today: date) -> bool:
    face = Face(one.status, one.administration, one.rilo, one.tlp)
    return one.status is Status.PUBLISHED and may_read(caller, face, today)


def _meets(one: Record, asked: dict[str, str]) -> bool:
    fields = one.fields
    route, hidden = fields["route"], fields.get("concealment", {})
    legs = [route["departure"], route["destination"], *route.get("transit", []), route.get("origin") or {}]
    goods = [(line["category"], line.get("type")) for line in fields["lines"]]
    tests = {
        "category": lambda v: any(category == v and asked.get("type") in (None, kind) for category, kind in goods),
        "type": lambda v: any(kind == v for _, kind in goods),
        "country": lambda v: v in fields["place"].values(),
        "departure": lambda v: v in (route["departure"]["country"], route["departure"].get("locode")),
        "destination": lambda v: v == route["destination"]["country"],
        "transit": lambda v: any(leg["country"] == v for leg in route.get("transit", [])),
        "on_route": lambda v: any(leg.get("country") == v for leg in legs),
        "hs": lambda v: any(line.get("hs_code", "").startswith(v) for line in fields["lines"]),
        "mode": lambda v: fields["conveyance"]["mode"] == v,
        "direction": lambda v: fields["direction"] == v,
        "concealment": lambda v: f"{hidden.get('place', '')}.".startswith(f"{v}.") or hidden.get("method") == v,
        "administration": lambda v: one.administration == v,
        "verification": lambda v: one.verification is Verification(v),
        "q": lambda v: _says(fields, v),
        "seized_from": lambda v: one.seized_on >= v,
        "seized_to": lambda v: one.seized_on <= v,
    }
    return all(tests[name](value) for name, value in asked.items())


def _says(fields: dict[str, Any], q: str) -> bool:
    said = {word for text in written_texts(fields) for word in words(text)}
    wanted = searchable(q)
    return all(word in said or _means(fields, word) for word in wanted) or all(
        word in said or _means(fields, word) or _means(fields, " ".join(wanted)) for word in wanted
    )


def _means(fields: dict[str, Any], phrase: str) -> bool:
    """Whether a code of the record has this name."""
    goods = [".".join(filter(None, map(line.get, ("category", "type", "subtype")))) for line in fields["lines"]]
    goods += [name.rpartition(".")[0] for name in goods] + [name.partition(".")[0] for name in goods]
    place = fields.get("concealment", {}).get("place", "").split(".")
    places = [".".join(place[:depth]) for depth in range(1, len(place) + 1)]
    terms = [line["details"]["term"] for line in fields["lines"] if "term" in line.get("details", {})]
    lists = {"commodity": goods, "cites_term": terms, "concealment_place": places}
    return any(not set(codes.named(list_id, phrase)).isdisjoint(found) for list_id, found in lists.items())


def question(asked: dict[str, str], limit: int) -> Any:
    return SeizureQuery.model_validate({**asked, "limit": limit})
