"""Alerts, audit entries and rows of lists as DynamoDB items, and back."""

from collections.abc import Mapping
from typing import Any

from alerts.files import rows
from alerts.record import Record, record_of
from alerts.told import Told
from cen import jsontext
from cen.audit import Entry
from cen.dynamo import Item, delete, put


def plain(record: Record) -> Item:
    """What an alert is besides its key."""
    return {
        "version": record.version,
        "status": record.status,
        "author": record.author,
        "doc": record.document,
        "inside": jsontext.dumps(record.inside),
        "homes": homes(record),
    }


def homes(record: Record) -> str:
    """Where it is filed: of who saves it, only one that knows where it is filed can take it from there."""
    return " ".join(record.inside.get("homes", ()))


def head(record: Record) -> Item:
    return {"pk": f"ALERT#{record.id}", "sk": "HEAD", **plain(record)}


def audit(id: str, entry: Entry, told: Told) -> Item:
    """`told` leaves as events with the entry."""
    return {
        "pk": f"ALERT#{id}",
        "sk": f"AUDIT#{entry.at}#{entry.version:08d}",
        "entry": jsontext.dumps(entry.document()),
        "told": jsontext.dumps(told.document()),
    }


def acknowledgement(id: str, addressee: str, entry: Entry, told: Told) -> Item:
    """Sorts behind all steps of the alert, as there may be many."""
    return {**audit(id, entry, told), "sk": f"AUDIT#ACK#{entry.at}#{addressee}"}


def newer(id: str, run: str, entry: Entry, told: Told) -> Item:
    """Of a run of the statistics whose draft was not filed; sorts behind all steps of the alert, too."""
    return {**audit(id, entry, told), "sk": f"AUDIT#NEWER#{run}"}


def read(item: Item) -> Record:
    return record_of(jsontext.loads(str(item["doc"])), str(item["author"]), jsontext.loads(str(item["inside"])))


def refiled(before: Record | None, after: Record) -> list[dict[str, Any]]:
    """What has to be put and deleted so that the lists hold the one instead of the other."""
    old = rows(before) if before else {}
    new = rows(after)
    puts = [put({"pk": pk, "sk": sk, **row}) for (pk, sk), row in new.items() if old.get((pk, sk)) != row]
    return puts + [delete(pk, sk) for pk, sk in old.keys() - new.keys()]


def row(item: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """A row of a list, and whom RED names."""
    return jsontext.loads(str(item["row"])), str(item.get("recipients", ""))
