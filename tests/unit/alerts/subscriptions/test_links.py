"""One click in a mail program ends a subscription (RFC 8058); looking at the link does not."""

from typing import Any

import pytest

from alerts.subscriptions import service
from tests.unit.alerts.delivery.world import NCP, OFFICER
from tests.unit.alerts.subscriptions.conftest import QUEUE, Office

FORM = "List-Unsubscribe=One-Click"


def link(office: Office, id: str) -> str:
    kept = office.store.read(id)
    assert kept is not None
    return f"/v1/unsubscribe?token={service.token(kept)}"


def test_one_click_ends_it_without_signing_in_and_again_changes_nothing(office: Office) -> None:
    id = office.made()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for _ in range(2):
        answer = office.call("POST", link(office, id), None, FORM, form)
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert office.call("GET", f"/v1/subscriptions/{id}").status == 404
    actions = [item["entry"] for item in office.items(f"SUB#{id}", "AUDIT#", "AUDIT#~")]
    assert ["unsubscribed" in entry for entry in actions].count(True) == 1


def test_looking_ends_nothing_and_shows_a_button(office: Office) -> None:
    id = office.made()
    answer = office.call("GET", link(office, id), None)
    assert answer.status == 200
    assert "<form method=post" in answer.text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert office.shown(id)["status"] == "active"


def test_the_page_repeats_a_token_as_text_only(office: Office) -> None:
    answer = office.call("GET", '/v1/unsubscribe?token="><script>alert(1)</script>', None)
    assert "<script" not in answer.text
    assert "%22%3E%3Cscript%3E" in answer.text


def wrong(office: Office) -> list[str]:
    mail, queue = office.made(OFFICER), office.made(NCP, channel="sqs", endpoint=QUEUE)
    kept = {id: office.store.read(id) for id in (mail, queue)}
    codes: dict[str, Any] = {id: one.code for id, one in kept.items() if one}
    return [
        f"{mail}.{codes[queue]}",
        f"{mail}.",
        mail,
        f"{mail}.{codes[mail]}x",
        f"{mail}.é",
        f"{queue}.{codes[queue]}",
        f"{'0' * 26}.{codes[mail]}",
        "nonsense",
    ]


def test_a_link_that_was_not_written_by_us_ends_nothing(office: Office) -> None:
    for token in wrong(office):
        answer = office.call("POST", f"/v1/unsubscribe?token={token}", None, FORM)
        assert (answer.status, answer.json["code"]) == (404, "no_such_subscription")
    assert len(office.call("GET", "/v1/subscriptions").json["items"]) == 1


@pytest.mark.parametrize("path", ["/v1/unsubscribe", "/v1/unsubscribe?token=x&more=1", "/v1/unsubscribe?token="])
def test_a_link_without_its_token_is_refused(office: Office, path: str) -> None:
    assert office.call("POST", path, None, FORM).status in (400, 422)
    assert office.call("GET", path, None).status in (400, 422)
