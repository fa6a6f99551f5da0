"""What callers upload: straight into a quarantine bucket by a signed form, and from there to a worker of the context.

A form is good for one key, one type, one size and five minutes. The worker reads the version that the event names, so
what it checked is what it goes on with, even if somebody sends the form again meanwhile.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from cen import log
from cen.clock import Clock, instant, utc_now
from cen.s3 import failures

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

FORM_SECONDS = 300
_CREATED = "ObjectCreated:"


@dataclass(frozen=True, slots=True)
class Form:
    """What a browser or curl posts: every field of `fields`, then the file as `file`, to `url`."""

    url: str
    fields: dict[str, str]
    expires_at: str


@dataclass(frozen=True, slots=True)
class Uploaded:
    """One version of an object. `size`: bytes."""

    key: str
    version: str
    size: int


class TooLarge(ValueError):
    """There is more in the object than was allowed for."""


@dataclass(frozen=True, slots=True)
class Quarantine:
    client: "S3Client"
    bucket: str
    clock: Clock = utc_now

    def form(self, key: str, *, content_type: str, size: int) -> Form:
        """Signed here, without a call. `size`: bytes, exactly."""
        made = self.client.generate_presigned_post(
            self.bucket,
            key,
            Fields={"Content-Type": content_type},
            Conditions=[{"Content-Type": content_type}, ["content-length-range", size, size]],
            ExpiresIn=FORM_SECONDS,
        )
        expires = self.clock() + timedelta(seconds=FORM_SECONDS)
        return Form(made["url"], dict(made["fields"]), instant(expires))

    def read(self, uploaded: Uploaded, limit: int) -> bytes:
        """The bytes of that version. Raises `TooLarge` instead of reading more than `limit`, `LookupError` if it is
        gone, `Unavailable`."""
        with failures(uploaded.key):
            answer = self.client.get_object(Bucket=self.bucket, Key=uploaded.key, VersionId=uploaded.version)
            content: bytes = answer["Body"].read(limit + 1)
        if len(content) > limit:
            raise TooLarge(uploaded.key)
        return content

    def remove(self, uploaded: Uploaded) -> None:
        """That version, for good."""
        self.client.delete_object(Bucket=self.bucket, Key=uploaded.key, VersionId=uploaded.version)


def uploads_in(body: str) -> Iterator[Uploaded]:
    """What a queue's message of S3 tells; nothing for S3's own test message."""
    for record in json.loads(body).get("Records", ()):
        if str(record["eventName"]).removeprefix("s3:").startswith(_CREATED):
            found = record["s3"]["object"]
            yield Uploaded(unquote_plus(found["key"]), str(found["versionId"]), int(found["size"]))


@dataclass(frozen=True, slots=True)
class Receiver:
    """The Lambda handler of a queue of uploads. `hear`: what to do about one; what it raises is counted and logged by
    its kind, and the message comes again; after five times it lies among the dead letters."""

    context: str
    hear: Callable[[Uploaded], None]
    clock: Clock = utc_now

    def __call__(self, batch: Mapping[str, Any], _: object) -> dict[str, Any]:
        failed = [str(message["messageId"]) for message in batch["Records"] if not self._heard(message)]
        counts = {"uploads_heard": len(batch["Records"]) - len(failed), "uploads_failed": len(failed)}
        log.write("uploads", self.clock(), counts, context=self.context)
        return {"batchItemFailures": [{"itemIdentifier": id} for id in failed]}

    def _heard(self, message: Mapping[str, Any]) -> bool:
        try:
            for uploaded in uploads_in(message["body"]):
                self.hear(uploaded)
        except Exception as error:  # noqa: BLE001 - one message must not take the others of its batch with it
            log.write("upload_failed", self.clock(), error=type(error).__name__, message_id=str(message["messageId"]))
            return False
        return True
