"""Code lists as callers get them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from cen.paging import PageQuery


class CodeQuery(PageQuery):
    """`q`: words as people say them, in any language of the list; `lang`: of the label."""

    q: Annotated[str | None, Field(max_length=100)] = None
    lang: Literal["en", "fr"] = "en"
    parent: Annotated[str | None, Field(max_length=80, description="Only the codes one step below this one")] = None


class CodeItem(BaseModel):
    code: str
    label: str
    parent: str | None
    extra: dict[str, Any]


class CodePage(BaseModel):
    items: list[CodeItem]
    next: str | None


class CodeListItem(BaseModel):
    id: str
    title: str
    title_fr: str
    edition: str
    source: str
    licence: str
    count: int


class CodeLists(BaseModel):
    items: list[CodeListItem]
    next: str | None


class Health(BaseModel):
    status: Literal["ok"]
