"""Whatever members come and go, and whatever they send: everybody sees exactly what a model written by hand says."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.unit.comm.world import BRAZIL, COLLEAGUE_CO, World, room, text
from tests.unit.seizures.builders import NCP, OFFICER, OFFICER_CO, RILO_WE

CALLERS = {one.id: one for one in (OFFICER, NCP, OFFICER_CO, COLLEAGUE_CO, BRAZIL, RILO_WE)}
MEMBERS = ["FR", "CO", "BR", "FR:ncp-fr", "CO:officer-co", "BR:officer-br"]
ORDER = ["observer", "participant", "coordinator"]
LABELS = ["GREEN", "AMBER", "AMBER+STRICT", "RED"]

members = st.sampled_from(MEMBERS)
callers = st.sampled_from(sorted(CALLERS))


class Membership(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.room = room(World())
        # By member: role, first number, standing. `along`: expelled with their administration.
        self.seats: dict[str, tuple[str, int, str]] = {"DE:rilo-we": ("coordinator", 1, "active")}
        self.messages: list[dict[str, Any]] = []

    def seat(self, id: str) -> tuple[str, int] | None:
        caller = CALLERS[id]
        whole = self.seats.get(str(caller.administration))
        own = self.seats.get(f"{caller.administration}:{id}")
        if own and own[2] != "active":
            return None
        given = [one for one in (whole, own) if one and one[2] == "active"]
        if not given:
            return None
        return max((one[0] for one in given), key=ORDER.index), min(one[1] for one in given)

    def visible(self, id: str) -> list[int] | None:
        seat = self.seat(id)
        if seat is None:
            return None
        role, first = seat
        mine = {str(CALLERS[id].administration), f"{CALLERS[id].administration}:{id}"}
        shown = []
        for number, message in enumerate(self.messages, 1):
            named = bool(mine & set(message["to"])) or message["by"] == id
            label = message["tlp"]
            wide = label in ("GREEN", "AMBER") or (label == "AMBER+STRICT" and role != "observer")
            if number >= first and (wide or named):
                shown.append(number)
        return shown

    @rule(member=members, role=st.sampled_from(["observer", "participant"]), sees=st.sampled_from(["start", "joining"]))
    def add(self, member: str, role: str, sees: str) -> None:
        code, _, person = member.partition(":")
        who = {"person": person} if person else {"administration": code}
        answer = self.room.call("POST", "/members", RILO_WE, {**who, "role": role, "sees": sees})
        there = self.seats.get(member)
        if there and there[2] == "active" and there[0] == role:
            assert answer.status == 409
            return
        assert answer.status == 201, answer.text
        first = 1 if sees == "start" else len(self.messages) + 1
        if there and there[2] == "active":
            first = min(first, there[1])
        if not person:
            self.seats = {
                one: seat for one, seat in self.seats.items() if not (one[:3] == f"{code}:" and seat[2] == "along")
            }
        self.seats[member] = role, first, "active"

    @rule(member=members)
    def expel(self, member: str) -> None:
        answer = self.room.call("DELETE", f"/members/{member}", RILO_WE)
        code, _, person = member.partition(":")
        there, whole = self.seats.get(member), self.seats.get(code)
        alone = person and (there is None or there[2] == "along") and whole is not None
        if not alone and (there is None or there[2] != "active"):
            assert answer.status == 404
            return
        if alone and whole is not None:
            if whole[2] != "active":
                assert answer.status == 404
                return
            there = whole
        assert answer.status == 200, answer.text
        assert there is not None
        gone = [member] if person else [one for one in self.seats if one.partition(":")[0] == code]
        if alone:
            self.seats[member] = there
        for one in gone:
            role, first, standing = self.seats[one]
            how = "expelled" if one == member else "along"
            self.seats[one] = role, first, how if standing == "active" else standing

    @rule(who=callers)
    def leave(self, who: str) -> None:
        code = CALLERS[who].administration
        if who == RILO_WE.id:
            return
        answer = self.room.call("DELETE", f"/members/{code}:{who}", CALLERS[who])
        if self.seat(who) is None:
            assert answer.status == 404
            return
        assert answer.status == 200, answer.text
        own = self.seats.get(f"{code}:{who}")
        role, first, _ = own if own and own[2] == "active" else self.seats[str(code)]
        self.seats[f"{code}:{who}"] = role, first, "left"

    @rule(who=callers, tlp=st.sampled_from(LABELS), to=st.sets(members, max_size=2))
    def send(self, who: str, tlp: str, to: set[str]) -> None:
        addressees = sorted(to)
        answer = self.room.call("POST", "/messages", CALLERS[who], text(tlp=tlp, addressees=addressees))
        seat = self.seat(who)
        active = {one for one, (_, _, standing) in self.seats.items() if standing == "active"}
        known = {one.partition(":")[0] for one in active}
        named = all(one in active if ":" in one else one in known for one in addressees)
        if seat is None:
            assert answer.status == 404
        elif seat[0] == "observer":
            assert answer.json["code"] == "observers_read"
        elif not named or (tlp == "RED" and not addressees):
            assert answer.status == 422
        else:
            assert answer.status == 201, answer.text
            assert answer.json["number"] == len(self.messages) + 1
            self.messages.append({"by": who, "tlp": tlp, "to": addressees})

    @precondition(lambda self: self.messages)
    @rule(who=callers, data=st.data())
    def read_one(self, who: str, data: st.DataObject) -> None:
        number = data.draw(st.integers(1, len(self.messages)))
        answer = self.room.call("GET", f"/messages/{number}", CALLERS[who])
        assert (answer.status == 200) == (number in (self.visible(who) or ()))

    @invariant()
    def everybody_sees_what_is_theirs_and_nothing_else(self) -> None:
        for id, caller in CALLERS.items():
            answer = self.room.call("GET", "/messages", caller, query={"limit": "50"})
            shown = self.visible(id)
            if shown is None:
                assert answer.status == 404
            else:
                assert [one["number"] for one in answer.json["items"] if one["state"] == "sent"] == shown


TestMembership = Membership.TestCase
TestMembership.settings = settings(max_examples=25, stateful_step_count=16, deadline=None)
