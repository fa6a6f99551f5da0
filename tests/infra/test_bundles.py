"""What `make build` made: all that start-up imports is compiled, and Python never compares it with its source."""

import importlib.util
import marshal
from pathlib import Path

import pytest

from local.build import BUILD, EXTRA_LAYERS
from tests.infra.templates import CONTEXTS

BUNDLES = (
    BUILD / "functions",
    BUILD / "layer" / "x86_64" / "python" / "cen",
    *(BUILD / name / "x86_64" / "python" for name in EXTRA_LAYERS),
)
# Bit 0: by hash instead of time. Bit 1, not set: do not check the source (PEP 552).
UNCHECKED_HASH = 0b01
HEADER = 16


@pytest.mark.parametrize("bundle", BUNDLES, ids=lambda bundle: str(bundle.relative_to(BUILD)))
def test_every_module_has_bytecode_of_our_python_that_is_never_checked(bundle: Path) -> None:
    sources = list(bundle.rglob("*.py"))
    assert sources, "run `make build` first"
    for source in sources:
        compiled = Path(importlib.util.cache_from_source(str(source))).read_bytes()
        assert compiled[:4] == importlib.util.MAGIC_NUMBER, source
        assert int.from_bytes(compiled[4:8], "little") == UNCHECKED_HASH, source


@pytest.mark.parametrize("bundle", BUNDLES, ids=lambda bundle: str(bundle.relative_to(BUILD)))
def test_no_bytecode_names_a_folder_of_the_machine_that_built_it(bundle: Path) -> None:
    for compiled in bundle.rglob("*.pyc"):
        code = marshal.loads(compiled.read_bytes()[HEADER:])  # noqa: S302 - our own build
        assert not Path(code.co_filename).is_absolute(), compiled


def test_the_bundles_hold_the_contexts_and_what_they_read() -> None:
    functions, cen, *_ = BUNDLES
    assert {folder.name for folder in functions.iterdir() if folder.is_dir()} == set(CONTEXTS)
    assert (functions / "reference" / "openapi.json").is_file()
    assert (cen / "codes" / "codes.sqlite").is_file()


PACKAGES = {"sheets": "xlsxwriter", "intake": "python_calamine", "images": "PIL", "sealing": "cryptography"}


@pytest.mark.parametrize(("layer", "package"), PACKAGES.items())
def test_what_few_functions_need_is_in_its_own_layer_only(layer: str, package: str) -> None:
    assert (BUILD / layer / "x86_64" / "python" / package).is_dir()
    others = {"layer", *PACKAGES} - {layer}
    assert [other for other in others if (BUILD / other / "x86_64" / "python" / package).exists()] == []
