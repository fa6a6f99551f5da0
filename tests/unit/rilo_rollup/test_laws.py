"""The laws of the rollup: what is counted follows from the cases as they are, and from nothing else."""

import json
import random
from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cen.doors import SeenSeizure
from cen.principal import Principal, Tier
from cen.tlp import Tlp
from rilo_rollup.cells.areas import areas_of, members_in
from rilo_rollup.cells.codec import packed, text_of, unpacked
from rilo_rollup.cells.fold import PARTS, fold
from rilo_rollup.cells.monoid import merge
from rilo_rollup.cells.row import row_of
from rilo_rollup.consumer import change_of
from rilo_rollup.question import Asked
from rilo_rollup.readers import EVERYBODY, nodes_of, reader_of, sum_of
from seizures.model import Status
from seizures.visibility import Face, may_read
from tests.unit.rilo_rollup.world import NOW, World, case, changed, line, rewritten

ADMINISTRATIONS = (("FR", "WE"), ("DE", "WE"), ("BR", "SA"), ("US", None), ("KZ", "CIS"))
GOODS = (
    {"category": "drugs", "type": "cocaine", "subtype": "powder"},
    {"category": "drugs", "type": "cannabis"},
    {"category": "drugs"},
    {"category": "tobacco", "type": "cigarettes"},
    {"category": "currency", "type": "cash"},
)
COUNTRIES = ("CO", "FR", "NL", "US")
AMOUNTS = ("1", "0.000001", "12.5", "333.333333", "99999999999.123456", "120000")


def _leg(draw: st.DrawFn) -> dict[str, str]:
    made = {"country": draw(st.sampled_from(COUNTRIES))}
    certainty = draw(st.sampled_from((None, "known", "declared", "suspected")))
    return made if certainty is None else {**made, "certainty": certainty}


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    unit = draw(st.sampled_from(("KGM", "GRM", "H87", "MIL", "NMP")))
    goods = draw(st.lists(st.sampled_from(GOODS), min_size=1, max_size=3))
    lines = [line(draw(st.sampled_from(AMOUNTS)), unit, **one) for one in goods]
    if draw(st.booleans()):
        lines[0]["value"] = {"amount": "500.5", "currency": "EUR"}
    made: dict[str, Any] = {
        "seized_on": draw(st.sampled_from(("2025-03-31", "2025-12-31", "2026-01-01", "2026-02-28"))),
        "date_precision": draw(st.sampled_from(("day", "day", "month"))),
        "published_at": draw(st.sampled_from(("2026-02-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z"))),
        "conveyance": {"mode": draw(st.sampled_from("145"))},
        "route": {
            "departure": _leg(draw),
            "transit": [_leg(draw) for _ in range(draw(st.integers(0, 3)))],
            "destination": _leg(draw),
        },
        "lines": lines,
    }
    if draw(st.booleans()):
        made["detection"] = None
    return made


@st.composite
def cases(draw: st.DrawFn, number: int) -> SeenSeizure:
    administration, rilo = draw(st.sampled_from(ADMINISTRATIONS))
    tlp = draw(st.sampled_from(("GREEN", "GREEN", "CLEAR", "AMBER", "AMBER+STRICT")))
    return case(number, administration=administration, rilo=rilo, tlp=tlp, **draw(documents()))


@st.composite
def corpora(draw: st.DrawFn, most: int = 12) -> list[SeenSeizure]:
    return [draw(cases(number)) for number in range(draw(st.integers(1, most)))]


@st.composite
def histories(draw: st.DrawFn) -> list[list[SeenSeizure]]:
    """Of each case every version there was: changes, labels, withdrawals, merges and their undoing."""
    made = []
    for first in draw(corpora(5)):
        versions = [first]
        for step in draw(
            st.lists(st.sampled_from(("change", "label", "verify", "withdraw", "merge", "back")), max_size=4)
        ):
            last = versions[-1]
            versions.append(_next(draw, last, step))
        made.append(versions)
    return made


def _next(draw: st.DrawFn, last: SeenSeizure, step: str) -> SeenSeizure:
    match step:
        case "change":
            return rewritten(last, **draw(documents()))
        case "label":
            return changed(last, tlp=draw(st.sampled_from(("GREEN", "AMBER", "AMBER+STRICT"))))
        case "verify":
            return changed(last, verification=draw(st.sampled_from(("verified", "queried"))))
        case "withdraw":
            return changed(last, status="withdrawn")
        case "merge":
            return changed(last, status="merged", merged_into="01KM0000000000000000009999")
    return changed(last, status="published", merged_into=None)


@given(histories(), st.randoms(use_true_random=False), st.data())
@settings(max_examples=25)
def test_any_order_of_news_with_runs_between_is_counted_as_a_rebuild_counts(
    found: list[list[SeenSeizure]], chance: random.Random, data: st.DataObject
) -> None:
    """News come late, doubled and in any order: whoever hears reads the case as it is at that moment."""
    world = World()
    news = [(version, number) for number, versions in enumerate(found) for version in range(len(versions))]
    news = news + chance.sample(news, len(news) // 2)
    chance.shuffle(news)
    reached = dict.fromkeys(range(len(found)), -1)
    for version, number in news:
        reached[number] = max(reached[number], version)
        world.hear(found[number][reached[number]])
        if data.draw(st.integers(0, 5)) == 0:
            world.run(data.draw(st.sampled_from((None, None, "WE", "SA"))))
    world.run()
    assert world.counted() == world.anew().counted()
    assert world.run().cells == 0


@given(corpora())
@settings(max_examples=20)
def test_merging_is_associative_commutative_and_has_an_identity(corpus: list[SeenSeizure]) -> None:
    cells = [parts for scopes in _folded(corpus).values() for parts in scopes.values()]
    for part in PARTS:
        trees = [parts[part] for parts in cells]
        whole = merge(trees)
        assert merge(reversed(trees)) == whole
        assert merge([{}, whole, {}]) == whole
        middle = len(trees) // 2
        assert merge([merge(trees[:middle]), merge(trees[middle:])]) == whole
        assert merge([trees[-1], merge(trees[:-1])]) == whole
        assert unpacked(packed(text_of(whole), 100)) == whole


@given(corpora())
@settings(max_examples=20)
def test_a_cell_of_all_is_the_merge_of_cells_of_each(corpus: list[SeenSeizure]) -> None:
    """However cases are spread over cells, what is counted of them together is the same."""
    one = [_alike(seen) for seen in corpus]
    together = _folded(one)[("FR", "2026-02")]["open"]
    apart = [_folded([seen])[("FR", "2026-02")]["open"] for seen in one]
    for part in PARTS:
        assert text_of(merge(parts[part] for parts in apart)) == text_of(together[part])


def _alike(seen: SeenSeizure) -> SeenSeizure:
    return rewritten(changed(seen, administration="FR", tlp="GREEN"), seized_on="2026-02-14")


def _folded(corpus: list[SeenSeizure]) -> dict[tuple[str, str], Any]:
    cells: dict[tuple[str, str], list[Any]] = {}
    for seen in corpus:
        change = change_of(seen)
        assert change.cell is not None
        row = row_of(seen, json.loads(seen.document))
        assert row is not None
        cells.setdefault(change.cell, []).append(row)
    return {cell: fold(*cell, found) for cell, found in cells.items()}


@given(corpora(8))
@settings(max_examples=15)
def test_regions_are_the_sums_of_their_members_and_the_world_of_its_regions(corpus: list[SeenSeizure]) -> None:
    world = World()
    world.hear(*corpus)
    world.count()
    for month in ("2025-03", "2025-12", "2026-01", "2026-02"):
        everything = _sum(world, "world", month, month)
        regions = {area for code, _ in ADMINISTRATIONS for area in areas_of(code, month)}
        for area in regions:
            summed = merge(_sum(world, f"adm-{code}", month, month) for code in members_in(area, month))
            assert summed == _sum(world, area, month, month)
        for scheme in ("rilo", "wco"):
            assert merge(_sum(world, area, month, month) for area in regions if area.startswith(scheme)) == everything
    year = merge(_sum(world, "world", f"2025-{month:02d}", f"2025-{month:02d}") for month in range(1, 13))
    assert year == _sum(world, "world", "2025-01", "2025-12")


def _sum(world: World, area: str, first: str, last: str) -> Any:
    nodes = nodes_of(area, first, last, EVERYBODY)
    return sum_of(nodes, world.nodes.parts(nodes, "counts")).tree


READERS = [
    Principal("p", "p", "person", tier, administration, rilos)
    for tier in (Tier.READ_ONLY, Tier.UNRESTRICTED)
    for administration in (None, "FR", "BR", "US")
    for rilos in (frozenset[str](), frozenset({"SA"}), frozenset({"WE", "CIS"}))
]
AREAS = ("world", "rilo-WE", "rilo-SA", "wco-EUR", "wco-AMS", "adm-FR", "adm-BR", "adm-US")


@given(corpora(), st.sampled_from(READERS), st.sampled_from(AREAS), st.sampled_from((None, "GREEN", "AMBER", "CLEAR")))
@settings(max_examples=40)
def test_a_reader_counts_exactly_the_cases_that_he_may_read(
    corpus: list[SeenSeizure], caller: Principal, area: str, tlp: str | None
) -> None:
    """By the rule of the records themselves: nothing of a case that is not for him is in any answer, nothing is missing
    that is."""
    world = World()
    world.hear(*corpus)
    world.count()
    reader = reader_of(caller, NOW.date(), tlp)
    labels = {None: 4, "AMBER": 3, "GREEN": 2, "CLEAR": 2}[tlp]
    order = ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT")
    expected: Counter[str] = Counter()
    for seen in corpus:
        face = Face(Status.PUBLISHED, seen.administration, seen.rilo, Tlp(seen.tlp))
        cell = change_of(seen).cell
        assert cell is not None
        # AMBER of an administration without a RILO is for it alone, as AMBER+STRICT is.
        label = "AMBER+STRICT" if seen.tlp == "AMBER" and seen.rilo is None else seen.tlp
        inside = seen.administration in members_in(area, cell[1])
        if inside and order.index(label) < labels and may_read(caller, face, NOW.date()):
            expected[seen.administration] += 1
    nodes = nodes_of(area, "2025-01", "2026-03", reader)
    tree = sum_of(nodes, world.nodes.parts(nodes, "counts")).tree
    counted = {code: leaf["n"] for code, leaf in tree.get("*", {}).get("reporter", {}).items()}
    assert counted == dict(expected)


def test_the_question_before_last_is_a_year_back() -> None:
    assert Asked("2026-01", "2026-03", "world").before == ("2025-01", "2025-03")
    assert Asked("2024-01", "2026-02", "world").before == ("2021-01", "2023-02")
