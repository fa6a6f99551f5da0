from collections.abc import Iterator

import pytest
from moto import mock_aws

from alerts.inbox.routes import register
from alerts.stores import Stores
from cen.routes import Api
from tests.unit.alerts.delivery.world import Front, make_table


@pytest.fixture
def front(monkeypatch: pytest.MonkeyPatch) -> Iterator[Front]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    api: Api[Stores] = Api("alerts", lambda: None)  # type: ignore[arg-type,return-value]
    register(api)
    with mock_aws():
        yield Front(make_table(), api)
