from collections.abc import Iterator

import pytest

from tests.unit.seizures.world import World, world


@pytest.fixture
def cen() -> Iterator[World]:
    with world() as made:
        yield made
