"""Brings the catalogue up to date with a picture as it is now."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from cpdb.alike.find import relatives
from cpdb.catalogue.entry import Entry, entry_of
from cpdb.record import Picture

if TYPE_CHECKING:
    from cpdb.catalogue.index import Catalogue

_MOST_RELATIVES = 100  # the nearest, whoever may see them


def project(catalogue: "Catalogue", picture: Picture, today: date, *, force: bool = False) -> bool:
    """Whether the catalogue changed."""
    entry = entry_of(picture, today)
    if entry.members:
        entry = _with_relatives(catalogue, picture, entry)
    return catalogue.bring_up_to(picture.id, picture.version, entry, force=force)


def _with_relatives(catalogue: "Catalogue", picture: Picture, entry: Entry) -> Entry:
    """With what other pictures' pages, or its own, are to name."""
    hashes = [int(text, 16) for text in picture.kept.hashes]
    found = relatives(catalogue, picture.id, picture.face, hashes)[:_MOST_RELATIVES]
    notes = {(f"NEAR#{noted.whose}", noted.whom): str(noted) for noted in found}
    return replace(entry, postings={**entry.postings, **notes})
