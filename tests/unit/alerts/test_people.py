"""Accounts as the sign-in service tells of them, on moto."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from alerts.census import take
from alerts.errors import TooManyPeople
from alerts.people import CognitoPeople
from alerts.readers import Reader
from cen.principal import Tier
from cen.problems import Unavailable

CREDENTIALS = {"region_name": "us-east-1", "aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
GROUPS = {
    "ncp-fr": ["tier-unrestricted", "administration-FR", "role-ncp"],
    "rilo-we": ["tier-unrestricted", "administration-DE", "rilo-WE"],
    "reader-gb": ["tier-read-only", "administration-GB"],
    "gone": ["tier-unrestricted", "administration-FR"],
    "lost": [],
}


@pytest.fixture
def pool() -> Iterator[tuple[Any, str]]:
    with mock_aws():
        client: Any = boto3.client("cognito-idp", **CREDENTIALS)  # type: ignore[call-overload]
        pool = client.create_user_pool(PoolName="people")["UserPool"]["Id"]
        for group in sorted({group for groups in GROUPS.values() for group in groups}):
            client.create_group(UserPoolId=pool, GroupName=group)
        for name, groups in GROUPS.items():
            client.admin_create_user(UserPoolId=pool, Username=name)
            for group in groups:
                client.admin_add_user_to_group(UserPoolId=pool, Username=name, GroupName=group)
        client.admin_disable_user(UserPoolId=pool, Username="gone")
        yield client, pool


def test_a_person_is_found_with_the_rights_of_now(pool: tuple[Any, str]) -> None:
    found = CognitoPeople(*pool).find("rilo-we")
    assert found is not None
    assert (found.name, found.tier, found.administration, found.rilos) == (
        "rilo-we",
        Tier.UNRESTRICTED,
        "DE",
        frozenset({"WE"}),
    )
    assert found.id != "rilo-we"
    assert CognitoPeople(*pool).find("gone") is None
    assert CognitoPeople(*pool).find("nobody") is None
    lost = CognitoPeople(*pool).find("lost")
    assert lost is not None
    assert lost.tier is None


def test_a_subject_is_no_name(pool: tuple[Any, str]) -> None:
    known = CognitoPeople(*pool).find("rilo-we")
    assert known is not None
    assert CognitoPeople(*pool).find(known.id) is None


def test_everybody_is_counted_by_kind(pool: tuple[Any, str]) -> None:
    census = take(CognitoPeople(*pool), "now")
    assert census.kinds == {
        Reader.in_groups("", "", groups): 1 for name, groups in GROUPS.items() if name not in ("gone", "lost")
    }


def test_no_more_calls_are_made_than_allowed(pool: tuple[Any, str]) -> None:
    few = CognitoPeople(*pool, calls=3)
    with pytest.raises(TooManyPeople):
        take(few, "now")
    assert TooManyPeople.status == 503


def test_a_silent_service_is_a_503(pool: tuple[Any, str]) -> None:
    with pytest.raises(Unavailable):
        CognitoPeople(pool[0], "us-east-1_nothing").find("rilo-we")


def test_a_group_that_is_not_there_is_nobody_s_but_a_pool_that_is_not_there_is_an_error(pool: tuple[Any, str]) -> None:
    with pytest.raises(LookupError):
        list(CognitoPeople(*pool).members("ncp-ZZ"))
    with pytest.raises(Unavailable):
        list(CognitoPeople(pool[0], "us-east-1_nothing").members("ncp-ZZ"))


def test_what_the_service_also_takes_for_a_name_is_none() -> None:
    """Cognito finds people by subject and by address too."""

    class Obliging:
        def admin_get_user(self, **_: Any) -> Any:
            return {"Username": "ncp-fr", "Enabled": True, "UserAttributes": [{"Name": "sub", "Value": "s"}]}

        def admin_list_groups_for_user(self, **_: Any) -> Any:
            return {"Groups": []}

    client: Any = Obliging()
    assert CognitoPeople(client, "pool").find("ncp-fr@cen.example") is None
    found = CognitoPeople(client, "pool").find("NCP-FR")
    assert found is not None
    assert (found.id, found.name) == ("s", "ncp-fr")


class Pages:
    """Answers in pages of two."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def list_users_in_group(self, **asked: Any) -> Any:
        self.asked.append(asked)
        start = int(asked.get("NextToken", 0))
        names = ["a", "b", "c"][start : start + 2]
        users = [{"Username": name, "Enabled": name != "b"} for name in names]
        return {"Users": users, **({"NextToken": "2"} if start == 0 else {})}


def test_groups_are_read_page_by_page() -> None:
    client: Any = Pages()
    assert list(CognitoPeople(client, "pool").members("tier-limited")) == ["a", "c"]
    assert [asked.get("NextToken") for asked in client.asked] == [None, "2"]


def test_a_service_that_cannot_be_reached_is_a_503() -> None:
    from botocore.exceptions import EndpointConnectionError

    class Silent:
        def admin_get_user(self, **_: Any) -> Any:
            raise EndpointConnectionError(endpoint_url="https://x")

    silent: Any = Silent()
    with pytest.raises(Unavailable):
        CognitoPeople(silent, "pool").find("x")
