"""Chooses the rows of `data/` from the published files: `python -m local.seed.sample <unodc csv> <lemis csv>`.

Kept so that anybody who has the files can see how the sample came about and make it again; `make up` does not run it.
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from pathlib import Path

from local.seed import lemis, unodc
from local.seed.tables import DATA, Row, countries, drugs, places
from seizures.lines import unit_families, unit_family

MOST = 1_010
UNODC_COLUMNS = (
    *("ROW", "COUNTRY", "PLACE", "SEIZURE_DATE", "DRUG_NAME", "AMOUNT", "DRUG_UNIT", "HIDING_PLACE", "INSTALLATION"),
    *("TRANSPORT", "PRODUCING_COUNTRY", "DEPARTURE_COUNTRY", "DESTINATION_COUNTRY", "ROUTING"),
)
# Without the firms' names, which the case does not need.
LEMIS_COLUMNS = (
    *("control_number", "genus", "species", "generic_name", "wildlife_description", "quantity", "unit"),
    *("country_origin_iso2c", "country_imp_exp_iso2c", "purpose", "source_", "disposition_date", "port"),
)


def choose(rows: Sequence[Row], most: int = MOST) -> list[dict[str, str]]:
    """Rows that map without a guess, each event once, the largest groups of (country, drug) thinned evenly in time."""
    groups: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in each_event_once(map(tidy, numbered(rows))):
        groups[row["COUNTRY"], row["DRUG_NAME"]].append(row)
    size = _group_size([len(group) for group in groups.values()], most)
    chosen = [row for group in groups.values() for row in thinned(group, size)]
    return sorted(chosen, key=lambda row: int(row["ROW"]))


def numbered(rows: Iterable[Row]) -> Iterable[Row]:
    return ({**row, "ROW": str(number)} for number, row in enumerate(rows, 1))


def tidy(row: Row) -> dict[str, str]:
    """Only the columns we copy; a place only if it is a listed location (others may be somebody's address)."""
    kept = {column: row[column].strip() for column in UNODC_COLUMNS}
    if (countries().get(kept["COUNTRY"], ""), kept["PLACE"]) not in places():
        kept["PLACE"] = ""
    if kept["PRODUCING_COUNTRY"] not in countries():
        kept["PRODUCING_COUNTRY"] = ""
    return kept


def each_event_once(rows: Iterable[dict[str, str]]) -> Iterable[dict[str, str]]:
    """The same country, day, drug and digits of the amount: written twice, perhaps in another unit (2786 and 2.786)."""
    seen = set()
    for row in filter(maps, rows):
        digits = row["AMOUNT"].replace(".", "").strip("0")
        event = (row["COUNTRY"], row["SEIZURE_DATE"], row["DRUG_NAME"], digits)
        if event not in seen:
            seen.add(event)
            yield row


def maps(row: Row) -> bool:
    """Whether every word we need has a code, and the route does not contradict the direction."""
    ends = (row["DEPARTURE_COUNTRY"], row["DESTINATION_COUNTRY"])
    coded = (
        all(country in countries() for country in (row["COUNTRY"], *ends))
        and row["DRUG_NAME"] in drugs()
        and row["DRUG_UNIT"] in unodc.UNITS
        and row["TRANSPORT"] in unodc.MODES
        and unodc.amount(row["AMOUNT"]) is not None
        and _counted_in(drugs()[row["DRUG_NAME"]], unodc.UNITS[row["DRUG_UNIT"]])
    )
    return coded and _direction_holds(row["COUNTRY"], *ends, unodc.DIRECTIONS.get(row["ROUTING"]))


def _counted_in(drug: Row, unit: str) -> bool:
    """Opium is weighed: what is published as a tablet of it was something else."""
    commodity = ".".join(filter(None, (drug["category"], drug["type"], drug["subtype"])))
    return unit_family(unit) in unit_families(commodity)


def _direction_holds(country: str, departure: str, destination: str, direction: str | None) -> bool:
    match direction:
        case "internal":
            return True
        case "import":
            return departure not in (country, destination)
        case "export":
            return destination not in (country, departure)
        case "transit":
            return departure != destination
    return False


def _group_size(sizes: Sequence[int], most: int) -> int:
    """The largest size to cut groups to so that `most` rows are left at most."""
    fitting = 0
    for size in count(1):
        if sum(min(size, rows) for rows in sizes) > most or size > max(sizes, default=0):
            return fitting
        fitting = size
    raise AssertionError


def thinned[T: Mapping[str, str]](group: Sequence[T], size: int) -> list[T]:
    """`size` rows of the group, evenly spaced by day of seizure."""
    if len(group) <= size:
        return list(group)
    ordered = sorted(group, key=lambda row: (row["SEIZURE_DATE"], int(row["ROW"])))
    return [ordered[position * len(ordered) // size] for position in range(size)]


def choose_shipments(rows: Iterable[Row]) -> list[dict[str, str]]:
    """Refused and seized lines from a known country, each line of a shipment once."""
    chosen: dict[tuple[str, ...], dict[str, str]] = {}
    for row in rows:
        if (row["action"], row["disposition"]) != ("R", "S") or row["country_imp_exp_iso2c"] == "XX":
            continue
        kept = {column: row[column] for column in LEMIS_COLUMNS}
        line = tuple(value for column, value in kept.items() if column != "disposition_date")
        known = chosen.setdefault(line, kept)
        known["disposition_date"] = max(known["disposition_date"], kept["disposition_date"], key=lemis.day)
    return sorted(chosen.values(), key=lambda row: row["control_number"])


def _write(name: str, rows: Sequence[Row], columns: Sequence[str]) -> None:
    with (DATA / f"{name}.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main(unodc_file: str, lemis_file: str) -> None:
    with Path(unodc_file).open(encoding="utf-8-sig", newline="") as lines:
        _write("unodc_ids", choose(list(csv.DictReader(lines, delimiter=";"))), UNODC_COLUMNS)
    with Path(lemis_file).open(encoding="utf-8-sig", newline="") as lines:
        _write("lemis_seized", choose_shipments(csv.DictReader(lines)), LEMIS_COLUMNS)


if __name__ == "__main__":
    main(*sys.argv[1:])
