"""A picture at rest: what its administration says, as it was checked when it was said, and what the server keeps."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cen import codes
from cen.audit import Entry
from cen.tlp import Tlp
from cpdb.model import Draft, Kept, PictureStatus
from cpdb.visibility import Face

CONTENT = frozenset(Draft.model_fields)
# Of what the server keeps, what readers get.
_SHOWN = (
    "id", "version", "status", "administration", "rilo", "created_at", "updated_at", "ready_at", "content_type", "size",
    "reason_code", "duplicate_of", "seen",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """`content`: JSON values of a `Draft`."""

    content: Mapping[str, Any]
    kept: Kept

    @property
    def id(self) -> str:
        return self.kept.id

    @property
    def version(self) -> int:
        return self.kept.version

    @property
    def status(self) -> PictureStatus:
        return self.kept.status

    @property
    def tlp(self) -> Tlp:
        return Tlp(self.content["tlp"])

    @property
    def seizure_id(self) -> str | None:
        found: str | None = self.content.get("seizure_id")
        return found

    @property
    def face(self) -> Face:
        return Face(self.tlp, self.kept.administration, self.kept.rilo, self.kept.held)

    @property
    def redactions(self) -> list[tuple[float, float, float, float]]:
        boxes = self.content.get("redactions", ())
        return [(box["left"], box["top"], box["width"], box["height"]) for box in boxes]

    def changed(self, at: str, content: Mapping[str, Any] | None = None, **kept: Any) -> "Picture":
        """The next version."""
        after = self.kept.model_copy(update={"version": self.version + 1, "updated_at": at, **kept})
        return Picture(self.content if content is None else content, after)

    def working(self, **kept: Any) -> "Picture":
        """The same version with other notes of the workers."""
        return replace(self, kept=self.kept.model_copy(update=kept))


def shown_digest(pixels: str, boxes: Sequence[Sequence[float]]) -> str:
    """Of what is shown: the same pixels with something else blackened are another picture."""
    if not boxes:
        return pixels
    said = ";".join(",".join(f"{part:.4f}" for part in box) for box in sorted(set(map(tuple, boxes))))
    return hashlib.sha256(f"{pixels}:{said}".encode()).hexdigest()


def content_of(draft: Draft) -> dict[str, Any]:
    """What is stored of a checked draft: neither empty lists nor what was not said."""
    fields = draft.model_dump(mode="json", exclude_none=True, include=set(CONTENT))
    return {name: value for name, value in fields.items() if value not in ({}, [])}


def document(picture: Picture, *, linked: bool) -> dict[str, Any]:
    """What readers get, without links. `linked`: whether they may know which seizure record it belongs to."""
    kept = picture.kept.model_dump(mode="json", include=set(_SHOWN), exclude_none=True)
    shown = {**kept, "caption": {}, "notes": [], "redactions": [], **picture.content}
    if picture.kept.held:
        shown["held"] = True
    if picture.kept.reason_code:
        shown["reason"] = codes.label("reason_picture", picture.kept.reason_code)
    if not linked:
        shown.pop("seizure_id", None)
    return shown


def row(picture: Picture) -> dict[str, Any]:
    """What a list shows; `_shelf`: what it takes to link its thumbnail; `_rilo`: what it takes to judge who sees it."""
    fields = document(picture, linked=True)
    names = (
        "id", "version", "status", "administration", "tlp", "held", "created_at", "kind", "concealment", "category",
        "mode", "caption", "seizure_id", "seen", "reason_code", "duplicate_of",
    )  # fmt: skip
    shown = {name: fields[name] for name in names if name in fields}
    hidden = {"_shelf": picture.kept.shelf, "_rilo": picture.kept.rilo}
    return shown | {name: value for name, value in hidden.items() if value}


def face_of(row: Mapping[str, Any]) -> Face:
    return Face(Tlp(row["tlp"]), row["administration"], row.get("_rilo"), bool(row.get("held")))


def worker_entry(action: str, picture: Picture, at: str, **more: Any) -> Entry:
    """For the audit: what the system itself did."""
    return Entry(action, at, picture.version, "cpdb", "system", None, "-", rilo=picture.kept.rilo, **more)
