"""Who may read what: a table written by hand, and laws over all readers and all alerts."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.citing import cited_alert, faults, representatives
from alerts.files import homes_for, homes_of, of_operation
from alerts.model import AlertStatus
from alerts.readers import Head, Reader, may_read
from cen import members
from cen.principal import Tier
from cen.tlp import Tlp
from tests.unit.alerts.world import (
    CENMAT,
    COLLEAGUE_WE,
    EXTERNAL,
    LIMITED_DE,
    NCP,
    NCP_CO,
    NO_TIER,
    NOW,
    OFFICER,
    OFFICER_CO,
    OFFICER_DE,
    READER_GB,
    RILO_SA,
    RILO_WE,
    SERVICE,
)

TODAY = NOW.date()
CALLERS = {
    one.id: Reader.of(one)
    for one in (
        *(OFFICER, NCP, OFFICER_DE, OFFICER_CO, NCP_CO, RILO_WE, COLLEAGUE_WE, RILO_SA, READER_GB),
        *(LIMITED_DE, EXTERNAL, CENMAT, NO_TIER, SERVICE),
    )
}
WE = {"sub-officer-fr", "sub-ncp-fr", "sub-officer-de", "sub-reader-gb", "sub-limited-de", "client-fr"}
OFFICE_WE = {"sub-rilo-we", "sub-rilo-we-2"}
SA = {"sub-officer-co", "sub-ncp-co", "sub-rilo-sa"}
MEMBERS = WE | OFFICE_WE | SA | {"sub-cenmat"}
FR = {"sub-officer-fr", "sub-ncp-fr", "client-fr"}


def head(**more: Any) -> Head:
    return Head(
        **{"id": "a", "version": 2, "status": AlertStatus.PUBLISHED, "publisher": "rilo:WE", "tlp": Tlp.GREEN} | more
    )


AMBER = {"tlp": Tlp.AMBER, "regions": ("WE",)}
RED = {"tlp": Tlp.RED, "recipients": frozenset({"sub-officer-co", "client-fr", "sub-no-tier", "sub-external"})}
TABLE: list[tuple[dict[str, Any], set[str]]] = [
    ({"tlp": Tlp.CLEAR}, MEMBERS | {"sub-external"}),
    ({"tlp": Tlp.GREEN}, MEMBERS),
    (AMBER, WE | OFFICE_WE),
    ({**AMBER, "publisher": "cenmat"}, WE | OFFICE_WE | {"sub-cenmat"}),
    ({**AMBER, "regions": ("WE", "SA")}, WE | OFFICE_WE | SA),
    ({"tlp": Tlp.AMBER_STRICT}, OFFICE_WE),
    ({"tlp": Tlp.AMBER_STRICT, "publisher": "administration:FR"}, FR),
    ({"tlp": Tlp.AMBER_STRICT, "publisher": "cenmat"}, {"sub-cenmat"}),
    (RED, OFFICE_WE | {"sub-officer-co", "sub-external"}),
    ({**RED, "publisher": "administration:FR"}, {"sub-ncp-fr", "sub-officer-co", "sub-external"}),
    ({"status": AlertStatus.EXPIRED}, MEMBERS),
    ({"status": AlertStatus.SUPERSEDED, **AMBER}, WE | OFFICE_WE),
    ({"status": AlertStatus.WITHDRAWN, "tlp": Tlp.CLEAR}, OFFICE_WE),
    ({"status": AlertStatus.DRAFT, "tlp": Tlp.CLEAR}, OFFICE_WE),
    ({"status": AlertStatus.RETURNED, "publisher": "administration:FR"}, {"sub-ncp-fr"}),
    ({"status": AlertStatus.PROPOSED, "publisher": "administration:FR", "rilo": "WE"}, OFFICE_WE | {"sub-ncp-fr"}),
    ({"status": AlertStatus.DRAFT, "publisher": "administration:FR", "rilo": "WE"}, {"sub-ncp-fr"}),
]


@pytest.mark.parametrize(("more", "readers"), TABLE)
def test_readers_are_those_of_the_table(more: dict[str, Any], readers: set[str]) -> None:
    assert {id for id, reader in CALLERS.items() if may_read(head(**more), reader, TODAY)} == readers


JOINT = {"tlp": Tlp.AMBER, "operation": "o1"}


def test_of_an_operation_only_those_read_it_who_are_known_to_sit_there() -> None:
    """And its office. Who was not asked for has no seat, nor has who can have none, whatever is said of them."""

    def ids(*operations: str) -> set[str]:
        seated = {id: replace(reader, operations=frozenset(operations)) for id, reader in CALLERS.items()}
        return {id for id, reader in seated.items() if may_read(head(**JOINT), reader, TODAY)}

    may_sit = FR | OFFICE_WE | SA | {"sub-officer-de"}
    assert ids() == ids("o2") == OFFICE_WE
    assert ids("o1") == ids("o1", "o2") == may_sit
    past = {**JOINT, "status": AlertStatus.EXPIRED}
    assert may_read(head(**past), replace(CALLERS["sub-officer-fr"], operations=frozenset({"o1"})), TODAY)


def test_a_machine_client_is_nobody_by_name() -> None:
    assert CALLERS["client-fr"].name == ""
    assert not may_read(head(**RED), CALLERS["client-fr"], TODAY)


def test_a_reader_is_rebuilt_from_groups_as_the_token_says() -> None:
    for reader in CALLERS.values():
        assert Reader.in_groups(reader.id, reader.name, reader.groups) == reader


def test_the_region_is_that_of_the_day() -> None:
    """Membership has dates: what decides is the day of reading."""
    moved = [one for one in members.administrations() if len({period.rilo for period in one.memberships}) > 1]
    for one in moved:
        for period in one.memberships:
            reader = Reader("", "", Tier.LIMITED, one.code, frozenset(), frozenset())
            assert reader.regions(period.valid_from) == ({period.rilo} if period.rilo else set())


RILOS = [rilo.code for rilo in members.rilos()]
SERVED = [code for rilo in RILOS for code in members.members_of(rilo, TODAY)[:2]]
ADMINISTRATIONS = sorted({*SERVED, *[one.code for one in members.administrations()][:5], "FR", "DE", "CO", "GB"})
IDS = ["p1", "p2", "p3"]
OPERATIONS = ["o1", "o2"]


@st.composite
def readers(draw: st.DrawFn) -> Reader:
    some = st.frozensets(st.sampled_from(RILOS), max_size=2)
    return Reader(
        id=draw(st.sampled_from(IDS)),
        name=draw(st.sampled_from(["x", ""])),
        tier=draw(st.sampled_from([None, *Tier])),
        administration=draw(st.sampled_from([None, *ADMINISTRATIONS])),
        rilos=draw(st.just(frozenset[str]()) | some),
        roles=draw(st.frozensets(st.sampled_from(["ncp", "cenmat", "root"]), max_size=2)),
        operations=draw(st.just(frozenset[str]()) | st.frozensets(st.sampled_from(OPERATIONS))),
    )


PUBLISHERS = st.sampled_from(
    ["cenmat", *(f"rilo:{r}" for r in RILOS), *(f"administration:{a}" for a in ADMINISTRATIONS)]
)


@st.composite
def heads(draw: st.DrawFn, statuses: tuple[AlertStatus, ...] = tuple(AlertStatus)) -> Head:
    tlp = draw(st.sampled_from(list(Tlp)))
    joint = draw(st.sampled_from([None, *OPERATIONS])) if tlp is Tlp.AMBER else None
    regions = draw(st.sets(st.sampled_from(RILOS), min_size=1, max_size=3)) if tlp is Tlp.AMBER and not joint else ()
    return Head(
        id=draw(st.sampled_from(["a", "b"])),
        version=1,
        status=draw(st.sampled_from(statuses)),
        publisher=draw(PUBLISHERS),
        tlp=tlp,
        regions=tuple(regions),
        recipients=draw(st.frozensets(st.sampled_from(IDS))) if tlp is Tlp.RED else frozenset(),
        rilo=draw(st.sampled_from([None, *RILOS])),
        operation=joint,
    )


OPEN = (AlertStatus.PUBLISHED,)


@given(heads(OPEN), st.lists(readers(), max_size=3), readers())
def test_whoever_may_read_it_finds_it_in_their_home(alert: Head, named: list[Reader], reader: Reader) -> None:
    """And a list is read from few places. What is for an operation, where its members ask for it by name."""
    people = [one for one in [*named, reader] if one.id in alert.recipients]
    filed = homes_for(alert, people, TODAY)
    homes = homes_of(reader, TODAY)
    assert 1 <= len(homes) <= 4
    if may_read(alert, replace(reader, operations=frozenset()), TODAY):
        assert set(homes) & set(filed)
    elif may_read(alert, reader, TODAY):
        assert of_operation(str(alert.operation)) in filed


@given(heads(), readers(), st.data())
def test_taking_a_right_away_never_opens_anything(alert: Head, reader: Reader, data: st.DataObject) -> None:
    groups = reader.groups
    if not groups:
        return
    fewer = [group for group in groups if group != data.draw(st.sampled_from(groups))]
    less = Reader.in_groups(reader.id, reader.name, fewer)
    less = replace(less, operations=reader.operations)
    for known in (less, replace(reader, operations=frozenset())):
        if may_read(alert, known, TODAY):
            assert may_read(alert, reader, TODAY)


@given(heads(OPEN), heads(OPEN), st.lists(readers(), max_size=3), readers(), readers())
def test_nobody_reads_by_a_citation_what_they_may_not_read(
    citing: Head, cited: Head, named: list[Reader], caller: Reader, reader: Reader
) -> None:
    """If citing is allowed, every reader of the one may read the other."""
    people = [one for one in [*named, reader] if one.id in citing.recipients]
    refused = list(faults([cited_alert("cites.alerts.0", cited, TODAY)], caller, citing, people, TODAY))
    if not refused and may_read(citing, reader, TODAY):
        assert may_read(cited, reader, TODAY)
        assert may_read(cited, caller, TODAY)


@given(heads(OPEN), st.lists(readers(), max_size=2))
def test_representatives_may_read_what_they_stand_for(alert: Head, named: list[Reader]) -> None:
    people = [one for one in named if one.id in alert.recipients and one.name and one.tier]
    assert all(may_read(alert, one, TODAY) for one in representatives(alert, people, TODAY))


def test_days_count() -> None:
    assert members.rilo_of("FR", date(2026, 3, 20)) == "WE"
