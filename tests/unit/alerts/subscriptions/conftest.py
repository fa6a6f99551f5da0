"""Subscribing through the API, with a topic in memory that behaves as SNS does."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from alerts.stores import Stores
from alerts.subscriptions.endpoints import Rules
from alerts.subscriptions.routes import register
from alerts.subscriptions.service import Desk
from alerts.subscriptions.store import SubscriptionStore
from alerts.subscriptions.topic import Topic
from cen.doors import SeenSearch
from cen.routes import Api
from tests.answer import Answer
from tests.unit.alerts.delivery.world import OFFICER, Front, make_table

TOPIC = "arn:aws:sns:eu-west-1:111122223333:cen-alerts"
UNDELIVERED = "arn:aws:sqs:eu-west-1:111122223333:undelivered"
QUEUE = "arn:aws:sqs:eu-central-1:444455556666:cen-alerts"
ADDRESS = "https://alerts.customs.example/cen"
SEARCH = "01K00000000000000000000000"
HOSTS = {
    "alerts.customs.example": ["203.0.113.9", "2001:db8::9"],
    "both.example": ["8.8.8.8", "10.0.0.7"],
}
# What stands for the public Internet in these tests.
PUBLIC = ["8.8.8.8", "2606:4700:4700::1111"]


def resolve(host: str, port: int) -> Sequence[str]:
    assert port
    if host == "alerts.customs.example":
        return PUBLIC
    if host not in HOSTS:
        raise OSError(host)
    return HOSTS[host]


def refusal(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "x"}}, "Operation")


@dataclass
class FakeSns:
    """Subscriptions by name. `confirms`: whether endpoints confirm at once; `names`: whether what is not confirmed has
    a name yet."""

    confirms: bool = False
    names: bool = True
    standing: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    published: list[dict[str, Any]] = field(default_factory=list)
    fails: str | None = None

    def subscribe(self, **asked: Any) -> dict[str, str]:
        self._fail()
        assert asked["ReturnSubscriptionArn"] is True
        endpoint = asked["Endpoint"]
        self.asked.append(endpoint)
        arn = next((name for name, one in self.standing.items() if one["Endpoint"] == endpoint), None)
        if arn is None:
            arn = f"{asked['TopicArn']}:{len(self.standing):04d}"
            self.standing[arn] = {**asked, "pending": not self.confirms}
        elif self.standing[arn]["Attributes"] != asked["Attributes"]:
            raise refusal("InvalidParameter")  # Subscription already exists with different attributes
        pending = self.standing[arn]["pending"]
        return {"SubscriptionArn": arn if self.names or not pending else "pending confirmation"}

    def list_subscriptions_by_topic(self, **asked: Any) -> dict[str, Any]:
        self._fail()
        names = sorted(self.standing)
        first = int(asked.get("NextToken", 0))
        shown = [{"SubscriptionArn": name, **self.standing[name]} for name in names[first : first + 1]]
        more = {"NextToken": str(first + 1)} if first + 1 < len(names) else {}
        return {"Subscriptions": shown, **more}

    def get_subscription_attributes(self, **asked: Any) -> dict[str, Any]:
        one = self._one(asked)
        return {"Attributes": {"PendingConfirmation": "true" if one["pending"] else "false"}}

    def set_subscription_attributes(self, **asked: Any) -> None:
        one = self._one(asked)
        if prod(len(values) for values in json.loads(asked["AttributeValue"]).values()) > 150:
            raise refusal("InvalidParameter")  # Filter policy is too complex
        one["Attributes"] = {**one["Attributes"], asked["AttributeName"]: asked["AttributeValue"]}

    def unsubscribe(self, **asked: Any) -> None:
        if self._one(asked)["pending"]:
            raise refusal("InvalidParameter")  # This operation is not allowed for pending subscriptions
        del self.standing[asked["SubscriptionArn"]]

    def publish(self, **asked: Any) -> dict[str, str]:
        self._fail()
        self.published.append(asked)
        return {"MessageId": str(len(self.published))}

    def confirm(self, endpoint: str) -> None:
        """What whoever answers for the endpoint does."""
        for one in self.standing.values():
            one["pending"] = one["pending"] and one["Endpoint"] != endpoint

    def policy(self, arn: str) -> dict[str, Any]:
        return dict(json.loads(self.standing[arn]["Attributes"]["FilterPolicy"]))

    def _one(self, asked: Any) -> dict[str, Any]:
        self._fail()
        if asked["SubscriptionArn"] not in self.standing:
            raise refusal("NotFound")
        return self.standing[asked["SubscriptionArn"]]

    def _fail(self) -> None:
        if self.fails:
            raise refusal(self.fails)


class Searches:
    def searches(self, ids: Sequence[str]) -> list[SeenSearch]:
        return [SeenSearch(id, "Cocaine", OFFICER.id) for id in ids if id == SEARCH]


@dataclass
class Office(Front):
    sns: FakeSns = field(default_factory=FakeSns)
    own: bool = False

    @property
    def desk(self) -> Desk:
        topic = Topic(self.sns, TOPIC, UNDELIVERED)  # type: ignore[arg-type]
        return Desk(SubscriptionStore(self.table), topic, Rules(TOPIC, self.own, resolve), Searches())

    @property
    def store(self) -> SubscriptionStore:
        return SubscriptionStore(self.table)

    def subscribe(self, caller: Any = OFFICER, **asked: Any) -> Answer:
        return self.call("POST", "/v1/subscriptions", caller, {"channel": "email", **asked})

    def made(self, caller: Any = OFFICER, **asked: Any) -> str:
        answer = self.subscribe(caller, **asked)
        assert answer.status == 201, answer.text
        return str(answer.json["id"])

    def shown(self, id: str, caller: Any = OFFICER) -> Any:
        answer = self.call("GET", f"/v1/subscriptions/{id}", caller)
        assert answer.status == 200, answer.text
        return answer.json


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    api: Api[Stores] = Api("alerts", lambda: None)  # type: ignore[arg-type,return-value]
    with mock_aws():
        made = Office(make_table(), api)
        register(api, lambda _: made.desk)
        yield made
