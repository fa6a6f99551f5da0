"""Codes as people write them; what a template offers is read as what it means."""

from typing import Any

import pytest

from cen import codes
from seizures.imports import words
from seizures.imports.columns import columns
from seizures.imports.words import choice, code, goods, hs, place, steps, text_of, yes_no
from seizures.imports.wrong import Wrong


@pytest.mark.parametrize(
    ("list_id", "text", "expected"),
    [
        ("country", "FR", "FR"), ("country", "fr", "FR"), ("country", "France", "FR"), ("country", "Allemagne", "DE"),
        ("country", "Côte d’Ivoire", "CI"), ("country", "ivory coast", "CI"), ("direction", "Importation", "import"),
        ("transport_mode", "1", "1"), ("transport_mode", "Maritime", "1"), ("transport_mode", "routier", "3"),
        ("unit", "kg", "KGM"), ("unit", "Kilogrammes", "KGM"), ("unit", "tablets", "U2"), ("unit", "t", "TNE"),
        ("unit", "g", "GRM"), ("unit", "L", "LTR"), ("currency", "€", "EUR"),
        ("currency", "euro", "EUR"), ("package", "carton", "CT"), ("location_type", "Port maritime", "seaport"),
    ],
)  # fmt: skip
def test_a_code_or_a_name_of_it(list_id: str, text: str, expected: str) -> None:
    assert code(list_id, text) == expected


def test_what_is_unknown_names_the_nearest() -> None:
    with pytest.raises(Wrong) as wrong:
        code("country", "Frankreich")
    assert wrong.value.code == "unknown_code"
    with pytest.raises(Wrong) as wrong:
        code("country", "Frence")
    assert "FR" in wrong.value.nearest
    assert "France" in wrong.value.message
    with pytest.raises(Wrong):
        code("unit", "!")


def test_a_word_that_several_codes_share_is_not_guessed() -> None:
    with pytest.raises(Wrong) as wrong:
        code("location_type", "border")
    assert (wrong.value.code, set(wrong.value.nearest)) == ("ambiguous_code", {"land_border_post", "green_border"})


def test_steps_of_goods_are_read_below_each_other() -> None:
    assert steps("Stupéfiants", "") == ["drugs"]
    assert steps("coke", "drugs") == ["cocaine"]
    assert steps("Cocaine powder (hydrochloride)", "drugs.cocaine") == ["powder"]
    assert steps("powder", "drugs.cocaine") == ["powder"]
    for text, above in (("cigarettes", "drugs"), ("drugs.cocaine", ""), ("", "drugs"), ("cigares", "tobacco")):
        with pytest.raises(Wrong) as wrong:
            steps(text, above)
        assert wrong.value.nearest, text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Héroïne", ["opiates", "heroin"]),
        ("heroin", ["opiates", "heroin"]),
        ("Résine de cannabis", ["cannabis", "resin"]),
        ("opiates", ["opiates"]),
    ],
)
def test_what_is_named_further_down_brings_the_steps_above_it(text: str, expected: list[str]) -> None:
    assert steps(text, "drugs") == expected


def test_nearest_goods_are_those_that_are_spelled_alike() -> None:
    with pytest.raises(Wrong) as wrong:
        steps("Heroine", "tobacco")
    assert "tobacco.cigarettes" in wrong.value.nearest
    with pytest.raises(Wrong) as wrong:
        steps("heroinn", "drugs")
    assert wrong.value.nearest[0] == "drugs.opiates.heroin"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cocaine", "drugs.cocaine"),
        ("Héroïne", "drugs.opiates.heroin"),
        ("drugs.cocaine.powder", "drugs.cocaine.powder"),
        ("crack", "drugs.cocaine.base"),
        ("tobacco", "tobacco"),
        ("ivory", "cites.ivory"),
    ],
)
def test_goods_by_any_step_of_their_tree(text: str, expected: str) -> None:
    assert goods(text) == expected


def test_places_by_code_or_by_name_in_their_country() -> None:
    assert place("Le Havre", "FR") == place("FRLEH", "") == place("fr leh", "FR") == "FRLEH"
    with pytest.raises(Wrong):
        place("Nowhere at all", "FR")


def test_hs_codes_however_they_are_parted() -> None:
    assert (hs("2939.72"), hs("2939 72"), hs("80390"), hs("0803"), hs("24")) == (
        "293972",
        "293972",
        "080390",
        "0803",
        "24",
    )
    for text in ("9999", "x", "", "2939721234"):
        with pytest.raises(Wrong):
            hs(text)


def test_yes_and_no_and_choices() -> None:
    assert [yes_no(cell) for cell in ("oui", "Yes", 1.0, True, "x")] == [True] * 5
    assert [yes_no(cell) for cell in ("non", "No", 0.0, False)] == [False] * 4
    assert [choice(cell) for cell in ("Année", "month", "jour")] == ["year", "month", "day"]
    for read in (yes_no, choice):
        with pytest.raises(Wrong):
            read("perhaps")


@pytest.mark.parametrize(
    ("cell", "text"), [("  a ", "a"), (1.0, "1"), (2.5, "2.5"), (True, "true"), (None, ""), (7, "7")]
)
def test_a_cell_shows_what_the_spreadsheet_shows(cell: Any, text: str) -> None:
    assert text_of(cell) == text


def _read(list_id: str, text: str) -> str:
    try:
        return words.code(list_id, text)
    except Wrong as wrong:
        return wrong.code


LISTS = sorted({column.list for column in columns().values() if column.kind == "code" and column.list})


@pytest.mark.parametrize("list_id", [name for name in LISTS if name not in ("un_number", "unit", "package")])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_labels_of_every_list_are_read_as_their_codes_or_as_nothing(list_id: str, lang: str) -> None:
    """Never as another code. Nearly all are read."""
    page, _ = codes.search(list_id, limit=400)
    read = 0
    for one in page:
        found = _read(list_id, one.label(lang))
        assert found in (one.code, "ambiguous_code")
        read += found == one.code
    assert read >= 0.9 * len(page)
