import pytest

from tests.unit.seizures.gateway import Gateway


@pytest.fixture
def api() -> Gateway:
    return Gateway()
