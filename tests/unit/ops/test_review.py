"""The command that makes pairs and figures anew."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import boto3
import pytest
from moto import mock_aws

from cen.dynamo import Table, put
from cen.dynamo.table import client
from ops import cen_admin, review
from seizures import items
from seizures.duplicates.model import PairState
from seizures.duplicates.store import PairStore
from seizures.payback.store import FigureStore
from seizures.record import Record
from seizures.store import SeizureStore
from tests.unit.ops.world import save_search
from tests.unit.seizures.builders import FULL, OFFICER_CO, SIMPLE, record
from tests.unit.seizures.search.corpus import published
from tests.unit.seizures.test_store_contract import make_table
from tests.unit.seizures.world import make_plain_table

OUTPUTS = {"RecordsTableName": "seizures", "DuplicatesTableName": "duplicates", "FiguresTableName": "figures"}


@dataclass(frozen=True)
class Deployed:
    records: Table

    @property
    def pairs(self) -> PairStore:
        return PairStore(SeizureStore(self.records))

    def save(self, *records: Record) -> None:
        for one in records:
            self.records.transact([put(items.head(one))])


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setattr(review, "outputs", lambda stack: OUTPUTS if stack == "cen-x-seizures" else {})
    monkeypatch.setattr(cen_admin, "open_stage", lambda _: None)
    client.cache_clear()
    with mock_aws():
        for name in ("duplicates", "figures"):
            make_plain_table(name)
        yield Deployed(make_table())
    client.cache_clear()


def test_it_finds_pairs_and_counts_and_does_no_harm_when_run_again(
    deployed: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = published(FULL, 1), published(record(FULL, national_reference="CO-1"), 2, OFFICER_CO)
    deployed.save(one, other, published(SIMPLE, 3))
    save_search(deployed.records)
    command = ["--stage", "x", "rebuild-review", "--segments", "1"]
    assert cen_admin.main(command) == 0
    assert json.loads(capsys.readouterr().out) == {"read": 3, "pairs": 1, "months": 2}
    (pair,) = deployed.pairs.of_record(one.id)
    assert (pair.state, {member.id for member in pair.members}) == (PairState.OPEN, {one.id, other.id})
    figures = FigureStore(Table(boto3.client("dynamodb"), "figures"))
    assert (figures.cell("FR", "2026-03").cases, figures.cell("CO", "2026-03").cases) == (2, 1)
    assert cen_admin.main(command) == 0
    assert json.loads(capsys.readouterr().out)["pairs"] == 0
    assert figures.cell("FR", "2026-03").cases == 2
