"""What the review does about endpoints that have not confirmed, that do, and that leave."""

from dataclasses import replace

from alerts.subscriptions.changing import Changing
from alerts.subscriptions.model import Kept, SubscriptionStatus, WhyNot
from cen.principal import Principal
from tests.unit.alerts.delivery.mill import Mill
from tests.unit.alerts.delivery.test_review import policy, standing
from tests.unit.alerts.delivery.world import NCP, RILO_WE
from tests.unit.alerts.subscriptions.conftest import ADDRESS


def pending(mill: Mill, owner: Principal = NCP, endpoint: str = ADDRESS) -> Kept:
    """One whose endpoint has been asked and has not confirmed."""
    mill.sns.confirms = False
    return mill.subscribe(owner, confirmed=False, channel="https", endpoint=endpoint)


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
