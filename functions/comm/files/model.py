"""Attachments: pictures and PDF, each looked at before anybody gets it. Pure."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from cen.fields import Faults, Line, Model

MOST_ATTACHMENTS = 10
# A picture comes out smaller than it went in; what is kept still fits into an answer, in base64.
MOST_UPLOADED = 20 * 1024 * 1024
MOST_KEPT = 4 * 1024 * 1024
PDF = "application/pdf"


class FileStatus(StrEnum):
    AWAITING = "awaiting_upload"
    READY = "ready"
    REJECTED = "rejected"


class Reason(StrEnum):
    """Why a file was not taken. `no_longer_allowed`: who attached it may not send any more."""

    WRONG_TYPE = "wrong_type"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    SEVERAL_PICTURES = "several_pictures"
    ACTIVE_CONTENT = "active_content"
    ENCRYPTED = "encrypted"
    CLOSED = "operation_closed"
    NOT_ALLOWED = "no_longer_allowed"


class NewAttachment(Model):
    """`size`: of the file, in bytes, exactly."""

    filename: Line
    content_type: Literal["image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf"]
    size: Annotated[int, Field(ge=1, le=MOST_UPLOADED)]
    caption: Line | None = None

    @model_validator(mode="after")
    def _pdf_fits(self) -> Self:
        if self.content_type == PDF and self.size > MOST_KEPT:
            faults = Faults()
            most = {"most": MOST_KEPT}
            faults.add(("size",), PydanticCustomError("too_large", "A PDF may have {most} bytes.", most))
            faults.raise_if_any(self)
        return self


class UploadForm(BaseModel):
    """Post `fields` and then the file as `file` to `url`, as multipart/form-data."""

    url: str
    fields: dict[str, str]
    expires_at: str


class Attachment(BaseModel):
    """`content_type`, `size`: of what is kept, once it is ready. `form`: only with the answer that made it."""

    id: str
    status: FileStatus
    filename: str
    caption: str | None = None
    content_type: str
    size: int
    reason_code: Reason | None = None
    form: UploadForm | None = None


class AttachmentList(BaseModel):
    items: list[Attachment]


class AttachmentContent(BaseModel):
    """`content`: base64."""

    filename: str
    caption: str | None = None
    content_type: str
    size: int
    content: str


class AttachmentRemoved(BaseModel):
    id: str


class Rejected(Exception):
    """The file is not taken."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason
