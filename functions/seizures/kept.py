"""QualityParts of a record that the system adds."""

from typing import Annotated

from pydantic import Field

from cen.fields import Model


class QualityParts(Model):
    """Each from 0 to 100; `seizures.quality` says how they are measured and weighed."""

    completeness: Annotated[int, Field(ge=0, le=100)]
    timeliness: Annotated[int, Field(ge=0, le=100)]
    plausibility: Annotated[int, Field(ge=0, le=100)]
    verification: Annotated[int, Field(ge=0, le=100)]


class Quality(Model):
    """`missing`: the fields to fill, the most telling first."""

    score: Annotated[int, Field(ge=0, le=100)]
    parts: QualityParts
    missing: list[str]


class Review(Model):
    """Why the record came back. The comment of a query stays between RILO and owner: see the history."""

    reason_code: str
    comment: str | None = None
    at: str
