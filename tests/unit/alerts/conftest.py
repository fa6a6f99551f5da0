import pytest

from tests.unit.alerts.world import World


@pytest.fixture
def world() -> World:
    return World()
