from collections.abc import Iterator

import pytest
from moto import mock_aws

from tests.unit.alerts.delivery.mill import Mill
from tests.unit.alerts.delivery.world import make_table


@pytest.fixture
def mill(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mill]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        yield Mill(make_table())
