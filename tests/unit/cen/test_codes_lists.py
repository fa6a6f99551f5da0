"""What every list promises, read from the tables themselves and through the look-up."""

from itertools import pairwise

import pytest

from cen import codes
from cen.codes.table import read

ABOUT = {about["id"]: about for about in read("lists")}
IDS = frozenset(
    """
    country locode hs transport_mode transport_means unit package currency cites_purpose cites_source cites_term
    cites_appendix cites_unit cites_taxon un_number un_class waste_code commodity direction offence location_type
    detection_method detection_aid concealment_place concealment_method quantity_basis value_basis certainty
    person_role age_band gender drug_form weapon_kind currency_instrument tlp admiralty_source
    admiralty_information estimative reason_return reason_query reason_withdraw channel wco_region rilo
    reason_picture picture_kind
    """.split()  # noqa: SIM905 - a table of words
)
# The sources of these have no French, or French for the usual entries only.
ENGLISH_ONLY = {"locode", "hs", "unit", "package", "currency", "un_number"}
CATEGORIES = frozenset(
    """
    drugs precursors tobacco alcohol weapons explosives hazardous nuclear cites ipr medicines currency cultural
    strategic revenue other
    """.split()  # noqa: SIM905 - a table of words
)
FAMILIES = {"mass", "volume", "count", "length", "area", "activity", "other"}


def test_the_lists_are_those_agreed() -> None:
    assert sorted(found.id for found in codes.lists()) == sorted(IDS)


@pytest.mark.parametrize("list_id", sorted(IDS))
def test_every_list_has_unique_codes_with_labels_and_parents_that_exist(list_id: str) -> None:
    rows = list(read(list_id))
    found = [row["code"] for row in rows]
    assert found
    assert len(set(found)) == len(found)
    assert all(row["label_en"] for row in rows)
    parents = {row["parent"] for row in rows if "parent" in row}
    assert all(codes.exists(ABOUT[list_id].get("parents", list_id), parent) for parent in parents)


@pytest.mark.parametrize("list_id", sorted(IDS - ENGLISH_ONLY))
def test_our_own_lists_speak_english_and_french(list_id: str) -> None:
    assert [row["code"] for row in read(list_id) if not row.get("label_fr")] == []


def test_the_look_up_counts_what_the_tables_hold() -> None:
    assert {found.id: found.count for found in codes.lists()} == {name: sum(1 for _ in read(name)) for name in IDS}


def test_a_list_says_where_it_comes_from() -> None:
    for found in codes.lists():
        assert all((found.title_en, found.title_fr, found.edition, found.source, found.licence))
    assert {found.id for found in codes.lists() if not found.complete} >= {"locode", "cites_taxon", "waste_code"}


def test_goods_have_exactly_the_agreed_categories_each_with_an_other_type() -> None:
    assert {code.code for code in codes.children("commodity", None)} == CATEGORIES
    assert all(codes.exists("commodity", f"{category}.other") for category in CATEGORIES)


def test_goods_say_what_they_are_counted_in_and_hint_at_headings_that_exist() -> None:
    for row in read("commodity"):
        assert set(row["units"]) <= FAMILIES - {"other"}, row["code"]  # the other units are degrees, percents, volts
        assert all(codes.exists("hs", heading) for heading in row.get("hs", ())), row["code"]


def test_trees_are_whole() -> None:
    for list_id in ("commodity", "concealment_place", "un_class"):
        for row in read(list_id):
            stem = row["code"].rpartition(".")[0]
            assert not stem or codes.exists(list_id, stem)
    assert codes.exists("concealment_place", "container.structure.floor")


def test_units_have_a_family_and_exact_factors() -> None:
    for row in read("unit"):
        assert row["family"] in FAMILIES
    listed = ("KGM", "GRM", "TNE", "LTR", "MTQ", "LBR", "GLL", "MIL", "PR", "BQL", "CUR")
    factors = {code: codes.get("unit", code) for code in listed}
    assert {code: found.extra["factor"] for code, found in factors.items() if found} == {
        "KGM": "1", "GRM": "0.001", "TNE": "1000", "LTR": "1", "MTQ": "1000",
        "LBR": "0.45359237", "GLL": "3.785412", "MIL": "1000", "PR": "2",
        "BQL": "1", "CUR": "37000000000",
    }  # fmt: skip


@pytest.mark.parametrize("deleted", ["AV", "AW", "BX", "PA", "ST"])
def test_units_that_became_packages_are_not_offered(deleted: str) -> None:
    assert not codes.exists("unit", deleted)


def test_means_name_modes_that_exist() -> None:
    assert all(codes.exists("transport_mode", mode) for row in read("transport_means") for mode in row["modes"])


def test_estimative_words_cover_the_scale_without_gaps() -> None:
    scale = list(read("estimative"))
    assert all(low["percent_to"] == high["percent_from"] for low, high in pairwise(scale))


def test_kosovo_is_marked_as_user_assigned() -> None:
    found = codes.get("country", "XK")
    assert found is not None
    assert found.extra["user_assigned"] is True


@pytest.mark.parametrize("place", ["FRLEH", "COCTG", "SGSIN", "NLAMS", "NLRTM", "BEANR", "FRCDG", "GBLHR", "KEMBA"])
def test_the_usual_places_are_there(place: str) -> None:
    found = codes.get("locode", place)
    assert found is not None
    assert found.parent == place[:2]
