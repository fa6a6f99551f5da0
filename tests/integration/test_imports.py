"""An import through the handlers that the functions name, on DynamoDB and S3 (moto): from the request to the report."""

import io
import json
from collections.abc import Iterator
from typing import Any

import boto3
import openpyxl
import pytest
from moto import mock_aws

from cen.dynamo.table import client
from cen.s3 import client as s3_client
from seizures import import_reader, import_reporter, importer, imports_api
from seizures.outbox import describe
from tests.unit.seizures.builders import OFFICER
from tests.unit.seizures.gateway import claims
from tests.unit.seizures.imports.world import row, table_of
from tests.unit.seizures.test_store_contract import make_table

UPLOADS, FILES = "uploads", "files"


@pytest.fixture(autouse=True)
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    told = {
        "AWS_DEFAULT_REGION": "us-east-1", "CEN_TABLE": "seizures", "CEN_UPLOADS_BUCKET": UPLOADS,
        "CEN_IMPORTS_BUCKET": FILES, "CEN_CURSOR_SECRET_ARN": "none", "CEN_ACCOUNTS_TABLE": "none",
    }  # fmt: skip
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    caches = (client, s3_client, import_reader._reader, importer._parts, import_reporter._reporter)
    for cached in caches:
        cached.cache_clear()
    with mock_aws():
        s3 = boto3.client("s3")
        for bucket in (UPLOADS, FILES):
            s3.create_bucket(Bucket=bucket)
        s3.put_bucket_versioning(Bucket=UPLOADS, VersioningConfiguration={"Status": "Enabled"})
        make_table()
        yield s3
    for cached in caches:
        cached.cache_clear()


def call(method: str, path: str, body: Any = None) -> dict[str, Any]:
    path, _, query = path.partition("?")
    event = {
        "httpMethod": method, "path": path, "headers": {"Content-Type": "application/json"},
        "queryStringParameters": dict(part.split("=") for part in query.split("&")) if query else None,
        "body": json.dumps(body) if body else None,
        "requestContext": {"authorizer": {"claims": claims(OFFICER)}},
    }  # fmt: skip
    answer = imports_api.handler(event, None)
    assert answer["statusCode"] < 300, answer["body"]
    found: dict[str, Any] = json.loads(answer["body"])
    return found


def message(body: Any) -> dict[str, Any]:
    return {"Records": [{"messageId": "1", "body": json.dumps(body)}]}


def told(s3_table: Any, id: str, seen: set[str]) -> list[Any]:
    found = s3_table.query(
        TableName="seizures",
        KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
        ExpressionAttributeValues={":pk": {"S": f"IMPORT#{id}"}, ":sk": {"S": "AUDIT#"}},
    )["Items"]
    events = [event for item in found if item["sk"]["S"] not in seen for event in describe(item)]
    seen.update(item["sk"]["S"] for item in found)
    return events


def test_from_the_request_to_the_report(cloud: Any) -> None:
    content = table_of(row(1), row(2, quantity="x"), row(3, reference="")).encode()
    made = call("POST", "/v1/imports", {"filename": "a.csv", "size": len(content)})
    key = made["upload"]["fields"]["key"]
    assert made["upload"]["fields"]["Content-Type"] == "application/octet-stream"
    version = cloud.put_object(Bucket=UPLOADS, Key=key, Body=content)["VersionId"]
    arrived = {
        "eventName": "ObjectCreated:Post",
        "s3": {"object": {"key": key, "versionId": version, "size": len(content)}},
    }
    assert import_reader.handler(message({"Records": [arrived]}), None) == {"batchItemFailures": []}
    assert cloud.list_object_versions(Bucket=UPLOADS).get("Versions", []) == []
    dynamodb, seen = boto3.client("dynamodb"), set[str]()
    (part,) = told(dynamodb, made["id"], seen)
    assert importer.handler(message({"detail": part.model_dump()}), None) == {"batchItemFailures": []}
    closed, notice = told(dynamodb, made["id"], seen)
    assert (notice.to, notice.kind, notice.must_act) == (f"person:{OFFICER.id}", "import.finished", True)
    assert import_reporter.handler(message({"detail": closed.model_dump()}), None) == {"batchItemFailures": []}
    shown = call("GET", f"/v1/imports/{made['id']}")
    assert {name: count for name, count in shown["counts"].items() if count} == {"accepted": 2, "rejected": 1}
    (wrong,) = call("GET", f"/v1/imports/{made['id']}/rows?outcome=rejected")["items"]
    assert wrong["errors"][0]["value"] == "x"
    link = call("GET", f"/v1/imports/{made['id']}/report.xlsx")["link"]
    assert "X-Amz-Signature" in link
    assert "attachment" in link
    report = cloud.get_object(Bucket=FILES, Key=f"imports/{made['id']}/report.xlsx")["Body"].read()
    assert openpyxl.load_workbook(io.BytesIO(report))["Seizures"].max_row == 4


def test_a_template_is_made_and_linked(cloud: Any) -> None:
    assert "X-Amz-Signature" in call("GET", "/v1/imports/template.xlsx?category=drugs")["link"]
    (made,) = cloud.list_objects_v2(Bucket=FILES)["Contents"]
    assert made["Key"].startswith("imports/templates/")


def test_a_bucket_that_does_not_answer_sends_the_message_back(cloud: Any) -> None:
    content = table_of(row(1)).encode()
    made = call("POST", "/v1/imports", {"filename": "a.csv", "size": len(content)})
    key = made["upload"]["fields"]["key"]
    version = cloud.put_object(Bucket=UPLOADS, Key=key, Body=content)["VersionId"]
    cloud.delete_bucket(Bucket=FILES)
    arrived = {
        "eventName": "ObjectCreated:Post",
        "s3": {"object": {"key": key, "versionId": version, "size": len(content)}},
    }
    failed = import_reader.handler(message({"Records": [arrived]}), None)
    assert failed == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    cloud.create_bucket(Bucket=FILES)
    assert import_reader.handler(message({"Records": [arrived]}), None) == {"batchItemFailures": []}
    assert call("GET", f"/v1/imports/{made['id']}")["status"] == "entering"
