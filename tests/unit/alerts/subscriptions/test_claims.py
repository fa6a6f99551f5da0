"""Whose an endpoint is: who asked for it does not have it until it has confirmed, and can let it go before."""

from dataclasses import replace

import pytest

from cen.principal import Principal
from tests.unit.alerts.delivery.world import NCP, RILO_WE, SERVICE
from tests.unit.alerts.subscriptions.conftest import ADDRESS, Office, refusal


def claim(office: Office, caller: Principal, endpoint: str = ADDRESS) -> str:
    office.clock.pass_by(seconds=1)
    return office.made(caller, channel="https", endpoint=endpoint)


def confirm(office: Office, id: str, caller: Principal) -> tuple[int, str]:
    """Status of the answer, and of the subscription or of the refusal."""
    answer = office.call("POST", f"/v1/subscriptions/{id}/confirm", caller)
    return answer.status, str(answer.json.get("status") if answer.status == 200 else answer.json["code"])


def test_who_only_asked_for_an_endpoint_keeps_nobody_else_from_it(office: Office) -> None:
    squatted = claim(office, SERVICE)
    own = claim(office, NCP)
    assert confirm(office, own, NCP) == (409, "endpoint_not_confirmed")
    office.sns.confirm(ADDRESS)
    assert confirm(office, own, NCP) == (200, "active")
    assert confirm(office, squatted, SERVICE) == (409, "duplicate_subscription")
    assert office.shown(squatted, SERVICE)["status"] == "pending"
    ((arn, _),) = office.sns.standing.items()
    assert f"only:{own}" in office.sns.policy(arn)["audience"]
    refused = office.subscribe(RILO_WE, channel="https", endpoint=ADDRESS)
    assert (refused.status, refused.json["code"]) == (409, "duplicate_subscription")
    assert office.call("DELETE", f"/v1/subscriptions/{squatted}", SERVICE).status == 200
    assert list(office.sns.standing) == [arn]
    assert office.store.named(arn) == own


def test_who_asked_for_an_endpoint_before_does_not_ask_twice(office: Office) -> None:
    first = claim(office, NCP)
    again = office.subscribe(NCP, channel="https", endpoint=ADDRESS, filter={"kinds": ["alert"]})
    assert (again.status, again.json["existing_id"]) == (409, first)


@pytest.mark.parametrize(
    "written",
    [
        "HTTPS://alerts.customs.example/cen",
        "https://ALERTS.customs.example/cen",
        "https://alerts.customs.example./cen",
        "https://alerts.customs.example:443/cen",
    ],
)
def test_an_endpoint_is_the_same_however_it_is_written(office: Office, written: str) -> None:
    first = claim(office, NCP)
    again = office.subscribe(NCP, channel="https", endpoint=written)
    assert (again.status, again.json.get("existing_id")) == (409, first)


def test_what_waits_for_its_endpoint_can_be_removed_and_asked_for_again(office: Office) -> None:
    for caller in (NCP, NCP, RILO_WE):
        id = claim(office, caller)
        removed = office.call("DELETE", f"/v1/subscriptions/{id}", caller)
        assert (removed.status, removed.json["status"]) == (200, "ended")
        assert office.call("GET", "/v1/subscriptions", caller).json["items"] == []
    ((arn, standing),) = office.sns.standing.items()
    assert office.sns.policy(arn) == {"audience": ["nobody"]}
    assert standing["pending"]
    assert len(list(office.store.systems())) == 3


def test_an_endpoint_that_confirmed_and_was_not_noted_is_let_go_of(office: Office) -> None:
    id = claim(office, NCP)
    office.sns.confirm(ADDRESS)
    office.call("DELETE", f"/v1/subscriptions/{id}", NCP)
    assert office.sns.standing == {}
    assert list(office.store.systems()) == []


def test_nothing_is_delivered_before_the_owner_has_it(office: Office) -> None:
    id = claim(office, NCP)
    ((arn, _),) = office.sns.standing.items()
    office.sns.confirm(ADDRESS)
    assert office.sns.policy(arn) == {"audience": ["nobody"]}
    confirm(office, id, NCP)
    assert "green" in office.sns.policy(arn)["audience"]


def test_who_may_not_have_a_system_any_more_does_not_confirm_one(office: Office) -> None:
    id = claim(office, NCP)
    office.sns.confirm(ADDRESS)
    assert confirm(office, id, replace(NCP, roles=frozenset())) == (403, "forbidden")
    assert office.shown(id, NCP)["status"] == "pending"


def test_the_rights_of_the_moment_count_when_it_confirms(office: Office) -> None:
    id = claim(office, RILO_WE)
    office.sns.confirm(ADDRESS)
    confirm(office, id, replace(RILO_WE, rilos=frozenset({"SA"})))
    ((arn, _),) = office.sns.standing.items()
    assert "office:rilo:SA" in office.sns.policy(arn)["audience"]


def test_a_filter_that_has_become_too_long_is_shown_as_refused(office: Office) -> None:
    kinds, levels = ["alert", "bulletin"], ["low", "high"]
    asked = {"kinds": kinds, "severities": levels, "categories": ["drugs", "tobacco", "cites", "ipr"]}
    id = office.made(RILO_WE, channel="https", endpoint=ADDRESS, filter=asked)
    office.sns.confirm(ADDRESS)
    assert confirm(office, id, replace(RILO_WE, rilos=frozenset({"WE", "SA", "NA"}))) == (200, "suspended")
    assert office.shown(id, RILO_WE)["reason_code"] == "filter_refused"
    ((arn, _),) = office.sns.standing.items()
    assert office.sns.policy(arn) == {"audience": ["nobody"]}


def test_a_filter_that_could_not_be_set_is_set_by_confirming_again(office: Office) -> None:
    id = claim(office, NCP)
    office.sns.confirm(ADDRESS)
    setting = office.sns.set_subscription_attributes

    def fail(**_: object) -> None:
        raise refusal("InternalError")

    office.sns.set_subscription_attributes = fail  # type: ignore[method-assign,assignment]
    assert confirm(office, id, NCP)[0] == 503
    office.sns.set_subscription_attributes = setting  # type: ignore[method-assign]
    assert confirm(office, id, NCP) == (200, "active")
    ((arn, _),) = office.sns.standing.items()
    assert "green" in office.sns.policy(arn)["audience"]


def test_mail_needs_no_confirming(office: Office) -> None:
    assert confirm(office, office.made(), NCP)[0] == 404
    assert confirm(office, office.made(NCP), NCP) == (200, "active")
