"""What is looked at every hour of systems: their owners' rights, their endpoints, what they did not take."""

from dataclasses import replace
from typing import Any

import pytest

from alerts.subscriptions.model import SubscriptionStatus
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
