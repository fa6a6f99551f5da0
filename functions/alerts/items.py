"""Alerts and audit entries as DynamoDB items, and back."""

from alerts.record import Record, record_of
from cen import jsontext
from cen.audit import Entry
from cen.dynamo import Item


def plain(record: Record) -> Item:
    """What an alert is besides its key."""
    return {
        "version": record.version,
        "status": record.status,
        "author": record.author,
        "doc": record.document,
        "inside": jsontext.dumps(record.inside),
    }


def head(record: Record) -> Item:
    return {"pk": f"ALERT#{record.id}", "sk": "HEAD", **plain(record)}


def audit(record: Record, entry: Entry) -> Item:
    return {
        "pk": f"ALERT#{record.id}",
        "sk": f"AUDIT#{entry.at}#{entry.version:08d}",
        "entry": jsontext.dumps(entry.document()),
    }


def read(item: Item) -> Record:
    return record_of(jsontext.loads(str(item["doc"])), str(item["author"]), jsontext.loads(str(item["inside"])))
