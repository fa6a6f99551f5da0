"""Where renditions lie: private objects under names that nobody can guess and that say nothing of the picture.

    renditions/<place>/<name>.<format>    what readers get, by links that are good for minutes
    masters/<place>.jpeg                  the large one again, never linked: what is drawn further if more is blackened

A place is used for one drawing and never again, so a link is bound to it, and dies with the object.
"""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cen.problems import Unavailable
from cen.s3 import client
from cen.settings import settings
from cpdb.images.limits import FORMATS, SIZES

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from cpdb.images.workshop import Made

LINK_SECONDS = 300
MASTER = ("large", "jpeg")
_TYPES = {"jpeg": "image/jpeg", "webp": "image/webp"}


def new_place() -> str:
    return secrets.token_hex(16)


def rendition_key(place: str, name: str, kind: str) -> str:
    return f"renditions/{place}/{name}.{kind}"


def master_key(place: str) -> str:
    return f"masters/{place}.jpeg"


def rendition_keys(place: str) -> list[str]:
    return [rendition_key(place, name, kind) for name in SIZES for kind in FORMATS[name]]


@dataclass(frozen=True, slots=True)
class Shelf:
    client: "S3Client"
    bucket: str

    def put(self, place: str, made: "Sequence[Made]") -> None:
        """Raises `Unavailable`, as all that asks S3 does."""
        for one in made:
            keys = [rendition_key(place, one.name, one.format)]
            if (one.name, one.format) == MASTER:
                keys.append(master_key(place))
            for key in keys:
                with _failures():
                    self.client.put_object(
                        Bucket=self.bucket, Key=key, Body=one.content, ContentType=_TYPES[one.format]
                    )

    def master(self, place: str) -> bytes:
        return self._content(master_key(place))

    def rendition(self, place: str, name: str, kind: str) -> bytes:
        return self._content(rendition_key(place, name, kind))

    def _content(self, key: str) -> bytes:
        with _failures():
            content: bytes = self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        return content

    def link(self, place: str, name: str, kind: str) -> str:
        """Good for five minutes, for this object and nothing else. Signed here, without a call."""
        return self.client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self.bucket,
                "Key": rendition_key(place, name, kind),
                "ResponseContentType": _TYPES[kind],
                "ResponseContentDisposition": f'attachment; filename="cen-picture.{kind}"',
                "ResponseCacheControl": "private, no-store",
            },
            ExpiresIn=LINK_SECONDS,
        )

    def close(self, place: str) -> None:
        """No link to what lies there works any longer; the master stays."""
        self._remove(rendition_keys(place))

    def clear(self, place: str) -> None:
        """Nothing stays."""
        self._remove([*rendition_keys(place), master_key(place)])

    def _remove(self, keys: Sequence[str]) -> None:
        with _failures():
            answer = self.client.delete_objects(
                Bucket=self.bucket, Delete={"Objects": [{"Key": key} for key in keys], "Quiet": True}
            )
        if answer.get("Errors"):
            raise Unavailable


@contextmanager
def _failures() -> Iterator[None]:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise Unavailable from error


def open_shelf() -> Shelf:
    return Shelf(client(), settings.pictures_bucket)
