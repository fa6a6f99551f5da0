"""What a caller may not see leaves no trace: in results, counts, similar cases, cursors and checks."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cen.paging import Cursors
from cen.principal import Principal
from seizures.record import Record
from seizures.search.find import scopes
from tests.unit.seizures.builders import (
    CENMAT,
    FULL,
    NCP,
    NOW,
    OFFICER,
    OFFICER_CO,
    OFFICER_DE,
    READER_GB,
    RILO_SA,
    RILO_WE,
    SIMPLE,
    record,
)
from tests.unit.seizures.gateway import Gateway
from tests.unit.seizures.search.corpus import documents, filters, published, question, relabelled, withdrawn
from tests.unit.seizures.search.library import alike, counted, found, library, search
from tests.unit.seizures.test_life import published as walked
from tests.unit.seizures.test_life import step

AMBER, STRICT = record(FULL, tlp="AMBER"), record(FULL, tlp="AMBER+STRICT")
SEEN_BY = [
    ("AMBER", {OFFICER, OFFICER_DE, READER_GB, RILO_WE}),
    ("AMBER+STRICT", {OFFICER}),
    ("GREEN", {OFFICER, OFFICER_DE, READER_GB, RILO_WE, OFFICER_CO, RILO_SA, CENMAT}),
]
READERS = (OFFICER, OFFICER_DE, READER_GB, RILO_WE, OFFICER_CO, RILO_SA, CENMAT)


def values(answer: Any) -> int:
    return sum(one["count"] for facet in answer["facets"].values() for one in facet)


@pytest.mark.parametrize(("label", "readers"), SEEN_BY)
def test_a_label_decides_who_finds_counts_and_is_shown_it(label: str, readers: set[Principal]) -> None:
    hidden, own = published(record(FULL, tlp=label), 1), published(FULL, 2)
    api = library(hidden, own)
    for reader in READERS:
        wanted = {hidden.id, own.id} if reader in readers else {own.id}
        for query in ({}, {"q": "coke"}, {"type": "cocaine", "departure": "CO"}, {"hs": "2939"}):
            assert set(found(api, reader, **query)) == wanted, (reader.name, query)
            assert counted(api, reader, **query)["counted"] == len(wanted)
        assert {one["seizure"]["id"] for one in alike(api, own.id, reader)} == wanted - {own.id}, reader.name


@pytest.mark.parametrize(
    "change", [withdrawn, lambda one: relabelled(one, "AMBER"), lambda one: relabelled(one, "AMBER+STRICT")]
)
def test_what_is_withdrawn_or_relabelled_is_gone_for_outsiders(change: Callable[[Record], Record]) -> None:
    one, other = published(FULL, 1), published(FULL, 2)
    api = library(one, other)
    assert set(found(api, OFFICER_CO, q="coke")) == {other.id, one.id}
    api.store.heads[one.id] = change(one)
    api.catch_up()
    assert found(api, OFFICER_CO, q="coke") == [other.id]
    assert counted(api, OFFICER_CO)["counted"] == 1
    assert alike(api, other.id, OFFICER_CO) == []
    assert one.id not in search(api, OFFICER_CO, administration="FR").text


def test_a_record_walks_into_the_search_and_out_of_it(api: Gateway) -> None:
    id = walked(api, FULL)
    assert found(api, OFFICER_CO, q="coke") == [id]
    assert step(api, id, "withdraw", NCP, {"reason_code": "entered_in_error", "comment": "Twice."}).status == 200
    assert found(api, OFFICER_CO, q="coke") == found(api, OFFICER, q="coke") == []


def test_what_was_never_published_is_in_no_search(api: Gateway) -> None:
    answer = api.call("POST", "/v1/seizures", OFFICER, FULL)
    for name in ("", "submit"):
        if name:
            step(api, answer.json["id"], name, OFFICER)
        for reader in READERS:
            assert found(api, reader, q="coke") == []
            assert counted(api, reader)["counted"] == 0


# The law: what is hidden from an outsider changes nothing of what the outsider is told.

HIDDEN = ["AMBER", "AMBER+STRICT", "withdrawn", "made AMBER", "made AMBER+STRICT"]


def concealed(document: dict[str, Any], number: int, how: str) -> list[Record]:
    """Versions of a French record of which the last may not be seen from another region."""
    if how in ("AMBER", "AMBER+STRICT"):
        return [published({**document, "tlp": how}, number)]
    open_one = published({**document, "tlp": "GREEN"}, number)
    return [open_one, withdrawn(open_one) if how == "withdrawn" else relabelled(open_one, how.removeprefix("made "))]


def told(api: Gateway, caller: Principal, asked: dict[str, str], ids: list[str]) -> list[str]:
    """Everything the caller is told: all pages with where each ends, counts, similar cases, checks."""
    texts, start = [], None
    bound = {**question(asked, 2).question(), "scopes": scopes(caller, NOW.date())}
    while True:
        answer = search(api, caller, **asked, limit="2", **({"cursor": start} if start else {}))
        body = answer.json
        position = Cursors(lambda: b"secret").read(body["next"], caller.id, bound)
        texts.append(answer.text.replace(str(body["next"]), json.dumps(position)))
        start = body["next"]
        if start is None:
            break
    texts.append(api.call("GET", "/v1/seizures/facets", caller, query=asked).text)
    texts += [api.call("GET", f"/v1/seizures/{id}/similar", caller).text for id in ids]
    if caller.administration:
        texts.append(api.call("POST", "/v1/seizures/checks", caller, record(FULL, national_reference=None)).text)
    return texts


@given(
    st.lists(documents().map(lambda made: {**made, "tlp": "GREEN"}), max_size=12),
    st.lists(st.tuples(documents(), st.sampled_from(HIDDEN)), min_size=1, max_size=8),
    filters(),
    st.sampled_from([OFFICER_CO, RILO_SA, CENMAT]),
)
@settings(max_examples=60, deadline=None)
def test_hidden_records_leave_every_answer_as_it_is(
    shown: list[dict[str, Any]], hidden: list[tuple[dict[str, Any], str]], asked: dict[str, str], caller: Principal
) -> None:
    seen = [published(document, 2 * number) for number, document in enumerate(shown)]
    api, ids = library(*seen) if seen else Gateway(), [one.id for one in seen[:3]]
    before = told(api, caller, asked, ids)
    for number, (document, how) in enumerate(hidden):
        for version in concealed(document, 2 * number + 1, how):
            api.store.heads[version.id] = version
            api.catch_up()
    assert told(api, caller, asked, ids) == before
    for number, (document, how) in enumerate(hidden):
        id = concealed(document, 2 * number + 1, how)[-1].id
        assert api.call("GET", f"/v1/seizures/{id}/similar", caller).status == 404


def test_no_answer_of_a_simple_corpus_is_empty_by_mistake() -> None:
    """Holds the law to something: with these filters there is something to be told."""
    api = library(published(SIMPLE, 1), published(AMBER, 2), published(STRICT, 3))
    assert values(counted(api, OFFICER)) > values(counted(api, OFFICER_DE)) > values(counted(api, OFFICER_CO)) > 0
