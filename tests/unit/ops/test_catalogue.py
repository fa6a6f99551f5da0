"""rebuild-catalogue: whatever became of the catalogue, it ends as one made anew."""

import json
from typing import Any

import pytest

from cpdb.catalogue.index import Catalogue
from cpdb.catalogue.project import project
from cpdb.items import head
from cpdb.model import PictureStatus
from ops import catalogue, cen_admin
from ops.catalogue import RebuildCatalogue
from tests.unit.cpdb.memory import MemoryTable
from tests.unit.cpdb.test_catalogue import picture
from tests.unit.cpdb.test_index import standing
from tests.unit.cpdb.test_visibility import TODAY


def world(*numbers: int) -> tuple[MemoryTable, MemoryTable]:
    """Pictures and their catalogue."""
    records, postings = MemoryTable(), MemoryTable()
    for number in numbers:
        one = picture(number, caption={"en": f"Nr{number}"})
        records.items[f"PIC#{one.id}", "HEAD"] = dict(head(one))
        project(Catalogue(postings), one, TODAY)  # type: ignore[arg-type]
    return records, postings


def rebuild(records: MemoryTable, postings: MemoryTable) -> Any:
    work = RebuildCatalogue(records, Catalogue(postings), TODAY, 1, print)  # type: ignore[arg-type]
    work.run()
    return work.counts


def test_a_damaged_catalogue_is_as_one_made_anew() -> None:
    records, postings = world(1, 2, 3)
    records.items["SHELF#1", "HEAD"] = {"pk": "SHELF#1", "sk": "HEAD", "doc": "{}"}
    wanted = standing(postings)
    del postings.items["kind=photo@open", f"{1:026d}"]
    postings.items["all@open", f"{2:026d}"]["text"] = "spoilt"
    counts = rebuild(records, postings)
    assert standing(postings) == wanted
    assert (counts.read, counts.projected, counts.overtaken, counts.removed) == (3, 3, 0, 0)


def test_an_empty_table_is_filled_and_counts_are_right() -> None:
    records, postings = world(1, 2)
    wanted = standing(postings)
    postings.items.clear()
    rebuild(records, postings)
    assert standing(postings) == wanted


def test_what_stands_without_a_picture_goes_and_what_is_newer_stays() -> None:
    records, postings = world(1, 2)
    del records.items[f"PIC#{1:026d}", "HEAD"]
    newer = picture(2).changed("t", status=PictureStatus.WITHDRAWN)
    project(Catalogue(postings), newer, TODAY)  # type: ignore[arg-type]
    counts = rebuild(records, postings)
    assert standing(postings) == {}
    assert (counts.overtaken, counts.removed) == (1, 1)
    assert rebuild(records, postings).removed == 0


def test_the_command_names_what_it_did(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    records, postings = world(1)
    tables = {"pictures": records, "catalogue": postings}
    monkeypatch.setattr(
        catalogue, "outputs", lambda _: {"PicturesTableName": "pictures", "CatalogueTableName": "catalogue"}
    )
    monkeypatch.setattr(catalogue, "table", tables.get)
    asked = cen_admin.parser().parse_args(["--stage", "dev", "rebuild-catalogue", "--segments", "1"])
    assert cen_admin._COMMANDS[asked.command](None, asked) == 0  # type: ignore[arg-type]
    assert json.loads(capsys.readouterr().out)["projected"] == 1
