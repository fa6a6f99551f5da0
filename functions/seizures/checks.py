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

if TYPE_CHECKING:
    from seizures.store import SeizureStore


class Candidate(RootModel[dict[str, Any]]):
    """A record as it would be sent to POST /v1/seizures; it may be wrong in any way."""


def check(store: "SeizureStore", act: Act, candidate: Candidate) -> dict[str, Any]:
    """Errors would refuse it; warnings and personal data ask; a duplicate is a record that has the same reference."""
    text = jsontext.dumps(candidate.root)
    try:
        draft = model_of(Entry, text, candidate.root, {"today": act.now.date()})
    except Invalid as problem:
        return _verdict(errors=[error.document() for error in problem.errors])
    administration = act.caller.administration or ""
    personal = guard.findings(guard.free_texts(draft), administration, {})
    return _verdict(
        warnings=[warning.document() for warning in plausibility.warnings(draft, administration, act.now.date())],
        personal_data=[finding.document() for finding in personal],
        duplicates=_duplicates(store, administration, draft),
        form=form(draft),
        quality=quality(draft),
    )


def _duplicates(store: "SeizureStore", administration: str, draft: Draft) -> list[dict[str, str]]:
    if draft.national_reference is None:
        return []
    existing = store.id_of_reference(administration, draft.national_reference)
    return [{"id": existing, "reason": "same_national_reference"}] if existing else []


def _verdict(**found: Any) -> dict[str, Any]:
    return {"errors": [], "warnings": [], "personal_data": [], "duplicates": []} | found
