"""Every hostile file ends as docs/pictures.md says, in the process that decodes uploads, and in reasonable time."""

import re
import time
from pathlib import Path

import pytest

from cen import codes
from cpdb.images.reasons import PictureReason
from cpdb.images.workshop import Workshop
from tests.unit.cpdb.files import photo, written
from tests.unit.cpdb.hostile import FILES

DOCUMENT = (Path(__file__).parents[3] / "docs" / "pictures.md").read_text()
TOLD = dict(re.findall(r"^\| ([^|`]+) \| `(\w+)` \|", DOCUMENT, re.MULTILINE))
SECONDS = 5  # most take milliseconds; the limit is 30


@pytest.mark.parametrize("name", FILES)
def test_it_ends_as_the_document_says(workshop: Workshop, name: str) -> None:
    make, declared = FILES[name]
    data, started = make(), time.monotonic()
    work = workshop.publish(data, declared, [])
    assert time.monotonic() - started < SECONDS
    assert (work.rejected or "ready") == TOLD[name]
    assert bool(work.renditions) == (work.rejected is None)
    assert not [one for one in work.renditions if one.content in data or b"alert(1)" in one.content]


def test_the_document_names_these_files_and_no_others() -> None:
    assert set(TOLD) == set(FILES)


def test_every_reason_is_explained_to_people_and_met_by_a_file() -> None:
    assert {str(reason) for reason in PictureReason} == {code.code for code in codes.children("reason_picture", None)}
    elsewhere = {PictureReason.WRONG_SIZE, PictureReason.FAILED, PictureReason.TOO_DEMANDING}
    assert set(TOLD.values()) - {"ready"} == set(PictureReason) - elsewhere


def test_the_next_picture_is_served_as_if_nothing_had_been(workshop: Workshop) -> None:
    for name in ("truncated HEIC", "HEIC that says 30,000 × 30,000", "WebP that says 16,000 × 16,000"):
        make, declared = FILES[name]
        workshop.look(make(), declared)
    assert workshop.publish(written(photo()), "image/jpeg", []).rejected is None
