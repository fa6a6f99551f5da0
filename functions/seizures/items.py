"""Records and audit entries as DynamoDB items, and back."""

from cen import jsontext
from cen.audit import Entry
from cen.dynamo import Item
from cen.tlp import Tlp
from seizures.model import Status, Verification
from seizures.notices import notices
from seizures.record import Record, row

_TO_REVIEW = frozenset({Verification.UNVERIFIED, Verification.QUERIED})


def plain(record: Record) -> Item:
    """What a record is besides its key."""
    item: Item = {
        "version": record.version,
        "status": record.status,
        "verification": record.verification,
        "administration": record.administration,
        "tlp": record.tlp,
        "seized_on": record.seized_on,
        "editors": " ".join(record.editors),
        "doc": record.document,
    }
    optional = {
        "rilo": record.rilo,
        "reference": record.reference,
        "submitted_by": record.submitted_by,
        "written_in": record.written_in,
        "merged_into": record.merged_into,
        "merged_from": record.merged_from,
        "absorbed": " ".join(record.absorbed) or None,
    }
    return item | {name: value for name, value in optional.items() if value is not None}


def head(record: Record) -> Item:
    item = plain(record) | {
        "pk": f"CASE#{record.id}",
        "sk": "HEAD",
        "wl_pk": f"{record.administration}#{record.status}",
        "wl_sk": f"{record.seized_on}#{record.id}",
        "row": jsontext.dumps(row(record)),
    }
    waits = record.status is Status.PUBLISHED and record.verification in _TO_REVIEW
    # A RILO verifies what it may see.
    if waits and record.rilo and record.tlp is not Tlp.AMBER_STRICT:
        item |= {"rv_pk": f"{record.rilo}#{record.verification}", "rv_sk": str(item["wl_sk"])}
    return item


def audit(record: Record, entry: Entry, before: Record | None = None) -> Item:
    """`administration` is the record's, whoever acted: the event that goes out names it. `notices`: those that the
    step from the version before raises and settles."""
    told = [{type(one).__name__: one} for one in notices(before, record)]
    return {
        "pk": f"CASE#{record.id}",
        "sk": f"AUDIT#{entry.at}#{entry.version:08d}",
        "administration": record.administration,
        "entry": jsontext.dumps(entry.document()),
        **({"notices": jsontext.dumps(told)} if told else {}),
    }


def reference_key(record: Record | None) -> str | None:
    """What must be unique: `R-1` and `r-1` are one reference, and that of a withdrawn record can be used again."""
    if record is None or record.reference is None or record.status is Status.WITHDRAWN:
        return None
    return record.reference.upper()


def record_of(item: Item) -> Record:
    return Record(
        id=str(item["pk"]).removeprefix("CASE#"),
        version=int(item["version"]),
        status=Status(str(item["status"])),
        verification=Verification(str(item["verification"])),
        administration=str(item["administration"]),
        rilo=_text(item.get("rilo")),
        tlp=Tlp(str(item["tlp"])),
        seized_on=str(item["seized_on"]),
        reference=_text(item.get("reference")),
        editors=tuple(str(item["editors"]).split()),
        submitted_by=_text(item.get("submitted_by")),
        document=str(item["doc"]),
        written_in=_number(item.get("written_in")),
        merged_into=_text(item.get("merged_into")),
        merged_from=_number(item.get("merged_from")),
        absorbed=tuple(str(item.get("absorbed", "")).split()),
    )


def _text(value: str | int | bool | None) -> str | None:
    return None if value is None else str(value)


def _number(value: str | int | bool | None) -> int | None:
    return None if value is None else int(value)
