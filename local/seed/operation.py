"""A small running operation for a fresh local cloud, made up and entered through the public API by its accounts.

Safe to run again: an operation of that name is not opened once more.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from local.seed.client import Answer, Client, Refused

NAME = "Grey Heron"
_COORDINATOR, _FRANCE, _COLOMBIA, _CHILE = "rilo-we", "officer-fr", "officer-co", "rilo-sa"

type Token = Callable[[str], str]


class _Room:
    """Calls on the operation by accounts of the local cloud."""

    def __init__(self, client: Client, token: Token, id: str) -> None:
        self._client, self._token = client, token
        self._path = f"/v1/operations/{id}"

    def __call__(self, who: str, path: str, body: Mapping[str, Any]) -> Any:
        return _expected(self._client.call("POST", f"{self._path}{path}", self._token(who), body), body)

    def send(self, who: str, kind: str, **body: Any) -> int:
        return int(self(who, "/messages", {"kind": kind, **body})["number"])


def run(client: Client, token: Token, now: datetime | None = None) -> int:
    """Answers how many messages were sent."""
    moment = now or datetime.now(UTC)
    listed = _expected(client.call("GET", "/v1/operations", token(_COORDINATOR)), None)
    if any(one["code_name"] == NAME for one in listed["items"]):
        return 0
    opened = _expected(client.call("POST", "/v1/operations", token(_COORDINATOR), _operation(moment)), NAME)
    room = _Room(client, token, opened["id"])
    for member in ({"administration": "FR"}, {"administration": "CO"}, {"person": _CHILE, "role": "observer"}):
        room(_COORDINATOR, "/members", {**member, "sees": "start"})
    return _talk(room, moment)


def _operation(now: datetime) -> dict[str, Any]:
    today = now.date()
    return {
        "code_name": NAME,
        "purpose": "Made up, to show how an operation works: cocaine in refrigerated containers, for nine days.",
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=9)).isoformat(),
        "retain_until": (today + timedelta(days=180)).isoformat(),
        "regions": ["EUR", "AMS"],
        "categories": ["drugs"],
    }


def _talk(room: _Room, now: datetime) -> int:
    room.send(_COORDINATOR, "text", text="Welcome. Warnings are answered within the deadline they name, please.")
    first = room.send(
        _COLOMBIA,
        "warning",
        addressees=["FR"],
        urgency="urgent",
        text="The seal was changed in port; the reefer unit drew no power for two hours.",
        warning={"deadline": _in(now, 8), "profile": _profile("Bananas", "FRLEH")},
    )
    room.send(
        _COLOMBIA,
        "warning",
        addressees=["FR", "DE"],
        text="New exporter, paid in cash, three containers booked on the day of sailing.",
        warning={"deadline": _in(now, 30), "profile": _profile("Avocados", "FRMRS")},
    )
    room.send(
        _FRANCE,
        "feedback",
        feedback={"warning": first, "result": "found"},
        text="Twelve packages behind the panel of the evaporator. The record follows.",
    )
    room.send(_FRANCE, "seizure", tlp="GREEN", record=_seizure(now), text="Still being counted.")
    return room.send(_COORDINATOR, "text", text="Well done. Two more ships of that line are due this week.")


def _in(now: datetime, hours: int) -> str:
    return (now + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _profile(goods: str, port: str) -> dict[str, Any]:
    return {
        "category": "drugs.cocaine",
        "goods": goods,
        "mode": "1",
        "departure": {"country": "CO", "locode": "COCTG"},
        "destination": {"country": "FR", "locode": port},
    }


def _seizure(now: datetime) -> dict[str, Any]:
    return {
        "seized_on": now.date().isoformat(),
        "place": {"country": "FR", "locode": "FRLEH", "location_type": "seaport"},
        "direction": "import",
        "conveyance": {"mode": "1"},
        "route": {"departure": {"country": "CO", "locode": "COCTG"}, "destination": {"country": "FR"}},
        "lines": [{"category": "drugs", "type": "cocaine", "quantity": {"amount": "13.4", "unit": "KGM"}}],
        "tlp": "GREEN",
    }


def _expected(answer: Answer, sent: Any) -> Any:
    if answer.status not in (200, 201):
        raise Refused("The operation", answer, sent)
    return answer.body
