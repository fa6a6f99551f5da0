import pytest

from cen.settings import SettingMissing, settings

NAMES = {
    "table": "CEN_TABLE",
    "accounts_table": "CEN_ACCOUNTS_TABLE",
    "cursor_secret_arn": "CEN_CURSOR_SECRET_ARN",
    "keys_table": "CEN_KEYS_TABLE",
    "message_key": "CEN_MESSAGE_KEY",
    "files_bucket": "CEN_FILES_BUCKET",
    "user_pool": "CEN_USER_POOL",
    "reporter": "CEN_REPORTER",
}


@pytest.mark.parametrize(("setting", "name"), NAMES.items())
def test_a_setting_is_what_the_environment_says(monkeypatch: pytest.MonkeyPatch, setting: str, name: str) -> None:
    monkeypatch.setenv(name, "first")
    assert getattr(settings, setting) == "first"


@pytest.mark.parametrize(("setting", "name"), NAMES.items())
@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_setting_is_named_when_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, setting: str, name: str, value: str | None
) -> None:
    monkeypatch.delenv(name, raising=False)
    if value is not None:
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingMissing, match=name):
        getattr(settings, setting)


def test_a_function_needs_only_the_settings_it_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES.values():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CEN_TABLE", "records")
    assert settings.table == "records"
