"""Forms that are good for one key, type, size and five minutes; and messages of S3, each answered for by itself."""

import base64
import json
from typing import Any
from urllib.parse import quote_plus

import pytest
from botocore.exceptions import EndpointConnectionError
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws

from cen.problems import Unavailable
from cen.s3 import client
from cen.uploads import FORM_SECONDS, Quarantine, Receiver, TooLarge, Uploaded, uploads_in
from tests.unit.cen.helpers import NOW, now

BUCKET = "uploads"


@pytest.fixture
def quarantine(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    client.cache_clear()
    with mock_aws():
        made = client()
        made.create_bucket(Bucket=BUCKET)
        made.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        yield Quarantine(made, BUCKET, now)
    client.cache_clear()


def put(quarantine: Quarantine, content: bytes, key: str = "pictures/1") -> Uploaded:
    answer = quarantine.client.put_object(Bucket=BUCKET, Key=key, Body=content)
    return Uploaded(key, answer["VersionId"], len(content))


def test_a_form_binds_key_type_size_and_time(quarantine: Quarantine) -> None:
    form = quarantine.form("pictures/1", content_type="image/jpeg", size=12345)
    assert (form.fields["key"], form.fields["Content-Type"]) == ("pictures/1", "image/jpeg")
    assert form.fields["x-amz-algorithm"] == "AWS4-HMAC-SHA256"
    conditions = json.loads(base64.b64decode(form.fields["policy"]))["conditions"]
    for condition in ({"key": "pictures/1"}, {"Content-Type": "image/jpeg"}, ["content-length-range", 12345, 12345]):
        assert condition in conditions
    assert form.expires_at > NOW.isoformat()[:19]
    assert FORM_SECONDS <= 300


def test_the_version_that_was_told_of_is_read_even_if_another_came(quarantine: Quarantine) -> None:
    first = put(quarantine, b"checked")
    put(quarantine, b"swapped")
    assert quarantine.read(first, limit=100) == b"checked"


def test_no_more_is_read_than_allowed(quarantine: Quarantine) -> None:
    with pytest.raises(TooLarge):
        quarantine.read(put(quarantine, b"12345"), limit=4)
    assert quarantine.read(put(quarantine, b"1234"), limit=4) == b"1234"


def test_what_is_gone_is_gone(quarantine: Quarantine) -> None:
    uploaded = put(quarantine, b"x")
    quarantine.remove(uploaded)
    with pytest.raises(LookupError):
        quarantine.read(uploaded, limit=4)


def test_a_bucket_that_does_not_answer_is_unavailable(quarantine: Quarantine) -> None:
    with pytest.raises(Unavailable):
        Quarantine(quarantine.client, "no-such-bucket", now).read(Uploaded("k", "v", 1), limit=4)

    class Down:
        def get_object(self, **_: str) -> None:
            raise EndpointConnectionError(endpoint_url="https://s3")

    with pytest.raises(Unavailable):
        Quarantine(Down(), BUCKET, now).read(Uploaded("k", "v", 1), limit=4)  # type: ignore[arg-type]


def told(key: str, *, event: str = "ObjectCreated:Post", version: str = "v1") -> dict[str, Any]:
    thing = {"key": quote_plus(key), "size": 7, "versionId": version}
    return {"eventName": event, "s3": {"object": thing}}


@given(st.text(min_size=1).filter(lambda text: text.isprintable()))
def test_keys_arrive_as_they_were_signed(key: str) -> None:
    (uploaded,) = uploads_in(json.dumps({"Records": [told(key)]}))
    assert uploaded == Uploaded(key, "v1", 7)


def test_other_news_of_a_bucket_are_no_uploads() -> None:
    assert list(uploads_in(json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent"}))) == []
    assert list(uploads_in(json.dumps({"Records": [told("a", event="ObjectRemoved:Delete")]}))) == []


def test_each_message_is_answered_for_by_itself(capsys: pytest.CaptureFixture[str]) -> None:
    heard: list[str] = []

    def hear(uploaded: Uploaded) -> None:
        if uploaded.key == "poison":
            raise ValueError("a name that nobody may log")
        heard.append(uploaded.key)

    bodies = [json.dumps({"Records": [told("one")]}), json.dumps({"Records": [told("poison")]}), "no json"]
    bodies += [json.dumps({"Records": [told("two")]})]
    batch = {"Records": [{"messageId": f"m{n}", "body": body} for n, body in enumerate(bodies)]}
    answer = Receiver("things", hear, now)(batch, None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m1"}, {"itemIdentifier": "m2"}]}
    assert heard == ["one", "two"]
    out = capsys.readouterr().out
    assert "nobody may log" not in out
    last = json.loads(out.splitlines()[-1])
    assert (last["uploads_heard"], last["uploads_failed"]) == (2, 2)
