"""What entering a record would say, without entering it."""

from typing import TYPE_CHECKING, Any

from pydantic import RootModel

from cen import jsontext
from cen.act import Act
from cen.body import model_of
from cen.problems import Invalid
from seizures import guard, plausibility
from seizures.model import Draft, Entry
from seizures.quality import form, quality
from seizures.record import new_record
from seizures.search.keys import entry_of
from seizures.search.similar import similar

if TYPE_CHECKING:
    from seizures.stores import Stores


class Candidate(RootModel[dict[str, Any]]):
    """A record as it would be sent to POST /v1/seizures; it may be wrong in any way."""


def check(stores: "Stores", act: Act, candidate: Candidate) -> dict[str, Any]:
    """Errors would refuse it; warnings and personal data ask; a duplicate is a record that has the same reference;
    similar cases are for the officer to learn from."""
    text = jsontext.dumps(candidate.root)
    try:
        draft = model_of(Entry, text, candidate.root, {"today": act.now.date()})
    except Invalid as problem:
        return _verdict(errors=[error.document() for error in problem.errors])
    administration = act.caller.administration or ""
    personal = guard.findings(guard.free_texts(draft), administration, {})
    plausible = plausibility.found(draft, administration, act.now.date())
    return _verdict(
        errors=[error.document() for error in plausible.errors],
        warnings=[warning.document() for warning in plausible.warnings],
        personal_data=[finding.document() for finding in personal],
        duplicates=_duplicates(stores, administration, draft),
        similar=_similar(stores, act, administration, draft),
        form=form(draft),
        quality=quality(draft),
    )


def _duplicates(stores: "Stores", administration: str, draft: Draft) -> list[dict[str, str]]:
    if draft.national_reference is None:
        return []
    existing = stores.records.id_of_reference(administration, draft.national_reference)
    return [{"id": existing, "reason": "same_national_reference"}] if existing else []


def _similar(stores: "Stores", act: Act, administration: str, draft: Draft) -> list[dict[str, Any]]:
    """Published cases like the one that would be entered."""
    entered = new_record(draft, id="", administration=administration, channel="web", at=act.at, actor=act.caller.id)
    return similar(stores.index.read, act, entry_of(entered).keys, None)


def _verdict(**found: Any) -> dict[str, Any]:
    return {"errors": [], "warnings": [], "personal_data": [], "duplicates": [], "similar": []} | found
