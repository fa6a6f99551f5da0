"""What stands in letters: what the reader may know at that moment, as text, and nothing twice."""

import re
from dataclasses import replace

import pytest

from alerts.delivery import words
from alerts.delivery.model import MOST_ITEMS, Item, Letter, What, alert_item, person_box
from alerts.delivery.outside import Refused
from alerts.delivery.words import Line
from alerts.model import AlertStatus
from alerts.record import moved
from alerts.subscriptions.model import WhyNot
from cen.clock import instant
from cen.principal import Tier
from cen.problems import Unavailable
from tests.unit.alerts.delivery.mill import SEIZURE, Mill
from tests.unit.alerts.delivery.test_announcing import due, notice
from tests.unit.alerts.delivery.world import NCP, OFFICER, OFFICER_CO, RILO_WE
from tests.unit.alerts.inbox.test_inbox import raised
from tests.unit.alerts.subscriptions.conftest import SEARCH


def digest(mill: Mill, box: str) -> Letter | None:
    return mill.mailer.empty(box)


def test_a_digest_names_open_alerts_and_points_to_the_others(mill: Mill) -> None:
    kept = mill.subscribe(RILO_WE)
    shown = mill.publish(title="Reefers & <b>fans</b>")
    hidden = mill.publish(tlp="AMBER", title="A secret title", regions=["WE"])
    for record in (shown, hidden):
        mill.told(record)
    letter = digest(mill, kept.id)
    assert letter is not None
    assert letter.status == "sent"
    ((_, address, mail),) = mill.post.has
    assert address == "rilo-we@cen.example"
    assert mail.subject == "CEN: 2 new"
    assert "Alert (high): Reefers & <b>fans</b>" in mail.plain
    assert "Reefers &amp; &lt;b&gt;fans&lt;/b&gt;" in mail.html
    assert "<b>" not in mail.html
    assert f"https://cen.example/alerts/{shown.id}" in mail.plain
    assert f"TLP:AMBER\n  https://cen.example/alerts/{hidden.id}" in mail.plain
    assert "secret" not in mail.plain + mail.html
    assert digest(mill, kept.id) is None
    assert len(mill.post.has) == 1


def test_the_link_to_stop_is_in_header_text_and_html_and_works_for_this_subscription(mill: Mill) -> None:
    kept = mill.subscribe()
    mill.told(mill.publish())
    digest(mill, kept.id)
    (mail,) = mill.mails()
    assert mail.stop == f"https://cen.example/v1/unsubscribe?token={kept.id}.{kept.code}"
    assert mail.stop in mail.plain
    assert mail.stop in mail.html


def test_letters_are_written_in_the_subscribers_language(mill: Mill) -> None:
    kept = mill.subscribe(RILO_WE, language="fr")
    mill.told(mill.publish())
    mill.told(mill.publish(tlp="AMBER"))
    digest(mill, kept.id)
    (mail,) = mill.mails()
    assert mail.subject == "CEN : 2 nouveautés"
    assert "Alerte (élevée)" in mail.plain
    assert "TLP:AMBER (à lire en ligne)" in mail.plain
    assert "Arrêter ces courriels" in mail.html


def test_matches_stand_under_the_name_of_their_search_if_they_may_be_seen(mill: Mill) -> None:
    kept = mill.subscribe(filter={"search_id": SEARCH})
    mill.tell(search_id=SEARCH, owner=OFFICER.id, seizure_id=SEIZURE, version=2)
    digest(mill, kept.id)
    (mail,) = mill.mails()
    assert mail.subject == "CEN: 1 new"
    assert "Your saved search “Cocaine <b>north</b>”" in mail.plain
    assert "Cocaine &lt;b&gt;north&lt;/b&gt;" in mail.html
    assert f"Record {SEIZURE}\n  https://cen.example/seizures/{SEIZURE}" in mail.plain


@pytest.mark.parametrize("reason", ["withdrawn", "expired", "regrouped", "match hidden", "search gone"])
def test_what_is_not_for_the_reader_any_more_is_left_out_and_no_mail_is_sent_for_nothing(
    mill: Mill, reason: str
) -> None:
    searched = reason.startswith(("match", "search"))
    kept = mill.subscribe(RILO_WE if not searched else OFFICER, filter={"search_id": SEARCH} if searched else {})
    record = mill.publish(tlp="AMBER")
    mill.told(record)
    if searched:
        mill.tell(search_id=SEARCH, owner=OFFICER.id, seizure_id=SEIZURE, version=2)
    assert due(mill, kept.id)
    match reason:
        case "withdrawn":
            mill.keep(moved(record, at="2026-03-20T13:00:00.000Z", status=AlertStatus.WITHDRAWN))
        case "expired":
            mill.clock.pass_by(days=90)
        case "regrouped":
            mill.directory.people[RILO_WE.id] = replace(RILO_WE, administration="CO", rilos=frozenset())
        case "match hidden":
            mill.seizures.seen_by.discard(OFFICER.id)
        case "search gone":
            mill.seizures.searches = lambda _: []  # type: ignore[method-assign]
    letter = digest(mill, kept.id)
    assert letter is not None
    assert (letter.status, letter.reason) == ("dropped", "nothing")
    assert mill.post.has == []
    assert due(mill, kept.id) == []


def test_an_account_that_is_off_gets_nothing_until_it_is_on_again(mill: Mill) -> None:
    kept = mill.subscribe()
    mill.told(mill.publish())
    del mill.directory.people[OFFICER.id]
    assert digest(mill, kept.id) is None
    off = mill.subscriptions.read(kept.id)
    assert off is not None
    assert (off.status, off.reason_code) == ("suspended", WhyNot.ACCOUNT_OFF)
    mill.told(mill.publish(title="While it was off"))
    mill.directory.people[OFFICER.id] = OFFICER
    mill.clockwork.check_rights()
    mill.run()
    digest(mill, kept.id)
    (mail,) = mill.mails()
    assert "Cocaine in reefer" in mail.plain
    assert "While it was off" not in mail.plain


def test_an_account_without_rights_gets_nothing_and_a_name_given_to_somebody_else_neither(mill: Mill) -> None:
    kept = mill.subscribe()
    mill.told(mill.publish())
    mill.directory.people[OFFICER.id] = replace(OFFICER, tier=None)
    assert digest(mill, kept.id) is None
    assert mill.subscriptions.read(kept.id).reason_code == WhyNot.NO_RIGHTS  # type: ignore[union-attr]
    other = mill.subscribe(OFFICER_CO)
    mill.told(mill.publish())
    mill.directory.people[OFFICER_CO.id] = replace(OFFICER_CO, name="renamed")
    assert digest(mill, other.id) is None
    assert mill.post.has == []


def test_rights_that_are_others_now_are_kept_for_the_next_alert(mill: Mill) -> None:
    kept = mill.subscribe(OFFICER_CO)
    mill.directory.people[OFFICER_CO.id] = replace(OFFICER_CO, tier=Tier.UNRESTRICTED, rilos=frozenset({"WE"}))
    mill.told(mill.publish(tlp="AMBER"))
    assert due(mill, kept.id) == []
    mill.clockwork.check_rights()
    mill.run()
    mill.told(mill.publish(tlp="AMBER"))
    assert len(due(mill, kept.id)) == 1


def test_what_has_to_be_acted_on_has_no_link_to_stop_it_and_says_so_in_both_languages(mill: Mill) -> None:
    mill.tell(**notice("a", "ncp:FR", kind="seizure.submitted", due="2026-03-25T00:00:00.000Z"))
    mill.run()
    ((_, address, mail),) = mill.post.has
    assert (address, mail.stop) == ("ncp-fr@cen.example", None)
    assert mail.subject == "CEN: 1 to act on / à traiter"
    assert "A seizure record waits for your approval / Une saisie attend votre approbation (2026-03-25)" in mail.plain
    assert "unsubscribe" not in mail.plain + mail.html


def test_what_was_settled_or_is_not_ones_task_any_more_is_not_mailed(mill: Mill) -> None:
    from alerts.inbox.store import InboxStore
    from alerts.inbox.worker import Notice, hear

    inbox = InboxStore(mill.table)
    for key in ("a", "b"):
        hear(inbox, Notice.model_validate(raised(key, "ncp:FR")), mill.clock.now)
        mill.tell(**notice(key, "ncp:FR"))
    hear(inbox, Notice.model_validate({"key": "a"}), mill.clock.now)
    mill.queue.waiting.clear()
    mill.directory.people[NCP.id] = replace(NCP, roles=frozenset())
    letter = digest(mill, person_box(NCP.id))
    assert letter is not None
    assert letter.status == "dropped"
    mill.directory.people[NCP.id] = NCP
    mill.tell(**notice("c", "ncp:FR"))
    digest(mill, person_box(NCP.id))
    assert [mail.subject for mail in mill.mails()] == ["CEN: 1 to act on / à traiter"]


def test_ending_all_subscriptions_does_not_end_what_has_to_be_acted_on(mill: Mill) -> None:
    kept = mill.subscribe(NCP)
    from alerts.subscriptions.changing import Changing

    Changing(mill.subscriptions).end(kept, WhyNot.UNSUBSCRIBED, mill.clock.now)
    mill.told(mill.publish())
    mill.tell(**notice("a", "ncp:FR"))
    mill.run()
    assert [mail.subject for mail in mill.mails()] == ["CEN: 1 to act on / à traiter"]
    assert digest(mill, kept.id) is None


def test_a_person_who_cannot_sign_in_is_not_kept_waiting_for(mill: Mill) -> None:
    del mill.directory.people[OFFICER.id]
    mill.tell(**notice("a", f"person:{OFFICER.id}"))
    mill.run()
    assert mill.post.has == []
    assert due(mill, person_box(OFFICER.id)) == []
    mill.clockwork.tick()
    assert list(mill.store.waiting()) == []


def test_a_flood_is_one_letter_that_counts_the_rest(mill: Mill) -> None:
    kept = mill.subscribe(RILO_WE)
    records = [mill.publish(title=f"Alert {number}") for number in range(MOST_ITEMS + 3)]
    at = instant(mill.clock.now)
    mill.store.add([(kept.id, alert_item(record.id, at)) for record in records], 0)
    digest(mill, kept.id)
    (mail,) = mill.mails()
    assert mail.subject == f"CEN: {MOST_ITEMS + 3} new"
    assert "and 3 more" in mail.plain
    assert digest(mill, kept.id) is None
    person = words.to_act_on([Line("x", "y", "z")], "https://cen.example", 2)
    assert "https://cen.example/inbox" in person.plain


def test_a_mailbox_that_the_service_refuses_for_good_is_shown_as_failing(mill: Mill) -> None:
    kept = mill.subscribe()
    mill.told(mill.publish())
    mill.post.answers = [(Refused("BadRequestException"), False)]
    letter = digest(mill, kept.id)
    assert letter is not None
    assert (letter.status, letter.reason) == ("failed", "BadRequestException")
    assert mill.subscriptions.state(kept.id).failures.count == 1


def test_a_service_that_is_busy_changes_nothing(mill: Mill) -> None:
    kept = mill.subscribe()
    mill.told(mill.publish())
    mill.post.answers = [(Unavailable(), False)]
    with pytest.raises(Unavailable):
        digest(mill, kept.id)
    assert mill.store.claimed_before("9") == []
    assert len(due(mill, kept.id)) == 1
    digest(mill, kept.id)
    assert len(mill.post.has) == 1


def test_html_has_a_heading_for_each_kind_and_closes_what_it_opens() -> None:
    lines = [Line("A", "1", "a"), Line("A", "2", "b"), Line("B", 'x" onclick="y', "c")]
    html = words.digest(lines, "https://cen.example", "en", "https://cen.example/stop").html
    assert html.count("<ul>") == html.count("</ul>") == 2
    assert 'onclick="y' not in html
    tags = re.findall(r"</?(\w+)", html)
    assert tags.count("h2") == 4
    assert words.digest([], "https://cen.example", "en", "s").html.count("<ul>") == 0


def test_items_keep_what_they_are() -> None:
    item = Item(key="k", what=What.NOTICE, id="x", at="a", to="ncp:FR", kind="a.b", subject="s/x")
    assert Item.model_validate_json(item.model_dump_json()) == item


def test_nobody_is_written_to_of_an_operation_that_they_sit_in_no_more(mill: Mill) -> None:
    operation = "01KM0000000000000000000001"
    mill.seats.of[operation] = {NCP.id}
    asked = {"kind": "warning.due_soon", "subject": f"operations/{operation}/messages/1"}
    for key, to in (("a", "administration:FR"), ("b", f"person:{OFFICER.id}")):
        mill.tell(**notice(key, to, **asked))
    mill.run()
    assert [address for _, address, _ in mill.post.has] == ["ncp-fr@cen.example"]
    # Whoever was signed out meanwhile could sign in again.
    assert {of.signed_in_at for _, of in mill.seats.asked} == {int(mill.clock.now.timestamp())}
