"""Whatever people do in whatever order, the record stays lawful: a state machine against a small model."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from tests.unit.seizures.builders import (
    COLLEAGUE,
    LIMITED,
    NCP,
    OFFICER,
    OFFICER_CO,
    OFFICER_DE,
    READER_GB,
    RILO_SA,
    RILO_WE,
    SIMPLE,
    record,
)
from tests.unit.seizures.gateway import Gateway

CALLERS = {
    caller.name: caller
    for caller in (OFFICER, COLLEAGUE, NCP, OFFICER_CO, OFFICER_DE, READER_GB, RILO_WE, RILO_SA, LIMITED)
}
BODIES = {
    "return": {"reason_code": "incomplete"},
    "query": {"reason_code": "quantity_implausible"},
    "withdraw": {"reason_code": "entered_in_error"},
}
# What leads where: step → (from, to), and who may take it.
STEPS = {
    "submit": ({"draft", "returned"}, "submitted", {"officer-fr", "officer-fr-2", "ncp-fr"}),
    "approve": ({"submitted"}, "published", {"ncp-fr"}),
    "return": ({"submitted"}, "returned", {"ncp-fr"}),
    "withdraw": (
        {"draft", "submitted", "returned", "published"},
        "withdrawn",
        {"officer-fr", "officer-fr-2", "ncp-fr"},
    ),
    "verify": ({"published"}, "published", {"rilo-we"}),
    "query": ({"published"}, "published", {"rilo-we"}),
}


class Life(RuleBasedStateMachine):
    ids = Bundle("ids")

    def __init__(self) -> None:
        super().__init__()
        self.api = Gateway()
        self.status: dict[str, str] = {}
        self.version: dict[str, int] = {}

    @rule(target=ids, caller=st.sampled_from([OFFICER, NCP]), tlp=st.sampled_from(["GREEN", "AMBER", "AMBER+STRICT"]))
    def enter(self, caller: object, tlp: str) -> str:
        answer = self.api.call("POST", "/v1/seizures", caller, record(SIMPLE, tlp=tlp))  # type: ignore[arg-type]
        id = answer.json["id"]
        self.status[id], self.version[id] = "draft", 1
        return str(id)

    @rule(id=ids, name=st.sampled_from(sorted(STEPS)), who=st.sampled_from(sorted(CALLERS)))
    def step(self, id: str, name: str, who: str) -> None:
        answer = self.api.call("POST", f"/v1/seizures/{id}/{name}", CALLERS[who], BODIES.get(name))
        sources, target, allowed = STEPS[name]
        if answer.status == 200:
            assert who in allowed
            assert self.status[id] in sources
            self.status[id] = target
            self.version[id] += 1
        else:
            assert answer.status in {403, 404, 409, 428}, answer.text
            lawful = who in allowed and self.status[id] in sources
            assert not lawful or answer.json["code"] in {
                "four_eyes",
                "wrong_state",
                "no_such_seizure",
                "if_match_required",
            }

    @rule(
        id=ids,
        who=st.sampled_from(sorted(CALLERS)),
        direction=st.sampled_from(["import", "export"]),
        off=st.integers(-1, 1),
    )
    def change(self, id: str, who: str, direction: str, off: int) -> None:
        before = self.api.store.heads[id].fields["direction"]
        tag = {"If-Match": f'"{self.version[id] + off}"'}
        answer = self.api.call("PATCH", f"/v1/seizures/{id}", CALLERS[who], {"direction": direction}, headers=tag)
        if answer.status == 200:
            assert off == 0
            assert CALLERS[who].administration == "FR"
            # A patch that changes nothing writes nothing.
            self.version[id] += direction != before

    @invariant()
    def records_are_as_the_model_says(self) -> None:
        for id, status in self.status.items():
            head = self.api.store.heads[id]
            assert (head.status, head.version) == (status, self.version[id])
            assert [entry.version for entry in self.api.store.audits[id]] == list(range(1, head.version + 1))
            assert {v for (i, v) in self.api.store.versions if i == id} == set(range(1, head.version))

    @invariant()
    def nobody_sees_what_is_not_for_them(self) -> None:
        for id in self.status:
            head = self.api.store.heads[id]
            for who, caller in CALLERS.items():
                seen = self.api.call("GET", f"/v1/seizures/{id}", caller).status == 200
                own = caller.administration == "FR"
                if who == "limited":
                    assert not seen
                elif head.status != "published":
                    assert seen == (own or (who == "rilo-we" and head.rilo == "WE" and head.tlp != "AMBER+STRICT"))
                elif head.tlp == "AMBER+STRICT":
                    assert seen == own
                elif head.tlp == "AMBER":
                    assert seen == (own or who in {"rilo-we", "officer-de", "reader-gb"})
                else:
                    assert seen


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
