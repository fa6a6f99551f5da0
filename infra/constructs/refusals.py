"""What the gateway itself answers, in the contract's words: `application/problem+json` as in `cen/problems.py`."""

import json
from dataclasses import dataclass

from aws_cdk import aws_apigateway as apigateway
from aws_cdk.aws_apigateway import ResponseType


@dataclass(frozen=True, slots=True)
class Refusal:
    """`status`: None keeps the gateway's, which its templates cannot tell."""

    name: str
    type: ResponseType
    status: int | None
    code: str
    title: str
    detail: str

    def body(self) -> str:
        status = {} if self.status is None else {"status": self.status}
        document = {"type": "about:blank", "title": self.title, **status, "code": self.code, "detail": self.detail}
        return json.dumps({**document, "request_id": "$context.requestId"})

    def headers(self) -> dict[str, str]:
        found = {
            "Content-Type": "'application/problem+json'",
            "Cache-Control": "'no-store'",
            "X-Content-Type-Options": "'nosniff'",
        }
        if self.status == 401:
            found["WWW-Authenticate"] = "'Bearer'"
        if self.status in (429, 503):
            found["Retry-After"] = "'2'"
        return found


_SIGN_IN = ("unauthenticated", "Sign in first")
_NOT_ALLOWED = ("forbidden", "Not allowed")
_NOT_FOUND = ("not_found", "Not found", "There is no such route.")
_MALFORMED = ("malformed", "Malformed request", "The request cannot be read.")
_UNAVAILABLE = ("unavailable", "Try again in a moment", "A part of the system does not answer.")
_BROKEN = ("internal_error", "Internal error", "Something failed on our side.")

REFUSALS = (
    Refusal("Unauthorized", ResponseType.UNAUTHORIZED, 401, *_SIGN_IN, "Send an access token of this API."),
    Refusal("ExpiredToken", ResponseType.EXPIRED_TOKEN, 401, *_SIGN_IN, "The token has expired."),
    Refusal("AccessDenied", ResponseType.ACCESS_DENIED, 403, *_NOT_ALLOWED, "The token does not allow this."),
    Refusal("Filtered", ResponseType.WAF_FILTERED, 403, *_NOT_ALLOWED, "The firewall refused the request."),
    Refusal("MissingRoute", ResponseType.MISSING_AUTHENTICATION_TOKEN, 404, *_NOT_FOUND),
    # An unknown route asked for with a bearer token: the gateway takes the token for a broken signature.
    Refusal("BrokenSignature", ResponseType.INVALID_SIGNATURE, 404, *_NOT_FOUND),
    Refusal("MissingResource", ResponseType.RESOURCE_NOT_FOUND, 404, *_NOT_FOUND),
    Refusal("BadBody", ResponseType.BAD_REQUEST_BODY, 400, *_MALFORMED),
    Refusal("BadParameters", ResponseType.BAD_REQUEST_PARAMETERS, 400, *_MALFORMED),
    Refusal("TooLarge", ResponseType.REQUEST_TOO_LARGE, 413, "too_large", "Too large", "The request is over 10 MB."),
    Refusal(
        "MediaType",
        ResponseType.UNSUPPORTED_MEDIA_TYPE,
        415,
        "unsupported_media_type",
        "Unsupported media type",
        "Send application/json.",
    ),
    Refusal("Throttled", ResponseType.THROTTLED, 429, "throttled", "Too many requests", "Wait a moment and try again."),
    Refusal("Timeout", ResponseType.INTEGRATION_TIMEOUT, 503, *_UNAVAILABLE),
    Refusal("Failure", ResponseType.INTEGRATION_FAILURE, 503, *_UNAVAILABLE),
    Refusal("Malformed", ResponseType.DEFAULT_4_XX, None, *_MALFORMED),
    Refusal("Broken", ResponseType.DEFAULT_5_XX, None, *_BROKEN),
)


def refuse_in_the_contracts_words(api: apigateway.RestApi) -> None:
    for refusal in REFUSALS:
        api.add_gateway_response(
            refusal.name,
            type=refusal.type,
            status_code=None if refusal.status is None else str(refusal.status),
            response_headers=refusal.headers(),
            # The gateway takes this template whatever the request accepts; the header says what it is.
            templates={"application/json": refusal.body()},
        )
