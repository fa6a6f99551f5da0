"""Every event that crosses a context's border, in one place.

An event says that something happened to a record and carries ids and versions only; whoever wants more reads the record
as it is now, so late, doubled and reordered events do no harm.
"""

from typing import Annotated

from pydantic import Field

from cen.fields import Model, RecordId


class SeizureChanged(Model):
    """A seizure record reached a new version. `action` is the audit entry's: entered, submitted, published, …"""

    seizure_id: RecordId
    version: Annotated[int, Field(ge=1)]
    action: str
    administration: str


class ExportRequested(Model):
    """Somebody asked for an export, or took a step with it: there may be something to do."""

    export_id: RecordId
