"""What a transaction is made of: writes and conditions, as DynamoDB takes them."""

from collections.abc import Mapping
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
