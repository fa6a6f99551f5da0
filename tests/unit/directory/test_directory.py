"""Who is who: the caller, administrations and RILOs, through the handler."""

import pytest

from cen import members
from cen.principal import Principal
from directory.api import api
from tests.unit.seizures.builders import CENMAT, LIMITED, NCP, NOW, RILO_WE, SERVICE
from tests.unit.seizures.gateway import Gateway

GATEWAY = Gateway(api=api)


@pytest.mark.parametrize(
    ("caller", "tier", "administration", "roles"),
    [
        (LIMITED, "limited", "DE", []),
        (NCP, "unrestricted", "FR", ["role-ncp"]),
        (RILO_WE, "unrestricted", "DE", ["rilo-WE"]),
        (CENMAT, "unrestricted", None, ["role-cenmat"]),
        (SERVICE, "unrestricted", "FR", []),
    ],
)
def test_me_is_what_the_token_says(caller: Principal, tier: str, administration: str | None, roles: list[str]) -> None:
    shown = GATEWAY.call("GET", "/v1/me", caller).json
    assert (shown["tier"], shown["administration"], shown["roles"]) == (tier, administration, roles)
    assert (shown["id"], shown["kind"]) == (caller.id, caller.kind)
    assert ("seizure:approve" in shown["permissions"]) == ("role-ncp" in roles)


@pytest.mark.parametrize(("path", "count"), [("administrations", len(members.administrations())), ("rilos", 12)])
def test_lists_are_walked_to_the_end_each_code_once(path: str, count: int) -> None:
    found: list[str] = []
    query = {"limit": "7"}
    while True:
        page = GATEWAY.call("GET", f"/v1/{path}", LIMITED, query=query).json
        found += [item["code"] for item in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert found == sorted(set(found))
    assert len(found) == count


def test_an_administration_has_its_region_and_rilo_with_their_dates() -> None:
    shown = GATEWAY.call("GET", "/v1/administrations/FR", LIMITED).json
    assert (shown["name"], shown["wco_region"], shown["rilo"]) == ("France", "EUR", "WE")
    current = [period for period in shown["memberships"] if period["valid_to"] is None]
    assert [(period["rilo"], period["wco_region"]) for period in current] == [("WE", "EUR")]


def test_a_rilo_has_its_members_today() -> None:
    shown = GATEWAY.call("GET", "/v1/rilos/SA", LIMITED).json
    assert shown["host_country"] == "CL"
    assert shown["members"] == members.members_of("SA", NOW.date())
    assert "CO" in shown["members"]


@pytest.mark.parametrize(
    ("path", "code"), [("administrations/XX", "no_such_administration"), ("rilos/XX", "no_such_rilo")]
)
def test_what_is_not_there_is_named(path: str, code: str) -> None:
    answer = GATEWAY.call("GET", f"/v1/{path}", LIMITED)
    assert (answer.status, answer.json["code"]) == (404, code)


def test_a_cursor_of_one_list_is_none_of_the_other() -> None:
    cursor = GATEWAY.call("GET", "/v1/administrations", LIMITED, query={"limit": "1"}).json["next"]
    assert GATEWAY.call("GET", "/v1/rilos", LIMITED, query={"cursor": cursor}).json["code"] == "invalid_cursor"
