"""Who sees what: each label on its own, and the partitions that follow from it."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cen import members
from cen.principal import Tier
from cen.tlp import Tlp
from cpdb.catalogue.keys import ALL, partitions, within
from cpdb.visibility import CLEAR, OPEN, Face, Reader, audience, covering, reader, rilo_scope
from tests.unit.seizures.builders import CENMAT, LIMITED, OFFICER, OFFICER_CO, OFFICER_DE, READER_GB, RILO_WE, person

TODAY = date(2026, 3, 20)
OUTSIDER = person("external", Tier.LIMITED)
ABROAD = person("rilo-we-abroad", administration="CO", rilos=frozenset({"WE"}))
CALLERS = {
    "own": OFFICER,
    "same region": OFFICER_DE,
    "RILO of the region": RILO_WE,
    "RILO of the region from elsewhere": ABROAD,
    "other region": OFFICER_CO,
    "read-only": READER_GB,
    "limited, of an administration": LIMITED,
    "management": CENMAT,
    "outsider": OUTSIDER,
}
EVERYBODY = set(CALLERS)
INSIDERS = EVERYBODY - {"outsider"}
# Great Britain and Germany are of Western Europe, as France is.
REGION = {"own", "same region", "RILO of the region", "read-only", "limited, of an administration"}


@pytest.mark.parametrize(
    ("label", "held", "seen_by"),
    [
        (Tlp.CLEAR, False, EVERYBODY),
        (Tlp.GREEN, False, INSIDERS),
        (Tlp.AMBER, False, REGION | {"RILO of the region from elsewhere"}),
        (Tlp.AMBER_STRICT, False, {"own"}),
        (Tlp.RED, False, set()),
        (Tlp.CLEAR, True, {"own"}),
        (Tlp.GREEN, True, {"own"}),
    ],
)
def test_a_label_goes_as_far_as_it_says(label: Tlp, held: bool, seen_by: set[str]) -> None:
    face = Face(label, "FR", "WE", held)
    assert {name for name, caller in CALLERS.items() if reader(caller, TODAY).sees(face)} == seen_by


def test_a_rilo_counts_only_with_the_tier_that_serves_in_it() -> None:
    caller = person("x", Tier.READ_ONLY, "CO", rilos=frozenset({"WE"}))
    assert not reader(caller, TODAY).sees(Face(Tlp.AMBER, "FR", "WE"))


FACES = st.builds(
    Face,
    st.sampled_from([Tlp.CLEAR, Tlp.GREEN, Tlp.AMBER, Tlp.AMBER_STRICT]),
    st.sampled_from(["FR", "DE", "CO"]),
    st.none(),
    st.booleans(),
).map(lambda face: Face(face.tlp, face.administration, members.rilo_of(face.administration, TODAY), face.held))
READERS = st.sampled_from([reader(caller, TODAY) for caller in CALLERS.values()])


@given(FACES, READERS)
def test_a_picture_stands_where_its_readers_look_and_nowhere_else(face: Face, who: Reader) -> None:
    looked_in = {within(ALL, scope) for scope in (who.widest, *who.scopes)}
    assert bool(looked_in & set(partitions([], face, TODAY))) == who.sees(face)


@given(FACES, FACES, READERS)
def test_pixels_are_linked_only_to_what_all_of_ones_readers_see(new: Face, there: Face, who: Reader) -> None:
    if audience(there) in covering(new) and who.sees(new):
        assert who.sees(there)


@given(FACES, READERS)
def test_a_face_is_read_as_it_was_written(face: Face, who: Reader) -> None:
    assert who.sees(Face.read(str(face))) == who.sees(face)


@pytest.mark.parametrize(
    ("face", "scope"),
    [
        (Face(Tlp.CLEAR, "FR", "WE"), CLEAR),
        (Face(Tlp.GREEN, "FR", "WE"), OPEN),
        (Face(Tlp.AMBER, "FR", "WE"), rilo_scope("WE")),
        (Face(Tlp.AMBER, "XK", None), "XK"),
        (Face(Tlp.AMBER_STRICT, "FR", "WE"), "FR"),
        (Face(Tlp.GREEN, "FR", "WE", held=True), "FR"),
    ],
)
def test_a_picture_is_meant_for_one_scope(face: Face, scope: str) -> None:
    assert audience(face) == scope
    assert covering(face)[0] == scope


def test_an_account_without_an_administration_has_no_scope() -> None:
    assert reader(CENMAT, TODAY).scopes == []
    assert reader(OFFICER, TODAY).scopes == ["FR"]
    assert reader(ABROAD, TODAY).scopes == ["CO", "rilo-WE"]
    assert reader(RILO_WE, TODAY).scopes == ["DE"]


def test_a_page_takes_two_reads_for_whoever_belongs_to_one_region() -> None:
    found: dict[str, Any] = {name: len(reader(caller, TODAY).scopes) for name, caller in CALLERS.items()}
    assert {name for name, scopes in found.items() if scopes > 1} == {"RILO of the region from elsewhere"}
