"""A notice to print: one page about one concealment, with the picture in it, for a board or a file.

It is a page of HTML that needs nothing else and can do nothing: no script, no link, no other origin. The picture is in
it as data, so that it prints without a network; what is written by people stands escaped, and the style is known by its
hash.
"""

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from cen import codes
from cpdb.record import Picture

_STYLE = """
@page { size: A4; margin: 15mm }
body { font: 11pt/1.4 sans-serif; color: #111; margin: 0 auto; max-width: 180mm }
header, footer { border: solid #111; border-width: 1px 0; padding: 2mm 0; font-weight: bold; overflow: hidden }
header span { float: right }
h1 { font-size: 18pt; margin: 5mm 0 3mm }
svg { display: block; width: 100%; max-height: 120mm }
table { border-collapse: collapse; width: 100%; margin: 4mm 0 }
th { text-align: left; width: 45mm }
th, td { border-bottom: 1px solid #999; padding: 1mm 2mm; vertical-align: top }
ol { padding-left: 8mm }
rect { fill: none; stroke: #d00; stroke-width: 4 }
text { font: bold 24px sans-serif; fill: #d00; stroke: #fff; stroke-width: 5; paint-order: stroke }
"""
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; img-src data:; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'"
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Disposition": 'inline; filename="concealment-notice.html"',
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Concealment notice", "place": "Where", "method": "How", "cover_load_hs": "Cover load (HS)",
        "category": "Goods", "mode": "Mode of transport", "kind": "Picture", "notes": "What to look at",
        "seen": "Seen here too", "administration": "From", "id": "Picture", "printed": "As of",
        "times": "confirmed {count} times",
    },
    "fr": {
        "title": "Avis de dissimulation", "place": "Où", "method": "Comment", "cover_load_hs": "Couverture (SH)",
        "category": "Marchandises", "mode": "Mode de transport", "kind": "Image", "notes": "Que regarder",
        "seen": "Vu ici aussi", "administration": "De", "id": "Image", "printed": "Au",
        "times": "confirmé {count} fois",
    },
}  # fmt: skip
LANGUAGES = tuple(_WORDS)
# The list that each code is of.
_LISTS = {
    "place": "concealment_place", "method": "concealment_method", "cover_load_hs": "hs", "category": "commodity",
    "mode": "transport_mode", "kind": "picture_kind", "administration": "country",
}  # fmt: skip


def notice(picture: Picture, image: bytes, size: tuple[int, int], at: str, lang: str) -> str:
    """`image`: JPEG; `size`: its pixels; `at`: an instant."""
    says, label = _WORDS[lang], escape(f"TLP:{picture.tlp}")
    caption = escape(_text(picture.content.get("caption", {}), lang))
    place = codes.label("concealment_place", picture.content["concealment"]["place"], lang)
    title = escape(f"{says['title']}: {place}")
    foot = escape(f"{says['id']} {picture.id} · {says['printed']} {at}")
    return f"""<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>{title}</title><style>{_STYLE}</style></head><body>
<header>{says["title"]}<span>{label}</span></header>
<h1>{title}</h1><p>{caption}</p>
{_drawing(picture, image, size)}
<table>{"".join(_rows(picture, says, lang))}</table>
{_notes(picture, says, lang)}
<footer>{foot}<br>{label}</footer></body></html>
"""


def _drawing(picture: Picture, image: bytes, size: tuple[int, int]) -> str:
    """The picture with its notes drawn over it, each with its number."""
    width, height = size
    data = base64.b64encode(image).decode()
    boxes = "".join(_box(number, note["box"], size) for number, note in enumerate(picture.content.get("notes", ()), 1))
    shown = f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,{data}"/>'
    return f'<svg viewBox="0 0 {width} {height}" role="img">{shown}{boxes}</svg>'


def _box(number: int, box: Mapping[str, float], size: tuple[int, int]) -> str:
    left, top = round(box["left"] * size[0]), round(box["top"] * size[1])
    width, height = round(box["width"] * size[0]), round(box["height"] * size[1])
    frame = f'<rect x="{left}" y="{top}" width="{width}" height="{height}"/>'
    return f'{frame}<text x="{left + 8}" y="{top + 28}">{number}</text>'


def _rows(picture: Picture, says: Mapping[str, str], lang: str) -> Iterator[str]:
    content = picture.content
    named: dict[str, Any] = {**content["concealment"], **content, "administration": picture.kept.administration}
    for name, list_id in _LISTS.items():
        if value := named.get(name):
            label = codes.label(list_id, value, lang)
            shown = f"{value} {label}" if name == "cover_load_hs" else label
            yield f"<tr><th>{escape(says[name])}</th><td>{escape(shown)}</td></tr>"
    if picture.kept.seen:
        shown = says["times"].format(count=picture.kept.seen)
        yield f"<tr><th>{escape(says['seen'])}</th><td>{escape(shown)}</td></tr>"


def _notes(picture: Picture, says: Mapping[str, str], lang: str) -> str:
    notes: Sequence[Mapping[str, Any]] = picture.content.get("notes", ())
    if not notes:
        return ""
    items = "".join(f"<li>{escape(_text(note['text'], lang))}</li>" for note in notes)
    return f"<h2>{escape(says['notes'])}</h2><ol>{items}</ol>"


def _text(texts: Mapping[str, str], lang: str) -> str:
    """In the language, else in English, else in the first there is."""
    return texts.get(lang) or texts.get("en") or next(iter(texts.values()), "")
