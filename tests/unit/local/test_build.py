"""What is built is built again when, and only when, its sources changed."""

from pathlib import Path

import pytest

from local import build, deploy
from local.settings import Local


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(build, "ROOT", tmp_path)
    monkeypatch.setattr(build, "BUILD", tmp_path / "build")
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "a.py").write_text("a = 1\n")
    return folder


def test_bytecode_does_not_count(source: Path) -> None:
    before = build.fingerprint([source])
    (source / "__pycache__").mkdir()
    (source / "__pycache__" / "a.cpython-313.pyc").write_bytes(b"x")
    assert build.fingerprint([source]) == before


def test_contents_and_names_count(source: Path) -> None:
    seen = {build.fingerprint([source])}
    (source / "a.py").write_text("a = 2\n")
    seen.add(build.fingerprint([source]))
    (source / "a.py").rename(source / "b.py")
    seen.add(build.fingerprint([source]))
    (source / "empty.py").touch()
    seen.add(build.fingerprint([source]))
    assert len(seen) == 4


def test_a_product_is_stale_until_marked_and_again_after_a_change(source: Path, tmp_path: Path) -> None:
    product = tmp_path / "build" / "functions"
    assert build._stale(product, [source])
    product.mkdir(parents=True)
    assert build._stale(product, [source])
    build._mark(product, [source])
    assert not build._stale(product, [source])
    (source / "a.py").write_text("a = 2\n")
    assert build._stale(product, [source])


def test_bundles_hold_no_old_bytecode_and_run_without_their_sources_dates(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "build" / "functions"
    (source / "stale.pyc").write_bytes(b"x")
    build.shutil.copytree(source, target, ignore=build._LEFT_OUT)
    build._compile(target)
    (compiled,) = target.rglob("*.pyc")
    assert compiled.read_bytes()[4:8] == (1).to_bytes(4, "little")  # hash-based and never checked (PEP 552)
    assert str(tmp_path).encode() not in compiled.read_bytes()


def test_what_is_deployed_already_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []

    def cdk(_: str, command: str, *__: str) -> None:
        ran.append(command)
        (tmp_path / "outputs.json").write_text('{"stack": {"Name": "value"}}')

    monkeypatch.setattr(deploy, "_cdk", cdk)
    monkeypatch.setattr(deploy, "_mend", lambda _: None)
    state = ["first"]
    monkeypatch.setattr(deploy, "fingerprint", lambda _: state[0])
    for _ in range(2):
        assert deploy.deploy(Local(tmp_path), "http://emulator") == {"stack": {"Name": "value"}}
    assert ran == ["synth", "bootstrap", "deploy"]
    state[0] = "second"
    deploy.deploy(Local(tmp_path), "http://emulator")
    assert len(ran) == 6


def test_a_deployment_that_failed_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cdk(*_: str) -> None:
        raise SystemExit("cdk synth failed")

    monkeypatch.setattr(deploy, "_cdk", cdk)
    monkeypatch.setattr(deploy, "fingerprint", lambda _: "same")
    (tmp_path / "deployed").write_text("other")
    with pytest.raises(SystemExit):
        deploy.deploy(Local(tmp_path), "http://emulator")
    assert not (tmp_path / "deployed").exists()
