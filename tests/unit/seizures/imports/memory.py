"""A table and buckets in memory that keep the promises of `cen.dynamo.Table` and of S3, as far as imports use them.

`test_memory.py` holds the table and DynamoDB (moto) to the same answers. Each call can be made to fail, before it is
carried out or after, as when an answer is lost.
"""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from cen.dynamo import Cancelled, Item
from cen.dynamo.operations import plain
from cen.paging import Key, Page

type _Place = tuple[str, str]
MOST_WRITES = 100


class Crash(BaseException):
    """The worker is gone: nothing catches this."""


def crash() -> None:
    raise Crash


@dataclass
class Chaos:
    """Counts calls. `at`: the call before which `happens` something, or `after` which, when its answer would come."""

    at: int = 0
    after: bool = False
    happens: Callable[[], None] = crash
    calls: int = 0

    def around[T](self, do: Callable[[], T]) -> T:
        self.calls += 1
        now = self.calls == self.at
        if now and not self.after:
            self.happens()
        answer = do()
        if now and self.after:
            self.happens()
        return answer


@dataclass
class MemoryTable:
    items: dict[_Place, Item] = field(default_factory=dict)
    chaos: Chaos = field(default_factory=Chaos)

    def get(self, **key: str) -> Item | None:
        return self.chaos.around(lambda: self._read((key["pk"], key["sk"])))

    def get_many(self, keys: Sequence[_Place]) -> list[Item | None]:
        assert 0 < len(keys) <= 100
        return self.chaos.around(lambda: [self._read(key) for key in keys])

    def get_all(self, keys: Sequence[_Place]) -> list[Item | None]:
        found: list[Item | None] = []
        for start in range(0, len(keys), 100):
            found += self.get_many(keys[start : start + 100])
        return found

    def _read(self, place: _Place) -> Item | None:
        item = self.items.get(place)
        return None if item is None else dict(item)

    def query(
        self,
        keys: Mapping[str, str],
        *,
        between: tuple[str, str, str] | None = None,
        start: Key | None = None,
        limit: int = 25,
        newest_first: bool = True,
        **_: Any,
    ) -> Page[Item]:
        return self.chaos.around(lambda: self._query(keys, between, start, limit, newest_first))

    def _query(
        self, keys: Mapping[str, str], between: Any, start: Key | None, limit: int, newest_first: bool
    ) -> Page[Item]:
        _, low, high = between or ("sk", "", "~")
        sorts = sorted((sk for pk, sk in self.items if pk == keys["pk"] and low <= sk <= high), reverse=newest_first)
        if start:
            sorts = [sk for sk in sorts if (sk < start["sk"] if newest_first else sk > start["sk"])]
        page = [dict(self.items[keys["pk"], sk]) for sk in sorts[:limit]]
        more = {"pk": keys["pk"], "sk": sorts[limit - 1]} if len(sorts) > limit else None
        return Page(page, more)

    def transact(self, operations: Sequence[Mapping[str, Any]]) -> None:
        self.chaos.around(lambda: self._transact(operations))

    def transact_many(self, operations: Sequence[Mapping[str, Any]]) -> None:
        self.chaos.around(lambda: self._transact(operations))

    def _transact(self, operations: Sequence[Mapping[str, Any]]) -> None:
        assert 0 < len(operations) <= MOST_WRITES
        steps = [(kind, body, _place(body)) for one in operations for kind, body in one.items()]
        places = [place for _, _, place in steps]
        assert len(places) == len(set(places)), "an item may be touched once in a transaction"
        refused = [not _holds(body, self.items.get(place)) for _, body, place in steps]
        if any(refused):
            raise Cancelled(
                [(self._read(place) or {}) if no else None for no, place in zip(refused, places, strict=True)]
            )
        for kind, body, place in steps:
            if kind == "Put":
                self.items[place] = plain(body["Item"])
            elif kind == "Delete":
                self.items.pop(place, None)


def _place(body: Mapping[str, Any]) -> _Place:
    key = body.get("Item") or body["Key"]
    return key["pk"]["S"], key["sk"]["S"]


def _holds(body: Mapping[str, Any], item: Item | None) -> bool:
    expression = body.get("ConditionExpression")
    if expression is None:
        return True
    values = plain(body.get("ExpressionAttributeValues", {}))
    return any(_one_holds(part, item, values) for part in expression.split(" OR "))


def _one_holds(part: str, item: Item | None, values: Item) -> bool:
    if part.startswith("attribute_not_exists(#"):
        return item is None or part[22:-1] not in item
    name, sign, value = part.split(" ")
    if item is None or name[1:] not in item:
        return False
    one, other = item[name[1:]], values[value]
    return one == other if sign == "=" else one < other  # type: ignore[operator]


class _Body(io.BytesIO):
    def iter_lines(self) -> Iterable[bytes]:
        return iter(self.read().splitlines())


@dataclass
class MemoryS3:
    """Objects by bucket, key and version."""

    objects: dict[tuple[str, str], dict[str, bytes]] = field(default_factory=dict)
    chaos: Chaos = field(default_factory=Chaos)

    def put_object(self, *, Bucket: str, Key: str, Body: Any, **_: Any) -> dict[str, Any]:  # noqa: N803
        content = Body if isinstance(Body, bytes) else Body.read()
        version = uuid4().hex

        def put() -> dict[str, Any]:
            self.objects.setdefault((Bucket, Key), {})[version] = content
            return {"VersionId": version}

        return self.chaos.around(put)

    def get_object(self, *, Bucket: str, Key: str, VersionId: str | None = None, **_: Any) -> dict[str, Any]:  # noqa: N803
        def read() -> dict[str, Any]:
            versions = self.objects.get((Bucket, Key), {})
            found = versions.get(VersionId) if VersionId else next(reversed(versions.values()), None)
            if found is None:
                raise _missing()
            return {"Body": _Body(found)}

        return self.chaos.around(read)

    def delete_object(self, *, Bucket: str, Key: str, VersionId: str) -> None:  # noqa: N803
        self.chaos.around(lambda: self.objects.get((Bucket, Key), {}).pop(VersionId, None))

    def generate_presigned_post(self, bucket: str, key: str, **_: Any) -> dict[str, Any]:
        return {"url": f"https://uploads.example/{bucket}", "fields": {"key": key}}

    def generate_presigned_url(self, _: str, *, Params: Mapping[str, str], **__: Any) -> str:  # noqa: N803
        return f"https://files.example/{Params['Key']}"


def _missing() -> Exception:
    from botocore.exceptions import ClientError

    return ClientError({"Error": {"Code": "NoSuchKey", "Message": "gone"}}, "GetObject")
