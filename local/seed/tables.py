"""Reading the tables of `data/`: UTF-8, comma-separated, one header line."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"

type Row = Mapping[str, str]


def read(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def countries() -> dict[str, str]:
    """ISO 3166-1 alpha-2 by the country's name as UNODC publishes it."""
    return {row["name"]: row["code"] for row in read("countries")}


@cache
def drugs() -> dict[str, dict[str, str]]:
    return {row["name"]: row for row in read("drugs")}


@cache
def places() -> dict[tuple[str, str], str]:
    """UN/LOCODE by country and name of the place as published, where the name means one location only."""
    return {(row["country"], row["place"]): row["locode"] for row in read("places")}
