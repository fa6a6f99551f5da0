"""A concealment notice on one page: for the wall of an office, or for who stands at the ramp. Pure.

The page stands alone: no script, no picture, nothing fetched; every value is escaped, and its policy lets a browser do
nothing but show it with the one style sheet it brings.
"""

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html import escape
from typing import Literal

from pydantic import BaseModel, ConfigDict

from alerts.errors import NoNotice
from alerts.record import Record
from cen import codes, members

# Colours of the labels: FIRST, TLP 2.0.
_STYLE = (
    "@page{size:A4;margin:12mm}"
    "body{font:10.5pt/1.4 system-ui,sans-serif;color:#111;background:#fff;margin:1.5rem auto;max-width:48rem}"
    "header,footer{display:flex;justify-content:space-between;align-items:center;gap:1rem}"
    "footer{margin-top:1rem;border-top:1px solid #999;padding-top:.4rem;font-size:8.5pt}"
    ".tlp{background:#000;padding:.1rem .5rem;font-weight:700;white-space:nowrap;print-color-adjust:exact}"
    ".RED{color:#ff2b2b}.AMBER{color:#ffc000}.GREEN{color:#33ff00}.CLEAR{color:#fff}"
    "h1{font-size:16pt;margin:.6rem 0;overflow-wrap:anywhere}h2{font-size:11pt;margin:.8rem 0 .2rem}"
    "p{margin:0;white-space:pre-line;overflow-wrap:anywhere}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:.6rem 0}"
    "dt{font-weight:700}dd{margin:0;overflow-wrap:anywhere}"
    ".safety{border:2px solid #b00;padding:.4rem .6rem;margin-top:.8rem}"
)


class NoticeQuery(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["json", "html"] = "json"


class Coded(BaseModel):
    code: str
    label: str


class NoticePage(BaseModel):
    """What is printed, with the English names of its codes."""

    id: str
    version: int
    tlp: str
    title: str
    severity: str
    publisher: str
    what: str
    place: Coded
    method: Coded | None = None
    mode: Coded | None = None
    cover_load: Coded | None = None
    how_found: str
    how_to_spot: str
    safety: str | None = None
    grading: str | None = None
    published_at: str | None = None
    valid_until: str


def notice(record: Record) -> NoticePage:
    """Raises `NoNotice` for other kinds of alerts."""
    fields = record.fields
    said = fields.get("concealment")
    if said is None:
        raise NoNotice("Only a concealment notice is printed as one.")

    def coded(name: str, list_id: str) -> Coded | None:
        code = said.get(name)
        return Coded(code=code, label=codes.label(list_id, code)) if code else None

    grading = fields.get("grading")
    return NoticePage(
        id=record.id,
        version=record.version,
        tlp=fields["tlp"],
        title=fields["title"],
        severity=fields["severity"],
        publisher=_office(record.head.publisher),
        what=said["what"],
        place=Coded(code=said["place"], label=codes.label("concealment_place", said["place"])),
        method=coded("method", "concealment_method"),
        mode=coded("mode", "transport_mode"),
        cover_load=coded("cover_load_hs", "hs"),
        how_found=said["how_found"],
        how_to_spot=said["how_to_spot"],
        safety=said.get("safety"),
        grading=f"{grading['source']}{grading['information']}" if grading else None,
        published_at=fields.get("published_at"),
        valid_until=fields["valid_until"],
    )


def _office(publisher: str) -> str:
    kind, _, code = publisher.partition(":")
    rilo, administration = members.rilo(code), members.administration(code)
    if kind == "rilo":
        return rilo.name_en if rilo else code
    if kind == "administration":
        return f"Customs of {administration.name_en}" if administration else code
    return "CENMaT"


def page(shown: NoticePage) -> str:
    label = f'<span class="tlp {shown.tlp.partition("+")[0]}">TLP:{escape(shown.tlp)}</span>'
    facts = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in _facts(shown))
    safety = f'<div class="safety"><h2>Safety</h2><p>{escape(shown.safety)}</p></div>' if shown.safety else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        # Also for who opens the page from a file.
        f'<meta http-equiv="Content-Security-Policy" content="{_allowed()}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>TLP:{escape(shown.tlp)} {escape(shown.title)}</title><style>{_STYLE}</style></head><body>"
        f"<header><strong>Concealment notice</strong>{label}</header>"
        f"<main><h1>{escape(shown.title)}</h1><dl>{facts}</dl>"
        f"<h2>How it was found</h2><p>{escape(shown.how_found)}</p>"
        f"<h2>How to spot it</h2><p>{escape(shown.how_to_spot)}</p>{safety}</main>"
        f"<footer><span>{escape(shown.publisher)}, {escape(shown.id)} version {shown.version}</span>{label}</footer>"
        "</body></html>"
    )


def _facts(shown: NoticePage) -> Iterator[tuple[str, str]]:
    yield "What", shown.what
    for name, value in (
        ("Where", shown.place),
        ("How hidden", shown.method),
        ("Transport", shown.mode),
        ("Cover load", shown.cover_load),
    ):
        if value:
            yield name, value.label
    yield "Severity", shown.severity
    if shown.grading:
        yield "Grading", shown.grading
    yield "Published", (shown.published_at or "not published")[:10]
    yield "Valid until", shown.valid_until[:16].replace("T", " ") + " UTC"


def _allowed() -> str:
    style = b64encode(sha256(_STYLE.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'"


def policy() -> dict[str, str]:
    """Headers of the page."""
    return {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": f"{_allowed()}; frame-ancestors 'none'; sandbox allow-modals",
        "Referrer-Policy": "no-referrer",
    }
