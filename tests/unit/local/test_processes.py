"""Programs of the local cloud are started, found again and stopped, and one that fails says so."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local import processes

SLEEPER = "import signal; signal.pause()"
STUBBORN = """
import pathlib, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path("ready").touch()
while True:
    signal.pause()
"""


@pytest.fixture
def pid_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "child.pid"
    yield path
    if (left := processes.running(path)) is not None:
        os.kill(left, signal.SIGKILL)


# Popen warns about a child that outlives its object; outliving `make up` is what these are for.
pytestmark = pytest.mark.filterwarnings("ignore:subprocess .* is still running:ResourceWarning")


def run(program: str, pid_file: Path, answers: bool = True, **environment: str) -> None:
    processes.start([sys.executable, "-c", program], environment, pid_file, lambda: answers, seconds=5)


def test_a_program_is_started_found_and_stopped(pid_file: Path) -> None:
    run(SLEEPER, pid_file)
    pid = processes.running(pid_file)
    assert pid == int(pid_file.read_text())
    assert os.getsid(pid) == pid
    processes.stop(pid_file)
    assert processes.running(pid_file) is None
    assert not pid_file.exists()


def test_a_program_that_ends_before_it_answers_did_not_start(pid_file: Path) -> None:
    with pytest.raises(processes.DidNotStart, match=r"see .*child\.log"):
        run("import os; print('told', os.environ['SAID'])", pid_file, answers=False, SAID="so")
    assert pid_file.with_suffix(".log").read_text() == "told so\n"
    assert processes.running(pid_file) is None


def test_a_program_that_does_not_listen_is_killed(pid_file: Path) -> None:
    command = [sys.executable, "-c", STUBBORN]
    processes.start(command, {}, pid_file, pid_file.with_name("ready").exists, seconds=10)
    processes.stop(pid_file, seconds=0)
    assert not pid_file.exists()


def test_what_never_ran_is_stopped_without_a_word(pid_file: Path) -> None:
    assert processes.running(pid_file) is None
    processes.stop(pid_file)
    pid_file.write_text(str(2**22 + 1))  # above the highest id there can be
    assert processes.running(pid_file) is None
    processes.stop(pid_file)
    assert not pid_file.exists()
