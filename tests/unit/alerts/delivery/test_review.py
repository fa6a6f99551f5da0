"""What is looked at every hour of systems: their owners' rights, their endpoints, what they did not take."""

from dataclasses import replace
from typing import Any

import pytest

from alerts.subscriptions.changing import Changing
from alerts.subscriptions.model import Kept, SubscriptionStatus, WhyNot
from cen.principal import Principal
from tests.unit.alerts.delivery.mill import Mill
from tests.unit.alerts.delivery.world import NCP, RILO_WE, SERVICE
from tests.unit.alerts.subscriptions.conftest import ADDRESS, QUEUE, SEARCH, refusal


def policy(mill: Mill, arn: str | None) -> Any:
    return mill.sns.policy(str(arn))


def test_filters_follow_what_owners_may_see_now(mill: Mill) -> None:
    kept = mill.subscribe(RILO_WE, channel="sqs", endpoint=QUEUE)
    assert "amber:WE" in policy(mill, kept.arn)["audience"]
    mill.directory.people[RILO_WE.id] = replace(NCP, id=RILO_WE.id, name=RILO_WE.name, administration="CO")
    assert mill.review() == {"systems_reviewed": 1, "sent_again": 0, "reviews_failed": 0}
    assert policy(mill, kept.arn)["audience"] == [
        "green",
        "amber:SA",
        "office:administration:CO",
        "strict:administration:CO",
        f"only:{kept.id}",
    ]


def test_an_owner_who_is_off_suspends_and_coming_back_resumes(mill: Mill) -> None:
    kept = mill.subscribe(SERVICE, channel="sqs", endpoint=QUEUE, filter={"search_id": SEARCH})
    before = policy(mill, kept.arn)
    account, mill.register.account = mill.register.account, None
    mill.review()
    assert policy(mill, kept.arn)["audience"] == ["nobody"]
    off = mill.subscriptions.read(kept.id)
    assert off is not None
    assert (off.status, off.reason_code) == ("suspended", "account_off")
    mill.review()
    mill.register.account = account
    mill.review()
    assert policy(mill, kept.arn) == before
    assert mill.subscriptions.read(kept.id).status == SubscriptionStatus.ACTIVE  # type: ignore[union-attr]


def test_a_filter_that_could_not_be_set_is_set_an_hour_later(mill: Mill) -> None:
    kept = mill.subscribe(RILO_WE, channel="sqs", endpoint=QUEUE)
    mill.directory.people[RILO_WE.id] = replace(RILO_WE, rilos=frozenset({"SA"}), administration="CO")

    class Halting(type(mill.sns)):  # type: ignore[misc]
        def set_subscription_attributes(self, **asked: Any) -> None:
            del asked
            raise refusal("InternalError")

    halting = Halting(**{name: getattr(mill.sns, name) for name in ("confirms", "standing")})
    assert replace(mill, sns=halting).review()["reviews_failed"] == 1
    mill.review()
    assert "amber:WE" not in policy(mill, kept.arn)["audience"]


def test_an_endpoint_that_confirmed_is_active_and_one_that_left_is_ended(mill: Mill) -> None:
    kept = pending(mill)
    mill.review()
    assert standing(mill, kept.id) == ("pending", None)
    mill.sns.confirm(ADDRESS)
    mill.review()
    assert mill.subscriptions.read(kept.id).status == SubscriptionStatus.ACTIVE  # type: ignore[union-attr]
    mill.sns.standing.clear()
    mill.review()
    gone = mill.subscriptions.read(kept.id)
    assert gone is not None
    assert (gone.status, gone.reason_code) == ("ended", "unsubscribed")
    assert mill.review()["systems_reviewed"] == 0


def standing(mill: Mill, id: str) -> tuple[str, str | None]:
    kept = mill.subscriptions.read(id)
    assert kept is not None
    return kept.status.value, kept.reason_code.value if kept.reason_code else None


def test_a_system_ends_with_the_right_to_have_one_and_goes_on_with_it(mill: Mill) -> None:
    kept = mill.subscribe(NCP, channel="sqs", endpoint=QUEUE)
    mill.directory.people[NCP.id] = replace(NCP, roles=frozenset())
    mill.review()
    assert standing(mill, kept.id) == ("suspended", "no_rights")
    assert policy(mill, kept.arn) == {"audience": ["nobody"]}
    mill.directory.people[NCP.id] = NCP
    mill.review()
    assert standing(mill, kept.id) == ("active", None)
    assert "green" in policy(mill, kept.arn)["audience"]


def test_mail_goes_on_without_the_right_to_have_a_system(mill: Mill) -> None:
    kept = mill.subscribe(NCP)
    mill.directory.people[NCP.id] = replace(NCP, roles=frozenset())
    mill.clockwork.check_rights()
    mill.run()
    assert standing(mill, kept.id) == ("active", None)


# As many values as a filter may have for somebody who speaks for one RILO.
MANY = {
    "kinds": ["alert", "bulletin"],
    "severities": ["low", "high"],
    "categories": ["drugs", "tobacco", "cites", "ipr"],
}
ALL_RILOS = frozenset({"WE", "SA", "NA"})


def test_a_filter_that_outgrows_the_topic_is_suspended_and_told_and_holds_up_nobody(
    mill: Mill, capsys: pytest.CaptureFixture[str]
) -> None:
    grown = mill.subscribe(RILO_WE, channel="sqs", endpoint=QUEUE, filter=MANY)
    mill.clock.pass_by(seconds=1)
    other = mill.subscribe(NCP, channel="https", endpoint=ADDRESS)
    mill.directory.people[RILO_WE.id] = replace(RILO_WE, rilos=ALL_RILOS)
    mill.directory.people[NCP.id] = replace(NCP, roles=frozenset())
    assert mill.review() == {"systems_reviewed": 2, "sent_again": 0, "reviews_failed": 0}
    assert standing(mill, grown.id) == ("suspended", "filter_refused")
    assert policy(mill, grown.arn) == {"audience": ["nobody"]}
    assert standing(mill, other.id) == ("suspended", "no_rights")
    told = capsys.readouterr().out
    assert '"filters_refused": 1' in told
    assert grown.id in told
    mill.review()
    assert standing(mill, grown.id) == ("suspended", "filter_refused")
    assert "filter_refused" not in capsys.readouterr().out
    mill.directory.people[RILO_WE.id] = RILO_WE
    mill.review()
    assert standing(mill, grown.id) == ("active", None)
    assert "amber:WE" in policy(mill, grown.arn)["audience"]


def test_a_filter_that_the_topic_refuses_for_its_own_reasons_is_suspended_too(mill: Mill) -> None:
    kept = mill.subscribe(RILO_WE, channel="sqs", endpoint=QUEUE)

    class Refusing(type(mill.sns)):  # type: ignore[misc]
        def set_subscription_attributes(self, **asked: Any) -> None:
            if "green" in asked["AttributeValue"]:
                raise refusal("InvalidParameter")
            super().set_subscription_attributes(**asked)

    refusing = Refusing(confirms=True, standing=mill.sns.standing)
    assert replace(mill, sns=refusing).review()["reviews_failed"] == 0
    assert standing(mill, kept.id) == ("suspended", "filter_refused")
    assert policy(mill, kept.arn) == {"audience": ["nobody"]}


@pytest.mark.parametrize("code", ["NotFound", "AuthorizationError", "InternalError", "Unheard"])
def test_whatever_is_wrong_with_one_is_told_and_the_others_are_looked_at(
    mill: Mill, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = mill.subscribe(RILO_WE, channel="sqs", endpoint=QUEUE)
    mill.clock.pass_by(seconds=1)
    other = mill.subscribe(NCP, channel="https", endpoint=ADDRESS)
    mill.directory.people[NCP.id] = replace(NCP, roles=frozenset())

    class Broken(type(mill.sns)):  # type: ignore[misc]
        def set_subscription_attributes(self, **asked: Any) -> None:
            if asked["SubscriptionArn"] == broken.arn:
                raise refusal(code)
            super().set_subscription_attributes(**asked)

    halting = Broken(confirms=True, standing=mill.sns.standing)
    counted = replace(mill, sns=halting).review()
    assert (counted["systems_reviewed"], counted["reviews_failed"]) == (1, 1)
    assert standing(mill, other.id) == ("suspended", "no_rights")
    assert f'"event": "review_failed", "context": "alerts", "subscription": "{broken.id}"' in capsys.readouterr().out


def pending(mill: Mill, owner: Principal = NCP, endpoint: str = ADDRESS) -> Kept:
    """One whose endpoint has been asked and has not confirmed."""
    mill.sns.confirms = False
    return mill.subscribe(owner, confirmed=False, channel="https", endpoint=endpoint)


def test_an_account_that_is_off_for_an_hour_does_not_confirm_for_its_endpoint(mill: Mill) -> None:
    kept = pending(mill)
    del mill.directory.people[NCP.id]
    mill.review()
    mill.directory.people[NCP.id] = NCP
    mill.review()
    assert standing(mill, kept.id) == ("pending", None)
    assert policy(mill, kept.arn) == {"audience": ["nobody"]}


def test_an_endpoint_that_confirms_while_its_owner_may_not_have_it_gets_nothing_until_they_may(mill: Mill) -> None:
    kept = pending(mill)
    mill.sns.confirm(ADDRESS)
    for now in (None, replace(NCP, roles=frozenset())):
        mill.directory.people.pop(NCP.id, None)
        mill.directory.people |= {NCP.id: now} if now else {}
        mill.review()
        assert standing(mill, kept.id) == ("pending", None)
        assert policy(mill, kept.arn) == {"audience": ["nobody"]}
    mill.directory.people[NCP.id] = NCP
    mill.review()
    assert standing(mill, kept.id) == ("active", None)
    assert "green" in policy(mill, kept.arn)["audience"]


def test_what_was_removed_while_it_was_pending_is_ended_at_the_topic_once_it_confirms(mill: Mill) -> None:
    kept = pending(mill)
    Changing(mill.subscriptions, mill.topic).end(kept, WhyNot.REMOVED, mill.clock.now)
    mill.review()
    assert policy(mill, kept.arn) == {"audience": ["nobody"]}
    mill.sns.confirm(ADDRESS)
    mill.told(mill.publish())
    assert policy(mill, kept.arn) == {"audience": ["nobody"]}
    mill.review()
    assert mill.sns.standing == {}
    assert list(mill.subscriptions.systems()) == []
    assert standing(mill, kept.id) == ("ended", "removed")


def test_what_was_removed_and_never_confirms_is_forgotten(mill: Mill) -> None:
    kept = pending(mill)
    Changing(mill.subscriptions, mill.topic).end(kept, WhyNot.REMOVED, mill.clock.now)
    assert list(mill.subscriptions.systems()) == [kept.id]
    mill.sns.standing.clear()
    assert mill.review()["reviews_failed"] == 0
    assert list(mill.subscriptions.systems()) == []


def test_what_somebody_else_asks_for_now_is_left_to_them(mill: Mill) -> None:
    left = pending(mill)
    Changing(mill.subscriptions, mill.topic).end(left, WhyNot.REMOVED, mill.clock.now)
    mill.clock.pass_by(seconds=1)
    theirs = pending(mill, RILO_WE)
    mill.sns.confirm(ADDRESS)
    mill.review()
    assert standing(mill, theirs.id) == ("active", None)
    assert list(mill.subscriptions.systems()) == [theirs.id]


def test_where_several_ask_for_an_endpoint_the_review_gives_it_to_nobody(mill: Mill) -> None:
    first = pending(mill)
    mill.clock.pass_by(seconds=1)
    second = pending(mill, RILO_WE)
    mill.sns.confirm(ADDRESS)
    mill.review()
    assert {standing(mill, one.id) for one in (first, second)} == {("pending", None)}
    held = second.model_copy(update={"version": 2, "status": SubscriptionStatus.ACTIVE})
    mill.subscriptions.save(second, held, None, 0)
    mill.review()
    assert standing(mill, second.id) == ("active", None)
    assert standing(mill, first.id) == ("ended", "taken")
    assert mill.subscriptions.named(str(second.arn)) == second.id
    assert "amber:WE" in policy(mill, second.arn)["audience"]
