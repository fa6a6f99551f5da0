"""Documents: promised, uploaded, checked, kept as they may be handed on, or refused with a reason."""

from typing import Any

import pytest

from alerts.shelf.files import file_name
from tests import papers
from tests.papers import GOOD
from tests.unit.alerts.world import CENMAT, EXTERNAL, NCP, OFFICER, RILO_SA, RILO_WE, World


def promise(world: World, content: bytes = GOOD, kind: str = "application/pdf", **changes: Any) -> Any:
    body = {
        "title": "Guide to ivory: élan & <more>",
        "category": "identification_guide",
        "language": "en",
        "edition": "2nd",
        "goods": ["cites"],
        "content_type": kind,
        "size": len(content),
        **changes,
    }
    made = world.call("POST", "library", RILO_WE, body)
    assert made.status == 201, made.text
    return made.json


def test_a_document_is_promised_uploaded_checked_and_handed_out(world: World) -> None:
    made = promise(world, tlp="CLEAR")
    id = made["id"]
    assert (made["state"], made["file"]) == ("awaiting_upload", {"content_type": "application/pdf", "size": len(GOOD)})
    assert made["upload"]["fields"]["key"] == f"library/{id}/1"
    assert world.call("GET", f"library/{id}", RILO_WE).json.get("link") is None
    world.upload(made["upload"], GOOD)
    seen = world.call("GET", f"library/{id}", EXTERNAL).json
    assert (seen["state"], seen["file"]["size"]) == ("ready", len(GOOD))
    assert len(seen["file"]["sha256"]) == 64
    assert seen["link"].endswith("guide-to-ivory-elan-more.pdf")
    assert world.bucket.files[id][0] == GOOD
    assert world.bucket.waiting == {}
    (listed,) = world.call("GET", "library", EXTERNAL, query={"q": "ivory", "goods": "cites"}).json["items"]
    assert listed["id"] == id
    assert "link" not in listed
    done = world.call("POST", f"library/{id}/upload", RILO_WE, {"content_type": "image/png", "size": 5})
    assert done.json["code"] == "not_awaited"


def test_a_refused_document_says_why_and_is_tried_again(world: World) -> None:
    bad = papers.pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>")
    made = promise(world, bad)
    world.upload(made["upload"], bad)
    seen = world.call("GET", f"library/{made['id']}", RILO_WE).json
    assert (seen["state"], seen["reason_code"]) == ("rejected", "pdf_script")
    assert world.bucket.files == world.bucket.waiting == {}
    assert world.call("GET", f"library/{made['id']}", OFFICER).status == 404
    refused = world.call("POST", f"library/{made['id']}/upload", RILO_SA, {"content_type": "image/png", "size": 5})
    assert refused.status == 404
    good = papers.picture()
    again = world.call(
        "POST", f"library/{made['id']}/upload", RILO_WE, {"content_type": "image/png", "size": len(good)}
    )
    assert (again.json["state"], "reason_code" in again.json) == ("awaiting_upload", False)
    world.upload(again.json["upload"], good)
    assert world.call("GET", f"library/{made['id']}", OFFICER).json["state"] == "ready"


def test_the_same_upload_twice_comes_to_the_same(world: World) -> None:
    made = promise(world)
    world.upload(made["upload"], GOOD)
    version = world.call("GET", f"library/{made['id']}", OFFICER).json["version"]
    world.upload(made["upload"], GOOD)
    assert world.call("GET", f"library/{made['id']}", OFFICER).json["version"] == version
    assert world.bucket.files[made["id"]][0] == GOOD


def test_what_stopped_half_way_goes_on(world: World) -> None:
    made = promise(world)
    keep = world.bucket.keep
    world.bucket.keep = _break  # type: ignore[method-assign]
    with pytest.raises(OSError, match="full"):
        world.upload(made["upload"], GOOD)
    assert world.call("GET", f"library/{made['id']}", RILO_WE).json["state"] == "processing"
    world.bucket.keep = keep  # type: ignore[method-assign]
    world.upload(made["upload"], GOOD)
    assert world.call("GET", f"library/{made['id']}", OFFICER).json["state"] == "ready"


def _break(*_: Any) -> None:
    raise OSError("full")


def test_another_size_than_promised_is_refused(world: World) -> None:
    made = promise(world, size=len(GOOD) - 1)
    world.upload(made["upload"], GOOD)
    assert world.call("GET", f"library/{made['id']}", RILO_WE).json["reason_code"] == "other_size"


@pytest.mark.parametrize("key", ["library/01KM0000000000000000000000/1", "library/x/1", "pictures/x/1", "x"])
def test_what_nobody_awaits_is_thrown_away(world: World, key: str) -> None:
    world.upload({"fields": {"key": key}}, GOOD)
    assert world.bucket.waiting == world.bucket.files == {}


def test_a_removed_document_leaves_no_file(world: World) -> None:
    made = promise(world)
    world.upload(made["upload"], GOOD)
    assert world.call("DELETE", f"library/{made['id']}", RILO_SA).status == 403
    assert world.call("DELETE", f"library/{made['id']}", CENMAT).status == 200
    assert world.bucket.files == {}
    assert world.call("GET", f"library/{made['id']}", RILO_WE).status == 404
    world.bucket.removed.clear()
    assert world.call("DELETE", f"library/{made['id']}", CENMAT).status == 200
    assert world.bucket.removed == [made["id"]]  # had the first try failed half way


def test_what_is_removed_while_it_is_checked_leaves_no_file(world: World) -> None:
    made = promise(world)
    keep = world.bucket.keep

    def keep_and_remove(*arguments: Any) -> None:
        keep(*arguments)
        world.call("DELETE", f"library/{made['id']}", RILO_WE)
        keep(*arguments)

    world.bucket.keep = keep_and_remove  # type: ignore[method-assign]
    world.upload(made["upload"], GOOD)
    assert world.bucket.files == {}


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"size": 0}, "size"),
        ({"size": 20 * 1024 * 1024 + 1}, "size"),
        ({"size": "10"}, "size"),
        ({"content_type": "text/html"}, "content_type"),
        ({"content_type": "image/svg+xml"}, "content_type"),
        ({"language": "English"}, "language"),
        ({"category": "novel"}, "category"),
        ({"title": " "}, "title"),
        ({"edition": "x" * 61}, "edition"),
        ({"tlp": "RED"}, "tlp"),
    ],
)
def test_what_cannot_be_promised_is_named(world: World, changes: Any, path: str) -> None:
    body = {"title": "a", "category": "other", "language": "en", "content_type": "image/png", "size": 5, **changes}
    refused = world.call("POST", "library", RILO_WE, body)
    assert (refused.status, refused.json["errors"][0]["path"]) == (422, path)
    assert world.call("POST", "library", NCP, {**body, path: "x"}).status in (403, 422)


def test_what_is_said_of_a_document_changes_and_its_file_does_not(world: World) -> None:
    made = promise(world)
    world.upload(made["upload"], GOOD)
    path = f"library/{made['id']}"
    done = world.call("PATCH", path, RILO_WE, {"title": "Guide", "edition": None}, headers={"If-Match": "*"})
    assert (done.status, done.json["title"], "edition" in done.json) == (200, "Guide", False)
    fixed = world.call("PATCH", path, RILO_WE, {"size": 7}, headers={"If-Match": "*"})
    assert (fixed.status, fixed.json["errors"][0]["code"]) == (422, "fixed")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Guide to ivory", "guide-to-ivory.pdf"),
        ('a"; filename="b.exe', "a-filename-b-exe.pdf"),
        ("../../etc/passwd\r\nX: y", "etc-passwd-x-y.pdf"),
        ("象牙", "document.pdf"),
        ("x" * 120, "x" * 80 + ".pdf"),
    ],
)
def test_a_file_is_named_after_its_title_and_breaks_no_header(title: str, name: str) -> None:
    assert file_name(title, "application/pdf") == name
