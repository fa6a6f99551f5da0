"""Every event that crosses a context's border, in one place.

An event says that something happened to a record and carries ids and versions only; whoever wants more reads the record
as it is now, so late, doubled and reordered events do no harm.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

SOURCE = "cen.seizures"


class _Event(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class SeizureChanged(_Event):
    """A seizure record reached a new version. `action` is the audit entry's: entered, submitted, published, …"""

    name: Literal["SeizureChanged"] = "SeizureChanged"
    seizure_id: Annotated[str, Field(pattern=r"^[0-9A-HJKMNP-TV-Z]{26}$")]
    version: Annotated[int, Field(ge=1)]
    action: str
    administration: str
