import itertools

import pytest

from cen.tlp import Tlp, record_visible

# Who sees a published record of each label: nobody in particular, same region, its RILO, its owner.
TABLE = {
    Tlp.CLEAR: (True, True, True, True),
    Tlp.GREEN: (True, True, True, True),
    Tlp.AMBER: (False, True, True, True),
    Tlp.AMBER_STRICT: (False, False, False, True),
    Tlp.RED: (False, False, False, False),
}


@pytest.mark.parametrize("label", list(Tlp))
def test_who_sees_which_label(label: Tlp) -> None:
    stranger, region, rilo, owner = TABLE[label]
    assert record_visible(label, owner=False, own_rilo=False, same_region=False) is stranger
    assert record_visible(label, owner=False, own_rilo=False, same_region=True) is region
    assert record_visible(label, owner=False, own_rilo=True, same_region=False) is rilo
    assert record_visible(label, owner=True, own_rilo=False, same_region=False) is owner


@pytest.mark.parametrize(("wider", "stricter"), list(itertools.pairwise(Tlp)))
@pytest.mark.parametrize("reader", list(itertools.product([False, True], repeat=3)))
def test_a_stricter_label_never_shows_more(wider: Tlp, stricter: Tlp, reader: tuple[bool, bool, bool]) -> None:
    owner, own_rilo, same_region = reader
    shown = [
        record_visible(label, owner=owner, own_rilo=own_rilo, same_region=same_region) for label in (wider, stricter)
    ]
    assert shown[0] >= shown[1]
