"""Every event that crosses a context's border, in one place.

An event says that something happened to a record and carries ids and versions only; whoever wants more reads the record
as it is now, so late, doubled and reordered events do no harm.
"""

from typing import Annotated

from pydantic import Field

from cen.fields import Model, RecordId


class SeizureChanged(Model):
    """A seizure record reached a new version after its first. `action` is the audit entry's: submitted, published, …"""

    seizure_id: RecordId
    version: Annotated[int, Field(ge=1)]
    action: str
    administration: str


class ExportRequested(Model):
    """Somebody asked for an export, or took a step with it: there may be something to do."""

    export_id: RecordId


class SearchMatched(Model):
    """A published record came to match a saved search. `owner`: the caller's id whose search it is."""

    search_id: RecordId
    owner: str
    seizure_id: RecordId
    version: Annotated[int, Field(ge=1)]


class AlertChanged(Model):
    """An alert reached a new version. `action` is the audit entry's: drafted, proposed, published, changed, …"""

    alert_id: RecordId
    version: Annotated[int, Field(ge=1)]
    action: str


class PictureChanged(Model):
    """A picture reached a new version. `action` is the audit entry's: entered, ready, changed, withdrawn, …"""

    picture_id: RecordId
    version: Annotated[int, Field(ge=1)]
    action: str
    administration: str


class RedactionAsked(Model):
    """More of a picture is to be blackened: it is to be drawn anew."""

    picture_id: RecordId


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
    `person`: id of the one whom it concerns first among the addressees; the others are not written to by mail.
    """

    key: Annotated[str, Field(max_length=200)]
    to: Addressee
    kind: Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_]+$", max_length=60)]
    must_act: bool
    subject: Annotated[str, Field(max_length=200)]
    due: Annotated[str, Field(max_length=30)] | None = None
    person: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,128}$")] | None = None


class NoticeSettled(Model):
    """What a notice asked for is done, or no longer asked for."""

    key: Annotated[str, Field(max_length=200)]


class SituationDrafted(Model):
    """A run of the statistics wrote a draft of a RILO's situation report, to be read through the door of the rollup.

    `month`: what it reports on, `2026-03`. A later draft of the same RILO and month takes the place of this one, unless
    somebody has begun to edit it.
    """

    run_id: RecordId
    rilo: Annotated[str, Field(pattern=r"^[A-Z]{2,5}$")]
    month: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}$")]


class MessageSent(Model):
    """A message of an operation was sent (version 1), changed or withdrawn. Who may read it asks the operation."""

    operation_id: RecordId
    number: Annotated[int, Field(ge=1)]
    version: Annotated[int, Field(ge=1)]


class CaseOwed(Model):
    """A seizure was reported in an operation, corrected or withdrawn: its case in the CEN database is to be made, to
    say the same, or to go."""

    operation_id: RecordId
    number: Annotated[int, Field(ge=1)]
    version: Annotated[int, Field(ge=1)]
