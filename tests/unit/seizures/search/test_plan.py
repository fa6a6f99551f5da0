"""Where the planner looks first, and what it leaves to be checked."""

import pytest

from seizures.search.plan import share, ways
from tests.unit.seizures.search.corpus import question

COCAINE = {"category": "drugs", "type": "cocaine"}


def best(**asked: str) -> tuple[tuple[str, ...], int]:
    """Partitions of the first way, and how many criteria they leave."""
    way = ways(question(asked, 25).criteria())[0]
    return way.partitions, len(way.left)


@pytest.mark.parametrize(
    ("asked", "partitions", "left"),
    [
        ({}, ("all",), 0),
        ({"departure": "CO"}, ("departure=CO",), 0),
        (COCAINE, ("goods=drugs.cocaine",), 0),
        ({**COCAINE, "mode": "1"}, ("goods=drugs.cocaine&mode=1",), 0),
        ({"departure": "CO", "destination": "BE"}, ("departure=CO&destination=BE",), 0),
        (
            {**COCAINE, "departure": "CO", "destination": "BEANR"},
            ("goods=drugs.cocaine&departure=CO&destination=BEANR",),
            0,
        ),
        ({**COCAINE, "mode": "1", "direction": "import"}, ("goods=drugs.cocaine&mode=1",), 1),
        ({"q": "welded floor"}, ("word=welded",), 1),
        ({"q": "coke"}, ("word=coke",), 0),
        ({"q": "shark fin"}, ("word=fin", "goods=cites.shark", "term=FIN"), 1),
        ({"operation": "01K00000000000000000000000", "mode": "4"}, ("operation=01K00000000000000000000000",), 1),
    ],
)
def test_the_rarest_guess_comes_first(asked: dict[str, str], partitions: tuple[str, ...], left: int) -> None:
    found, open_criteria = best(**asked)
    if "q" in asked and len(partitions) > 1:
        assert set(found) & set(partitions)
    else:
        assert found == partitions
    assert open_criteria == left


def test_a_step_down_is_rarer_and_a_port_rarer_than_its_country() -> None:
    assert share("goods=drugs") > share("goods=drugs.cocaine") > share("goods=drugs.cocaine.powder")
    assert share("hs=29") > share("hs=2939") > share("hs=293972")
    assert share("departure=CO") > share("departure=COCTG")


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("trinidad and tobago", {"on_route=TT", "country=TT"}),
        ("réservoir de carburant", {"concealment=road_vehicle.fuel_tank"}),
        ("aileron de requin", {"goods=cites.shark"}),
        ("corée du nord", {"on_route=KP", "country=KP"}),
    ],
)
def test_a_name_is_understood_with_its_small_words_and_as_a_whole(q: str, found: set[str]) -> None:
    for criterion in question({"q": q}, 25).criteria():
        assert criterion[0].startswith("word=")
        assert found <= set(criterion[1:])
        assert "country=KR" not in criterion
