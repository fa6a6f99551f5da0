"""Finding and counting: what is asked for, all of it, each once, in two reads a page, and nothing that is hidden."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cen.tlp import Tlp
from cpdb.catalogue.entry import Entry, entry_of
from cpdb.catalogue.find import MOST_ROWS, Posting, best, page
from cpdb.catalogue.keys import keys_of, searchable
from cpdb.catalogue.question import PictureQuery
from cpdb.model import Kept, PictureStatus
from cpdb.record import Picture
from cpdb.visibility import reader
from tests.unit.cpdb.files import photo, written
from tests.unit.cpdb.test_visibility import CALLERS, TODAY
from tests.unit.cpdb.world import World
from tests.unit.seizures.builders import CENMAT, LIMITED, OFFICER, OFFICER_CO, OFFICER_DE, READER_GB

OUTSIDER = CALLERS["outsider"]


def picture(
    number: int, *, tlp: str = "GREEN", administration: str = "FR", rilo: str | None = "WE", **content: Any
) -> Picture:
    kept = Kept(
        id=f"{number:026d}",
        version=1,
        status=PictureStatus.READY,
        administration=administration,
        rilo=rilo,
        uploader="x",
        uploader_kind="person",
        content_type="image/jpeg",
        size=1,
        created_at="t",
        updated_at="t",
    )
    said = {"concealment": {"place": "road_vehicle.fuel_tank", "method": "built_cavity"}, "kind": "photo", "tlp": tlp}
    return Picture(said | content, kept)


@dataclass
class Postings:
    """Partitions in memory, and how much was read of them."""

    partitions: dict[str, dict[str, str]] = field(default_factory=dict)
    reads: list[int] = field(default_factory=list)

    def add(self, one: Picture) -> None:
        for (partition, sort), text in entry_of(one, TODAY).postings.items():
            self.partitions.setdefault(partition, {})[sort] = text

    def read(self, partition: str, below: str, limit: int) -> tuple[Sequence[Posting], bool]:
        from cpdb.catalogue.index import _posting

        standing = self.partitions.get(partition, {})
        found = [_posting(standing[sort]) for sort in sorted(standing, reverse=True) if sort < below]
        self.reads.append(len(found[:limit]))
        return found[:limit], len(found) <= limit


PLACES = ["road_vehicle.fuel_tank", "road_vehicle.tyres", "road_vehicle", "vessel.hull", "container.structure.floor"]
CONCEALED = st.fixed_dictionaries(
    {"place": st.sampled_from(PLACES)},
    optional={
        "method": st.sampled_from(["built_cavity", "swallowed"]),
        "cover_load_hs": st.sampled_from(["080390", "0803", "10"]),
    },
)
CONTENT = st.fixed_dictionaries(
    {
        "concealment": CONCEALED,
        "kind": st.sampled_from(["photo", "x_ray"]),
        "tlp": st.sampled_from(["CLEAR", "GREEN", "AMBER", "AMBER+STRICT"]),
    },
    optional={
        "category": st.sampled_from(["drugs", "tobacco"]),
        "mode": st.sampled_from(["1", "3"]),
        "caption": st.sampled_from([{"en": "Behind the WHEEL"}, {"fr": "Derrière le réservoir", "es": "depósito"}]),
    },
)
ASKED = st.fixed_dictionaries(
    {},
    optional={
        "place": st.sampled_from([*PLACES, "vessel", "container.structure"]),
        "method": st.sampled_from(["built_cavity", "swallowed"]),
        "category": st.sampled_from(["drugs", "tobacco"]),
        "mode": st.sampled_from(["1", "3"]),
        "kind": st.sampled_from(["photo", "x_ray"]),
        "cover": st.sampled_from(["08", "0803", "080390", "10"]),
        "q": st.sampled_from(["wheel", "reservoir", "DEPOSITO derriere", "nothing", "fuel"]),
    },
)
WHOSE = st.sampled_from([("FR", "WE"), ("DE", "WE"), ("CO", "SA")])


def matches(one: Picture, asked: dict[str, str]) -> bool:
    """The question, put in plain words."""
    said = one.content
    concealment = said["concealment"]
    place, cover = concealment["place"], concealment.get("cover_load_hs", "")
    words = " ".join(said.get("caption", {}).values())
    names = {"road_vehicle.fuel_tank": "fuel"}.get(place, "")
    return (
        (asked.get("place", place) == place or place.startswith(f"{asked.get('place')}."))
        and asked.get("method") in (None, concealment.get("method"))
        and all(asked.get(name) in (None, said.get(name)) for name in ("category", "mode", "kind"))
        and cover.startswith(asked.get("cover", ""))
        and set(searchable(asked.get("q", ""))) <= set(searchable(f"{words} {names}"))
    )


@given(
    st.lists(st.tuples(CONTENT, WHOSE), max_size=14), ASKED, st.sampled_from(list(CALLERS.values())), st.integers(1, 5)
)
def test_all_pages_together_hold_exactly_what_was_asked_for(
    said: list[tuple[dict[str, Any], tuple[str, str]]], asked: dict[str, str], caller: Any, limit: int
) -> None:
    pictures = [picture(n, administration=owner, rilo=rilo, **one) for n, (one, (owner, rilo)) in enumerate(said)]
    postings, who, keys = Postings(), reader(caller, TODAY), PictureQuery.model_validate(asked).keys()
    for one in pictures:
        postings.add(one)
    found: list[str] = []
    after, pages = None, 0
    while True:
        result = page(postings.read, who, [keys], after, limit)
        pages += 1
        assert len(result.postings) <= limit
        found += [one.id for one in result.postings]
        after = result.next
        if after is None:
            break
        assert pages < 50
    expected = [one.id for one in pictures if who.sees(one.face) and matches(one, asked)]
    assert found == sorted(expected, reverse=True)
    assert len(postings.reads) == pages * (1 + len(who.scopes))


def test_the_partition_that_should_hold_the_fewest_is_read() -> None:
    keys = ["place=vessel.hull", "method=swallowed", "kind=photo", "word=wheel"]
    assert best(keys) == ("method=swallowed&place=vessel.hull", ["kind=photo", "word=wheel"])
    assert best(["kind=photo", "word=wheel"]) == ("word=wheel", ["kind=photo"])
    assert best(["place=vessel.hull"]) == ("place=vessel.hull", [])
    assert best(["seizure=1", "place=a.b.c"])[0] == "seizure=1"
    assert best([]) == ("all", [])


def test_a_page_reads_a_bounded_amount_and_says_that_there_is_more() -> None:
    postings = Postings()
    for number in range(MOST_ROWS + 50):
        postings.add(picture(number, mode="3", kind="x_ray" if number < 3 else "photo"))
    keys = PictureQuery(mode="3", kind="x_ray").keys()
    first = page(postings.read, reader(CENMAT, TODAY), [keys], None, 25)
    assert (list(first.postings), postings.reads) == ([], [MOST_ROWS])
    second = page(postings.read, reader(CENMAT, TODAY), [keys], first.next, 25)
    assert [one.id for one in second.postings] == [f"{number:026d}" for number in (2, 1, 0)]
    assert second.next is None


def test_a_picture_is_found_by_the_names_of_its_codes_in_every_language() -> None:
    keys = keys_of(picture(1, category="drugs"))
    assert {"word=fuel", "word=carburant", "word=reservoir", "word=drugs", "word=cavity"} <= set(keys)


def test_no_more_words_are_kept_than_agreed() -> None:
    caption = {"en": " ".join(f"word{number}" for number in range(100))}
    assert sum(key.startswith("word=") for key in keys_of(picture(1, caption=caption))) == 60


@pytest.mark.parametrize(
    ("asked", "errors"),
    [
        ({"q": "- -"}, {"q": "blank"}),
        ({"q": "a1 b2 c3 d4 e5 f6 g7 h8 i9"}, {"q": "too_many"}),
        ({"place": "road"}, {"place": "unknown_code"}),
        ({"cover": "08039"}, {"cover": "unknown_code"}),
        ({"status": "rejected", "place": "vessel"}, {"place": "ready_only"}),
        ({"status": "lost"}, {"status": "enum"}),
        ({"limit": "101"}, {"limit": "less_than_equal"}),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(cloud: World, asked: dict[str, str], errors: dict[str, str]) -> None:
    answer = cloud.call("GET", "/v1/pictures", OFFICER, query=asked)
    assert (answer.status, answer.errors) == (422, errors)


def uploaded(cloud: World) -> dict[str, str]:
    """Pictures of every label, by label; each of another thing."""
    made = {}
    for number, label in enumerate(("CLEAR", "GREEN", "AMBER", "AMBER+STRICT")):
        cloud.clock.pass_by(seconds=1)
        said = {"kind": "x_ray", "mode": "3", "caption": {"en": f"Nr{number}"}}
        made[label] = cloud.upload(written(photo(seed=number)), tlp=label, **said)
    return made


def test_pages_show_what_the_reader_may_see(cloud: World) -> None:
    made = uploaded(cloud)
    newest_first = [made[label] for label in ("AMBER+STRICT", "AMBER", "GREEN", "CLEAR")]
    assert cloud.found(OFFICER) == newest_first
    assert cloud.found(OFFICER_DE, kind="x_ray") == newest_first[1:]
    assert cloud.found(LIMITED, place="road_vehicle") == newest_first[1:]
    assert cloud.found(OFFICER_CO, method="built_cavity") == newest_first[2:]
    assert cloud.found(CENMAT, mode="3") == newest_first[2:]
    assert cloud.found(OUTSIDER) == newest_first[3:]
    assert cloud.found(OFFICER_DE, q="nr2") == [made["AMBER"]]
    assert cloud.found(OFFICER_CO, q="nr2") == []
    assert cloud.found(OFFICER, limit="1") == newest_first


def test_a_row_links_its_thumbnail_and_keeps_the_place_to_itself(cloud: World) -> None:
    id = cloud.upload()
    (row,) = cloud.call("GET", "/v1/pictures", READER_GB).json["items"]
    assert row["id"] == id
    assert not [name for name in row if name.startswith("_")]
    assert cloud.content(row["thumbnail"])[:4] == b"RIFF"
    for name in ("X-Amz-Expires=300", "response-content-disposition=attachment", "response-content-type=image%2Fwebp"):
        assert name in row["thumbnail"]


def test_a_cursor_is_for_its_question_and_its_callers_rights(cloud: World) -> None:
    uploaded(cloud)
    cursor = cloud.call("GET", "/v1/pictures", OFFICER, query={"limit": "1"}).json["next"]
    for caller, query in ((OFFICER_DE, {}), (OFFICER, {"kind": "x_ray"})):
        answer = cloud.call("GET", "/v1/pictures", caller, query={"limit": "1", "cursor": cursor, **query})
        assert (answer.status, answer.json["code"]) == (400, "invalid_cursor")


def nodes(tree: Any) -> dict[str, int]:
    found = {}
    for node in tree["places"]:
        if node["count"]:
            found[node["code"]] = node["count"]
        found |= nodes(node)
    return found


def test_the_tree_counts_what_the_reader_may_see(cloud: World) -> None:
    uploaded(cloud)
    cloud.upload(written(photo(seed=9)), OFFICER_CO, concealment={"place": "vessel.hull"}, category="drugs")
    counts = {}
    for caller in (OFFICER, OFFICER_DE, OFFICER_CO, CENMAT, OUTSIDER):
        answer = cloud.call("GET", "/v1/pictures/tree", caller, query={"lang": "fr"})
        assert answer.status == 200, answer.text
        counts[caller.name] = answer.json["count"]
    assert counts == {"officer-fr": 5, "officer-de": 4, "officer-co": 3, "cenmat": 3, "external": 1}
    tree = cloud.call("GET", "/v1/pictures/tree", OFFICER, query={"lang": "fr"}).json
    assert nodes(tree) == {"road_vehicle": 4, "road_vehicle.fuel_tank": 4, "vessel": 1, "vessel.hull": 1}
    assert tree["methods"] == [{"code": "built_cavity", "label": "Cache aménagée", "count": 4}]
    assert [(one["code"], one["count"]) for one in tree["kinds"]] == [("x_ray", 4), ("photo", 1)]
    assert [(one["code"], one["count"]) for one in tree["categories"]] == [("drugs", 1)]
    assert [(one["code"], one["count"]) for one in tree["modes"]] == [("3", 4)]
    (road,) = (node for node in tree["places"] if node["code"] == "road_vehicle")
    assert road["methods"] == tree["methods"]


def test_every_place_of_concealment_is_in_the_tree(cloud: World) -> None:
    from cen import codes

    def all_of(tree: Any) -> int:
        return sum(1 + all_of(node) for node in tree["places"])

    (known,) = (one for one in codes.lists() if one.id == "concealment_place")
    assert all_of(cloud.call("GET", "/v1/pictures/tree", READER_GB).json) == known.count


def test_what_is_not_ready_is_listed_for_its_own_administration_alone(cloud: World) -> None:
    waiting = cloud.enter(written(photo()))
    cloud.enter(written(photo()), OFFICER_CO)
    assert cloud.found(OFFICER, status="awaiting_upload") == [waiting]
    for caller in (READER_GB, LIMITED, CENMAT, OUTSIDER):
        assert cloud.call("GET", "/v1/pictures", caller, query={"status": "awaiting_upload"}).status == 403


def test_an_entry_of_what_is_not_ready_is_empty() -> None:
    one = picture(1)
    assert (
        entry_of(Picture(one.content, one.kept.model_copy(update={"status": PictureStatus.WITHDRAWN})), TODAY)
        == Entry()
    )


def test_amber_without_a_rilo_is_its_administrations_own() -> None:
    one = picture(1, tlp="AMBER", administration="XK", rilo=None)
    assert {partition.partition("@")[2] for partition, _ in entry_of(one, TODAY).postings} == {"XK"}
    assert {scope for scope, _ in entry_of(one, TODAY).cells} == {"XK"}


def test_what_is_for_a_region_stands_in_each_of_its_administrations() -> None:
    partitions = {partition for partition, _ in entry_of(picture(1, tlp="AMBER"), date(2026, 3, 20)).postings}
    assert {"all@FR", "place=road_vehicle@DE", "kind=photo@GB", "all@rilo-WE"} <= partitions
    assert not [one for one in partitions if "word=" in one or "&" in one or one.endswith(("@open", "@clear"))]
    assert Tlp(picture(1, tlp="AMBER").content["tlp"]) is Tlp.AMBER


def test_the_text_of_a_posting_is_taken_apart_again() -> None:
    from cpdb.catalogue.index import _posting

    one = picture(7, tlp="AMBER", caption={"en": "{braces} and “quotes”"})
    (text,) = set(entry_of(one, TODAY).postings.values())
    found = _posting(text)
    assert (found.id, found.face) == (one.id, "A:FR:WE")
    assert " place=road_vehicle " in found.keys
    assert json.loads(found.row)["caption"] == {"en": "{braces} and “quotes”"}
