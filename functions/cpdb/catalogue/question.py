"""What can be asked of the catalogue, and the keys it comes to."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from cen.fields import CodeOf, Faults, HsCode, RecordId
from cen.paging import PageQuery
from cpdb.catalogue.keys import searchable
from cpdb.model import Category, PictureStatus

MOST_WORDS = 8
# Filters whose value is the key's.
_NAMED = ("place", "method", "category", "mode", "kind", "cover", "seizure", "tlp")


class Filter(BaseModel):
    """What a picture must meet; everything together."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    place: Annotated[
        Annotated[str, CodeOf("concealment_place")] | None, Field(description="A place of concealment, and all below")
    ] = None
    method: Annotated[str, CodeOf("concealment_method")] | None = None
    category: Category | None = None
    mode: Annotated[str, CodeOf("transport_mode")] | None = None
    kind: Annotated[str, CodeOf("picture_kind")] | None = None
    cover: Annotated[HsCode, Field(description="Cover load, HS 2022: 2, 4 or 6 digits; what begins so")] | None = None
    seizure: Annotated[
        RecordId | Literal["none"] | None,
        Field(description="Pictures of this seizure record, and of those merged into it; `none`: of no record"),
    ] = None
    tlp: Annotated[str, CodeOf("tlp")] | None = None
    q: Annotated[str | None, Field(max_length=200, description="Words of captions, or names of codes")] = None

    @model_validator(mode="after")
    def _names_some_words(self) -> Self:
        faults = Faults()
        if self.q is not None:
            found = len(searchable(self.q))
            if found == 0:
                faults.add(("q",), PydanticCustomError("blank", "Name a word."))
            if found > MOST_WORDS:
                faults.add(("q",), PydanticCustomError("too_many", "At most {most} words.", {"most": MOST_WORDS}))
        faults.raise_if_any(self)
        return self

    def keys(self, seizure: str | None = None) -> list[str]:
        """Each of which a picture must have. `seizure`: the record to ask for instead of the one that is named."""
        asked = self if seizure is None else self.model_copy(update={"seizure": seizure})
        named = [f"{name}={value}" for name in _NAMED if (value := getattr(asked, name)) is not None]
        return [*named, *(f"word={word}" for word in searchable(self.q or ""))]


class PictureQuery(PageQuery, Filter):
    status: Annotated[
        PictureStatus, Field(description="Others than ready are listed for their own administration, without filters")
    ] = PictureStatus.READY

    @model_validator(mode="after")
    def _ready_ones_are_searched(self) -> Self:
        faults = Faults()
        if self.status is not PictureStatus.READY:
            for name in Filter.model_fields:
                if getattr(self, name) is not None:
                    faults.add(
                        (name,), PydanticCustomError("ready_only", "Only pictures that are ready are found by this.")
                    )
        faults.raise_if_any(self)
        return self


class TreeQuery(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    lang: Annotated[Literal["en", "fr"], Field(description="Of labels")] = "en"
