"""The life of pictures on DynamoDB and S3 as moto plays them: what the doubles in memory promise holds there too."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from cen.dynamo import Table
from cpdb.images.workshop import Workshop
from tests.unit.cpdb.files import opened, photo, with_gps, written
from tests.unit.cpdb.world import QUARANTINE, SHELF, World
from tests.unit.seizures.builders import OFFICER, OFFICER_CO, OFFICER_DE, READER_GB

CORNER = {"left": 0, "top": 0, "width": 0.5, "height": 0.5}


def _table(client: Any, name: str, *indexes: tuple[str, str]) -> Table:
    keys = ["pk", "sk", *(f"{prefix}_{key}" for _, prefix in indexes for key in ("pk", "sk"))]
    made = [
        {
            "IndexName": index,
            "KeySchema": [
                {"AttributeName": f"{prefix}_pk", "KeyType": "HASH"},
                {"AttributeName": f"{prefix}_sk", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["row"]},
        }
        for index, prefix in indexes
    ]
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        **({"GlobalSecondaryIndexes": made} if made else {}),
    )
    return Table(client, name)


class OnMoto(World):
    def objects(self, bucket: str = SHELF) -> list[str]:
        listed: Any = self.s3.list_object_versions(Bucket=bucket)  # type: ignore[attr-defined]
        return sorted(one["Key"] for one in (*listed.get("Versions", ()), *listed.get("DeleteMarkers", ())))


@pytest.fixture
def cloud() -> Iterator[World]:
    with mock_aws(), Workshop() as workshop:
        session = boto3.Session("testing", "testing", region_name="us-east-1")
        dynamodb, s3 = session.client("dynamodb"), session.client("s3")
        for bucket in (QUARANTINE, SHELF):
            s3.create_bucket(Bucket=bucket)
        s3.put_bucket_versioning(Bucket=QUARANTINE, VersioningConfiguration={"Status": "Enabled"})
        records = _table(dynamodb, "pictures", ("worklist", "wl"), ("unfinished", "uf"))
        yield OnMoto(records, _table(dynamodb, "catalogue"), s3, workshop)  # type: ignore[arg-type]


def test_a_picture_from_its_upload_to_its_withdrawal(cloud: World) -> None:
    record = cloud.door.has(1)
    picture = photo(640, 480)
    id = cloud.upload(with_gps(picture), seizure_id=record, caption={"en": "Tank"}, category="drugs")
    assert cloud.objects(QUARANTINE) == []
    assert len(cloud.objects()) == 6
    assert cloud.found(READER_GB, q="tank", category="drugs") == [id]
    again = cloud.upload(with_gps(picture), OFFICER_CO)
    assert cloud.shown(again, OFFICER_CO)["duplicate_of"] == id
    crop = cloud.upload(written(opened(with_gps(picture)).transpose(4).crop((24, 32, 456, 608))), OFFICER_CO)
    assert crop in cloud.alike(id)
    assert id in cloud.alike(crop, OFFICER_CO)
    assert (
        cloud.call("POST", f"/v1/pictures/{id}/seen", OFFICER_DE, {"country": "DE", "seen_on": "2026-03-01"}).status
        == 201
    )
    assert (
        cloud.call("POST", f"/v1/pictures/{id}/seen", OFFICER_DE, {"country": "DE", "seen_on": "2026-03-01"}).status
        == 409
    )
    assert cloud.change(id, {"redactions": [CORNER]}).status == 200
    cloud.redrawer(id)
    cloud.keeper(id)
    shown = cloud.shown(id, READER_GB)
    assert opened(cloud.content(shown["renditions"][0]["link"])).getpixel((10, 10)) == (0, 0, 0)
    assert cloud.call("GET", "/v1/pictures/tree", READER_GB).json["count"] == 2
    cloud.door.has(1, tlp="AMBER")
    cloud.follower.seizure_changed(record)
    cloud.settle(id)
    assert cloud.found(OFFICER_CO) == [crop]
    assert cloud.found(OFFICER_DE, seizure=record) == [id]
    assert cloud.call("DELETE", f"/v1/pictures/{id}").json["status"] == "withdrawn"
    assert cloud.found(OFFICER_DE) == [crop]
    # The other administration's file, without what was blackened, is kept for it.
    assert len(cloud.objects()) == 7
    cloud.keeper(id)
    cloud.settle(again)
    assert cloud.shown(again, OFFICER_CO)["status"] == "ready"
    assert len(cloud.objects()) == 12
    assert cloud.found(OFFICER, status="withdrawn") == [id]
    drawn = ["seen", "redacted", "redrawn", "followed", "redrawn"]
    assert cloud.actions(id) == ["entered", "received", "ready", *drawn, "withdrawn"]


def test_uploads_that_never_came_and_searches_with_a_picture(cloud: World) -> None:
    waiting, id = cloud.enter(b"x" * 10), cloud.upload(written(photo(320, 240)))
    found = cloud.search_with(written(photo(320, 240), quality=40), READER_GB)
    assert [item["picture"]["id"] for item in found["items"]] == [id]
    question = cloud.call("GET", "/v1/pictures/quiz", READER_GB).json
    answer = {"place": "road_vehicle.fuel_tank", "method": "built_cavity"}
    path = f"/v1/pictures/quiz/{question['id']}/answer"
    assert cloud.call("POST", path, READER_GB, answer).json["progress"]["streak"] == 1
    assert cloud.call("POST", path, READER_GB, answer).status == 409
    cloud.clock.pass_by(minutes=20)
    assert cloud.sweeper() == {"expired": 1, "rejected": 0, "retried": 0, "cleared": 0}
    assert cloud.found(OFFICER, status="expired") == [waiting]
