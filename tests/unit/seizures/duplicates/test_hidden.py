"""What a record says that is hidden from somebody changes no number that they get."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from seizures.duplicates.find import MOST_MET, MOST_PAIRS, meet
from seizures.duplicates.traits import Traits, entry_of, posted_in, traits_of
from tests.unit.seizures.builders import FULL, OFFICER, OFFICER_CO, OFFICER_DE, RILO_WE, record
from tests.unit.seizures.duplicates.cases import OFFICER_NL, RETOLD, change, pairs, two
from tests.unit.seizures.fakes import FakeIndex
from tests.unit.seizures.search.corpus import published
from tests.unit.seizures.world import World

AMOUNTS = st.sampled_from(["120.5", "120.4", "119", "12.05", "3", "1205"])
PLACES = st.sampled_from([{"country": "CO", "locode": "COCTG"}, {"country": "CO"}, {"country": "BR"}])


@st.composite
def hidden(draw: st.DrawFn) -> dict[str, Any]:
    """Near FULL, which it meets by its place or its quantity."""
    return record(
        RETOLD,
        tlp="AMBER+STRICT",
        national_reference=...,
        seized_on=draw(st.sampled_from(["2026-03-10", "2026-03-14", "2026-03-16"])),
        lines__0__quantity__amount=draw(AMOUNTS),
        lines__0__details=draw(st.sampled_from([{"logo": "star"}, {"logo": "moon"}, {}])),
        route__departure={**draw(PLACES), "certainty": "declared"},
        conveyance=draw(st.sampled_from([FULL["conveyance"], {"mode": "3"}])),
        concealment=draw(st.sampled_from([FULL["concealment"], {"place": "container", "method": "hidden_in_goods"}])),
        operation_id=...,
    )


def numbers(cen: World) -> list[Any]:
    """What FR, Germany and their RILO get: of a candidate, and of the pairs whose records are open to them."""
    candidate = record(RETOLD, national_reference=..., narrative=...)
    got: list[Any] = [cen.call("POST", "/v1/seizures/checks", who, candidate).json for who in (OFFICER, OFFICER_DE)]
    for caller in (OFFICER, RILO_WE):
        got += [pair for pair in pairs(cen, caller) if "score" in pair]
    return got


@settings(max_examples=40, deadline=None)
@given(st.lists(hidden(), min_size=1, max_size=6))
def test_a_hidden_record_changes_no_number(some: list[dict[str, Any]]) -> None:
    cen = World()
    one, _ = two(cen)
    cen.publish(record(FULL, national_reference="NL-1", lines__0__quantity__amount="44"), OFFICER_NL, tlp="AMBER")
    before = numbers(cen)
    assert before[0]["duplicates"]
    assert [pair["score"] for pair in before[2:]]
    for body in some:
        cen.publish(body, OFFICER_CO)
    assert numbers(cen) == before
    assert change(cen, one, narrative="Told again.").status == 200  # so that its pairs are weighed anew
    after = numbers(cen)
    assert [said(pair) for pair in after[2:]] == [said(pair) for pair in before[2:]]


def said(pair: dict[str, Any]) -> tuple[str, float, Any]:
    return pair["id"], pair["score"], pair["reasons"]


def crowd(blocks: FakeIndex, numbers: range, tlp: str, day: str) -> list[Traits]:
    made = [traits_of(published(record(FULL, national_reference=..., tlp=tlp, seized_on=day), n)) for n in numbers]
    for one in made:
        blocks.bring_up_to(one.id, 2, entry_of(one), posted_in(one))
    return made


def test_hidden_records_push_no_open_one_out_of_what_is_met() -> None:
    blocks = FakeIndex()
    crowd(blocks, range(1, MOST_MET), "GREEN", "2026-03-13")
    mine = traits_of(published(FULL, 1000))
    alone = meet(blocks.read, mine)
    crowd(blocks, range(2000, 2200), "AMBER+STRICT", "2026-03-15")
    beside = meet(blocks.read, mine)
    assert (len(alone.everybody), alone.full) == (MOST_MET - 1, 0)
    green = [match for match in beside.matches if match.other.tlp == "GREEN"]
    assert green == list(alone.matches)
    assert len(beside.matches) == 2 * MOST_PAIRS


def test_a_block_of_hidden_records_is_not_read_without_end() -> None:
    blocks = FakeIndex()
    crowd(blocks, range(1, 6 * MOST_MET), "AMBER", "2026-03-15")
    found = meet(blocks.read, traits_of(published(FULL, 9999)))
    assert found.full
    assert len(blocks.reads) <= 4 * 3
