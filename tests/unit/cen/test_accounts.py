"""The register of machine clients, cached for a minute. `tests/integration/test_dynamo.py` reads a real table."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from cen.accounts import CACHE_SECONDS, RegisteredAccounts, refused
from cen.principal import Account, Principal
from cen.problems import Unavailable


@dataclass
class Register:
    """The one method of a table that is asked, and how often."""

    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    reads: int = 0
    down: bool = False

    def get(self, *, client_id: str) -> dict[str, Any] | None:
        self.reads += 1
        if self.down:
            raise Unavailable
        return self.items.get(client_id)


@dataclass
class Time:
    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def register() -> Register:
    return Register({"c1": {"client_id": "c1", "administration": "FR", "name": "System", "active": True}})


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def accounts(register: Register, time: Time) -> RegisteredAccounts:
    return RegisteredAccounts(lambda: register, time)  # type: ignore[arg-type, return-value]


def test_an_active_account_is_found(accounts: RegisteredAccounts) -> None:
    assert accounts.find("c1") == Account("FR", "System")


@pytest.mark.parametrize("item", [{"client_id": "c2", "active": True}, {"active": True, "administration": ""}])
def test_an_outside_organisation_has_no_administration(
    accounts: RegisteredAccounts, register: Register, item: dict[str, Any]
) -> None:
    register.items["c2"] = item
    assert accounts.find("c2") == Account(None, "c2")


@pytest.mark.parametrize("active", [False, None, "true", 1])
def test_an_account_that_is_not_clearly_active_is_none(
    accounts: RegisteredAccounts, register: Register, active: Any
) -> None:
    register.items["c1"]["active"] = active
    assert accounts.find("c1") is None


def test_an_item_that_does_not_say_active_is_none(accounts: RegisteredAccounts, register: Register) -> None:
    del register.items["c1"]["active"]
    assert accounts.find("c1") is None


def test_the_register_is_asked_once_a_minute_and_client(
    accounts: RegisteredAccounts, register: Register, time: Time
) -> None:
    for _ in range(3):
        accounts.find("c1")
        accounts.find("unknown")
    assert register.reads == 2
    time.seconds += CACHE_SECONDS
    accounts.find("c1")
    assert register.reads == 3


def test_a_client_that_is_switched_off_vanishes_within_a_minute(
    accounts: RegisteredAccounts, register: Register, time: Time
) -> None:
    assert accounts.find("c1") is not None
    register.items["c1"]["active"] = False
    time.seconds += CACHE_SECONDS - 1
    assert accounts.find("c1") is not None
    time.seconds += 1
    assert accounts.find("c1") is None


def test_asking_often_does_not_keep_a_client_alive(
    accounts: RegisteredAccounts, register: Register, time: Time
) -> None:
    accounts.find("c1")
    del register.items["c1"]
    for _ in range(int(CACHE_SECONDS)):
        time.seconds += 1
        last = accounts.find("c1")
    assert last is None


def test_a_register_that_is_down_is_asked_again(accounts: RegisteredAccounts, register: Register) -> None:
    register.down = True
    with pytest.raises(Unavailable):
        accounts.find("c1")
    register.down = False
    assert accounts.find("c1") is not None


def test_nothing_is_connected_before_the_first_client(time: Time) -> None:
    def fail() -> Any:
        raise AssertionError("the register was opened")

    RegisteredAccounts(fail, time)


PERSON = Principal("sub-1", "officer-fr", "person", signed_in_at=1000)
CLIENT = Principal("c1", "feed", "service")


@pytest.mark.parametrize(
    ("entry", "caller", "no_longer_counts"),
    [
        (None, PERSON, False),
        (None, CLIENT, True),
        ({"active": True}, CLIENT, False),
        ({"active": False}, CLIENT, True),
        ({}, CLIENT, True),
        ({"active": True, "tokens_from": 999}, PERSON, False),
        ({"active": True, "tokens_from": 1000}, PERSON, True),
        ({"active": False, "tokens_from": 999}, PERSON, True),
        ({"active": True, "tokens_from": 5}, Principal("sub-2", "x", "person"), True),
    ],
)
def test_whose_tokens_no_longer_count(entry: Any, caller: Principal, no_longer_counts: bool) -> None:
    assert refused(entry, caller) is no_longer_counts
