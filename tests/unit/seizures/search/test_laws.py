"""The law of the search: all pages together are what somebody finds who looks at every record."""

from hypothesis import given, settings
from hypothesis import strategies as st

from cen.act import Act
from cen.principal import Principal
from seizures.record import Record
from seizures.search.find import facets, find, key_of
from seizures.search.project import post
from seizures.search.walk import PAGE, Budget
from tests.unit.seizures.builders import NOW, OFFICER, OFFICER_CO
from tests.unit.seizures.fakes import FakeIndex
from tests.unit.seizures.search.corpus import (
    CALLERS,
    TODAY,
    documents,
    filters,
    later,
    naive,
    published,
    question,
    relabelled,
    withdrawn,
)

OWNERS = st.sampled_from([OFFICER, OFFICER, OFFICER_CO])
type Corpus = list[tuple[dict[str, object], Principal]]
FEW = st.lists(st.tuples(documents(), OWNERS), max_size=8)
CORPORA = st.lists(st.tuples(documents(), OWNERS), max_size=60)


def world(corpus: Corpus, first: int = 0) -> list[Record]:
    return [published(document, first + number, owner) for number, (document, owner) in enumerate(corpus)]


def index_of(records: list[Record]) -> FakeIndex:
    index = FakeIndex()
    for one in records:
        post(index, one, TODAY)
    return index


def pages(
    index: FakeIndex, caller: Principal, asked: dict[str, str], limit: int, budget: Budget = PAGE
) -> list[list[str]]:
    found, start = [], None
    for _ in range(1000):
        page = find(index.read, Act(caller, NOW, "r"), question(asked, limit), start, budget)
        assert len(page.postings) <= limit
        found.append([posting.sort.partition("#")[2] for posting in page.postings])
        start = key_of(page.next)
        if start is None:
            return found
    raise AssertionError("no end")


BUDGETS = st.sampled_from([PAGE, Budget(reads=1, bytes=1, rows=2), Budget(reads=3, bytes=2000, rows=3)])


@given(CORPORA, filters(), st.sampled_from(CALLERS), st.sampled_from([1, 3, 25]), BUDGETS)
@settings(max_examples=150, deadline=None)
def test_all_pages_are_all_matches_in_order(
    corpus: Corpus,
    asked: dict[str, str],
    caller: Principal,
    limit: int,
    budget: Budget,
) -> None:
    records = world(corpus)
    found = pages(index_of(records), caller, asked, limit, budget)
    assert [id for page in found for id in page] == naive(records, asked, caller)


@given(
    CORPORA,
    st.lists(st.tuples(documents(), OWNERS), max_size=8),
    filters(),
    st.sampled_from(CALLERS),
    BUDGETS,
    st.data(),
)
@settings(max_examples=100, deadline=None)
def test_pages_stay_in_order_without_repeats_while_records_come_and_go(
    corpus: Corpus,
    more: Corpus,
    asked: dict[str, str],
    caller: Principal,
    budget: Budget,
    data: st.DataObject,
) -> None:
    records = world(corpus)
    index = index_of(records)
    added, seen, start = world(more, len(records)), [], None
    gone: set[str] = set()
    while True:
        page = find(index.read, Act(caller, NOW, "r"), question(asked, 2), start, budget)
        seen += [posting.sort for posting in page.postings]
        start = key_of(page.next)
        if start is None:
            break
        if added:
            post(index, added.pop(), TODAY)
        if records and data.draw(st.booleans()):
            victim = data.draw(st.sampled_from(records))
            post(index, withdrawn(victim), TODAY)
            gone.add(victim.id)
    assert seen == sorted(set(seen), reverse=True)
    ids = [sort.partition("#")[2] for sort in seen]
    matching = naive(records, asked, caller)
    assert [id for id in ids if id in matching or id in gone] == [id for id in matching if id in ids]
    assert {id for id in matching if id not in gone} <= set(ids)


@given(CORPORA, filters(), st.sampled_from(CALLERS))
@settings(max_examples=60, deadline=None)
def test_counts_are_those_of_all_matches_or_say_that_they_are_partial(
    corpus: Corpus, asked: dict[str, str], caller: Principal
) -> None:
    records = world(corpus)
    counted = facets(index_of(records).read, Act(caller, NOW, "r"), question(asked, 25))
    matching = set(naive(records, asked, caller))
    assert (counted["counted"], counted["partial"]) == (len(matching), False)
    countries = [one.fields["place"]["country"] for one in records if one.id in matching]
    named = {count["value"]: count["count"] for count in counted["facets"]["country"] if len(count["value"]) == 2}
    assert named == {country: countries.count(country) for country in set(countries)}


@given(st.lists(documents(), min_size=1, max_size=4), st.data())
@settings(max_examples=80, deadline=None)
def test_any_order_of_news_ends_as_a_rebuild_does(corpus: list[dict[str, object]], data: st.DataObject) -> None:
    """News say only which record changed; whoever is slow posts a version that is no longer the newest."""
    histories = []
    for number, document in enumerate(corpus):
        versions = [published(document, number)]
        for change in data.draw(st.lists(st.sampled_from(["verify", "label", "withdraw"]), max_size=3)):
            last = versions[-1]
            if last.status != "published":
                break
            made = {
                "verify": lambda last=last: later(last, verification="verified"),
                "label": lambda last=last: relabelled(last, data.draw(st.sampled_from(["GREEN", "AMBER"]))),
                "withdraw": lambda last=last: withdrawn(last),
            }[change]()
            versions.append(made)
        histories.append(versions)
    news = [version for versions in histories for version in versions for _ in range(data.draw(st.integers(1, 2)))]
    index = index_of(data.draw(st.permutations(news)))
    rebuilt = index_of([versions[-1] for versions in histories])
    standing = {name: rows for name, rows in index.partitions.items() if rows}
    assert standing == {name: rows for name, rows in rebuilt.partitions.items() if rows}
