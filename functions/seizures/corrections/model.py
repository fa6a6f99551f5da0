"""A correction: changes to a record that somebody else proposes, with a reason. Pure."""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from cen.fields import Comment, Model
from cen.paging import PageQuery
from cen.principal import Principal
from seizures.model import Confirmation

# A record as JSON is 256 KiB at most; what is wrong with it is said in less.
_MOST_CHANGES = 40


class CorrectionState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


SETTLED = frozenset(CorrectionState) - {CorrectionState.OPEN}


class Proposer(Model):
    """Who proposes: an administration, a RILO or the management team, and which of its people or clients."""

    party: str
    id: str
    kind: Literal["person", "service"]


class CorrectionDecision(Model):
    """`by`: the party that decided."""

    at: str
    by: str
    comment: str | None = None


class Correction(Model):
    """`changes`: a merge patch. `changed`: paths that it changes. `seen`: the version of the document that the proposer
    saw. `step`: counts changes of the correction."""

    id: str
    seizure_id: str
    administration: str
    rilo: str | None = None
    step: int = 1
    state: CorrectionState = CorrectionState.OPEN
    proposer: Proposer
    changes: dict[str, Any]
    changed: tuple[str, ...]
    reason: str
    proposed_at: str
    seen: int
    decision: CorrectionDecision | None = None
    applied_version: int | None = None


def party_of(caller: Principal) -> str | None:
    """For whom the caller proposes: who serves in a RILO for it, others for their administration or the team."""
    if caller.rilos:
        return f"rilo-{min(caller.rilos)}"
    return caller.administration or ("cenmat" if "cenmat" in caller.roles else None)


class CorrectionRequest(Model):
    """`changes`: a JSON merge patch (RFC 7396) of the fields of the record: null removes, lists are replaced whole.
    Errors name the fields of the record."""

    changes: Annotated[dict[str, Any], Field(min_length=1, max_length=_MOST_CHANGES)]
    reason: Annotated[Comment, Field(min_length=10)]
    confirm: Confirmation | None = None


class CorrectionAcceptance(Model):
    """`version`: of the record as the caller has read it, needed if it changed since the correction was proposed."""

    version: Annotated[int, Field(ge=1)] | None = None
    comment: Comment | None = None
    confirm: Confirmation | None = None


class CorrectionRefusal(Model):
    comment: Annotated[Comment, Field(min_length=3)]
    confirm: Confirmation | None = None


class CorrectionQuery(PageQuery):
    state: CorrectionState = CorrectionState.OPEN
    tray: Annotated[
        Literal["received", "proposed"] | None,
        Field(description="For one's own records, or what one's side proposed; a RILO's and the team's by default"),
    ] = None


class CorrectionDifference(BaseModel):
    """`now`: what the record says, left out where it says nothing or is not open to you any more; `proposed`: what it
    would say, left out where the value is to be removed."""

    path: str
    now: Any | None = None
    proposed: Any | None = None


class ShownCorrection(BaseModel):
    """`stale`: the record has changed since. `yours`: the steps that you can take."""

    id: str
    seizure_id: str
    administration: str
    state: CorrectionState
    by: str
    proposed_at: str
    reason: str
    changes: dict[str, Any]
    changed: list[str]
    differences: list[CorrectionDifference] = []
    seen_version: int
    stale: bool
    yours: list[Literal["accept", "decline", "withdraw"]] = []
    decision: CorrectionDecision | None = None
    applied_version: int | None = None


class CorrectionPage(BaseModel):
    items: list[ShownCorrection]
    next: str | None
