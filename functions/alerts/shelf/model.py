"""What can be put on a shelf. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from alerts.model import AlertConfirmation, Category, Publisher
from alerts.shelf.urls import https_address
from cen.fields import Comment, Country, Day, Line, Model, RecordId, Written

MOST_BYTES = 20 * 1024 * 1024

ShelfLabel = Annotated[
    Literal["CLEAR", "GREEN"], Field(description="CLEAR: guests of the website too; GREEN: members. Nothing else here")
]
Language = Annotated[str, Written(r"^[a-z]{2,3}$", "a language by its ISO 639 code, such as fr")]
Description = Annotated[Comment, Field(max_length=600)]
Address = Annotated[str, Field(max_length=500), AfterValidator(https_address)]
Goods = Annotated[tuple[Category, ...], Field(max_length=16)]


class Collection(StrEnum):
    LIBRARY = "library"
    LINKS = "links"
    EXPERTS = "experts"


class State(StrEnum):
    """Links and experts are ready at once. A removed entry keeps nothing but its id and its audit."""

    AWAITING_UPLOAD = "awaiting_upload"
    PROCESSING = "processing"
    READY = "ready"
    REJECTED = "rejected"
    REMOVED = "removed"


class _Shelved(Model):
    title: Line
    description: Description | None = None
    tlp: ShelfLabel = "GREEN"
    goods: Goods = ()


DocumentCategory = Literal[
    "identification_guide", "training", "legislation", "procedure", "statistics", "form", "other"
]
LinkCategory = Literal["international_organisation", "law_enforcement", "reference_data", "legislation", "other"]
ExpertKind = Literal["expert", "laboratory", "rescue_centre", "reference_collection"]


class DocumentContent(_Shelved):
    category: DocumentCategory
    language: Language
    edition: Annotated[Line, Field(max_length=60)] | None = None
    issued_by: Line | None = None


class DocumentFile(Model):
    """What will be uploaded: exactly this type and size."""

    content_type: Literal["application/pdf", "image/png", "image/jpeg"]
    size: Annotated[int, Field(ge=1, le=MOST_BYTES, description="Bytes")]


class LinkContent(_Shelved):
    """`url` is checked as a text and never fetched."""

    url: Address
    organisation: Line
    category: LinkCategory
    language: Language | None = None


def _past(day: date, info: ValidationInfo) -> date:
    if info.context and day > info.context["today"]:
        raise PydanticCustomError("future_date", "The date lies in the future.")
    return day


class Contact(Model):
    """Of an office, never of a person: what stays when somebody leaves."""

    office_email: Annotated[
        str, Written(r"^[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+$", "an office's e-mail address")
    ]
    office_phone: (
        Annotated[str, Written(r"^\+[0-9][0-9 ()/-]{5,24}$", "a number from abroad, such as +49 221 123")] | None
    ) = None
    url: Address | None = None


class ExpertContent(_Shelved):
    """`title`: the function or the laboratory. `consent_given_on`: when those behind the contact agreed to stand here;
    when they no longer do, the entry is deleted, and nothing of it stays."""

    kind: ExpertKind
    organisation: Line
    country: Country
    languages: Annotated[tuple[Language, ...], Field(max_length=10)] = ()
    analyses: Annotated[tuple[Line, ...], Field(max_length=20, description="What they examine")] = ()
    contact: Contact
    consent_given_on: Annotated[Day, AfterValidator(_past)]


class DocumentEntry(DocumentContent, DocumentFile):
    publisher: Publisher | None = None
    confirm: AlertConfirmation | None = None


class LinkEntry(LinkContent):
    publisher: Publisher | None = None
    confirm: AlertConfirmation | None = None


class ExpertEntry(ExpertContent):
    publisher: Publisher | None = None
    confirm: AlertConfirmation | None = None


class ShelfKept(Model):
    """What the server adds. `publisher`: the office that put it there."""

    id: RecordId
    version: int
    publisher: Publisher
    created_at: str
    updated_at: str


class LinkSeen(LinkContent, ShelfKept):
    """A link to another organisation."""


class ExpertSeen(ExpertContent, ShelfKept):
    """An expert, a laboratory or another place that helps."""


class FileSeen(BaseModel):
    """`sha256`: of the file as it is handed out."""

    content_type: str
    size: int
    sha256: str | None = None


class DocumentSeen(DocumentContent, ShelfKept):
    """`link`: good for five minutes; only where it is ready and asked for by its id."""

    state: State
    reason_code: str | None = None
    file: FileSeen
    link: str | None = None


class FormSeen(BaseModel):
    """What is posted: every field of `fields`, then the file as `file`, to `url`."""

    url: str
    fields: dict[str, str]
    expires_at: str


class DocumentAwaited(DocumentSeen):
    """`upload`: until the file is there."""

    upload: FormSeen | None = None


class EntryRemoved(BaseModel):
    id: str
    removed: Literal[True] = True


class DocumentPage(BaseModel):
    items: list[DocumentSeen]
    next: str | None


class LinkPage(BaseModel):
    items: list[LinkSeen]
    next: str | None


class ExpertPage(BaseModel):
    items: list[ExpertSeen]
    next: str | None


@dataclass(frozen=True, slots=True)
class Kind:
    """How one collection differs from the others. `never_empty`: would fall back to something. `written`: fields in
    which people can write what they like."""

    collection: Collection
    entry: type[DocumentEntry | LinkEntry | ExpertEntry]
    content: type[_Shelved]
    never_empty: tuple[str, ...]
    written: tuple[str, ...]


LIBRARY = Kind(
    Collection.LIBRARY,
    DocumentEntry,
    DocumentContent,
    ("title", "tlp", "category", "language"),
    ("title", "description", "edition", "issued_by"),
)
LINKS = Kind(
    Collection.LINKS,
    LinkEntry,
    LinkContent,
    ("title", "tlp", "url", "organisation", "category"),
    ("title", "description", "organisation"),
)
EXPERTS = Kind(
    Collection.EXPERTS,
    ExpertEntry,
    ExpertContent,
    ("title", "tlp", "kind", "organisation", "country", "contact", "consent_given_on"),
    ("title", "description", "organisation", "analyses"),
)
