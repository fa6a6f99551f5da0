"""What the functions are made of: settings, doors, buckets, the outbox."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from moto import mock_aws

import alerts.indexer
import alerts.librarian
import alerts.outbox
import alerts.sweeper
from alerts import people as accounts
from alerts.shelf.files import Files
from alerts.stores import OperationsBehindTheDoor, PicturesBehindTheDoor, SeizuresBehindTheDoor, open_stores
from cen.doors import SeenPicture
from cen.events import AlertChanged, NoticeRaised, NoticeSettled
from cen.problems import Unavailable
from tests.unit.alerts.world import NCP, RILO_WE, World, later

ID = "01KM0000000000000000000000"
ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "CEN_TABLE": "alerts",
    "CEN_USER_POOL_ID": "us-east-1_x",
    "CEN_UPLOADS_BUCKET": "uploads",
    "CEN_LIBRARY_BUCKET": "library",
    "CEN_SEIZURES_DOOR": "cen-test-seizures-door",
    "CEN_EVENT_BUS": "bus",
    "CEN_OUTBOX_DEAD_LETTERS": "https://sqs.us-east-1.amazonaws.com/1/dead",
}


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def bucket() -> Iterator[Any]:
    with mock_aws():
        client: Any = boto3.client(
            "s3", region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing"
        )
        client.create_bucket(Bucket="library")
        yield client


def test_a_file_is_kept_and_handed_out_as_an_attachment(bucket: Any) -> None:
    files = Files(bucket, "library")
    files.keep(ID, b"%PDF", "application/pdf", "Guide to <ivory>")
    kept = bucket.get_object(Bucket="library", Key=f"library/{ID}")
    assert kept["ContentDisposition"] == 'attachment; filename="guide-to-ivory.pdf"'
    link = urlsplit(files.link(ID, "application/pdf", "Guide"))
    asked = parse_qs(link.query)
    assert link.path.endswith(f"library/{ID}")
    assert asked["response-content-disposition"] == ['attachment; filename="guide.pdf"']
    assert asked["response-content-type"] == ["application/pdf"]
    files.remove(ID)
    files.remove(ID)
    assert bucket.list_objects_v2(Bucket="library").get("Contents") is None


def test_a_bucket_that_does_not_answer_is_a_503(bucket: Any) -> None:
    with pytest.raises(Unavailable):
        Files(bucket, "nothing").remove(ID)


@pytest.mark.usefixtures("told")
def test_the_parts_are_opened_by_their_settings() -> None:
    with mock_aws():
        stores = open_stores()
        assert stores.alerts.table.name == stores.postings.table.name == "alerts"
        assert stores.quarantine().bucket == "uploads"
        assert isinstance(stores.files(), Files)
        assert isinstance(stores.people(), accounts.CognitoPeople)
        assert alerts.indexer._open()[0].table.name == "alerts"
        assert alerts.sweeper._store().table.name == "alerts"
        assert alerts.librarian._librarian().quarantine.bucket == "uploads"
        assert alerts.outbox.handler.bus()[1] == "bus"


@pytest.mark.usefixtures("told")
def test_of_pictures_only_those_that_others_may_see_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def seen(id: str, status: str = "ready", *, held: bool = False) -> SeenPicture:
        return SeenPicture(id, 1, status, "FR", "WE", "GREEN", held)

    class Pictures:
        def read(self, _: Any) -> Any:
            return [seen("a"), seen("b", "withdrawn"), seen("c", held=True)]

    monkeypatch.setenv("CEN_CPDB_DOOR", "cen-test-cpdb-door")
    monkeypatch.setattr("cen.doors.pictures", lambda _: Pictures())
    assert [(one.id, one.status) for one in PicturesBehindTheDoor().read(["a", "b", "c"])] == [("a", "published")]


@pytest.mark.usefixtures("told")
def test_seizures_are_asked_for_at_their_door(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    class Seizures:
        def __init__(self, function: str) -> None:
            asked.append(function)

        def read(self, ids: Any) -> Any:
            asked.append(ids)
            return []

    monkeypatch.setattr("cen.doors.seizures", Seizures)
    assert SeizuresBehindTheDoor().read([ID]) == []
    assert asked == ["cen-test-seizures-door", [ID]]


@pytest.mark.usefixtures("told")
def test_seats_are_asked_for_at_the_door_of_operations(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    class Operations:
        def __init__(self, function: str) -> None:
            asked.append(function)

        def seat(self, *question: Any) -> None:
            asked.append(question)

        def members(self, *question: Any) -> None:
            asked.append(question)

    monkeypatch.setenv("CEN_COMM_DOOR", "cen-test-comm-door")
    monkeypatch.setattr("cen.doors.operations", Operations)
    seats = OperationsBehindTheDoor()
    assert seats.seat(ID, NCP) is seats.members(ID, NCP) is None
    assert asked == ["cen-test-comm-door", (ID, NCP)] * 2


@pytest.mark.usefixtures("told")
def test_what_arrives_is_handed_to_the_librarian(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Any] = []

    class Listener:
        def hear(self, uploaded: Any) -> None:
            heard.append(uploaded)

    monkeypatch.setattr(alerts.librarian, "_librarian", Listener)
    record = {"eventName": "ObjectCreated:Post", "s3": {"object": {"key": "library/x/1", "versionId": "v", "size": 3}}}
    batch = {"Records": [{"messageId": "1", "body": json.dumps({"Records": [record]})}]}
    assert alerts.librarian.handler(batch, None) == {"batchItemFailures": []}
    assert [(one.key, one.size) for one in heard] == [("library/x/1", 3)]


def test_every_step_leaves_as_events_in_order() -> None:
    world = World()
    id = world.draft(NCP)
    assert world.events() == [AlertChanged(alert_id=id, version=1, action="drafted")]
    world.call("POST", f"alerts/{id}/propose", NCP)
    changed, raised = world.events()
    assert changed == AlertChanged(alert_id=id, version=2, action="proposed")
    assert isinstance(raised, NoticeRaised)
    world.call("POST", f"alerts/{id}/return", RILO_WE, {"reason": "Say more."})
    kinds = [type(event) for event in world.events()]
    assert kinds == [AlertChanged, NoticeSettled, NoticeRaised]


def test_an_acknowledgement_changes_no_alert() -> None:
    world = World()
    id = world.publish(acknowledge_by=later(days=2))
    world.events()
    world.call("POST", f"alerts/{id}/acknowledge", NCP)
    assert [type(event) for event in world.events()] == [NoticeSettled]


def test_shelves_concern_nobody_else() -> None:
    world = World()
    link = {"title": "a", "url": "https://cites.org/", "organisation": "b", "category": "other"}
    assert world.call("POST", "links", RILO_WE, link).status == 201
    assert world.events() == []


@pytest.mark.usefixtures("told")
def test_what_cannot_be_described_is_laid_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []

    class Queue:
        def send_message(self, **message: Any) -> None:
            sent.append(message)

    monkeypatch.setattr(boto3, "client", lambda _: Queue())
    alerts.outbox.handler.give_up("keys")
    assert sent == [{"QueueUrl": ENVIRONMENT["CEN_OUTBOX_DEAD_LETTERS"], "MessageBody": "keys"}]


def test_notices_hold_no_text_of_any_record() -> None:
    world = World()
    id = world.publish(title="Marker", text="Marker", acknowledge_by=later(days=1))
    for event in world.events():
        assert "Marker" not in event.model_dump_json()
    assert id
