"""What of a message stands in clear beside its sealed content: what access, conditions and counts need; no words.

The header's text is bound to the ciphertext, so that who changes a label or an addressee in the table is found out.
"""

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

from cen import jsontext
from cen.tlp import Tlp
from comm.messages.model import Kind
from comm.seats import Role, Seat
from comm.steps import Item

# Labels that every member may see, so that what a message is about may be counted for all.
OPEN_LABELS = frozenset({Tlp.CLEAR, Tlp.GREEN, Tlp.AMBER})
_LABELS, _KINDS = list(Tlp), list(Kind)
_TEXTS = ("administration", "person", "at", "urgency")


class About(TypedDict):
    """Codes that the board counts: of goods, and of the way from departure to destination."""

    categories: list[str]
    legs: list[str]


class Header(TypedDict):
    """`person`: who sent it; `re`: number of the message it replies to; `due`: deadline of a warning; `warning`: number
    that a feedback answers."""

    kind: str
    administration: str
    person: str
    at: str
    tlp: str
    urgency: str
    to: list[str]
    re: NotRequired[int]
    due: NotRequired[str]
    warning: NotRequired[int]
    changed_at: NotRequired[str]
    withdrawn: NotRequired[bool]
    about: NotRequired[About]


def header_or_none(item: Item | None) -> Any:
    """None for what is no header of ours: whom a message is for must be told before it can be opened."""
    text = item.get("clear") if item else None
    if not isinstance(text, str):
        return None
    try:
        header = jsontext.loads(text)
    except ValueError:
        return None
    return header if isinstance(header, dict) and _whole(header) else None


def _whole(header: Mapping[str, Any]) -> bool:
    to = header.get("to")
    named = header.get("tlp") in _LABELS and header.get("kind") in _KINDS
    return (
        named
        and all(type(header.get(name)) is str for name in _TEXTS)
        and isinstance(to, list)
        and all(type(one) is str for one in to)
    )


def may_see(seat: Seat, number: int, header: Mapping[str, Any]) -> bool:
    """Whether a member may see a message. RED is for its sender and its addressees; AMBER+STRICT also for everybody who
    takes part, but not for observers; the others are for all members."""
    return number >= seat.sees_from and reaches(seat, header)


def reaches(seat: Seat, header: Mapping[str, Any]) -> bool:
    """Whether label and addressees let a member see it, whenever it was sent."""
    label = header["tlp"]
    if label in OPEN_LABELS or (label == Tlp.AMBER_STRICT and seat.role is not Role.OBSERVER):
        return True
    own = header["administration"] == seat.administration and header["person"] == seat.person
    return bool(own or seat.addressed(header["to"]))


def about_of(content: Mapping[str, Any], label: str) -> About | None:
    """What the board may count of a message's subject: nothing of one that not every member may see."""
    if label not in OPEN_LABELS:
        return None
    if "warning" in content:
        profile = content["warning"]["profile"]
        return {"categories": [top(profile["category"])], "legs": [leg(profile)]}
    if "record" in content:
        record = content["record"]
        categories = sorted({top(line["category"]) for line in record["lines"]})
        return {"categories": categories, "legs": [leg(record["route"])]}
    return None


def top(category: str) -> str:
    return category.partition(".")[0]


def leg(route: Mapping[str, Any]) -> str:
    return f"{route['departure']['country']}>{route['destination']['country']}"


def is_warning(header: Mapping[str, Any]) -> bool:
    return bool(header["kind"] == Kind.WARNING)
