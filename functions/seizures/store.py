"""Seizure records in DynamoDB.

    CASE#<id>                 HEAD                    the record as it is now
                              V#<version>             each earlier version
                              AUDIT#<time>#<version>  who did what and why; its insertion is the event others hear of
    REF#<administration>      <national reference>    guards that a reference is used once
    IDEM#<caller>             <idempotency key>       what a key was used for; expires
    ADM#<administration>      SETTINGS

One call enters a record: everything above goes in one transaction, or nothing does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cen import jsontext
from cen.act import Act, Idempotency
from cen.audit import Entry
from cen.dynamo import Cancelled, Item, Table, delete, put, table
from cen.paging import Key, Page
from cen.problems import IdempotencyKeyReused
from cen.settings import settings
from cen.tlp import Tlp
from seizures.errors import DuplicateReference, Replay, stale
from seizures.model import AdministrationSettings, Status, Verification
from seizures.record import Record, row

IDEMPOTENCY_SECONDS = 24 * 3600
_ABSENT = "attribute_not_exists(#pk)"
_TO_REVIEW = frozenset({Verification.UNVERIFIED, Verification.QUERIED})


@dataclass(frozen=True, slots=True)
class Opened:
    record: Record | None
    settings: AdministrationSettings


@dataclass(frozen=True, slots=True)
class SeizureStore:
    table: Table

    def read(self, id: str) -> Record | None:
        item = self.table.get(pk=f"CASE#{id}", sk="HEAD")
        return None if item is None else _record(item)

    def open(self, id: str, act: Act) -> Opened:
        """The record, the settings of the caller's administration, and `Replay` if this was done before: one call."""
        keys = [(f"CASE#{id}", "HEAD"), (f"ADM#{act.caller.administration}", "SETTINGS")]
        if act.idempotency:
            keys.append(_idempotency_key(act, act.idempotency))
        head, chosen, *used = self.table.get_many(keys)
        if used and used[0]:
            _replay(used[0], act.idempotency)
        return Opened(None if head is None else _record(head), _settings(chosen))

    def version(self, id: str, version: int) -> Record | None:
        head, earlier = self.table.get_many([(f"CASE#{id}", "HEAD"), (f"CASE#{id}", _version_key(version))])
        if head is not None and head["version"] == version:
            return _record(head)
        return None if earlier is None else _record(earlier)

    def create(self, record: Record, entry: Entry, act: Act) -> None:
        """Raises `DuplicateReference`, `IdempotencyKeyReused` or `Replay`."""
        operations = [put(_head(record), _ABSENT), put(_audit(record, entry))]
        self._commit(operations + _reference_moves(None, record), act, record)

    def save(self, before: Record, after: Record, entry: Entry, act: Act) -> None:
        """Raises also `StaleVersion` if the record is no longer the one that was read."""
        operations = [
            put(_head(after), "#version = :version", {"version": before.version}),
            put(_audit(after, entry)),
            put({**_item(before), "pk": f"CASE#{before.id}", "sk": _version_key(before.version)}),
        ]
        self._commit(operations + _reference_moves(before, after), act, after)

    def _commit(self, operations: list[dict[str, Any]], act: Act, record: Record) -> None:
        if act.idempotency:
            operations.insert(1, _remember(act, act.idempotency, record))
        try:
            self.table.transact(operations)
        except Cancelled as cancelled:
            _explain(cancelled.standing, act)
            raise

    def history(self, id: str, start: Key | None, limit: int) -> Page[dict[str, Any]]:
        page = self.table.query({"pk": f"CASE#{id}"}, between=("sk", "AUDIT#", "AUDIT#~"), start=start, limit=limit)
        return Page([jsontext.loads(str(item["entry"])) for item in page.items], page.next)

    def list_by_status(
        self, administration: str, status: Status, seized: tuple[str, str], start: Key | None, limit: int
    ) -> Page[dict[str, Any]]:
        """Rows of one administration in one status, newest seizure first; `seized` are the first and last day."""
        return self._rows("worklist", "wl", f"{administration}#{status}", seized, start, limit)

    def list_to_review(
        self, rilo: str, verification: Verification, seized: tuple[str, str], start: Key | None, limit: int
    ) -> Page[dict[str, Any]]:
        """Rows of published records that wait for a RILO (unverified) or for their owner's answer (queried)."""
        return self._rows("verification", "rv", f"{rilo}#{verification}", seized, start, limit)

    def _rows(
        self, index: str, prefix: str, partition: str, seized: tuple[str, str], start: Key | None, limit: int
    ) -> Page[dict[str, Any]]:
        page = self.table.query(
            {f"{prefix}_pk": partition},
            index=index,
            between=(f"{prefix}_sk", seized[0], f"{seized[1]}#~"),
            start=start,
            limit=limit,
        )
        return Page([jsontext.loads(str(item["row"])) for item in page.items], page.next)

    def id_of_reference(self, administration: str, reference: str) -> str | None:
        item = self.table.get(pk=f"REF#{administration}", sk=reference)
        return None if item is None else str(item["case_id"])

    def settings(self, administration: str) -> AdministrationSettings:
        return _settings(self.table.get(pk=f"ADM#{administration}", sk="SETTINGS"))

    def save_settings(self, administration: str, chosen: AdministrationSettings, entry: Entry) -> None:
        owner = f"ADM#{administration}"
        self.table.transact(
            [
                put({"pk": owner, "sk": "SETTINGS", "doc": chosen.model_dump_json()}),
                put({"pk": owner, "sk": f"AUDIT#{entry.at}", "entry": jsontext.dumps(entry.document())}),
            ]
        )


def open_store() -> SeizureStore:
    return SeizureStore(table(settings.table))


def _version_key(version: int) -> str:
    return f"V#{version:08d}"


def _idempotency_key(act: Act, idempotency: Idempotency) -> tuple[str, str]:
    return f"IDEM#{act.caller.id}", idempotency.key


def _item(record: Record) -> Item:
    """What a record is besides its key."""
    item: Item = {
        "version": record.version,
        "status": record.status,
        "verification": record.verification,
        "administration": record.administration,
        "tlp": record.tlp,
        "seized_on": record.seized_on,
        "edited_by": record.edited_by,
        "doc": record.document,
    }
    optional = {"rilo": record.rilo, "reference": record.reference, "submitted_by": record.submitted_by}
    return item | {name: value for name, value in optional.items() if value is not None}


def _head(record: Record) -> Item:
    item = _item(record) | {
        "pk": f"CASE#{record.id}",
        "sk": "HEAD",
        "wl_pk": f"{record.administration}#{record.status}",
        "wl_sk": f"{record.seized_on}#{record.id}",
        "row": jsontext.dumps(row(record)),
    }
    if record.status is Status.PUBLISHED and record.rilo and record.verification in _TO_REVIEW:
        item |= {"rv_pk": f"{record.rilo}#{record.verification}", "rv_sk": str(item["wl_sk"])}
    return item


def _audit(record: Record, entry: Entry) -> Item:
    """`administration` is the record's, whoever acted: the event that goes out names it."""
    return {
        "pk": f"CASE#{record.id}",
        "sk": f"AUDIT#{entry.at}#{entry.version:08d}",
        "administration": record.administration,
        "entry": jsontext.dumps(entry.document()),
    }


def _reference_moves(before: Record | None, after: Record) -> list[dict[str, Any]]:
    old = before.reference if before else None
    if old == after.reference:
        return []
    moves = []
    owner = f"REF#{after.administration}"
    if after.reference:
        moves.append(put({"pk": owner, "sk": after.reference, "case_id": after.id}, _ABSENT))
    if old:
        moves.append(delete(owner, old))
    return moves


def _remember(act: Act, idempotency: Idempotency, record: Record) -> dict[str, Any]:
    pk, sk = _idempotency_key(act, idempotency)
    now = int(act.now.timestamp())
    item: Item = {
        "pk": pk,
        "sk": sk,
        "fingerprint": idempotency.fingerprint,
        "case_id": record.id,
        "case_version": record.version,
        "expires_at": now + IDEMPOTENCY_SECONDS,
    }
    return put(item, f"{_ABSENT} OR #expires_at < :now", {"now": now})


def _replay(used: Item, idempotency: Idempotency | None) -> None:
    if idempotency is None or used["fingerprint"] != idempotency.fingerprint:
        raise IdempotencyKeyReused("This Idempotency-Key was used for another request.")
    raise Replay(str(used["case_id"]), int(used["case_version"]))


def _explain(standing: Sequence[Item | None], act: Act) -> None:
    """Turns the item that stood in the way into the error it means; the idempotency key first, it explains the rest."""
    for item in standing:
        if item and "fingerprint" in item:
            _replay(item, act.idempotency)
    for item in standing:
        if item and "case_id" in item:
            existing = str(item["case_id"])
            raise DuplicateReference("The national reference is in use.", existing_id=existing)
        if item and "version" in item:
            raise stale(int(item["version"]))


def _settings(item: Item | None) -> AdministrationSettings:
    return AdministrationSettings() if item is None else AdministrationSettings.model_validate_json(str(item["doc"]))


def _record(item: Item) -> Record:
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
        edited_by=str(item["edited_by"]),
        submitted_by=_text(item.get("submitted_by")),
        document=str(item["doc"]),
    )


def _text(value: str | int | bool | None) -> str | None:
    return None if value is None else str(value)
