"""Items and what a transaction is made of, writes and conditions, as DynamoDB takes them."""

from base64 import b64decode
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

type Item = dict[str, str | int | bool]


def put(item: Item, unless: str | None = None, values: Mapping[str, str | int] | None = None) -> dict[str, Any]:
    """A put for `transact`; `unless` is the condition that must hold (see `condition`)."""
    return {"Put": {"Item": typed(item), **condition(unless, values)}}


def check(pk: str, sk: str, unless: str, values: Mapping[str, str | int]) -> dict[str, Any]:
    """A condition on an item that the transaction leaves as it is."""
    return {"ConditionCheck": {"Key": typed({"pk": pk, "sk": sk}), **condition(unless, values)}}


def delete(
    pk: str, sk: str, unless: str | None = None, values: Mapping[str, str | int] | None = None
) -> dict[str, Any]:
    return {"Delete": {"Key": typed({"pk": pk, "sk": sk}), **condition(unless, values)}}


def update(
    pk: str,
    sk: str,
    *,
    sets: Mapping[str, str | int] | None = None,
    adds: Mapping[str, int] | None = None,
    removes: Sequence[str] = (),
    unless: str | None = None,
    values: Mapping[str, str | int] | None = None,
) -> dict[str, Any]:
    """Attributes of an item, which is made if it is not there. `adds`: to numbers, which begin at 0."""
    told = {**(values or {}), **{f"set_{name}": value for name, value in (sets or {}).items()}}
    told |= {f"add_{name}": value for name, value in (adds or {}).items()}
    parts = {
        "SET": [f"#{name} = :set_{name}" for name in sets or ()],
        "ADD": [f"#{name} :add_{name}" for name in adds or ()],
        "REMOVE": [f"#{name}" for name in removes],
    }
    body = condition(unless, None)
    names = [*(sets or ()), *(adds or ()), *removes]
    body["ExpressionAttributeNames"] = body.get("ExpressionAttributeNames", {}) | {f"#{name}": name for name in names}
    body["UpdateExpression"] = " ".join(f"{verb} {', '.join(found)}" for verb, found in parts.items() if found)
    body["ExpressionAttributeValues"] = {f":{name}": _attribute(value) for name, value in told.items()}
    return {"Update": {"Key": typed({"pk": pk, "sk": sk}), **body}}


def condition(expression: str | None, values: Mapping[str, str | int] | None = None) -> dict[str, Any]:
    """A condition whose refusal hands back the item in the way. Names are written `#name`, values `:name`."""
    if expression is None:
        return {}
    body: dict[str, Any] = {
        "ConditionExpression": expression,
        "ExpressionAttributeNames": _names_in(expression),
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    if values:
        body["ExpressionAttributeValues"] = {f":{name}": _attribute(value) for name, value in values.items()}
    return body


@cache
def _names_in(expression: str) -> dict[str, str]:
    names = {word for word in expression.replace("(", " ").replace(")", " ").split() if word.startswith("#")}
    return {name: name[1:] for name in names}


def typed(item: Mapping[str, str | int | bool]) -> dict[str, dict[str, Any]]:
    return {name: {"S": value} if value.__class__ is str else _attribute(value) for name, value in item.items()}


def _attribute(value: str | int | bool) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"BOOL": value}
    return {"N": str(value)} if isinstance(value, int) else {"S": value}


def plain(item: Mapping[str, Any]) -> Item:
    found: Item = {}
    for name, attribute in item.items():
        ((kind, value),) = attribute.items()
        if kind == "N":
            found[name] = int(value) if value.lstrip("-").isdigit() else value  # we write whole numbers only
        else:
            found[name] = _bytes(value) if kind == "BS" else value
    return found


def _bytes(texts: Sequence[str | bytes]) -> Any:
    """A set of bytes: base 64 where a page was parsed quickly (`table.parse_quickly`), bytes elsewhere."""
    return [b64decode(one) if isinstance(one, str) else one for one in texts]
