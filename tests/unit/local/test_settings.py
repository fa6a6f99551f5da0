"""A copy of the local cloud keeps its ports and its folder."""

from pathlib import Path

import pytest

from local.settings import Local, aws_environment, here


def test_a_port_asked_for_is_remembered(tmp_path: Path) -> None:
    assert Local(tmp_path).port("web", 8123) == 8123
    assert Local(tmp_path).port("web", None) == 8123
    assert Local(tmp_path).port("web", 8124) == 8124
    assert Local(tmp_path).port("web", None) == 8124


@pytest.mark.enable_socket
def test_without_one_a_free_port_is_found_once_for_each_name(tmp_path: Path) -> None:
    local = Local(tmp_path)
    web = local.port("web", None)
    assert 1024 <= web <= 65535
    assert local.port("web", None) == web
    assert int((tmp_path / "web.port").read_text()) == web
    assert not (tmp_path / "emulator.port").exists()


def test_a_second_copy_lives_in_the_folder_it_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CEN_LOCAL_DIR", str(tmp_path / "second"))
    assert here().stack_file == tmp_path / "second" / "stack.json"
    assert here().folder.is_dir()


def test_aws_tools_are_sent_to_the_emulator_and_nowhere_else() -> None:
    found = aws_environment("http://127.0.0.1:4566")
    assert found["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4566"
    assert found["AWS_ACCESS_KEY_ID"] == found["CDK_DEFAULT_ACCOUNT"]
    assert found["AWS_EC2_METADATA_DISABLED"] == "true"
