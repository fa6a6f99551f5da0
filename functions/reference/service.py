"""Code lists: found by code or by everyday word."""

from collections.abc import Sequence

from cen import codes
from reference.errors import NoSuchList
from reference.model import CodeItem, CodeListItem, CodeQuery


def lists() -> list[CodeListItem]:
    return [
        CodeListItem(
            id=found.id,
            title=found.title_en,
            title_fr=found.title_fr,
            edition=found.edition,
            source=found.source,
            licence=found.licence,
            count=found.count,
        )
        for found in codes.lists()
    ]


def find(list_id: str, query: CodeQuery, after: str | None) -> tuple[Sequence[CodeItem], str | None]:
    """One page of a list; `after` is where the page before ended."""
    if all(found.id != list_id for found in codes.lists()):
        raise NoSuchList(f"There is no code list {list_id[:60]!r}.")
    found, more = codes.search(list_id, query.q or "", query.lang, query.limit, after, parent=query.parent)
    return [_item(code, query.lang) for code in found], more


def _item(found: codes.Code, lang: str) -> CodeItem:
    label = (found.label_fr if lang == "fr" else None) or found.label_en
    return CodeItem(code=found.code, label=label, parent=found.parent, extra=dict(found.extra))
