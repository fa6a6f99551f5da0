"""A record at rest: the document readers get, and beside it only what access, conditions and lists need."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from cen import jsontext
from cen.tlp import Tlp
from seizures.model import Draft, Status, Verification
from seizures.plausibility import found
from seizures.quality import form, graded_anew, quality

_CONTENT = set(Draft.model_fields)
_OF_OPERATIONS = ("operation_id", "operation_message")


@dataclass(frozen=True)
class Record:
    """`document` is the JSON text of a `Seizure`. Actors stay out of it: only the parties may know them. `editors`:
    everybody who wrote its content.

    `version` counts every step. `written_in`: the version whose step wrote the document, if a later one was not about
    it: what is undone stands as it stood, and what others are merged into stays as it is, byte by byte. `merged_into`:
    the record that stands for this one; `merged_from`: the version that it goes back to. `absorbed`: ids of the records
    that this one stands for."""

    id: str
    version: int
    status: Status
    verification: Verification
    administration: str
    rilo: str | None
    tlp: Tlp
    seized_on: str
    reference: str | None
    editors: tuple[str, ...]
    submitted_by: str | None
    document: str
    written_in: int | None = None
    merged_into: str | None = None
    merged_from: int | None = None
    absorbed: tuple[str, ...] = ()

    @property
    def written(self) -> int:
        """The version that the document names, and its ETag: the same as long as the document is the same."""
        return self.written_in or self.version

    @cached_property
    def fields(self) -> Mapping[str, Any]:
        """What the document says, to be read only: whoever asks gets the same."""
        loaded: dict[str, Any] = jsontext.loads(self.document)
        return loaded


def without_operation(document: str) -> str:
    """For readers who may not know of operations. Nothing is parsed of a record that came of none."""
    if not any(f'"{name}":' in document for name in _OF_OPERATIONS):
        return document
    fields = jsontext.loads(document)
    return jsontext.dumps({name: value for name, value in fields.items() if name not in _OF_OPERATIONS})


def new_record(
    draft: Draft, *, id: str, administration: str, channel: str, at: str, actor: str, unusual: int | None = None
) -> Record:
    """`unusual`: how many plausibility rules warn of it today; None: not looked at yet."""
    server = {
        "id": id,
        "version": 1,
        "status": Status.DRAFT,
        "verification": Verification.UNVERIFIED,
        "administration": administration,
        "channel": channel,
        "created_at": at,
        "updated_at": at,
    }
    return _record(draft, server, editors=(actor,), submitted_by=None, unusual=unusual)


def rewritten(record: Record, draft: Draft, *, at: str, actor: str) -> Record:
    """The next version with other content. A published record has to be verified anew, its query counts as answered."""
    dropped = {"review"} if record.status is Status.PUBLISHED else set()
    server = {name: value for name, value in record.fields.items() if name not in _CONTENT | dropped}
    server |= {"version": record.version + 1, "updated_at": at, "verification": Verification.UNVERIFIED}
    editors = tuple(dict.fromkeys((*record.editors, actor)))
    made = _record(draft, server, editors=editors, submitted_by=record.submitted_by)
    return replace(made, absorbed=record.absorbed)


def moved(record: Record, *, at: str, submitted_by: str | None = None, **server: Any) -> Record:
    """The next version with the same content and other server fields (status, rilo …); None removes one."""
    changed = {**record.fields, "version": record.version + 1, "updated_at": at, **server}
    fields = {name: value for name, value in changed.items() if value is not None}
    if "verification" in server:
        fields["quality"] = graded_anew(fields["quality"], server["verification"])
    return replace(
        record,
        version=record.version + 1,
        status=Status(fields["status"]),
        verification=Verification(fields["verification"]),
        rilo=fields.get("rilo"),
        submitted_by=submitted_by or record.submitted_by,
        document=jsontext.dumps(fields),
        written_in=None,
    )


def merged(record: Record, into: str, at: str) -> Record:
    """The next version, for which another record stands from now on."""
    after = moved(record, at=at, status=Status.MERGED, merged_into=into)
    return replace(after, merged_into=into, merged_from=record.version)


def restored(record: Record, before: Record) -> Record:
    """The next version of a merged record: `before`, its version before the merge, as it was."""
    return replace(
        before, version=record.version + 1, written_in=before.written, absorbed=record.absorbed, merged_from=None
    )


def standing_for(record: Record, absorbed: tuple[str, ...]) -> Record:
    """The next version, which stands for these; its document is left alone."""
    return replace(record, version=record.version + 1, written_in=record.written, absorbed=absorbed)


def _record(
    draft: Draft,
    server: Mapping[str, Any],
    *,
    editors: tuple[str, ...],
    submitted_by: str | None,
    unusual: int | None = None,
) -> Record:
    shown: dict[str, Any] = {
        **server,
        "status": str(server["status"]),
        "verification": str(server["verification"]),
        "form": form(draft),
        "quality": _quality(draft, server, unusual),
    }
    fields = shown | draft.model_dump(mode="json", exclude_none=True, include=_CONTENT)
    made = Record(
        id=shown["id"],
        version=shown["version"],
        status=Status(shown["status"]),
        verification=Verification(shown["verification"]),
        administration=shown["administration"],
        rilo=shown.get("rilo"),
        tlp=Tlp(draft.tlp),
        seized_on=draft.seized_on.isoformat(),
        reference=draft.national_reference,
        editors=editors,
        submitted_by=submitted_by,
        document=jsontext.dumps(fields),
    )
    vars(made)["fields"] = fields  # nobody need parse what was written just now
    return made


def _quality(draft: Draft, server: Mapping[str, Any], unusual: int | None) -> dict[str, Any]:
    entered = date.fromisoformat(server["created_at"][:10])
    if unusual is None:
        unusual = len(found(draft, server["administration"], entered).warnings)
    return quality(draft, entered, unusual, server["verification"])


def row(record: Record) -> dict[str, Any]:
    """What a list shows of a record: enough to choose by, and what visibility is decided on."""
    fields = record.fields
    first = fields["lines"][0]
    return {
        "id": record.id,
        "version": record.written,
        "status": record.status,
        "verification": record.verification,
        "administration": record.administration,
        "rilo": record.rilo,
        "tlp": record.tlp,
        "seized_on": record.seized_on,
        "national_reference": record.reference,
        "country": fields["place"]["country"],
        "direction": fields["direction"],
        "mode": fields["conveyance"]["mode"],
        "departure": fields["route"]["departure"]["country"],
        "destination": fields["route"]["destination"]["country"],
        "category": first["category"],
        "type": first.get("type"),
        "quantity": {"amount": first["quantity"]["amount"], "unit": first["quantity"]["unit"]},
        "lines": len(fields["lines"]),
        "quality": fields["quality"]["score"],
        "updated_at": fields["updated_at"],
    }
