import pytest

from tests.unit.seizures.world import World


@pytest.fixture
def cen() -> World:
    return World()
