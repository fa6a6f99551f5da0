"""Answers that exist only on the wire."""

from pydantic import BaseModel

from cpdb.images.reasons import PictureReason
from cpdb.model import Draft, PictureConcealment, PictureStatus


class PictureForm(BaseModel):
    """Post every field of `fields`, then the file as `file`, to `url`, as multipart/form-data."""

    url: str
    fields: dict[str, str]
    expires_at: str


class Rendition(BaseModel):
    """`link`: good for five minutes, and dead at once when the picture is withdrawn."""

    name: str
    format: str
    width: int
    height: int
    bytes: int
    link: str


class PictureAnswer(Draft):
    """`upload`: while it is awaited. `renditions`: of a picture that is ready. `held`: its seizure record is not
    published, so only its own administration sees it. `duplicate_of`: the picture with the same pixels, instead."""

    id: str
    version: int
    status: PictureStatus
    administration: str
    rilo: str | None = None
    created_at: str
    updated_at: str
    ready_at: str | None = None
    content_type: str
    size: int
    reason_code: PictureReason | None = None
    reason: str | None = None
    duplicate_of: str | None = None
    held: bool | None = None
    seen: int
    upload: PictureForm | None = None
    renditions: list[Rendition] | None = None


class PictureRow(BaseModel):
    """A picture in a list. `thumbnail`: a link that is good for five minutes."""

    id: str
    version: int
    status: PictureStatus
    administration: str
    tlp: str
    held: bool | None = None
    created_at: str
    kind: str
    concealment: PictureConcealment
    category: str | None = None
    mode: str | None = None
    caption: dict[str, str] | None = None
    seizure_id: str | None = None
    seen: int
    reason_code: PictureReason | None = None
    duplicate_of: str | None = None
    thumbnail: str | None = None


class PicturePage(BaseModel):
    items: list[PictureRow]
    next: str | None


class SimilarPicture(BaseModel):
    """`distance`: of 64 bits, in how many their hashes differ; `part`: one is like a part of the other."""

    picture: PictureRow
    distance: int
    part: bool


class SimilarPictures(BaseModel):
    """The nearest 24. `more`: others are alike, too."""

    items: list[SimilarPicture]
    more: bool


class SeenHere(BaseModel):
    id: str
    administration: str
    country: str
    locode: str | None = None
    location_type: str | None = None
    seen_on: str
    comment: str | None = None
    confirmed_at: str


class SeenHerePage(BaseModel):
    items: list[SeenHere]
    next: str | None


class PictureHistoryEntry(BaseModel):
    action: str
    at: str
    version: int
    actor: str
    actor_kind: str
    administration: str | None = None
    rilo: str | None = None
    reason_code: str | None = None
    changed: list[str] = []
    overrides: list[str] = []
    override_reason: str | None = None
    request_id: str


class PictureHistoryPage(BaseModel):
    items: list[PictureHistoryEntry]
    next: str | None
