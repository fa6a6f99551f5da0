"""DynamoDB and S3 in memory, as far as this context uses them; `test_memory.py` holds them to what moto says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from typing import Any

import boto3
from botocore.exceptions import ClientError

from cen.dynamo import Cancelled
from cen.dynamo.operations import plain
from cen.paging import Key, Page

type Stored = dict[str, Any]


@dataclass
class MemoryTable:
    """The promises of `cen.dynamo.Table`. `before`: called with the number of a transaction, before it."""

    items: dict[tuple[str, str], Stored] = field(default_factory=dict)
    written: int = 0
    before: Any = None

    def get(self, **key: str) -> Any:
        return self.items.get((key["pk"], key["sk"]))

    def get_many(self, keys: Sequence[tuple[str, str]], **_: bool) -> list[Any]:
        assert 0 < len(keys) <= 100
        assert len(set(keys)) == len(keys)
        return [self.items.get(key) for key in keys]

    def query(
        self,
        keys: Mapping[str, str],
        *,
        between: tuple[str, str, str] | None = None,
        start: Key | None = None,
        limit: int = 25,
        newest_first: bool = True,
        **_: Any,
    ) -> Page[Any]:
        ((name, value),) = keys.items()
        sort = f"{name.removesuffix('pk')}sk"
        found = [item for item in self.items.values() if item.get(name) == value and sort in item]
        if between:
            found = [item for item in found if between[1] <= item[sort] <= between[2]]
        found.sort(key=lambda item: (item[sort], item["pk"], item["sk"]), reverse=newest_first)
        first = 0
        if start:
            first = 1 + next(
                n for n, item in enumerate(found) if (item["pk"], item["sk"]) == (start["pk"], start["sk"])
            )
        page = found[first : first + limit]
        more = first + limit < len(found)
        last = {part: page[-1][part] for part in {"pk", "sk", name, sort}} if more else None
        return Page(page, last)

    def scan(self, segment: int, segments: int, *, where: tuple[str, str], **_: Any) -> Page[Any]:
        found = [item for item in self.items.values() if item.get(where[0]) == where[1]]
        return Page([item for number, item in enumerate(found) if number % segments == segment])

    def transact(self, operations: Sequence[Mapping[str, Any]]) -> None:
        self.written += 1
        if self.before:
            self.before(self.written)
        assert 0 < len(operations) <= 100
        steps = [(kind, body) for operation in operations for kind, body in operation.items()]
        places = [_place(kind, body) for kind, body in steps]
        assert len(set(places)) == len(places), "a transaction may touch an item once"
        standing = [
            None if _holds(body, self.items.get(place)) else self.items.get(place, {})
            for place, (_, body) in zip(places, steps, strict=True)
        ]
        if any(item is not None for item in standing):
            raise Cancelled(standing)
        for place, (kind, body) in zip(places, steps, strict=True):
            self._apply(place, kind, body)

    def _apply(self, place: tuple[str, str], kind: str, body: Mapping[str, Any]) -> None:
        if kind == "Put":
            self.items[place] = plain(body["Item"])
        elif kind == "Delete":
            self.items.pop(place, None)
        elif kind == "Update":
            item = self.items.setdefault(place, {"pk": place[0], "sk": place[1]})
            verb, name, value = body["UpdateExpression"].replace(",", "").split(" ")
            _update(item, verb, body["ExpressionAttributeNames"][name], body["ExpressionAttributeValues"][value])


def _update(item: Stored, verb: str, name: str, value: Mapping[str, Any]) -> None:
    if "N" in value:
        item[name] = item.get(name, 0) + int(value["N"])
        return
    members = (
        set(item.get(name, ())) | set(value["BS"]) if verb == "ADD" else set(item.get(name, ())) - set(value["BS"])
    )
    if members:
        item[name] = sorted(members)
    else:
        item.pop(name, None)


def _place(kind: str, body: Mapping[str, Any]) -> tuple[str, str]:
    key = body["Item"] if kind == "Put" else body["Key"]
    return key["pk"]["S"], key["sk"]["S"]


def _holds(body: Mapping[str, Any], item: Stored | None) -> bool:
    expression = body.get("ConditionExpression")
    if expression is None:
        return True
    return any(all(_term(term, body, item) for term in part.split(" AND ")) for part in expression.split(" OR "))


def _term(term: str, body: Mapping[str, Any], item: Stored | None) -> bool:
    if "(" in term:
        function, _, name = term.rstrip(")").partition("(")
        there = item is not None and name.removeprefix("#") in item
        return there == (function == "attribute_exists")
    name, sign, value = term.split(" ")
    if item is None or name[1:] not in item:
        return False
    given = plain({"value": body["ExpressionAttributeValues"][value]})["value"]
    stands = item[name[1:]]
    return bool(stands == given if sign == "=" else stands < given)


@dataclass
class MemoryS3:
    """The promises of a client of S3. Buckets named in `versioned` keep versions."""

    versioned: frozenset[str]
    objects: dict[str, dict[str, list[tuple[str, bytes, str]]]] = field(default_factory=dict)
    numbers: Any = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self._signer = boto3.client(
            "s3",
            region_name="us-east-1",
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
            config=boto3.session.Config(signature_version="s3v4"),
        )
        self.generate_presigned_url = self._signer.generate_presigned_url
        self.generate_presigned_post = self._signer.generate_presigned_post

    def put_object(self, *, Bucket: str, Key: str, Body: bytes, ContentType: str = "") -> dict[str, str]:  # noqa: N803
        version = f"v{next(self.numbers)}"
        versions = self.objects.setdefault(Bucket, {}).setdefault(Key, [])
        if Bucket not in self.versioned:
            versions.clear()
        versions.append((version, bytes(Body), ContentType))
        return {"VersionId": version}

    def get_object(self, *, Bucket: str, Key: str, VersionId: str | None = None) -> dict[str, Any]:  # noqa: N803
        for version, content, kind in reversed(self.objects.get(Bucket, {}).get(Key, [])):
            if VersionId in (None, version):
                return {"Body": BytesIO(content), "ContentType": kind}
        raise ClientError({"Error": {"Code": "NoSuchVersion" if VersionId else "NoSuchKey"}}, "GetObject")

    def delete_object(self, *, Bucket: str, Key: str, VersionId: str) -> None:  # noqa: N803
        versions = self.objects.get(Bucket, {}).get(Key, [])
        versions[:] = [one for one in versions if one[0] != VersionId]

    def delete_objects(self, *, Bucket: str, Delete: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N803
        assert Bucket not in self.versioned, "it would only hide them"
        for one in Delete["Objects"]:
            self.objects.get(Bucket, {}).pop(one["Key"], None)
        return {}

    def keys(self, bucket: str) -> list[str]:
        """One for each version."""
        return sorted(key for key, versions in self.objects.get(bucket, {}).items() for _ in versions)
