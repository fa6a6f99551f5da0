import pytest

from tests.unit.alerts.joint import ID
from tests.unit.alerts.world import OFFICER_CO, RILO_WE, Operation, World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def heron(world: World) -> Operation:
    """An operation that the RILO coordinates, with France as a whole and one officer of Colombia."""
    made = Operation(wholes={"FR": set()})
    made.add(RILO_WE, role="coordinator")
    made.add(OFFICER_CO)
    world.operations.standing |= {ID: made}
    return made
