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


class ImportPartReady(Model):
    """A part of an import waits to be entered."""

    import_id: RecordId
    part: Annotated[int, Field(ge=1)]
    administration: str


class ImportClosed(Model):
    """Every part of an import is done with: its report can be written."""

    import_id: RecordId


# person:<sub of the token>, administration:FR, ncp:FR (its contact points), rilo:WE, role:cenmat
type Addressee = Annotated[str, Field(pattern=r"^(person|administration|ncp|rilo|role):[A-Za-z0-9-]{1,128}$")]


class NoticeRaised(Model):
    """Somebody is to know or to do something; one event for each addressee.

    `key`: names the thing to do, the same each time it is raised. `kind`: a code, such as `seizure.returned`.
    `subject`: where to read more, an API path without its version, such as `seizures/<id>`. `due`: an instant.
    """

    key: Annotated[str, Field(max_length=200)]
    to: Addressee
    kind: Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_]+$", max_length=60)]
    must_act: bool
    subject: Annotated[str, Field(max_length=200)]
    due: Annotated[str, Field(max_length=30)] | None = None


class NoticeSettled(Model):
    """What a notice asked for is done, or no longer asked for."""

    key: Annotated[str, Field(max_length=200)]
