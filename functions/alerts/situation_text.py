"""What a drafted situation report says: first what a region's people need to see, then its tables, as many rows of each
as fit, then how it was counted, each rule once. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cen import codes

LONGEST = 9_500  # characters; a text holds 10,000
# How many cases and combinations, and how many rows of each table; the first that fits is taken.
_SIZES = ((20, 12), (20, 8), (15, 5), (10, 5), (10, 3), (8, 2), (5, 1), (5, 0))
_LINE, _NAMES = 160, 1_500
_CUT = "\n\n(The rest is left out here: see the tables of the statistics.)"
_BESIDE = frozenset({"cases", "first", "last", "administrations", "newest", "largest"})


def text_of(document: Mapping[str, Any]) -> str:
    text = ""
    for listed, rows in _SIZES:
        text = "\n\n".join(_parts(document, listed, rows))
        if len(text) <= LONGEST:
            return text
    return text[: LONGEST - len(_CUT)].rsplit("\n", 1)[0] + _CUT


def _parts(document: Mapping[str, Any], listed: int, rows: int) -> Iterator[str]:
    yield document["note"]
    yield "\n".join(_coverage(document))
    tables = [section for section in document["sections"] if section["kind"] == "table"]
    for section in document["sections"]:
        if section["kind"] != "table":
            yield "\n".join([f"{section['title']} (TLP:{section['tlp']})", *_list(section, listed)])
    for number, section in enumerate(tables):
        last = number + 1 == len(tables) or tables[number + 1]["table"] != section["table"]
        whole = [_whole(document, section)] if last else []
        yield "\n".join([*_table(section, rows), *whole])
    if tables:
        yield "\n".join(["How it is counted", *_rules(tables)])


def _coverage(document: Mapping[str, Any]) -> Iterator[str]:
    yield document["coverage"]["says"]
    missing = [codes.label("country", code) for code in document["coverage"]["missing"]]
    if missing:
        yield _clipped(f"No case was reported by: {', '.join(missing)}.", _NAMES)
    yield f"Counted as of {document['as_of']}."


def _list(section: Mapping[str, Any], most: int) -> Iterator[str]:
    cases = section["kind"] == "cases"
    found = section["cases" if cases else "found"]
    for one in found[:most]:
        yield _clipped(_case(one) if cases else _combination(one), _LINE)
    if len(found) > most:
        yield f"({len(found) - most} more are in the statistics.)"
    if not found:
        yield "None."
    yield from section.get("guard_rails", ())


def _case(case: Mapping[str, Any]) -> str:
    return f"{case['goods_label']}: {case['amount']} {case['unit']} ({case['seizure']})"


def _combination(found: Mapping[str, Any]) -> str:
    what = " | ".join(str(value) for name, value in found.items() if name not in _BESIDE)
    newest = "".join(f" (seizures/{id})" for id in found["newest"][:1])
    return f"{what}: {found['cases']} cases of {', '.join(found['administrations'])}, last {found['last']}{newest}"


def _table(section: Mapping[str, Any], most: int) -> Iterator[str]:
    """Names instead of codes; columns in which no row that is shown says anything are left out."""
    all_rows = section["rows"]
    yield f"{section['title']} (TLP:{section['tlp']}), {len(all_rows)} rows"
    shown = [_named(row) for row in all_rows[:most]]
    columns = [one for one in section["columns"] if any(row.get(one["name"]) is not None for row in shown)]
    if shown:
        yield _clipped(" | ".join(str(one["says"]).removesuffix(", code") for one in columns), _LINE)
    for row in shown:
        values = (row.get(one["name"]) for one in columns)
        yield _clipped(" | ".join("–" if value is None else str(value) for value in values), _LINE)
    if shown and len(all_rows) > most:
        yield f"({len(all_rows) - most} more rows)"


def _named(row: Mapping[str, Any]) -> dict[str, Any]:
    labels = {name.removesuffix("_label"): row[name] for name in row if name.endswith("_label")}
    plain = {name: value for name, value in row.items() if not name.endswith("_label")}
    return plain | {name: value for name, value in labels.items() if value is not None}


def _whole(document: Mapping[str, Any], section: Mapping[str, Any]) -> str:
    rilo, month = document["rilo"], document["month"]
    asked = f"region={rilo}&from={month}&to={month}&tlp={section['tlp']}"
    return f"The whole table: statistics/tables/{section['table']}?{asked} (query {section['query_hash']})"


def _rules(tables: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Each sentence once, with the tables that it is of."""
    said: dict[str, list[str]] = {}
    for section in tables:
        for text in (section["counting_rule"], *section["notes"]):
            for sentence in re.split(r"(?<=\.)\s+", text):
                of = said.setdefault(sentence, [])
                if section["table"] not in of:
                    of.append(section["table"])
    return (f"{', '.join(of)}: {sentence}" for sentence, of in said.items())


def _clipped(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
