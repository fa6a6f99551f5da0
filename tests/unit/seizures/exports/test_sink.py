"""Files in S3: in parts, all or nothing, and saved by browsers under a harmless name."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seizures.exports import sink
from seizures.exports.model import ExportFormat, Job
from seizures.exports.sink import PART_BYTES, ExportBucket, disposition, file_name, key_of, presigned
from tests.unit.seizures.exports.conftest import BUCKET, Cloud


@pytest.fixture
def job(cloud: Cloud) -> Job:
    found = cloud.store.read(cloud.ask())
    assert found
    return found


def test_what_is_written_becomes_one_object_to_save(cloud: Cloud, job: Job) -> None:
    block = bytes(range(256)) * 4096  # 1 MB
    with ExportBucket().open(job) as file:
        for _ in range(19):
            assert file.write(block) == len(block)
        assert cloud.files() == []
        file.complete()
    stored = cloud.s3.get_object(Bucket=BUCKET, Key=f"exports/{job.id}/cen-seizures-2026-03-20.csv")
    assert stored["Body"].read() == block * 19
    assert file.size == len(block) * 19
    assert stored["ContentType"] == "text/csv; charset=utf-8"
    assert stored["ContentDisposition"] == 'attachment; filename="cen-seizures-2026-03-20.csv"'
    assert stored["ETag"].strip('"').endswith("-3")  # parts: 8, 8 and 3 MB
    assert cloud.uploads() == []


def test_a_file_of_exactly_one_part_and_an_empty_one(cloud: Cloud, job: Job) -> None:
    for content in (b"x" * PART_BYTES, b""):
        with ExportBucket().open(job) as file:
            file.write(content)
            file.complete()
        assert cloud.s3.get_object(Bucket=BUCKET, Key=key_of(job))["Body"].read() == content


def test_what_is_not_completed_leaves_nothing(cloud: Cloud, job: Job) -> None:
    with ExportBucket().open(job) as file:
        file.write(b"x" * (PART_BYTES + 1))
        assert len(cloud.uploads()) == 1
    with pytest.raises(InterruptedError), ExportBucket().open(job) as file:
        raise InterruptedError
    assert (cloud.files(), cloud.uploads()) == ([], [])


def test_a_file_can_be_removed(cloud: Cloud, job: Job) -> None:
    with ExportBucket().open(job) as file:
        file.complete()
    assert cloud.files() == [key_of(job)]
    ExportBucket().remove(job)
    assert cloud.files() == []


def test_a_link_is_signed_for_five_minutes_by_version_4(job: Job) -> None:
    link = presigned(job)
    assert link.startswith("https://")
    assert f"/{key_of(job)}?" in link
    assert "X-Amz-Algorithm=AWS4-HMAC-SHA256" in link
    assert "X-Amz-Expires=300" in link
    assert sink.client() is sink.client()


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (ExportFormat.CSV, "cen-seizures-2026-03-20.csv"),
        (ExportFormat.JSONL, "cen-seizures-2026-03-20.jsonl"),
        (ExportFormat.XLSX, "cen-seizures-2026-03-20.xlsx"),
        (ExportFormat.AITR, "cen-aitr-2026-03-20.xlsx"),
    ],
)
def test_a_file_is_named_by_what_it_is(job: Job, kind: ExportFormat, name: str) -> None:
    made = job.model_copy(update={"format": kind})
    assert file_name(made) == name
    assert key_of(made) == f"exports/{job.id}/{name}"
    assert disposition(name) == f'attachment; filename="{name}"'


HOSTILE: list[Any] = ['a".exe', "a\r\nSet-Cookie: x=1", "../../etc/passwd", "..", "", "é – 海关.csv", "a;b='c'"]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_breaks_the_header(name: str) -> None:
    _harmless(disposition(name))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_whatever_the_name(name: str) -> None:
    _harmless(disposition(name))


def _harmless(header: str) -> None:
    """RFC 6266: a quoted name of plain characters, and the exact one in percent signs."""
    assert re.fullmatch(
        r"attachment; filename=\"[A-Za-z0-9_-][A-Za-z0-9._-]*\"(; filename\*=UTF-8''[A-Za-z0-9._~%-]*)?", header
    )
