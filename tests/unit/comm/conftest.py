import pytest

from tests.unit.comm.world import Room, World, room


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def heron(world: World) -> Room:
    """Opened by the RILO, with France and Colombia."""
    return room(world, "FR", "CO")
