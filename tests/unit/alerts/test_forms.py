"""Which upload of a document counts, whatever happens to its entry meanwhile, and that none is lost without a word."""

from typing import Any

import pytest

from alerts.library.receiving import Librarian
from cen.problems import StaleVersion, Unavailable
from cen.uploads import Uploaded
from tests import papers
from tests.papers import GOOD
from tests.unit.alerts.test_library import promise
from tests.unit.alerts.world import OFFICER, RILO_WE, World


def test_what_comes_by_an_older_form_is_not_kept_and_the_entry_says_so(world: World) -> None:
    made = promise(world)
    path = f"library/{made['id']}"
    again = world.call("POST", f"{path}/upload", RILO_WE, {"content_type": "application/pdf", "size": len(GOOD)})
    for _ in range(2):
        world.upload(made["upload"], GOOD)
        seen = world.call("GET", path, RILO_WE).json
        assert (seen["state"], seen["reason_code"], seen["version"]) == ("awaiting_upload", "superseded_form", 3)
    assert world.bucket.waiting == world.bucket.files == {}
    world.upload(again.json["upload"], GOOD)
    seen = world.call("GET", path, RILO_WE).json
    assert (seen["state"], "reason_code" in seen) == ("ready", False)
    world.upload(made["upload"], papers.picture())
    assert world.call("GET", path, RILO_WE).json == seen
    assert world.bucket.files[made["id"]][0] == GOOD


def test_a_file_that_is_looked_at_while_another_form_is_made_is_not_kept_and_the_entry_says_so(world: World) -> None:
    made = promise(world)
    path, keep = f"library/{made['id']}", world.bucket.keep
    forms: list[Any] = []

    def keep_late(*arguments: Any) -> None:
        form = world.call("POST", f"{path}/upload", RILO_WE, {"content_type": "application/pdf", "size": len(GOOD)})
        forms.append(form.json["upload"])
        keep(*arguments)

    world.bucket.keep = keep_late  # type: ignore[method-assign]
    world.upload(made["upload"], GOOD)
    seen = world.call("GET", path, RILO_WE).json
    assert (seen["state"], seen["reason_code"]) == ("awaiting_upload", "superseded_form")
    world.bucket.keep = keep  # type: ignore[method-assign]
    world.upload(forms[0], GOOD)
    assert world.call("GET", path, OFFICER).json["state"] == "ready"


def test_a_file_that_took_long_does_not_come_over_that_of_a_newer_form(world: World) -> None:
    made, newer = promise(world), papers.picture()
    path = f"library/{made['id']}"
    quarantine = world.bucket.quarantine(lambda: world.now)

    class Slow:
        def read(self, uploaded: Uploaded, limit: int) -> bytes:
            content = bytes(quarantine.read(uploaded, limit))
            asked = {"content_type": "image/png", "size": len(newer)}
            world.upload(world.call("POST", f"{path}/upload", RILO_WE, asked).json["upload"], newer)
            return content

        def remove(self, uploaded: Uploaded) -> None:
            quarantine.remove(uploaded)

    world.bucket.waiting[key := made["upload"]["fields"]["key"]] = GOOD
    slow: Any = Slow()
    Librarian(world.stores.shelves, slow, world.bucket, lambda: world.now).hear(Uploaded(key, "1", len(GOOD)))
    assert world.call("GET", path, OFFICER).json["state"] == "ready"
    assert world.bucket.files[made["id"]][1] == "image/png"


def change(world: World, id: str, edition: str) -> None:
    done = world.call("PATCH", f"library/{id}", RILO_WE, {"edition": edition}, headers={"If-Match": "*"})
    assert done.status == 200, done.text


def test_a_form_stays_good_whatever_is_said_of_the_document(world: World) -> None:
    made = promise(world)
    change(world, made["id"], "3rd")
    world.upload(made["upload"], GOOD)
    seen = world.call("GET", f"library/{made['id']}", OFFICER).json
    assert (seen["state"], seen["edition"]) == ("ready", "3rd")


@pytest.mark.parametrize("good", [True, False])
def test_what_is_changed_while_the_file_is_looked_at_changes_nothing_about_its_outcome(
    world: World, good: bool
) -> None:
    content = GOOD if good else papers.pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>")
    made = promise(world, content)
    quarantine = world.bucket.quarantine(lambda: world.now)

    class Slow:
        def read(self, uploaded: Uploaded, limit: int) -> bytes:
            change(world, made["id"], "3rd")
            return bytes(quarantine.read(uploaded, limit))

        def remove(self, uploaded: Uploaded) -> None:
            quarantine.remove(uploaded)

    world.bucket.waiting[key := made["upload"]["fields"]["key"]] = content
    slow: Any = Slow()
    Librarian(world.stores.shelves, slow, world.bucket, lambda: world.now).hear(Uploaded(key, "1", len(content)))
    seen = world.call("GET", f"library/{made['id']}", RILO_WE).json
    assert (seen["state"], seen["edition"]) == ("ready" if good else "rejected", "3rd")
    assert seen.get("reason_code") == (None if good else "pdf_script")


def test_an_entry_that_changes_all_the_time_is_tried_again_later(world: World) -> None:
    class Busy(type(world.stores.shelves)):  # type: ignore[misc]
        def save(self, *_: Any) -> None:
            raise StaleVersion("changed")

    made = promise(world)
    world.bucket.waiting[key := made["upload"]["fields"]["key"]] = GOOD
    busy = Librarian(Busy(world.stores.alerts), world.bucket.quarantine(lambda: world.now), world.bucket)
    with pytest.raises(Unavailable):
        busy.hear(Uploaded(key, "1", len(GOOD)))
    assert key in world.bucket.waiting
