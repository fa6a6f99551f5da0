"""Tables against figures that others have published."""

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cen.doors import SeenSeizure
from rilo_rollup.cells.quantity import scaled
from rilo_rollup.tables.goods import t1, t2
from rilo_rollup.tables.material import Material
from rilo_rollup.tables.shape import percent
from tests.unit.rilo_rollup.world import World, case, line, rows

DATA = Path(__file__).parent / "data"


def drugs(seizures: int, cases: int, kilograms: str, **by_type: int) -> dict[str, Any]:
    """What is counted of a year, as far as the Illicit Trade Report tells it."""
    types = {kind: {"n": number, "l": number} for kind, number in by_type.items()}
    types["other"] = {"n": 1, "l": seizures - sum(by_type.values()), "q": {"KGM": scaled(kilograms)}}
    return {"counts": {"drugs": {"n": cases, "l": seizures, "type": types}}}


def test_the_arithmetic_of_the_illicit_trade_report_of_2018() -> None:
    """Drugs: 49,440 seizures (4,005 more than the year before) of 45,497 cases; 1,324,094 kg, 1.6 % less; khat 1,407
    (2.8 %), 5,211 fewer; cannabis 10,521 (21.2 %). Shares are cut off, not rounded."""
    material = Material(
        drugs(49_440, 45_497, "1324094", khat=1_407, cannabis=10_521),
        drugs(45_435, 0, "1346111.25", khat=6_618),  # cases of 2017 and cannabis of 2017 are not printed
        "drugs",
        [],
    )
    by_type, total = t1(material)
    found = {row["type"]: row for row in by_type.rows}
    assert (found["khat"]["share_percent"], found["khat"]["change"]) == ("2.8", -5_211)
    assert found["cannabis"]["share_percent"] == "21.2"
    assert (total.rows[0]["seizures"], total.rows[0]["change"], total.rows[0]["cases"]) == (49_440, 4_005, 45_497)
    (quantity,) = t2(material)
    (row,) = (row for row in quantity.rows if row["goods"] == "drugs.other")
    assert (row["quantity_before"], row["quantity"], row["change_percent"]) == ("1346111.25", "1324094", "-1.6")
    assert percent(1, 0) is None
    assert percent(-1, 10_000) == "0.0"


KINDS = {
    "Cocaine": ("cocaine", None),
    "Ecstasy": ("psychotropic", "mdma"),
    "Fentanyl": ("nps", "fentanyl"),
    "Heroin": ("opiates", "heroin"),
    "Ketamine": ("nps", "ketamine"),
    "Khat (Catha Edulis)": ("khat", None),
    "Lsd": ("psychotropic", "lsd"),
    "Marijuana": ("cannabis", None),
    "Methamphetamine": ("psychotropic", "methamphetamine"),
}


def single(month: str, drug: str, events: int, pounds: Decimal, first: int) -> list[SeenSeizure]:
    """As many cases as there were events, in pounds as they were published: the same amount each, the rest the last."""
    kind, subtype = KINDS[drug]
    share = (pounds / events).quantize(Decimal("0.000001"))
    amounts = [share] * (events - 1) + [pounds - share * (events - 1)]
    goods = {"category": "drugs", "type": kind, **({"subtype": subtype} if subtype else {})}
    return [
        case(
            first + number,
            administration="US",
            rilo=None,
            seized_on=f"{month}-{number % 28 + 1:02d}",
            published_at=f"{month}-28T00:00:00.000Z",
            lines=[line(f"{amount:f}", "LBR", **goods)],
        )
        for number, amount in enumerate(amounts)
    ]


@pytest.fixture(scope="module")
def published() -> list[tuple[str, str, int, Decimal]]:
    with (DATA / "cbp_monthly.csv").open(newline="") as file:
        return [
            (row["month"], row["drug"], int(row["events"]), round(Decimal(row["pounds"]), 6))
            for row in csv.DictReader(file)
        ]


def test_the_monthly_drug_seizures_of_the_united_states(published: list[tuple[str, str, int, Decimal]]) -> None:
    """Aggregates are no cases, so as many cases as there were events are made of them; what the tables say of those
    must be what the agency published: events by drug of two Octobers, and the pounds in kilograms."""
    world = World()
    first = 1
    for month, drug, events, pounds in published:
        world.hear(*single(month, drug, events, pounds, first))
        first += events
    world.count()
    asked = {"first": "2022-10", "last": "2022-10", "administration": "US", "category": "drugs"}
    counted = {
        row["type"]: (row["seizures_before"], row["seizures"]) for row in rows(world.table("t1", **asked), "type")
    }
    expected: dict[str, dict[str, int]] = {}
    weight: dict[str, Decimal] = {}
    for month, drug, events, pounds in published:
        by_month = expected.setdefault(KINDS[drug][0], {})
        by_month[month] = by_month.get(month, 0) + events
        if month == "2022-10":
            weight[KINDS[drug][0]] = weight.get(KINDS[drug][0], Decimal(0)) + pounds
    assert counted == {kind: (by_month["2021-10"], by_month["2022-10"]) for kind, by_month in expected.items()}
    quantity = {row["goods"]: Decimal(row["quantity"]) for row in rows(world.table("t2", **asked), "quantity")}
    assert quantity == {f"drugs.{kind}": pounds * Decimal("0.45359237") for kind, pounds in weight.items()}
    (total,) = rows(world.table("t1", **asked), "total")
    assert total["cases"] == sum(events for month, _, events, _ in published if month == "2022-10")
