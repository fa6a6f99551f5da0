"""The picture: what an officer says of it, and what the system adds. Pure: no clock, no environment, no AWS."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, RootModel, model_validator
from pydantic_core import PydanticCustomError

from cen import codes
from cen.fields import CodeOf, Comment, Country, Day, Faults, HsCode, Model, RecordId, Remark, unknown_code
from cen.tlp import Tlp
from cpdb.images.limits import MOST_BYTES, MOST_REDACTIONS
from cpdb.images.reasons import PictureReason

MOST_NOTES = 20
MOST_LANGUAGES = 8
# Bytes: a caption is read with every line of a list, notes with the picture.
MOST_CAPTION, MOST_TEXT = 6_000, 24_000
# Decimal places of a part of a picture; one of 2,000 pixels is 0.0005.
_PLACES = 4


class PictureStatus(StrEnum):
    AWAITING_UPLOAD = "awaiting_upload"
    PROCESSING = "processing"
    READY = "ready"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Kind(StrEnum):
    PHOTO = "photo"
    X_RAY = "x_ray"
    DIAGRAM = "diagram"


def _category(value: str) -> str:
    found = codes.get("commodity", value)
    if found is None or found.parent is not None:
        raise unknown_code("commodity", value)
    return value


Category = Annotated[str, Field(max_length=60, description="A category of goods"), AfterValidator(_category)]
ContentType = Literal["image/jpeg", "image/png", "image/webp", "image/heic"]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$", description="ISO 639-1")]
Texts = Annotated[dict[Language, Remark], Field(max_length=MOST_LANGUAGES, description="By language")]
Part = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False), AfterValidator(lambda value: round(value, _PLACES))]


class PictureConcealment(Model):
    place: Annotated[str, CodeOf("concealment_place")]
    method: Annotated[str, CodeOf("concealment_method")] | None = None
    cover_load_hs: HsCode | None = None


class PictureBox(Model):
    """A part of the picture as it is shown, upright: each a fraction of its width or height, from the top left."""

    left: Part
    top: Part
    width: Part
    height: Part

    @model_validator(mode="after")
    def _lies_within(self) -> Self:
        faults = Faults()
        for name, start, size in (("width", self.left, self.width), ("height", self.top, self.height)):
            if size == 0 or round(start + size, _PLACES) > 1:
                faults.add((name,), PydanticCustomError("outside", "The box must lie within the picture."))
        faults.raise_if_any(self)
        return self

    @property
    def numbers(self) -> tuple[float, float, float, float]:
        return self.left, self.top, self.width, self.height


class PictureNote(Model):
    """Something to look at, such as where to cut."""

    box: PictureBox
    text: Annotated[Texts, Field(min_length=1)]


def _shareable(label: str) -> str:
    if label == Tlp.RED:
        raise PydanticCustomError(
            "tlp_red", "TLP:RED names its recipients one by one; a catalogue cannot. Use AMBER+STRICT or a message."
        )
    return label


class Draft(Model):
    """What the administration says of a picture. `redactions`: what is blackened for good; more can be added later."""

    seizure_id: RecordId | None = None
    concealment: PictureConcealment
    category: Category | None = None
    mode: Annotated[str, CodeOf("transport_mode")] | None = None
    kind: Annotated[str, CodeOf("picture_kind")] = Kind.PHOTO.value
    caption: Texts = {}  # noqa: RUF012 - pydantic copies it
    notes: Annotated[tuple[PictureNote, ...], Field(max_length=MOST_NOTES)] = ()
    redactions: Annotated[tuple[PictureBox, ...], Field(max_length=MOST_REDACTIONS)] = ()
    tlp: Annotated[str, CodeOf("tlp"), AfterValidator(_shareable)] = Tlp.GREEN.value

    @model_validator(mode="after")
    def _is_not_a_book(self) -> Self:
        faults = Faults()
        caption = _bytes(self.caption)
        texts = caption + sum(_bytes(note.text) for note in self.notes)
        for name, found, most in (("caption", caption, MOST_CAPTION), ("notes", texts, MOST_TEXT)):
            if found > most:
                says = "All languages together have at most {most} bytes."
                faults.add((name,), PydanticCustomError("too_large", says, {"most": most}))
        faults.raise_if_any(self)
        return self


def _bytes(texts: Mapping[str, str]) -> int:
    return sum(len(text.encode()) for text in texts.values())


class PictureConfirmation(Model):
    """The caller has seen what looks like personal data, and says why it is none."""

    personal_data: Annotated[Comment, Field(min_length=10)]


class Entry(Draft):
    confirm: PictureConfirmation | None = None


class UploadOf(Model):
    """The file that will be sent."""

    content_type: ContentType
    size: Annotated[int, Field(ge=1, le=MOST_BYTES, description="Bytes")]


class PictureEntry(Entry, UploadOf):
    """A picture to be uploaded."""


class PicturePatch(RootModel[dict[str, Any]]):
    """A JSON merge patch (RFC 7396) of what the administration says: null removes, lists are replaced whole."""


class SeenEntry(Model):
    """Where and when an administration met the same concealment."""

    country: Country
    locode: Annotated[str, Field(description="UN/LOCODE of that country"), CodeOf("locode")] | None = None
    location_type: Annotated[str, CodeOf("location_type")] | None = None
    seen_on: Day
    comment: Remark | None = None
    confirm: PictureConfirmation | None = None

    @model_validator(mode="after")
    def _locode_lies_there(self) -> Self:
        faults = Faults()
        if self.locode is not None and not self.locode.startswith(self.country):
            error = PydanticCustomError("other_country", "The place is not in {country}.", {"country": self.country})
            faults.add(("locode",), error)
        faults.raise_if_any(self)
        return self


class QuizAnswer(Model):
    place: Annotated[str, CodeOf("concealment_place")]
    method: Annotated[str, CodeOf("concealment_method")]


class WithdrawQuery(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    reason_code: Annotated[str, CodeOf("reason_withdraw")] = "other"


class Stored(Model):
    """A rendition as it lies on the shelf."""

    name: str
    format: str
    width: int
    height: int
    bytes: int


class Kept(Model):
    """What the server knows of a picture.

    `uploader`: id and kind of who entered it. `object_version`: of the upload that is worked on. `attempts`, `lease`:
    how often a worker began, and until when one holds it. `due`: when somebody is to look whether it got stuck.
    `shelf`: the unguessable name under which its renditions lie; `drawing`: under which they will, when it is drawn
    anew; `burnt`: how many of its redactions are in what lies there. `slot`: which of the uploads that one caller may
    have, and until when. `pixels`: the digest of its pixels; `digest`: of them and what is blackened of them; `guard`:
    the scope in which it stands for that. `heir_of`: the picture from whose master this one is drawn if that one goes.
    `hashes`: 16 hexadecimal digits each, of the whole picture and of its windows.
    """

    id: str
    version: int
    status: PictureStatus
    administration: str
    rilo: str | None = None
    uploader: str
    uploader_kind: Literal["person", "service"]
    content_type: str
    size: int
    created_at: str
    updated_at: str
    ready_at: str | None = None
    reason_code: PictureReason | None = None
    duplicate_of: str | None = None
    held: bool = False
    seen: int = 0
    object_version: str | None = None
    attempts: int = 0
    lease: str | None = None
    due: str | None = None
    shelf: str | None = None
    drawing: str | None = None
    burnt: int = 0
    slot: int | None = None
    slot_until: str | None = None
    heir_of: str | None = None
    guard: str | None = None
    pixels: str | None = None
    digest: str | None = None
    hashes: tuple[str, ...] = ()
    renditions: tuple[Stored, ...] = ()
