import json

from cen.audit import entry_for
from cen.principal import Principal, Tier

NCP = Principal("sub-1", "ncp", "person", Tier.UNRESTRICTED, "FR", roles=frozenset({"ncp"}))


def test_an_entry_says_who_did_what_when_and_on_whose_behalf() -> None:
    entry = entry_for(
        NCP,
        "returned",
        "2026-03-20T09:30:00.123Z",
        4,
        "req-1",
        reason_code="incomplete",
        comment="Say where.",
        changed=("place.locode",),
        overrides=("weight_unlikely",),
    )
    assert json.loads(json.dumps(entry.document())) == {
        "action": "returned",
        "at": "2026-03-20T09:30:00.123Z",
        "version": 4,
        "actor": "sub-1",
        "actor_kind": "person",
        "administration": "FR",
        "request_id": "req-1",
        "reason_code": "incomplete",
        "comment": "Say where.",
        "changed": ["place.locode"],
        "overrides": ["weight_unlikely"],
    }


def test_what_was_not_given_is_left_out() -> None:
    rilo = Principal("sub-2", "rilo", "person", Tier.UNRESTRICTED)
    assert entry_for(rilo, "verified", "now", 2, "req-2", rilo="WE").document() == {
        "action": "verified",
        "at": "now",
        "version": 2,
        "actor": "sub-2",
        "actor_kind": "person",
        "request_id": "req-2",
        "rilo": "WE",
    }


def test_an_entry_never_carries_a_name() -> None:
    assert "ncp" not in json.dumps(entry_for(NCP, "submitted", "now", 2, "req-3").document())
