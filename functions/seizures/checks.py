"""What entering a record would say, without entering it."""

from typing import TYPE_CHECKING, Any

from pydantic import RootModel

from cen import jsontext
from cen.act import Act
from cen.body import model_of
from cen.problems import Invalid
from cen.tlp import Tlp
from seizures import guard, plausibility
from seizures.duplicates.find import candidates_for
from seizures.duplicates.model import reason_of
from seizures.duplicates.traits import Traits
from seizures.model import Draft, Entry, Status
from seizures.quality import form
from seizures.record import Record, new_record, row
from seizures.search.keys import entry_of
from seizures.search.similar import similar
from seizures.service import face
from seizures.visibility import Face, may_read

if TYPE_CHECKING:
    from seizures.stores import Stores


class Candidate(RootModel[dict[str, Any]]):
    """A record as it would be sent to POST /v1/seizures; it may be wrong in any way."""


def check(stores: "Stores", act: Act, candidate: Candidate) -> dict[str, Any]:
    """Errors would refuse it; warnings and personal data ask; a duplicate is a record that has the same reference or
    may be of the same case; similar cases are for the officer to learn from."""
    text = jsontext.dumps(candidate.root)
    try:
        draft = model_of(Entry, text, candidate.root, {"today": act.now.date()})
    except Invalid as problem:
        return _verdict(errors=[error.document() for error in problem.errors])
    administration = act.caller.administration or ""
    personal = guard.findings(guard.free_texts(draft), administration, {})
    plausible = plausibility.found(draft, administration, act.now.date())
    entered = new_record(
        draft,
        id="",
        administration=administration,
        channel="web",
        at=act.at,
        actor=act.caller.id,
        unusual=len(plausible.warnings),
    )
    return _verdict(
        errors=[error.document() for error in plausible.errors],
        warnings=[warning.document() for warning in plausible.warnings],
        personal_data=[finding.document() for finding in personal],
        duplicates=_duplicates(stores, act, administration, draft, entered),
        similar=_similar(stores, act, entered),
        form=form(draft),
        quality=entered.fields["quality"],
    )


def _duplicates(stores: "Stores", act: Act, administration: str, draft: Draft, entered: Record) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if draft.national_reference is not None:
        existing = stores.records.id_of_reference(administration, draft.national_reference)
        found += [{"id": existing, "reason": "same_national_reference"}] if existing else []
    return found + possible_duplicates(stores, act, entered)


def possible_duplicates(stores: "Stores", act: Act, entered: Record) -> list[dict[str, Any]]:
    """Published records open to the caller that this one, not entered yet, may repeat; the likeliest first."""
    today = act.now.date()

    def seen(traits: Traits) -> bool:
        face = Face(Status.PUBLISHED, traits.administration, traits.rilo, Tlp(traits.tlp))
        return may_read(act.caller, face, today)

    matches = {match.other.id: match for match in candidates_for(entered, stores.blocks.read, seen)}
    records = stores.records.read_many(list(matches)) if matches else []
    return [
        {
            "id": record.id,
            "reason": "alike",
            "score": matches[record.id].score.bits,
            "reasons": [reason_of(reason) for reason in matches[record.id].score.reasons],
            "seizure": row(record),
        }
        for record in records
        if record.status is Status.PUBLISHED and may_read(act.caller, face(record), today)
    ]


def _similar(stores: "Stores", act: Act, entered: Record) -> list[dict[str, Any]]:
    """Published cases like the one that would be entered."""
    return similar(stores.index.read, act, entry_of(entered).keys, None)


def _verdict(**found: Any) -> dict[str, Any]:
    return {"errors": [], "warnings": [], "personal_data": [], "duplicates": [], "similar": []} | found
