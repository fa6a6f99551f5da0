"""Builds what the functions run on: `build/layer/<architecture>`, a layer for each group of packages that few functions
need (`build/<name>/<architecture>`), and `build/functions`, with compiled bytecode.

    python -m local.build [x86_64|arm64]

Nothing is done where nothing changed. With bytecode, start-up is more than twice as fast; it is never checked against
its source (`unchecked-hash`), since a bundle does not change once it is made.
"""

import compileall
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from py_compile import PycInvalidationMode

from cen.codes.build import build as build_codes
from local.settings import ROOT

HERE = Path(__file__)
BUILD = ROOT / "build"
LAYER_LOCK = ROOT / "requirements" / "layer.txt"
# Dependency groups of pyproject.toml, each locked in requirements/<name>.txt: workbooks out, workbooks in, pictures,
# encryption of messages.
EXTRA_LAYERS = ("sheets", "intake", "images", "sealing")
CEN = ROOT / "layers" / "common" / "cen"
CODES = CEN / "codes"
FUNCTIONS = ROOT / "functions"
_PLATFORMS = {"x86_64": "x86_64-manylinux_2_28", "arm64": "aarch64-manylinux_2_28"}
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", ".codes-*")
# Metadata of packages that is neither licence nor needed to run.
_USELESS = ("RECORD", "INSTALLER", "REQUESTED", "WHEEL", "uv_cache.json", "direct_url.json")


def build_code_lists() -> None:
    sources = [CODES / name for name in ("data", "build.py", "table.py", "text.py", "search.py")]
    target = CODES / "codes.sqlite"
    if _stale(target, sources):
        build_codes(target)
        _mark(target, sources)


def build(architecture: str = "x86_64") -> None:
    build_code_lists()
    layer = BUILD / "layer" / architecture
    if _stale(layer, [LAYER_LOCK, CEN, HERE]):
        _build_layer(layer / "python", architecture)
        _mark(layer, [LAYER_LOCK, CEN, HERE])
    for name in EXTRA_LAYERS:
        _build_extra(name, architecture)
    functions = BUILD / "functions"
    if _stale(functions, [FUNCTIONS, HERE]):
        _build_functions(functions)
        _mark(functions, [FUNCTIONS, HERE])


def _build_extra(name: str, architecture: str) -> None:
    lock, target = ROOT / "requirements" / f"{name}.txt", BUILD / name / architecture
    if _stale(target, [lock, HERE]):
        _install(lock, target / "python", architecture)
        _compile(target / "python")
        _mark(target, [lock, HERE])


def _build_layer(target: Path, architecture: str) -> None:
    _install(LAYER_LOCK, target, architecture)
    shutil.copytree(CEN, target / "cen", ignore=_LEFT_OUT)
    shutil.rmtree(target / "cen" / "codes" / "data")  # the functions read codes.sqlite
    _compile(target)


def _install(lock: Path, target: Path, architecture: str) -> None:
    shutil.rmtree(target.parent, ignore_errors=True)
    subprocess.run(
        [
            os.environ.get("UV", "uv"),
            "pip",
            "install",
            "--quiet",
            "--require-hashes",
            "--python-version=3.13",
            f"--python-platform={_PLATFORMS[architecture]}",
            "--only-binary=:all:",
            f"--requirement={lock}",
            f"--target={target}",
        ],
        check=True,
    )
    for name in _USELESS:
        for found in target.glob(f"*.dist-info/{name}"):
            found.unlink()
    shutil.rmtree(target / "bin", ignore_errors=True)  # commands, which name this machine's Python


def _build_functions(target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(FUNCTIONS, target, ignore=_LEFT_OUT)
    _compile(target)


def _compile(folder: Path) -> None:
    """Paths are cut off in the bytecode, so that the same sources give the same bytes anywhere."""
    if not compileall.compile_dir(
        folder, quiet=1, force=True, stripdir=str(folder), invalidation_mode=PycInvalidationMode.UNCHECKED_HASH
    ):
        raise SystemExit(f"{folder} does not compile")


def _stale(target: Path, sources: Iterable[Path]) -> bool:
    stamp = _stamp(target)
    return not target.exists() or not stamp.exists() or stamp.read_text() != fingerprint(sources)


def _mark(target: Path, sources: Iterable[Path]) -> None:
    _stamp(target).parent.mkdir(parents=True, exist_ok=True)
    _stamp(target).write_text(fingerprint(sources))


def _stamp(target: Path) -> Path:
    return BUILD / "stamps" / "-".join(target.relative_to(ROOT).parts)


def fingerprint(sources: Iterable[Path]) -> str:
    """Of names and contents; bytecode and other products do not count."""
    digest = hashlib.sha256()
    for source in sources:
        files = sorted(source.rglob("*")) if source.is_dir() else [source]
        for file in files:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(str(file.relative_to(ROOT)).encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


if __name__ == "__main__":
    build(*sys.argv[1:])
