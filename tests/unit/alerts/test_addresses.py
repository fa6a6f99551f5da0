"""Addresses of links: checked as texts, taken only if they lead to a public page."""

import pytest

from tests.unit.alerts.test_shelves import LINK, add
from tests.unit.alerts.world import EXTERNAL, RILO_WE, World


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://cites.org/", "not_https"),
        ("ftp://cites.org/", "not_https"),
        ("javascript:alert(1)", "not_https"),
        ("data:text/html,x", "not_https"),
        ("//cites.org/", "not_https"),
        ("cites.org", "not_https"),
        ("https://user@cites.org/", "wrong_address"),
        ("https://user:password@cites.org/", "wrong_address"),
        ("https://cites.org:8443/", "wrong_address"),
        ("https://cites.org:x/", "wrong_address"),
        ("https://[::1", "wrong_address"),
        ("https://cites.org/a b", "wrong_address"),
        ("https://cites.org/\u202egro", "wrong_address"),
        ("https://cites.org/<script>", "wrong_address"),
        ('https://cites.org/"x', "wrong_address"),
        ("https:\\\\cites.org", "wrong_address"),
        ("https://", "wrong_host"),
        ("https://localhost/", "wrong_host"),
        ("https://router.local/", "wrong_host"),
        ("https://127.0.0.1/", "wrong_host"),
        ("https://2130706433/", "wrong_host"),
        ("https://0x7f.1/", "wrong_host"),
        ("https://[::1]/", "wrong_host"),
        ("https://169.254.169.254/latest", "wrong_host"),
        ("https://a..b.org/", "wrong_host"),
        ("https://-a.org/", "wrong_host"),
        ("https://xn--bcher-kva/", "wrong_host"),
        ("https://cites.org/" + "a" * 500, "too_long"),
    ],
)
def test_an_address_is_checked_as_a_text(world: World, url: str, code: str) -> None:
    refused = world.call("POST", "links", RILO_WE, {**LINK, "url": url})
    assert refused.status == 422, refused.text
    assert [(one["path"], one["code"]) for one in refused.json["errors"]] == [("url", code)]


@pytest.mark.parametrize(
    "url", ["https://www.cites.org/eng/app/?x=1#y", "https://CITES.org:443/", "https://xn--bcher-kva.ch"]
)
def test_an_address_of_a_public_page_is_taken(world: World, url: str) -> None:
    assert world.call("GET", f"links/{add(world, 'links', {**LINK, 'url': url})}", EXTERNAL).json["url"] == url
