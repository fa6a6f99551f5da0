"""Starting and stopping the programs of the local cloud."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path


class DidNotStart(RuntimeError):
    """A program of the local cloud gave up or never answered; its log says why."""


def running(pid_file: Path) -> int | None:
    """The process of a pid file if it still runs."""
    if not pid_file.exists():
        return None
    pid = int(pid_file.read_text())
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    # A zombie answers signals too, when its parent has not asked for it yet.
    status = Path(f"/proc/{pid}/stat")
    if status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z":
        return None
    return pid


def start(
    command: Sequence[str],
    environment: Mapping[str, str],
    pid_file: Path,
    answers: Callable[[], bool],
    seconds: int = 30,
) -> None:
    """In a session of its own, with its output in `<name>.log` beside the pid file."""
    log = pid_file.with_suffix(".log")
    with log.open("ab") as sink:
        process = subprocess.Popen(
            command,
            env={**os.environ, **environment},
            stdout=sink,
            stderr=sink,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    pid_file.write_text(str(process.pid))
    deadline = time.monotonic() + seconds
    while not answers():
        if process.poll() is not None or time.monotonic() > deadline:
            raise DidNotStart(f"{command[0]} did not start; see {log}")
        time.sleep(0.1)


def stop(pid_file: Path, seconds: int = 30) -> None:
    """Asks it to end and waits: the emulator saves its state on the way out."""
    pid = running(pid_file)
    if pid is not None:
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + seconds
        while running(pid_file) is not None and time.monotonic() < deadline:
            time.sleep(0.1)
        if running(pid_file) is not None:
            os.killpg(pid, signal.SIGKILL)
    pid_file.unlink(missing_ok=True)
