"""Tells whom it concerns what happened to seizure records, exports, imports and saved searches."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from cen import jsontext
from cen.events import (
    ExportRequested,
    ImportClosed,
    ImportPartReady,
    NoticeRaised,
    NoticeSettled,
    SearchMatched,
    SeizureChanged,
)
from cen.outbox import publisher
from seizures.corrections.notices import of_correction
from seizures.duplicates.notices import of_pair

# By what they are about: what the audit items of other things than records tell people.
_NOTICES: Mapping[str, Callable[[str, str], Sequence[BaseModel]]] = {"PAIR": of_pair, "CORRECTION": of_correction}


def describe(image: Mapping[str, Any]) -> Sequence[BaseModel]:
    """The events of an audit item of a record, an export, an import or a saved search; other audit items (settings)
    concern nobody else."""
    owner, _, id = image["pk"]["S"].partition("#")
    if owner == "EXPORT":
        return [ExportRequested(export_id=id)]
    if owner == "SEARCH":
        return _match(id, image)
    if owner in _NOTICES:
        return _NOTICES[owner](jsontext.loads(image["entry"]["S"])["action"], image["about"]["S"])
    if owner == "IMPORT":
        return _of_import(id, image)
    if owner != "CASE":
        return []
    entry = jsontext.loads(image["entry"]["S"])
    if entry["action"] == "entered":
        # A new draft is its administration's own: nothing of it is shown, counted or met by others until it goes on.
        # Of 100,000 imported rows that is all there is to tell, and what else happens would wait behind it.
        return list(_notices(image))
    changed = SeizureChanged(
        seizure_id=id, version=entry["version"], action=entry["action"], administration=image["administration"]["S"]
    )
    return [changed, *_notices(image)]


def _match(search_id: str, image: Mapping[str, Any]) -> Sequence[BaseModel]:
    """None where the search was only saved or removed."""
    _, kind, seizure_id = f"{image['sk']['S']}##".split("#")[:3]
    if kind != "MATCH":
        return []
    version = jsontext.loads(image["entry"]["S"])["version"]
    owner = image["owner"]["S"]
    return [SearchMatched(search_id=search_id, owner=owner, seizure_id=seizure_id, version=version)]


def _notices(image: Mapping[str, Any]) -> Iterator[BaseModel]:
    kinds = {kind.__name__: kind for kind in (NoticeRaised, NoticeSettled)}
    for told in jsontext.loads(image["notices"]["S"]) if "notices" in image else ():
        ((kind, fields),) = told.items()
        yield kinds[kind].model_validate(fields)


def _of_import(id: str, image: Mapping[str, Any]) -> Sequence[BaseModel]:
    """An import that was read has parts to enter; one that is closed has a report to write, and somebody who waits."""
    action, told = jsontext.loads(image["entry"]["S"])["action"], jsontext.loads(image["import"]["S"])
    administration = image["administration"]["S"]
    if action == "read":
        numbers = range(1, told["parts"] + 1)
        return [ImportPartReady(import_id=id, part=number, administration=administration) for number in numbers]
    found: list[BaseModel] = [ImportClosed(import_id=id)] if action in ("finished", "closed") else []
    if action in ("finished", "failed") and told["person"]:
        rejected = bool((told["counts"] or {}).get("rejected"))
        found.append(
            NoticeRaised(
                key=f"import:{id}:{action}",
                to=f"person:{told['requester']}",
                kind=f"import.{action}",
                must_act=rejected or action == "failed",
                subject=f"imports/{id}",
            )
        )
    return found


handler = publisher("seizures", describe)
