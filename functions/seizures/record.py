"""A record at rest: the document readers get, and beside it only what access, conditions and lists need."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cen import jsontext
from cen.tlp import Tlp
from seizures.model import Draft, Status, Verification
from seizures.quality import form, quality

_CONTENT = set(Draft.model_fields)


@dataclass(frozen=True, slots=True)
class Record:
    """`document` is the JSON text of a `Seizure`. Actors stay out of it: only the parties may know them. `editors`:
    everybody who wrote its content."""

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

    @property
    def fields(self) -> dict[str, Any]:
        loaded: dict[str, Any] = jsontext.loads(self.document)
        return loaded


def new_record(draft: Draft, *, id: str, administration: str, channel: str, at: str, actor: str) -> Record:
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
    return _record(draft, server, editors=(actor,), submitted_by=None)


def rewritten(record: Record, draft: Draft, *, at: str, actor: str) -> Record:
    """The next version with other content. A published record has to be verified anew, its query counts as answered."""
    dropped = {"review"} if record.status is Status.PUBLISHED else set()
    server = {name: value for name, value in record.fields.items() if name not in _CONTENT | dropped}
    server |= {"version": record.version + 1, "updated_at": at, "verification": Verification.UNVERIFIED}
    editors = tuple(dict.fromkeys((*record.editors, actor)))
    return _record(draft, server, editors=editors, submitted_by=record.submitted_by)


def moved(record: Record, *, at: str, submitted_by: str | None = None, **server: Any) -> Record:
    """The next version with the same content and other server fields (status, rilo …); None removes one."""
    changed = record.fields | {"version": record.version + 1, "updated_at": at} | server
    fields = {name: value for name, value in changed.items() if value is not None}
    return Record(
        id=record.id,
        version=record.version + 1,
        status=Status(fields["status"]),
        verification=Verification(fields["verification"]),
        administration=record.administration,
        rilo=fields.get("rilo"),
        tlp=record.tlp,
        seized_on=record.seized_on,
        reference=record.reference,
        editors=record.editors,
        submitted_by=submitted_by or record.submitted_by,
        document=jsontext.dumps(fields),
    )


def _record(draft: Draft, server: Mapping[str, Any], *, editors: tuple[str, ...], submitted_by: str | None) -> Record:
    shown = {**server, "form": form(draft), "quality": quality(draft)}
    return Record(
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
        document=_joined(jsontext.dumps(shown), draft.model_dump_json(exclude_none=True, include=_CONTENT)),
    )


def _joined(first: str, second: str) -> str:
    """Two JSON objects written as one."""
    return f"{first[:-1]},{second[1:]}"


def row(record: Record) -> dict[str, Any]:
    """What a list shows of a record: enough to choose by, and what visibility is decided on."""
    fields = record.fields
    first = fields["lines"][0]
    return {
        "id": record.id,
        "version": record.version,
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
