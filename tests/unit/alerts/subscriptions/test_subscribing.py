"""Subscribing, confirming, ending; and what is refused, naming the field."""

import json
from typing import Any

import pytest

from alerts.subscriptions import places, service
from alerts.subscriptions.model import MOST_SUBSCRIPTIONS, SubscriptionStatus
from alerts.subscriptions.store import Overtaken, SubscriptionStore
from cen.problems import Unavailable
from tests.unit.alerts.delivery.world import (
    EXTERNAL,
    LIMITED,
    NCP,
    OFFICER,
    OFFICER_CO,
    RILO_WE,
    SERVICE,
    person,
)
from tests.unit.alerts.subscriptions.conftest import ADDRESS, QUEUE, SEARCH, TOPIC, UNDELIVERED, Office
from tests.unit.seizures.builders import act


def test_mail_is_daily_to_ones_own_address_unless_one_says_otherwise(office: Office) -> None:
    for caller in (OFFICER, LIMITED, EXTERNAL):
        answer = office.subscribe(caller)
        assert answer.status == 201
        shown = answer.json
        assert (shown["status"], shown["cadence"], shown["timezone"]) == ("active", "daily", "UTC")
        assert "endpoint" not in shown
        assert "code" not in answer.text
        assert answer.headers["Location"] == f"subscriptions/{shown['id']}"
    weekly = office.made(cadence="weekly", timezone="Europe/Paris", language="fr", filter={"kinds": ["bulletin"]})
    assert office.shown(weekly)["failures"] == {"count": 0, "waiting": 0}
    assert office.sns.asked == []


def test_a_queue_is_told_what_its_policy_must_say_and_is_active_once_it_confirmed(office: Office) -> None:
    answer = office.subscribe(RILO_WE, channel="sqs", endpoint=QUEUE, filter={"regions": ["WE"]})
    shown = answer.json
    assert (answer.status, shown["status"], shown["cadence"]) == (201, "pending", "immediate")
    (statement,) = shown["queue_policy"]["Statement"]
    assert statement["Principal"] == {"Service": "sns.amazonaws.com"}
    assert statement["Resource"] == QUEUE
    assert statement["Condition"] == {"ArnEquals": {"aws:SourceArn": TOPIC}}
    path = f"/v1/subscriptions/{shown['id']}"
    refused = office.call("POST", f"{path}/confirm", RILO_WE)
    assert (refused.status, refused.json["code"]) == (409, "endpoint_not_confirmed")
    assert refused.json["errors"][0]["path"] == "endpoint"
    assert office.sns.asked == [QUEUE, QUEUE]
    assert list(office.store.whom_to_tell()) == []
    ((arn, standing),) = office.sns.standing.items()
    standing["pending"] = False
    assert office.call("POST", f"{path}/confirm", RILO_WE).json["status"] == "active"
    assert office.call("POST", f"{path}/confirm", RILO_WE).json["status"] == "active"
    assert [kept.id for kept in office.store.whom_to_tell()] == [shown["id"]]
    assert office.store.named(arn) == shown["id"]
    assert json.loads(standing["Attributes"]["RedrivePolicy"]) == {"deadLetterTargetArn": UNDELIVERED}
    assert standing["Attributes"]["FilterPolicyScope"] == "MessageAttributes"
    assert "DeliveryPolicy" not in standing["Attributes"]


def test_an_address_gets_retries_within_what_the_topic_allows(office: Office) -> None:
    office.made(NCP, channel="https", endpoint=ADDRESS)
    ((_, standing),) = office.sns.standing.items()
    policy = json.loads(standing["Attributes"]["DeliveryPolicy"])["healthyRetryPolicy"]
    fixed = policy["numNoDelayRetries"] + policy["numMinDelayRetries"] + policy["numMaxDelayRetries"]
    longest = policy["numMinDelayRetries"] * policy["minDelayTarget"]
    longest += (policy["numRetries"] - policy["numNoDelayRetries"] - policy["numMinDelayRetries"]) * policy[
        "maxDelayTarget"
    ]
    assert fixed <= policy["numRetries"] <= 100
    assert longest <= 3600


def test_where_the_topic_does_not_name_what_is_unconfirmed_it_is_found(office: Office) -> None:
    office.sns.names = False
    first = office.made(NCP, channel="https", endpoint=ADDRESS)
    second = office.made(NCP, channel="sqs", endpoint=QUEUE)
    arns = [office.store.read(id).arn for id in (first, second)]  # type: ignore[union-attr]
    assert arns == sorted(office.sns.standing)


def test_who_speaks_for_nobody_cannot_have_a_system_told(office: Office) -> None:
    for caller in (OFFICER, LIMITED, EXTERNAL):
        answer = office.subscribe(caller, channel="sqs", endpoint=QUEUE)
        assert (answer.status, answer.json["code"]) == (403, "forbidden")
    assert office.subscribe(SERVICE, channel="sqs", endpoint=QUEUE).status == 201


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"channel": "fax"}, "channel", "enum"),
    ({"endpoint": "someone@else.example"}, "endpoint", "own_address"),
    ({"cadence": "hourly"}, "cadence", "enum"),
    ({"timezone": "Paris"}, "timezone", "unknown_zone"),
    ({"timezone": "Europe"}, "timezone", "unknown_zone"),
    ({"timezone": "../../etc/passwd"}, "timezone", "unknown_zone"),
    *(({"timezone": name}, "timezone", "unknown_zone") for name in ("localtime", "Factory", "posix/UTC", "right/UTC")),
    ({"language": "de"}, "language", "literal_error"),
    ({"filter": {"kinds": ["rumour"]}}, "filter.kinds.0", "enum"),
    ({"filter": {"kinds": ["alert", "alert"]}}, "filter.kinds", "twice"),
    ({"filter": {"categories": ["drugs.cocaine"]}}, "filter.categories.0", "unknown_code"),
    ({"filter": {"regions": ["XX"]}}, "filter.regions.0", "unknown_code"),
    ({"filter": {"severities": ["worst"]}}, "filter.severities.0", "enum"),
    ({"filter": {"max_tlp": "RED"}}, "filter.max_tlp", "tlp_red"),
    ({"filter": {"max_tlp": "PURPLE"}}, "filter.max_tlp", "unknown_code"),
    ({"filter": {"colour": "x"}}, "filter.colour", "unknown_field"),
    ({"filter": {"search_id": "x"}}, "filter.search_id", "wrong_format"),
    ({"filter": {"search_id": SEARCH, "kinds": ["alert"]}}, "filter.kinds", "with_search"),
    ({"filter": {"search_id": "01K0000000000000000000000Z"}}, "filter.search_id", "no_such_search"),
    ({"filter": {"notices": True}}, "filter.notices", "only_systems"),
    ({"filter": {"notices": True, "search_id": SEARCH}}, "filter.search_id", "with_notices"),
    ({"channel": "sqs"}, "endpoint", "required"),
    ({"channel": "https", "endpoint": ADDRESS, "cadence": "daily"}, "cadence", "only_mail"),
    ({"channel": "sqs", "endpoint": "https://sqs.example/queue"}, "endpoint", "wrong_queue"),
    ({"channel": "sqs", "endpoint": QUEUE + ".fifo"}, "endpoint", "wrong_queue"),
    ({"channel": "sqs", "endpoint": "arn:aws:sqs:eu-west-1:111122223333:ours"}, "endpoint", "own_queue"),
    ({"channel": "https", "endpoint": "http://alerts.customs.example/"}, "endpoint", "https_only"),
    ({"channel": "https", "endpoint": "x" * 501}, "endpoint", "too_long"),
    ({"surprise": 1}, "surprise", "unknown_field"),
]


@pytest.mark.parametrize(("asked", "path", "code"), WRONG)
def test_a_wrong_subscription_is_refused_naming_the_field(
    office: Office, asked: dict[str, Any], path: str, code: str
) -> None:
    answer = office.subscribe(NCP, **asked)
    assert answer.status == 422, answer.text
    assert (path, code) in [(error["path"], error["code"]) for error in answer.json["errors"]]
    assert office.items(f"SUBS#{NCP.id}") == []


def test_a_machine_client_has_no_mailbox(office: Office) -> None:
    answer = office.subscribe(SERVICE)
    assert (answer.status, answer.json["errors"][0]["code"]) == (422, "no_mailbox")


def test_a_filter_of_too_many_combinations_is_refused(office: Office) -> None:
    many = {
        "kinds": ["alert", "bulletin"],
        "severities": ["low", "high"],
        "categories": ["drugs", "tobacco", "cites", "ipr"],
        "regions": ["WE", "SA", "NA"],
    }
    answer = office.subscribe(NCP, channel="sqs", endpoint=QUEUE, filter=many)
    assert answer.status == 422
    assert (answer.json["errors"][0]["path"], answer.json["errors"][0]["code"]) == ("filter", "too_complex")
    assert office.subscribe(NCP, filter=many).status == 201
    fewer = {**many, "severities": ["high", "critical"], "regions": ["WE"], "max_tlp": "GREEN"}
    assert office.subscribe(NCP, channel="sqs", endpoint=QUEUE, filter=fewer).status == 201


def test_the_same_twice_is_a_409_that_names_ones_own(office: Office) -> None:
    first = office.made(filter={"kinds": ["alert"]})
    again = office.subscribe(filter={"kinds": ["alert"]}, cadence="weekly")
    assert (again.status, again.json["code"], again.json["existing_id"]) == (409, "duplicate_subscription", first)
    assert office.subscribe(filter={"kinds": ["bulletin"]}).status == 201
    for name, values in {
        "severities": ["high", "low"],
        "kinds": ["situation_report", "alert"],
        "categories": ["tobacco", "drugs"],
        "regions": ["WE", "SA"],
    }.items():
        assert office.made(filter={name: values})
        assert office.subscribe(filter={name: values[::-1]}).json["code"] == "duplicate_subscription"
    assert office.subscribe(OFFICER_CO, filter={"kinds": ["alert"]}).status == 201
    office.sns.confirms = True
    held = office.made(NCP, channel="sqs", endpoint=QUEUE)
    taken = office.subscribe(RILO_WE, channel="sqs", endpoint=QUEUE)
    assert (taken.status, "existing_id" in taken.json) == (409, False)
    assert office.subscribe(NCP, channel="sqs", endpoint=QUEUE).json["existing_id"] == held


def test_an_ended_one_is_gone_from_everywhere_and_can_be_made_again(office: Office) -> None:
    office.sns.confirms = True
    id = office.made(NCP, channel="sqs", endpoint=QUEUE)
    other = office.made(NCP, filter={"kinds": ["alert"]})
    assert office.call("DELETE", f"/v1/subscriptions/{id}", NCP).json["status"] == "ended"
    assert office.sns.standing == {}
    assert office.call("GET", f"/v1/subscriptions/{id}", NCP).json["code"] == "no_such_subscription"
    assert office.call("DELETE", f"/v1/subscriptions/{id}", NCP).status == 404
    assert [one["id"] for one in office.call("GET", "/v1/subscriptions", NCP).json["items"]] == [other]
    assert list(office.store.systems()) == []
    (head,) = office.items(f"SUB#{id}", "HEAD", "HEAD")
    assert int(head["expires_at"]) > 0
    assert office.made(NCP, channel="sqs", endpoint=QUEUE) != id


def test_a_subscription_exists_for_its_owner_only(office: Office) -> None:
    id = office.made()
    for method, path in [("GET", ""), ("DELETE", ""), ("POST", "/confirm")]:
        for caller, named in [(NCP, id), (OFFICER, "0" * 26), (OFFICER, "nonsense")]:
            answer = office.call(method, f"/v1/subscriptions/{named}{path}", caller)
            assert (answer.status, answer.json["code"]) == (404, "no_such_subscription")
    assert office.call("GET", "/v1/subscriptions", NCP).json == {"items": [], "next": None}
    assert office.call("POST", "/v1/subscriptions", person("nobody", None, None), {"channel": "email"}).status == 403


def test_the_list_comes_page_by_page(office: Office) -> None:
    ids = []
    for kind in ("alert", "bulletin", "situation_report"):
        office.clock.pass_by(seconds=1)
        ids.append(office.made(filter={"kinds": [kind]}))
    first = office.call("GET", "/v1/subscriptions?limit=2").json
    second = office.call("GET", f"/v1/subscriptions?limit=2&cursor={first['next']}").json
    assert [one["id"] for one in first["items"] + second["items"]] == ids[::-1]


def test_a_caller_has_so_many_and_no_more(office: Office) -> None:
    for number in range(MOST_SUBSCRIPTIONS):
        item = {"pk": places.owner(OFFICER.id), "sk": f"{number:026d}"}
        from cen.dynamo import put

        office.table.transact([put(item)])
    answer = office.subscribe()
    assert (answer.status, answer.json["code"]) == (409, "too_many_subscriptions")


def test_what_the_topic_refuses_is_not_kept(office: Office) -> None:
    office.sns.fails = "InvalidParameter"
    answer = office.subscribe(NCP, channel="https", endpoint=ADDRESS)
    assert (answer.status, answer.json["errors"][0]["code"]) == (422, "refused")
    assert office.call("GET", "/v1/subscriptions", NCP).json["items"] == []
    office.sns.fails = "FilterPolicyLimitExceeded"
    full = office.subscribe(NCP, channel="sqs", endpoint=QUEUE)
    assert (full.status, full.headers["Retry-After"]) == (503, "3600")
    office.call(
        "DELETE", f"/v1/subscriptions/{office.call('GET', '/v1/subscriptions', NCP).json['items'][0]['id']}", NCP
    )
    office.sns.fails = "InternalError"
    assert office.subscribe(NCP, channel="https", endpoint=ADDRESS).status == 503
    office.sns.fails = None
    (left,) = office.call("GET", "/v1/subscriptions", NCP).json["items"]
    assert left["status"] == "pending"
    assert office.call("POST", f"/v1/subscriptions/{left['id']}/confirm", NCP).status == 409
    assert len(office.sns.standing) == 1


def test_ones_own_saved_search_can_be_subscribed_to(office: Office) -> None:
    id = office.made(filter={"search_id": SEARCH}, cadence="immediate")
    assert [kept.id for kept in office.store.of_search(SEARCH)] == [id]
    assert list(office.store.whom_to_tell()) == []
    answer = office.subscribe(OFFICER_CO, filter={"search_id": SEARCH})
    assert answer.json["errors"][0]["path"] == "filter.search_id"


class Late(SubscriptionStore):
    def save(self, *_: Any) -> None:
        raise Overtaken


def test_two_who_end_it_at_once_do_not_both_win(office: Office) -> None:
    id = office.made()
    kept = office.store.read(id)
    assert kept is not None
    from dataclasses import replace

    desk = replace(office.desk, store=Late(office.table))
    for end in (
        lambda: service.remove(desk, act(OFFICER), id),
        lambda: service.unsubscribe(desk, act(), service.token(kept)),
    ):
        with pytest.raises(Unavailable):
            end()
    after = kept.model_copy(update={"version": 2, "status": SubscriptionStatus.SUSPENDED})
    office.store.save(kept, after, None, 0)
    with pytest.raises(Overtaken):
        office.store.save(kept, after, None, 0)
