"""Looking codes up, finding them by everyday words, and guessing what a wrong one meant."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cen import codes
from cen.codes import database
from cen.codes.text import distance, fold


def _found(list_id: str, q: str, lang: str = "en") -> list[str]:
    return [code.code for code in codes.search(list_id, q, lang, limit=10)[0]]


def test_a_code_exists_exactly_as_spelled() -> None:
    assert codes.exists("country", "FR")
    assert not codes.exists("country", "fr")
    assert not codes.exists("country", "")
    assert not codes.exists("country", "F" * 5000)


@pytest.mark.parametrize("ask", [codes.exists, codes.get, codes.nearest, codes.search, codes.children])
def test_an_unknown_list_is_an_error(ask: object) -> None:
    assert callable(ask)
    with pytest.raises(codes.UnknownCodeList):
        ask("no_such_list", "FR")


def test_get_tells_all_there_is() -> None:
    found = codes.get("commodity", "drugs.cocaine.powder")
    assert found is not None
    assert (found.parent, found.label_fr) == ("drugs.cocaine", "Cocaïne en poudre (chlorhydrate)")
    assert found.extra == {"units": ["mass"], "hs": ["293972"]}
    assert codes.get("commodity", "drugs.tea") is None


def test_a_label_falls_back_to_english_and_then_to_the_code() -> None:
    assert codes.label("country", "DE", "fr") == "Allemagne"
    assert codes.label("country", "DE", "es") == "Alemania"
    assert codes.label("country", "DE", "sv") == "Germany"
    assert codes.label("locode", "FRLEH", "fr") == "Le Havre"
    assert codes.label("hs", "999999", "fr") == "999999"


def test_children_come_in_the_order_of_the_list() -> None:
    assert [code.code for code in codes.children("hs", "0507")] == ["050710", "050790"]
    assert codes.children("hs", "050710") == []


@pytest.mark.parametrize(
    ("list_id", "q", "best"),
    [
        ("commodity", "coke", "drugs.cocaine"),
        ("commodity", "weed", "drugs.cannabis"),
        ("commodity", "ecstasy", "drugs.psychotropic.mdma"),
        ("commodity", "shark fin", "cites.shark"),
        ("commodity", "defense d'elephant", "cites.ivory"),
        ("commodity", "Défense d’éléphant", "cites.ivory"),
        ("commodity", "clopes", "tobacco.cigarettes"),
        ("locode", "le havre", "FRLEH"),
        ("locode", "LEH", "FRLEH"),
        ("locode", "anvers", "BEANR"),
        ("country", "ivoire", "CI"),
        ("country", "Ivory Coast", "CI"),
        ("country", "holland", "NL"),
        ("country", "россия", "RU"),
        ("hs", "aileron", "030571"),
        ("hs", "293972", "293972"),
        ("unit", "kg", "KGM"),
        ("un_number", "briquets", "1057"),
        ("transport_means", "camion", "truck"),
        ("concealment_place", "plancher", "container.structure.floor"),
    ],
)
def test_everyday_words_find_the_code(list_id: str, q: str, best: str) -> None:
    assert _found(list_id, q)[0] == best


def test_every_word_must_match_the_last_may_be_a_beginning() -> None:
    assert "FRLEH" in _found("locode", "havr le")
    assert _found("commodity", "shark xylophone") == []


def test_the_label_in_the_language_asked_for_comes_first() -> None:
    assert [code for code in _found("country", "al", "en") if code in ("AX", "DE")] == ["AX", "DE"]  # Åland Islands
    assert [code for code in _found("country", "al", "fr") if code in ("AX", "DE")] == ["DE", "AX"]  # Allemagne


@pytest.mark.parametrize("q", ["", "   ", "drug", "e"])
def test_pages_join_to_the_whole_without_gap_or_repeat(q: str) -> None:
    whole = [code.code for code in codes.search("commodity", q, "en", limit=1000)[0]]
    paged: list[str] = []
    after: str | None = None
    while True:
        page, after = codes.search("commodity", q, "en", limit=7, after=after)
        paged += [code.code for code in page]
        if after is None:
            break
    assert paged == whole
    assert len(set(paged)) == len(paged) > 0


def test_a_made_up_position_is_refused() -> None:
    with pytest.raises(ValueError, match="int"):
        codes.search("country", "", after="no-where")


@pytest.mark.parametrize(
    ("list_id", "wrong", "meant"),
    [
        ("commodity", "coke", "drugs.cocaine"),
        ("commodity", "drugs.coke", "drugs.cocaine"),
        ("commodity", "drugs.cocane", "drugs.cocaine"),
        ("commodity", "drugs.cocaine.pwdr", "drugs.cocaine.powder"),
        ("concealment_place", "container.structure.flor", "container.structure.floor"),
        ("concealment_place", "container.floor", "container.structure.floor"),
        ("locode", "SGSNI", "SGSIN"),
        ("locode", "FR LEH", "FRLEH"),
        ("locode", "Le Havre", "FRLEH"),
        ("locode", "FRLEHH", "FRLEH"),
        ("country", "UK", "GB"),
        ("country", "FRA", "FR"),
        ("country", "france", "FR"),
        ("hs", "2939.72", "293972"),
        ("hs", "2939720000", "293972"),
        ("direction", "Import", "import"),
        ("unit", "kg", "KGM"),
        ("transport_means", "container vessel", "container_vessel"),
        ("detection_aid", "x-ray", "xray"),
        ("tlp", "WHITE", "CLEAR"),
    ],
)
def test_a_wrong_code_leads_to_the_one_meant(list_id: str, wrong: str, meant: str) -> None:
    assert codes.nearest(list_id, wrong)[0] == meant


def test_a_wrong_place_prefers_its_country() -> None:
    assert all(code.startswith("FR") for code in codes.nearest("locode", "FRL1X"))


@pytest.mark.parametrize("wrong", ["", "  ", "$$", "…", "\x00", "💥"])
def test_nothing_is_near_to_nothing(wrong: str) -> None:
    assert codes.nearest("commodity", wrong) == []


@pytest.mark.parametrize("wrong", ["nope", "", "…"])
def test_of_a_short_list_codes_are_named_even_if_none_is_near(wrong: str) -> None:
    assert codes.nearest("direction", wrong) == [code.code for code in codes.search("direction")[0]]
    assert codes.nearest("reason_return", wrong) == ["incomplete", "wrong_commodity", "wrong_quantity"]
    assert len(codes.nearest("reason_withdraw", wrong)) == 7
    assert codes.nearest("drug_form", wrong, limit=1) == ["powder"]
    assert codes.nearest("weapon_kind", "qqqqqqqq") == []


@given(st.text(max_size=200))
def test_any_text_gets_a_bounded_answer_of_valid_codes(text: str) -> None:
    for list_id in ("commodity", "locode", "hs", "country", "reason_return"):
        assert all(codes.exists(list_id, code) for code in codes.nearest(list_id, text))
        assert len(codes.nearest(list_id, text)) <= 3
        assert len(codes.search(list_id, text, limit=5)[0]) <= 5


@given(st.text())
def test_folding_twice_changes_nothing_and_case_is_gone(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(text.upper().lower()) == fold(text.upper().lower().casefold())


@given(st.text(alphabet="àçéèêëîïôùûüÿœæñößøłđ ", min_size=1))
def test_accents_never_matter(text: str) -> None:
    assert fold(text).isascii()


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_distance_is_a_symmetric_count_cut_at_its_limit(a: str, b: str) -> None:
    far = distance(a, b, 6)
    assert far == distance(b, a, 6)
    assert (far == 0) == (a == b)
    assert distance(a, b, 1) == min(far, 2)


def test_a_missing_file_says_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATH", database.PATH.with_name("absent.sqlite"))
    with pytest.raises(codes.CodesNotBuilt, match="make build"):
        database.connection.__wrapped__()


def test_importing_opens_nothing() -> None:
    code = (
        "import cen.codes, cen.members; from cen.codes import database as d; print(d.connection.cache_info().currsize)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": ":".join(sys.path)}
    )
    assert done.stdout.strip() == "0"
