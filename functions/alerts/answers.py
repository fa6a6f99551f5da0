"""What the routes answer, besides the alert itself."""

from pydantic import BaseModel

from alerts.answering import Answered, Ratings
from alerts.model import Alert, AlertKind, AlertStatus, Severity


class AlertSeen(Alert):
    """With how readers rated it, and what the caller has answered."""

    ratings: Ratings
    answered: Answered


class AlertRow(BaseModel):
    """An alert in a list."""

    id: str
    version: int
    kind: AlertKind
    title: str
    severity: Severity
    tlp: str
    categories: list[str] = []
    regions: list[str] = []
    operation: str | None = None
    publisher: str
    status: AlertStatus
    rilo: str | None = None
    updated_at: str | None = None
    published_at: str | None = None
    valid_until: str
    acknowledge_by: str | None = None


class AlertPage(BaseModel):
    items: list[AlertRow]
    next: str | None


class AlertHistoryEntry(BaseModel):
    """Readers who are not of its office get the first three fields only."""

    action: str
    at: str
    version: int
    administration: str | None = None
    actor: str | None = None
    actor_kind: str | None = None
    rilo: str | None = None
    comment: str | None = None
    changed: list[str] = []
    overrides: list[str] = []
    override_reason: str | None = None
    request_id: str | None = None


class AlertHistoryPage(BaseModel):
    items: list[AlertHistoryEntry]
    next: str | None
