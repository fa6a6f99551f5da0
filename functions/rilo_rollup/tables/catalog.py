"""All tables: what each counts, and what it takes to make it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rilo_rollup.cells.fold import COUNTS, FLOWS
from rilo_rollup.tables import counts, goods, reporting, sizes
from rilo_rollup.tables.material import Material
from rilo_rollup.tables.shape import Section

# Raise it when what is counted changes, so that the hash of a query does too.
EDITION = 2
_BASE = (
    "Published cases, each in the month of its seizure and under the administration that entered it; withdrawn cases "
    "and cases merged into another do not count, unverified ones do. A case counts once in a row however many "
    "commodity lines it has; seizures are its lines."
)


@dataclass(frozen=True, slots=True)
class Definition:
    """`part`: of the cells. `compares`: with the same months a year (or as many years as it takes) before.
    `category`: the one it is about; None: any, or all together."""

    title: str
    rule: str
    build: Callable[[Material], Sequence[Section]]
    compares: bool = False
    part: str = COUNTS
    category: str | None = None

    @property
    def counting_rule(self) -> str:
        return f"{_BASE} {self.rule}"


_UNITS = "Grams, tonnes, pounds and the like are converted to kilograms, and so on; units are never added to another."
TABLES = {
    "t1": Definition(
        "Cases and seizures by type of goods",
        "A case with goods of several types counts in each of them. Shares are of seizures.",
        goods.t1,
        compares=True,
    ),
    "t2": Definition("Quantity by type of goods", _UNITS, goods.t2, compares=True),
    "t3": Definition(
        "Cases, seizures and quantity by region",
        "The region is that of the administration on the last day of the month of the seizure, not that of the goods' "
        f"origin. Quantities are shown for one category only. {_UNITS}",
        counts.t3,
    ),
    "t4": Definition(
        "Cases, seizures and quantity by reporting administration",
        "Counts say who reports, not where the risk is: administrations differ in what they can find and tell. "
        f"{_UNITS}",
        counts.t4,
    ),
    "t5": Definition(
        "Countries of departure, transit and destination",
        "A case counts once for each country in each role; several countries of transit are possible. "
        f"The {counts.TOP} most frequent are shown.",
        counts.t5,
    ),
    "t6": Definition("Cases and quantity by mode of transport", f"The mode of the conveyance. {_UNITS}", counts.t6),
    "t7": Definition("Cases by direction", "Import, export, transit, transhipment, internal.", counts.t7),
    "t8": Definition("Cases by detection method", "Shares are of the cases that say how they were found.", counts.t8),
    "t9": Definition(
        "Cases by place and method of concealment",
        "Cases that do not say it are in no row; shares are of all cases.",
        counts.t9,
    ),
    "t10": Definition(
        "Sizes of cases by type of goods",
        "The size of a case is the sum of its lines of one type and unit. Bins are the Renard series R10.",
        sizes.t10,
    ),
    "t11": Definition(
        "Flows",
        "A case counts once for each flow. What begins and ends in one country is no flow.",
        sizes.t11,
        part=FLOWS,
    ),
    "t12": Definition(
        "Counterfeit goods by kind of goods", f"Brands are not told. {_UNITS}", goods.t12, category="ipr"
    ),
    "t13": Definition(
        "Cigarettes, cases of 100,000 pieces and more",
        "Cases whose lines of cigarettes are 100,000 pieces or more together.",
        goods.t13,
        category="tobacco",
    ),
    "t14": Definition(
        "Reporting: who, how soon, how completely",
        "Days run from seizure to publication, of cases dated to the day. An administration reported if a case counts.",
        reporting.t14,
    ),
}
