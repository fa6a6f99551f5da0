"""What importing a context costs and touches, seen from outside in a fresh interpreter."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
CONTEXTS = ["seizures", "alerts", "cpdb", "rilo_rollup", "comm", "directory", "reference"]
# Own modules that the largest context loads; what grows beyond this is loaded where it is used instead.
MOST_MODULES = 135

# Files are watched by an audit hook, the environment by replacing its class before anything of ours is imported.
WATCHED = """
import json, os, sys

opened, asked = [], []


def watch(event, arguments):
    if event in {"open", "sqlite3.connect"}:
        opened.append(str(arguments[0]))


class Watched(type(os.environ)):
    def __getitem__(self, name):
        asked.append(name)
        return super().__getitem__(name)

    def __contains__(self, name):
        asked.append(name)
        return super().__contains__(name)


sys.addaudithook(watch)
os.environ.__class__ = Watched
import CONTEXT.api

json.dump({"opened": opened, "asked": asked, "loaded": sorted(sys.modules)}, sys.stdout)
"""


@pytest.fixture(scope="module", params=CONTEXTS)
def imported(request: pytest.FixtureRequest) -> dict[str, Any]:
    program = WATCHED.replace("CONTEXT", request.param)
    environment = {"PYTHONPATH": f"{ROOT / 'functions'}:{ROOT / 'layers/common'}", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return {"context": request.param, **json.loads(done.stdout)}


def roots(imported: dict[str, Any]) -> set[str]:
    return {name.partition(".")[0] for name in imported["loaded"]}


def test_no_setting_is_read(imported: dict[str, Any]) -> None:
    assert [name for name in imported["asked"] if name.startswith(("CEN_", "POWERTOOLS_", "AWS_"))] == []


def test_no_code_list_and_no_other_data_is_opened(imported: dict[str, Any]) -> None:
    own = [name for name in imported["opened"] if str(ROOT / "functions") in name or str(ROOT / "layers") in name]
    assert own  # the watch works
    assert [name for name in own if not name.endswith((".py", ".pyc"))] == []


def test_what_few_requests_need_is_loaded_by_them(imported: dict[str, Any]) -> None:
    late = {"phonenumbers", "stdnum", "aws_xray_sdk", "aws_lambda_powertools", "cryptography", "PIL", "xlsxwriter"}
    assert roots(imported) & late == set()


def test_the_contexts_without_a_table_do_not_load_the_aws_client(imported: dict[str, Any]) -> None:
    assert ("boto3" in roots(imported)) == (imported["context"] not in {"directory", "reference"})


def test_a_context_loads_no_other(imported: dict[str, Any]) -> None:
    assert roots(imported) & set(CONTEXTS) == {imported["context"]}


def test_the_number_of_own_modules_is_bounded(imported: dict[str, Any]) -> None:
    own = [name for name in imported["loaded"] if name.partition(".")[0] in {"cen", *CONTEXTS}]
    assert len(own) <= MOST_MODULES, own
