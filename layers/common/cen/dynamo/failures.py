"""What DynamoDB refuses, as this project says it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as Disconnected

from cen.dynamo.operations import Item, plain
from cen.problems import Unavailable

_BUSY = frozenset(
    "InternalServerError LimitExceededException ProvisionedThroughputExceededException RequestLimitExceeded"  # noqa: SIM905
    " ServiceUnavailable ThrottlingException TransactionInProgressException".split()
)
_BUSY_REASONS = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})


class Cancelled(Exception):
    """A transaction was refused by its conditions. `standing[i]` is the item that refused operation i, if one did."""

    def __init__(self, standing: Sequence[Item | None]) -> None:
        super().__init__("transaction cancelled")
        self.standing = standing


class Contended(Unavailable):
    """Another transaction was at the same items at the same moment: nothing was written, and it may be tried anew."""


@contextmanager
def failures() -> Iterator[None]:
    try:
        yield
    except (Disconnected, HTTPClientError) as error:
        raise Unavailable from error
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in _BUSY:
            raise Unavailable from error
        if code != "TransactionCanceledException":
            raise
        reasons: Sequence[Mapping[str, Any]] = error.response.get("CancellationReasons", [])
        if any(reason.get("Code") in _BUSY_REASONS for reason in reasons):
            raise Contended(retry_after=1) from error
        raise Cancelled([_standing(reason) for reason in reasons]) from error


def _standing(reason: Mapping[str, Any]) -> Item | None:
    if reason.get("Code") != "ConditionalCheckFailed":
        return None
    return plain(reason.get("Item") or {})
