"""What the functions are handed and what they hand on; what the API loads."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cen.doors import Door, Pictures, SeenPicture
from cen.events import NoticeRaised, PictureChanged, RedactionAsked
from cpdb import door, follower, keeper, outbox, receiver, redrawer, sweeper
from cpdb.items import audit
from cpdb.model import PictureStatus
from cpdb.record import Picture, worker_entry
from cpdb.shelf import Shelf
from cpdb.stores import Stores, open_quarantine, open_seizures, open_stores
from cpdb.uploads import look_key, picture_key
from tests.unit.cpdb.files import photo, written
from tests.unit.cpdb.world import QUARANTINE, World
from tests.unit.seizures.builders import SERVICE

ROOT = Path(__file__).parents[3]
PHOTO = written(photo())


def image(picture: Picture, action: str) -> dict[str, Any]:
    item = audit(picture, worker_entry(action, picture, "2026-03-20T12:00:00.000Z"))
    return {name: {"S": value} for name, value in item.items()}


def events(picture: Picture, action: str) -> list[Any]:
    return list(outbox.describe(image(picture, action)))


def test_every_step_is_told(cloud: World) -> None:
    picture = cloud.picture(cloud.upload())
    changed = PictureChanged(picture_id=picture.id, version=3, action="ready", administration="FR")
    assert events(picture, "ready") == [changed]


@pytest.mark.parametrize("action", ["redacted", "followed", "promoted", "retried"])
def test_who_draws_anew_hears_of_it(cloud: World, action: str) -> None:
    picture = cloud.picture(cloud.upload())
    drawn = picture.changed("t", status=PictureStatus.PROCESSING, drawing="place")
    assert RedactionAsked(picture_id=picture.id) in events(drawn, action)
    assert RedactionAsked(picture_id=picture.id) not in events(picture, action)


def test_who_uploaded_what_was_rejected_may_read_why(cloud: World) -> None:
    id = cloud.upload(b"no picture")
    (notice,) = (one for one in events(cloud.picture(id), "rejected") if isinstance(one, NoticeRaised))
    assert notice == NoticeRaised(
        key=f"picture:{id}:rejected",
        to="person:officer-fr",
        kind="picture.rejected",
        must_act=False,
        subject=f"pictures/{id}",
    )
    machine = cloud.picture(cloud.upload(b"no picture", SERVICE))
    assert len(events(machine, "rejected")) == 1


def test_the_door_hands_out_pictures_as_they_are(cloud: World) -> None:
    one, other = cloud.upload(), cloud.upload(written(photo(seed=3)), tlp="AMBER")

    class Client:
        def invoke(self, **asked: Any) -> dict[str, Any]:
            from io import BytesIO

            answer = door.answer(cloud.store, json.loads(asked["Payload"]))
            return {"Payload": BytesIO(json.dumps(answer).encode())}

    pictures = Pictures(Door(Client(), "door"))  # type: ignore[arg-type]
    assert pictures.read([other, "0" * 26, one]) == [
        SeenPicture(other, 3, "ready", "FR", "WE", "AMBER", held=False),
        SeenPicture(one, 3, "ready", "FR", "WE", "GREEN", held=False),
    ]
    with pytest.raises(ValueError, match="at most"):
        pictures.read(["x"] * 101)
    with pytest.raises(ValueError, match="not a question"):
        door.answer(cloud.store, {"write": []})
    assert pictures.read([]) == []


def message(detail: Any) -> dict[str, Any]:
    return {"Records": [{"messageId": "m", "body": json.dumps({"detail": detail})}]}


@pytest.fixture
def settled(cloud: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The functions find the cloud in memory where they open their stores."""
    for module in (keeper, follower, receiver, redrawer, sweeper, door):
        if hasattr(module, "open_store"):
            monkeypatch.setattr(module, "open_store", lambda: cloud.store)
        if hasattr(module, "open_shelf"):
            monkeypatch.setattr(module, "open_shelf", lambda: cloud.shelf)
        if hasattr(module, "open_seizures"):
            monkeypatch.setattr(module, "open_seizures", lambda: cloud.seizures)
    monkeypatch.setattr(keeper, "open_catalogue", lambda: cloud.catalogue)
    monkeypatch.setattr(receiver, "open_quarantine", lambda: cloud.quarantine)
    monkeypatch.setattr(receiver, "table", lambda _: cloud.records)
    monkeypatch.setenv("CEN_TABLE", "pictures")
    for module in (receiver, redrawer):
        monkeypatch.setattr(module, "Workshop", lambda: cloud.workshop)
    for made in (keeper._keeper, follower._follower, receiver._workers, redrawer._redrawer, door._store):
        made.cache_clear()
    return cloud


def arrived(cloud: World, key: str, data: bytes) -> dict[str, Any]:
    uploaded = cloud.send("", data, key)
    thing = {"key": key, "size": uploaded.size, "versionId": uploaded.version}
    body = json.dumps({"Records": [{"eventName": "ObjectCreated:Post", "s3": {"object": thing}}]})
    return {"Records": [{"messageId": "m", "body": body}]}


DONE: dict[str, Any] = {"batchItemFailures": []}


def test_from_the_bucket_to_the_catalogue_through_every_function(settled: World) -> None:
    cloud = settled
    record = cloud.door.has(1)
    id = cloud.enter(PHOTO, seizure_id=record)
    assert receiver.handler(arrived(cloud, picture_key(id), PHOTO), None) == DONE
    changed = {"picture_id": id, "version": 3, "action": "ready", "administration": "FR"}
    assert keeper.handler(message(changed), None) == DONE
    assert cloud.found(SERVICE) == [id]
    assert cloud.change(id, {"redactions": [{"left": 0, "top": 0, "width": 1, "height": 0.5}]}).status == 200
    assert redrawer.handler(message({"picture_id": id}), None) == DONE
    assert cloud.shown(id)["status"] == "ready"
    cloud.door.has(1, status="withdrawn")
    seizure = {"seizure_id": record, "version": 2, "action": "withdrawn", "administration": "FR"}
    assert follower.handler(message(seizure), None) == DONE
    assert cloud.shown(id)["held"] is True
    assert sweeper.handler({}, None) == {"expired": 0, "rejected": 0, "retried": 0, "cleared": 0}
    assert door.handler({"read": [id]}, None)["pictures"][0]["held"] is True


def test_a_search_goes_the_same_way(settled: World) -> None:
    asked = settled.call("POST", "/v1/pictures/searches", body={"content_type": "image/jpeg", "size": len(PHOTO)}).json
    assert receiver.handler(arrived(settled, look_key(asked["id"]), PHOTO), None) == DONE
    found = settled.call("GET", f"/v1/pictures/searches/{asked['id']}").json
    assert (found["status"], found["items"]) == ("ready", [])


def test_what_lies_elsewhere_is_nobodys(settled: World) -> None:
    for key in ("pictures/new/x", "pictures/other/01KM5HVQG0127KGGGXV40X0X9T", "elsewhere"):
        assert receiver.handler(arrived(settled, key, b"x"), None) == DONE
    assert len(settled.objects(QUARANTINE)) == 3


def test_the_keeper_minds_neither_strangers_nor_withdrawn_pictures(settled: World) -> None:
    id = settled.upload()
    settled.store.save(
        settled.picture(id), settled.picture(id).changed("t", status=PictureStatus.WITHDRAWN, guard=None)
    )
    assert len(settled.objects()) == 6
    for one in (id, "0" * 26):
        changed = {"picture_id": one, "version": 4, "action": "withdrawn", "administration": "FR"}
        assert keeper.handler(message(changed), None) == DONE
    assert settled.objects() == []


def test_stores_are_opened_by_their_names(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TABLE", "SEARCH_TABLE", "UPLOADS_BUCKET", "PICTURES_BUCKET", "SEIZURES_DOOR"):
        monkeypatch.setenv(f"CEN_{name}", name.lower())
    for name, value in (
        ("DEFAULT_REGION", "us-east-1"),
        ("ACCESS_KEY_ID", "testing"),
        ("SECRET_ACCESS_KEY", "testing"),
    ):
        monkeypatch.setenv(f"AWS_{name}", value)
    from cen import doors, dynamo, s3
    from cpdb import shelf

    for made in (dynamo.client, s3.client, doors.client, shelf.client):
        made.cache_clear()
    stores = open_stores()
    assert isinstance(stores, Stores)
    assert (stores.pictures.table.name, stores.catalogue.table.name) == ("table", "search_table")
    assert open_quarantine().bucket == "uploads_bucket"
    assert isinstance(stores.shelf(), Shelf)
    assert stores.shelf().bucket == "pictures_bucket"
    assert open_seizures().door.function == "seizures_door"
    for made in (dynamo.client, s3.client, doors.client, shelf.client):
        made.cache_clear()


LOADED = "import cpdb.api, json, sys; json.dump(sorted(sys.modules), sys.stdout)"
DRAWING = {"PIL", "pillow_heif", "_pillow_heif"}
OURS = {f"cpdb.images.{name}" for name in ("child", "decode", "phash", "render", "signs", "workshop")}


def test_the_api_loads_nothing_that_draws_or_decodes() -> None:
    environment = {"PYTHONPATH": f"{ROOT / 'functions'}:{ROOT / 'layers/common'}", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", LOADED], env=environment, capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout))
    assert "cpdb.service" in loaded
    assert loaded & OURS == set()
    assert {name.partition(".")[0] for name in loaded} & DRAWING == set()
