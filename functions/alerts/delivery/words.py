"""What a letter says, in plain text and in HTML. Pure.

CLEAR and GREEN alerts are named by their title; of everything else a letter says only that it is there and where to
sign in for it. Whatever people wrote is text: in HTML it is escaped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

type Language = Literal["en", "fr"]


@dataclass(frozen=True, slots=True)
class Line:
    """`head`: the heading it stands under; `text`: what it says; `path`: where to read more."""

    head: str
    text: str
    path: str


@dataclass(frozen=True, slots=True)
class Mail:
    subject: str
    plain: str
    html: str
    # Address of the one click that ends these mails; None for what has to be acted on.
    stop: str | None = None


_SUBJECTS = {
    ("digest", "en"): "CEN: {number} new",
    ("digest", "fr"): "CEN : {number} nouveautés",
    ("one", "en"): "CEN: 1 new",
    ("one", "fr"): "CEN : 1 nouveauté",
    ("act", "en"): "CEN: {number} to act on / à traiter",
}
HEADS = {
    ("alert", "en"): "Alerts",
    ("alert", "fr"): "Alertes",
    ("match", "en"): "Your saved search “{name}”",
    ("match", "fr"): "Votre recherche « {name} »",
    ("notice", "en"): "To act on / À traiter",
    ("named", "en"): "For you by name / À votre nom",
}
_KINDS = {
    "alert": ("Alert", "Alerte"),
    "bulletin": ("Bulletin", "Bulletin"),
    "situation_report": ("Situation report", "Rapport de situation"),
    "concealment_notice": ("Concealment notice", "Avis de dissimulation"),
}
_SEVERITIES = {
    "low": ("low", "faible"),
    "medium": ("medium", "moyenne"),
    "high": ("high", "élevée"),
    "critical": ("critical", "critique"),
}
_WHY = {
    "en": "Sign in to read more. You get these mails because you subscribed to them.",
    "fr": "Connectez-vous pour en lire plus. Vous recevez ces courriels par abonnement.",
}
_FOOT_TO_ACT = "Sign in to act on them. / Connectez-vous pour les traiter."
_STOP = {"en": "Stop these mails", "fr": "Arrêter ces courriels"}


def open_alert(kind: str, severity: str, title: str, language: Language) -> str:
    """Of a CLEAR or GREEN alert."""
    place = 0 if language == "en" else 1
    return f"{_KINDS[kind][place]} ({_SEVERITIES[severity][place]}): {title}"


def restricted_alert(tlp: str, language: Language) -> str:
    return f"TLP:{tlp}" if language == "en" else f"TLP:{tlp} (à lire en ligne)"


def match(seizure_id: str, language: Language) -> str:
    return f"Record {seizure_id}" if language == "en" else f"Saisie {seizure_id}"


def digest(lines: Sequence[Line], website: str, language: Language, stop: str, more: int = 0) -> Mail:
    """To a subscriber. `more`: there is so much besides."""
    number = len(lines) + more
    subject = _SUBJECTS["one" if number == 1 else "digest", language].format(number=number)
    lines = [*lines, *_rest(more, language, "")]
    why, end = _WHY[language], _STOP[language]
    link = f'<p>{escape(why)} <a href="{escape(stop)}">{escape(end)}</a></p>'
    return Mail(subject, _plain(lines, website, f"{why}\n{end}: {stop}"), _html(lines, website, link), stop)


def to_act_on(lines: Sequence[Line], website: str, more: int = 0) -> Mail:
    """To a person, in both languages: there is no subscription that would say which."""
    subject = _SUBJECTS["act", "en"].format(number=len(lines) + more)
    lines = [*lines, *_rest(more, "en", "inbox")]
    foot = _FOOT_TO_ACT
    return Mail(subject, _plain(lines, website, foot), _html(lines, website, f"<p>{escape(foot)}</p>"))


def _rest(more: int, language: Language, path: str) -> list[Line]:
    says = {"en": f"and {more} more", "fr": f"et {more} autres"}[language]
    return [Line("…", says, path)] if more else []


def _plain(lines: Sequence[Line], website: str, foot: str) -> str:
    parts: list[str] = []
    head = ""
    for line in lines:
        if line.head != head:
            head = line.head
            parts.append(f"\n{head}\n" if parts else f"{head}\n")
        parts.append(f"- {line.text}\n  {website}/{line.path}")
    return "\n".join([*parts, "", foot, ""])


def _html(lines: Sequence[Line], website: str, foot: str) -> str:
    parts: list[str] = []
    head = ""
    for line in lines:
        if line.head != head:
            parts += ["</ul>"] if head else []
            head = line.head
            parts.append(f"<h2>{escape(head)}</h2><ul>")
        address = escape(f"{website}/{line.path}")
        parts.append(f'<li><a href="{address}">{escape(line.text)}</a></li>')
    parts += ["</ul>"] if head else []
    return f"<!doctype html><html><head><meta charset=utf-8></head><body>{''.join(parts)}{foot}</body></html>"
