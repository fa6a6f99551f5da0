from collections.abc import Iterator

import pytest

from cpdb.images.workshop import Workshop
from tests.unit.cpdb.world import World, world


@pytest.fixture(scope="session")
def workshop() -> Iterator[Workshop]:
    """One process for all tests, as a function keeps one."""
    with Workshop() as made:
        yield made


@pytest.fixture
def cloud(workshop: Workshop) -> World:
    return world(workshop)
