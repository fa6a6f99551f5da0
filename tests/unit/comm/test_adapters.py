"""What stands between this context and AWS: people's accounts, the bucket, the maker of workbooks, all opened late."""

import base64
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from moto import mock_aws

from cen.problems import Unavailable
from comm import bucket, people, stores, vault, workbooks
from comm.bucket import FileStore
from comm.people import Person, Pool
from comm.workbooks import Workbooks
from tests.unit.comm.world import World, room
from tests.unit.seizures.builders import OFFICER


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    clients = (bucket.client, people.client, vault.client)
    with mock_aws():
        yield
    for client in clients:
        client.cache_clear()


class Failing:
    """A client that fails so at whatever it is asked."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __getattr__(self, _: str) -> Any:
        def fail(**_: Any) -> Any:
            raise self._error

        return fail


FAILURES = [
    ClientError({"Error": {"Code": "ThrottlingException"}}, "Operation"),
    EndpointConnectionError(endpoint_url="https://x"),
]


@pytest.mark.usefixtures("aws")
def test_people_are_found_by_user_name_with_what_they_may(monkeypatch: pytest.MonkeyPatch) -> None:
    cognito = boto3.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="cen")["UserPool"]["Id"]
    for name, groups in (
        ("a", ["tier-unrestricted", "administration-FR"]),
        ("b", ["tier-limited"]),
        ("off", ["tier-unrestricted"]),
    ):
        cognito.admin_create_user(UserPoolId=pool, Username=name)
        for group in groups:
            if group not in [one["GroupName"] for one in cognito.list_groups(UserPoolId=pool)["Groups"]]:
                cognito.create_group(UserPoolId=pool, GroupName=group)
            cognito.admin_add_user_to_group(UserPoolId=pool, Username=name, GroupName=group)
    cognito.admin_disable_user(UserPoolId=pool, Username="off")
    monkeypatch.setenv("CEN_USER_POOL", pool)
    found = people.open_people()
    first = found.find("a")
    assert first is not None
    assert (first.name, first.administration, first.may_join, len(first.id)) == ("a", "FR", True, 36)
    assert [found.find(name).may_join for name in ("b", "off")] == [False, False]  # type: ignore[union-attr]
    assert found.find("nobody") is None
    assert found.of_id(first.id) == first
    assert found.of_id("00000000-0000-4000-8000-000000000000") is None
    assert found.of_id('x" or sub = "y') is None
    client = people.of_entry({"client_id": "c", "administration": "FR", "name": "feed", "active": True})
    assert (client.id, client.name, client.administration) == ("c", "feed", "FR")


@pytest.mark.parametrize("error", FAILURES)
def test_what_does_not_answer_is_not_now(error: Exception) -> None:
    client: Any = Failing(error)
    for ask in (
        lambda: Pool(client, "pool").find("a"),
        lambda: Pool(client, "pool").of_id("a"),
        lambda: FileStore(client, "bucket").read("files/a"),
        lambda: FileStore(client, "bucket").write("files/a", b"x"),
    ):
        with pytest.raises(Unavailable):
            ask()


@pytest.mark.usefixtures("aws")
def test_files_are_written_read_listed_and_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    boto3.client("s3").create_bucket(Bucket="files")
    monkeypatch.setenv("CEN_FILES_BUCKET", "files")
    files = bucket.open_files()
    for key in ("files/a/1/x", "files/a/2/y", "files/b/1/z"):
        files.write(key, key.encode())
    assert files.read("files/a/1/x") == b"files/a/1/x"
    assert list(files.below("files/a/")) == ["files/a/1/x", "files/a/2/y"]
    files.remove("files/a/1/x")
    assert files.read("files/a/1/x") is None


class Maker:
    def ask(self, question: Any) -> Any:
        return {"workbook": base64.b64encode(str(sorted(question)).encode()).decode()}


def test_a_workbook_is_made_elsewhere() -> None:
    made = Workbooks(Maker()).make({"as_of": "x"})  # type: ignore[arg-type]
    assert base64.b64decode(made) == b"['report']"


@pytest.mark.usefixtures("aws")
def test_each_part_is_opened_by_who_needs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    names = (
        "TABLE",
        "KEYS_TABLE",
        "ACCOUNTS_TABLE",
        "MESSAGE_KEY",
        "USER_POOL",
        "UPLOADS_BUCKET",
        "FILES_BUCKET",
        "REPORTER",
    )
    for name in names:
        monkeypatch.setenv(f"CEN_{name}", name.lower())
    opened = stores.open_rooms()
    assert (opened.store.records.name, opened.store.keys, opened.store.accounts) == (
        "table",
        "keys_table",
        "accounts_table",
    )
    assert isinstance(opened.vault, vault.KmsVault)
    assert (opened.files.bucket, opened.quarantine.bucket) == ("files_bucket", "uploads_bucket")
    assert opened.workbooks.door.function == "reporter"
    with pytest.raises(Unavailable):
        opened.find_person("a")
    assert workbooks.open_workbooks().door.function == "reporter"


def test_the_pool_is_asked_by_the_route() -> None:
    world = World()
    other = room(world)
    world.pool.people["new"] = Person("sub-1", "new", "FR", may_join=True)
    assert other.add("new")["id"] == "FR:sub-1"
    assert other.call("GET", "", OFFICER).status == 404
