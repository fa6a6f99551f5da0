"""The private door: who sits in an operation at this moment, and nothing at all for who does not."""

from dataclasses import replace
from typing import Any

import pytest
from moto import mock_aws

from cen.doors import Operations, SeenMembers, SeenPerson, SeenSeat
from cen.principal import Tier
from cen.requester import requester
from comm import door
from comm.door import answer
from comm.store import CommStore
from tests.unit.comm.world import ACCOUNTS, BRAZIL, Room, World, counted, room
from tests.unit.seizures.builders import CENMAT, NCP, OFFICER, OFFICER_CO, READER_GB, RILO_WE, SERVICE

ABSENT = "01KM0000000000000000000000"


class Straight:
    """The door without a Lambda between. It is told no name of a table of keys, so it could not read one."""

    def __init__(self, world: World) -> None:
        self.store = CommStore(world.store.records, "", ACCOUNTS)

    def ask(self, question: Any) -> Any:
        return answer(self.store, question)


@pytest.fixture
def operations(world: World) -> Operations:
    return Operations(Straight(world))  # type: ignore[arg-type]


def test_a_member_has_a_seat_with_its_role(heron: Room, operations: Operations) -> None:
    heron.add("officer-br", role="observer")
    assert operations.seat(heron.id, RILO_WE) == SeenSeat("coordinator", "WE", "running")
    assert operations.seat(heron.id, OFFICER) == SeenSeat("participant", "WE", "running")
    assert operations.seat(heron.id, BRAZIL) == SeenSeat("observer", "WE", "running")
    heron.call("POST", "/close", RILO_WE)
    assert operations.seat(heron.id, OFFICER) == SeenSeat("participant", "WE", "closed")


def test_whoever_has_none_learns_nothing(heron: Room, operations: Operations) -> None:
    tiers = [replace(OFFICER, tier=tier) for tier in (None, Tier.LIMITED, Tier.READ_ONLY)]
    for caller in (BRAZIL, CENMAT, READER_GB, *tiers):
        for operation in (heron.id, ABSENT, "1", "", "../x"):
            assert operations.seat(operation, caller) is None
            assert operations.members(operation, caller) is None
    assert operations.seat(ABSENT, OFFICER) is None


def test_an_expulsion_acts_with_the_next_question(heron: Room, operations: Operations) -> None:
    heron.expel("CO")
    heron.expel("FR:officer-fr")
    assert operations.seat(heron.id, OFFICER_CO) is None
    assert operations.seat(heron.id, OFFICER) is None
    assert operations.seat(heron.id, NCP) is not None


def test_a_removed_account_has_no_seat(world: World, heron: Room, operations: Operations) -> None:
    def entry(client: str, **more: Any) -> None:
        world.dynamo.put_item(TableName=ACCOUNTS, Item={"client_id": {"S": client}, **more})

    def sits(signed_in: int) -> bool:
        return operations.seat(heron.id, replace(OFFICER, signed_in_at=signed_in)) is not None

    entry(OFFICER.id, kind={"S": "person"}, active={"BOOL": True}, tokens_from={"N": "1000"})
    assert (sits(1000), sits(1001)) == (False, True)
    entry(OFFICER.id, kind={"S": "person"}, active={"BOOL": False}, tokens_from={"N": "1000"})
    assert not sits(2000)
    assert operations.members(heron.id, replace(OFFICER, signed_in_at=2000)) is None
    assert operations.seat(heron.id, SERVICE) is None
    entry(SERVICE.id, active={"BOOL": True})
    assert operations.seat(heron.id, SERVICE) is not None


def test_members_are_administrations_and_persons(heron: Room, operations: Operations) -> None:
    heron.add("officer-br", role="observer")
    heron.add("ncp-fr", role="coordinator")  # who is there with France, too
    heron.expel("FR:officer-fr")
    heron.expel("CO")
    heron.add("colleague-co")
    persons = [
        SeenPerson("BR", BRAZIL.id, "officer-br"),
        SeenPerson("CO", "colleague-co", "colleague-co"),
        SeenPerson("DE", RILO_WE.id, "rilo-we"),
    ]
    assert operations.members(heron.id, NCP) == SeenMembers({"FR": 1}, persons)


def test_it_costs_a_call_and_no_key(world: World, operations: Operations) -> None:
    made = room(world, "FR")
    found, calls, opened = counted(lambda: operations.seat(made.id, OFFICER), world)
    assert found
    assert (calls, opened) == (["BatchGetItem"], 0)


@pytest.mark.parametrize(
    "question",
    [{}, {"seat": ABSENT}, {"seat": 1, "of": "{}", "signed_in_at": 0}, {"members": ABSENT, "of": "{}"}, {"read": []}],
)
def test_any_other_question_is_refused(world: World, question: Any) -> None:
    with pytest.raises(ValueError, match="not a question"):
        answer(world.store, question)


def test_the_function_opens_its_own_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "CEN_TABLE", "CEN_KEYS_TABLE", "CEN_ACCOUNTS_TABLE"):
        monkeypatch.setenv(name, name.lower())
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    of = requester(OFFICER).model_dump_json()
    with mock_aws():
        assert door.handler({"seat": "1", "of": of, "signed_in_at": 0}, None) == {"seat": None}
        assert (door._store().records.name, door._store().accounts) == ("cen_table", "cen_accounts_table")
    door._store.cache_clear()
