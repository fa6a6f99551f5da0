"""A search with a picture, and what its owner sees of it."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field

from cen.fields import Model
from cpdb.answers import PictureForm, SimilarPicture
from cpdb.images.reasons import PictureReason
from cpdb.model import UploadOf


class LookStatus(StrEnum):
    AWAITING_UPLOAD = "awaiting_upload"
    READY = "ready"
    REJECTED = "rejected"


class LookEntry(UploadOf):
    """A picture to search with."""


class Look(Model):
    """`forget_at`: epoch seconds, from when on it is gone."""

    id: str
    caller: str
    status: LookStatus
    content_type: str
    size: Annotated[int, Field(ge=1)]
    created_at: str
    expires_at: str
    forget_at: int
    slot: int
    hash: str | None = None
    reason_code: PictureReason | None = None


class PictureSearch(BaseModel):
    """A search with a picture. `items`: the nearest 24, as soon as it is ready; `more`: others are alike, too."""

    id: str
    status: LookStatus
    created_at: str
    expires_at: str
    upload: PictureForm | None = None
    reason_code: PictureReason | None = None
    reason: str | None = None
    items: list[SimilarPicture] | None = None
    more: bool | None = None
