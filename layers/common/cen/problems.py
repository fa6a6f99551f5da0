"""The one tree of errors a caller can meet, and the shape they travel in: `application/problem+json` (RFC 9457).

`status` and `code` are part of the contract; `detail` is for a person. A context's `errors.py` adds its own leaves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """One fault of one field. `path` is dotted, list positions as numbers: `lines.0.quantity.amount`."""

    path: str
    code: str
    message: str
    more: Mapping[str, Any] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        return {"path": self.path, "code": self.code, "message": self.message, **self.more}


class Problem(Exception):
    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"
    title: ClassVar[str] = "Internal error"

    def __init__(
        self,
        detail: str,
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.more = more

    def document(self, request_id: str) -> dict[str, Any]:
        body: dict[str, Any] = {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            "request_id": request_id,
            **self.more,
        }
        if self.errors:
            body["errors"] = [error.document() for error in self.errors]
        return body


class Malformed(Problem):
    status, code, title = 400, "malformed", "Malformed request"


class InvalidCursor(Malformed):
    code, title = "invalid_cursor", "Invalid cursor"


class Unauthenticated(Problem):
    status, code, title = 401, "unauthenticated", "Sign in first"


class Forbidden(Problem):
    status, code, title = 403, "forbidden", "Not allowed"


class NotFound(Problem):
    status, code, title = 404, "not_found", "Not found"


class MethodNotAllowed(Problem):
    status, code, title = 405, "method_not_allowed", "Method not allowed"


class Conflict(Problem):
    status, code, title = 409, "conflict", "Conflict"


class StaleVersion(Problem):
    """The record changed since the caller read it; `current_version` says to what."""

    status, code, title = 412, "stale_version", "The record has changed"


class TooLarge(Problem):
    status, code, title = 413, "too_large", "Too large"


class UnsupportedMediaType(Problem):
    status, code, title = 415, "unsupported_media_type", "Unsupported media type"


class Invalid(Problem):
    """The request was understood and breaks rules; `errors` names every field."""

    status, code, title = 422, "invalid", "Some fields are not valid"


class IdempotencyKeyReused(Invalid):
    code, title = "idempotency_key_reused", "Idempotency key used for another request"


class PreconditionRequired(Problem):
    status, code, title = 428, "if_match_required", "If-Match is needed"


class TooMany(Problem):
    """The caller has as much under way as one caller may; a later attempt may go through."""

    status, code, title = 429, "too_many", "Too many at a time"

    def __init__(self, detail: str, *, retry_after: int) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)})


class Unavailable(Problem):
    """Something this system depends on is down or busy. Nothing was changed, or the same request may be sent again."""

    status, code, title = 503, "unavailable", "Try again in a moment"

    def __init__(self, detail: str = "A part of the system does not answer.", *, retry_after: int = 2) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)})
