"""The drawings are entered once, and what the API refuses is said."""

from collections.abc import Mapping
from typing import Any

import pytest

from cpdb.alike.bands import distance
from cpdb.images.decode import decoded
from cpdb.images.render import hashes
from cpdb.model import PictureEntry
from local.seed.client import Answer, Client, Refused
from local.seed.drawings import DRAWINGS
from local.seed.pictures import enter_pictures, shown


class FakeApi(Client):
    """Pictures by the key they were entered with; ready two looks after the file came."""

    def __init__(self, status: int = 201) -> None:
        self.made: dict[str, str] = {}
        self.looks: dict[str, int] = {}
        self.posted: list[str] = []
        self.tokens: set[str] = set()
        self.status = status

    def call(self, method: str, path: str, token: str, body: Any = None, headers: Any = None) -> Answer:
        assert body is None or method == "POST"
        self.tokens.add(token)
        if method == "GET":
            return self._read(path.rpartition("/")[2])
        id = self.made.setdefault(headers["Idempotency-Key"], f"{len(self.made)}")
        return Answer(self.status, None, {"id": id, "upload": {"url": id, "fields": {}}})

    def _read(self, id: str) -> Answer:
        if id not in self.posted:
            return Answer(200, None, {"status": "awaiting_upload"})
        self.looks[id] = self.looks.get(id, 0) + 1
        return Answer(200, None, {"status": "processing" if self.looks[id] < 2 else "ready"})

    def post(self, form: Mapping[str, Any], content: bytes) -> None:
        assert content.startswith(b"\x89PNG")
        self.posted.append(form["url"])


def test_each_drawing_is_entered_once_by_officers_in_turn() -> None:
    api = FakeApi()
    for _ in range(2):
        entered = enter_pictures(api, ["one", "other"], api.post)
        assert shown(api, entered, sleep=lambda _: None) == len(DRAWINGS)
    assert len(api.posted) == len(DRAWINGS)
    assert api.tokens == {"one", "other"}


def test_what_is_refused_is_said() -> None:
    api = FakeApi(422)
    with pytest.raises(Refused):
        enter_pictures(api, ["one"], api.post)


def test_the_drawings_are_entries_that_the_interface_takes_and_unlike_each_other() -> None:
    found = []
    for drawing in DRAWINGS:
        content = drawing.content()
        PictureEntry.model_validate({**drawing.entry(), "size": len(content)}, strict=False)
        found.append(hashes(decoded(content, "image/png"))[0])
    apart = [distance(one, other) for number, one in enumerate(found) for other in found[:number]]
    assert min(apart) > 6
