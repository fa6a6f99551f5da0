"""Data of real stages outlive mistakes; the local stage leaves nothing behind."""

import json
from collections.abc import Mapping
from typing import Any

from tests.infra.expected.contexts import ALL, FUNCTIONS
from tests.infra.templates import STACKS, Assembly

RETENTION_DAYS = {"local": 7, "dev": 30, "prod": 365}
# Made anew from the records by an operator's command.
PROJECTIONS = tuple(f"{expected.stack}/{id}" for expected in ALL for id in expected.projections)
# What is deleted there is to be gone.
UNRECOVERABLE = tuple(f"{expected.stack}/{id}" for expected in ALL for id in expected.unrecoverable)
FOUNDATION_TABLES = 1
API_LOGS = 2
KEPT = ("DynamoDB::Table", "Cognito::UserPool", "KMS::Key", "SecretsManager::Secret", "Logs::LogGroup", "S3::Bucket")


def test_tables_are_recoverable_and_protected(deployed: Assembly) -> None:
    tables = deployed.properties("DynamoDB::Table")
    assert len(tables) == FOUNDATION_TABLES + sum(expected.tables for expected in ALL)
    for name, table in tables.items():
        if name.startswith(PROJECTIONS):
            continue
        recovery = {"PointInTimeRecoveryEnabled": not name.startswith(UNRECOVERABLE)}
        assert table["PointInTimeRecoverySpecification"] == recovery, name
        assert table["DeletionProtectionEnabled"] is True, name
        assert table["BillingMode"] == "PAY_PER_REQUEST", name


def test_what_holds_data_outlives_its_stack(deployed: Assembly) -> None:
    for kind in KEPT:
        for name, resource in deployed.of(kind).items():
            kept = "Delete" if name.startswith(PROJECTIONS) else "Retain"
            assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == kept, name
    assert deployed.one("Cognito::UserPool")["Properties"]["DeletionProtection"] == "ACTIVE"


def test_nothing_outlives_the_local_stage(assemblies: Mapping[str, Assembly]) -> None:
    for kind in KEPT:
        for name, resource in assemblies["local"].of(kind).items():
            assert resource["DeletionPolicy"] == "Delete", name


def test_stacks_of_real_stages_cannot_be_deleted_by_accident(deployed: Assembly) -> None:
    artifacts = json.loads((deployed.folder / "manifest.json").read_text())["artifacts"]
    stacks = [one for one in artifacts.values() if one["type"] == "aws:cloudformation:stack"]
    assert len(stacks) == len(STACKS)
    assert all(one["properties"]["terminationProtection"] for one in stacks)


def test_every_log_is_kept_for_the_stages_time(assembly: Assembly) -> None:
    groups = assembly.properties("Logs::LogGroup")
    assert len(groups) == API_LOGS + len(FUNCTIONS)
    assert {group["RetentionInDays"] for group in groups.values()} == {RETENTION_DAYS[assembly.stage]}


def test_the_records_table_has_the_documented_shape(assembly: Assembly) -> None:
    (table,) = _tables(assembly, "seizures/Records")
    assert _keys(table) == ["pk", "sk"]
    assert table["StreamSpecification"]["StreamViewType"] == "NEW_AND_OLD_IMAGES"
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    indexes = {index["IndexName"]: index for index in table["GlobalSecondaryIndexes"]}
    assert {name: _keys(index) for name, index in indexes.items()} == {
        "worklist": ["wl_pk", "wl_sk"],
        "verification": ["rv_pk", "rv_sk"],
    }
    for index in indexes.values():
        assert index["Projection"] == {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["row"]}
    assert {attribute["AttributeType"] for attribute in table["AttributeDefinitions"]} == {"S"}


def test_the_table_of_postings_has_the_documented_shape(assembly: Assembly) -> None:
    (table,) = _tables(assembly, "seizures/Search")
    assert _keys(table) == ["pk", "sk"]
    assert "StreamSpecification" not in table


def _tables(assembly: Assembly, prefix: str) -> list[Mapping[str, Any]]:
    return [table for name, table in assembly.properties("DynamoDB::Table").items() if name.startswith(prefix)]


def _keys(table: Mapping[str, object]) -> list[str]:
    schema = table["KeySchema"]
    assert isinstance(schema, list)
    return [key["AttributeName"] for key in schema]
