from collections.abc import Iterator

import pytest

from cen.settings import SettingMissing, settings

NEEDED = {"CEN_STAGE": "test", "CEN_ACCOUNTS_TABLE": "accounts", "CEN_CURSOR_SECRET_ARN": "arn:secret"}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    for name, value in NEEDED.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("CEN_TABLE", raising=False)
    settings.cache_clear()
    yield monkeypatch
    settings.cache_clear()


def test_settings_come_from_the_environment(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("CEN_TABLE", "seizures")
    found = settings()
    assert (found.stage, found.accounts_table, found.cursor_secret_arn) == ("test", "accounts", "arn:secret")
    assert found.table == "seizures"


@pytest.mark.parametrize("name", NEEDED)
@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_setting_is_named(environment: pytest.MonkeyPatch, name: str, value: str | None) -> None:
    environment.delenv(name)
    if value is not None:
        environment.setenv(name, value)
    with pytest.raises(SettingMissing, match=name):
        settings()


@pytest.mark.parametrize("value", [None, ""])
def test_a_context_without_a_table_fails_only_when_it_asks_for_one(
    environment: pytest.MonkeyPatch, value: str | None
) -> None:
    if value is not None:
        environment.setenv("CEN_TABLE", value)
    found = settings()
    with pytest.raises(SettingMissing, match="CEN_TABLE"):
        _ = found.table


def test_the_environment_is_read_once(environment: pytest.MonkeyPatch) -> None:
    first = settings()
    environment.setenv("CEN_STAGE", "other")
    assert settings() is first


def test_a_failure_is_not_remembered(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("CEN_STAGE")
    with pytest.raises(SettingMissing):
        settings()
    environment.setenv("CEN_STAGE", "late")
    assert settings().stage == "late"
