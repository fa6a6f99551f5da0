"""An alert at rest: the document readers get, and beside it what access, conditions and lists need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from alerts.model import AlertContent, AlertStatus
from alerts.readers import Head
from cen import jsontext
from cen.tlp import Tlp

_CONTENT = frozenset(AlertContent.model_fields)


@dataclass(frozen=True, slots=True)
class Record:
    """`document`: JSON text of an `Alert`. `author`: addressee of who wrote it first.

    `inside`: what no reader gets. `recipients`, `people`: subjects, and the rights of then, of whom RED names;
    `people`, `wholes`: who sat in its operation when it went out, by name and as whole administrations; `homes`: where
    it is filed; `asked`: addressees who are to acknowledge, with the version that asked them; `told`: records whose
    owners heard that they are cited; `origin`, `floor`: who proposed it, with which label; `taken_over`: the version of
    the proposal that its RILO published; `proposed`, `returned`, `expired`: the version whose notice is not settled;
    `drafted`, `run`: the version that the statistics wrote last, and of which run; `closed`.
    """

    head: Head
    author: str
    document: str
    inside: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.head.id

    @property
    def version(self) -> int:
        return self.head.version

    @property
    def status(self) -> AlertStatus:
        return self.head.status

    @property
    def fields(self) -> dict[str, Any]:
        loaded: dict[str, Any] = jsontext.loads(self.document)
        return loaded

    @property
    def content(self) -> dict[str, Any]:
        """The part of the document that the author wrote."""
        return {name: value for name, value in self.fields.items() if name in _CONTENT}


def new_record(
    content: AlertContent, *, id: str, publisher: str, author: str, at: str, inside: Mapping[str, Any] | None = None
) -> Record:
    server = {
        "id": id,
        "version": 1,
        "status": AlertStatus.DRAFT,
        "publisher": publisher,
        "created_at": at,
        "updated_at": at,
    }
    return record_of({**server, **written(content)}, author, dict(inside or {}))


def rewritten(record: Record, content: AlertContent, *, at: str, inside: Mapping[str, Any] | None = None) -> Record:
    """The next version with other content."""
    server = {name: value for name, value in record.fields.items() if name not in _CONTENT}
    server |= {"version": record.version + 1, "updated_at": at}
    return record_of({**server, **written(content)}, record.author, _kept(record, inside))


def moved(record: Record, *, at: str, inside: Mapping[str, Any] | None = None, **changes: Any) -> Record:
    """The next version with other fields (status, publisher …); None removes one."""
    changed = record.fields | {"version": record.version + 1, "updated_at": at} | changes
    fields = {name: value for name, value in changed.items() if value is not None}
    return record_of(fields, record.author, _kept(record, inside))


def refiled(record: Record, homes: Sequence[str]) -> Record:
    """The same version in other lists."""
    return replace(record, inside={**record.inside, "homes": list(homes)})


def as_of(record: Record, at: str) -> Record:
    """The alert at that instant: what was valid until then is expired, whether or not that has been written down."""
    if record.status is not AlertStatus.PUBLISHED:
        return record
    fields = record.fields
    if fields["valid_until"] > at:
        return record
    expired = AlertStatus.EXPIRED
    document = jsontext.dumps({**fields, "status": expired})
    return replace(record, head=replace(record.head, status=expired), document=document)


def _kept(record: Record, inside: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in {**record.inside, **(inside or {})}.items() if value is not None}


def written(content: AlertContent) -> dict[str, Any]:
    found: dict[str, Any] = content.model_dump(mode="json", exclude_none=True, include=set(_CONTENT))
    return {name: value for name, value in found.items() if value != []}


def record_of(fields: Mapping[str, Any], author: str, inside: Mapping[str, Any]) -> Record:
    head = Head(
        id=fields["id"],
        version=fields["version"],
        status=AlertStatus(fields["status"]),
        publisher=fields["publisher"],
        tlp=Tlp(fields["tlp"]),
        regions=tuple(fields.get("regions", ())),
        recipients=frozenset(inside.get("recipients", ())),
        rilo=fields.get("rilo"),
        operation=fields.get("operation"),
    )
    return Record(head, author, jsontext.dumps(fields), inside)
