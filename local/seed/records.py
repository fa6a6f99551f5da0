"""All records of the sample, by the administration that enters them."""

from collections import defaultdict
from typing import Any

from local.seed import lemis, unodc
from local.seed.tables import countries, read


def all_records() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in read("unodc_ids"):
        found[countries()[row["COUNTRY"]]].append(unodc.record(row))
    for lines in lemis.cases(read("lemis_seized")):
        found["US"].append(lemis.record(lines))
    return dict(found)
