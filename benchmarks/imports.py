"""Cold start: CPU of fresh processes that import a handler, in turn, from compiled files of the same site-packages."""

import os
import subprocess
import sys
from collections.abc import Mapping
from statistics import median

from benchmarks import IMPORT_ROOTS

_ROUNDS = 5
_OURS = "from seizures.api import handler"
_PEER = f"{_OURS}; from benchmarks.peers.{{}} import build; build(handler)"

PROGRAMS: Mapping[str, str] = {
    "bare Python": "pass",
    "ours": _OURS,
    "powertools resolver": _PEER.format("resolver_app"),
    "FastAPI + Mangum": _PEER.format("fastapi_app"),
    "cookbook style": _PEER.format("cookbook_app"),
}


def cold_starts(programs: Mapping[str, str] = PROGRAMS) -> dict[str, float]:
    """Milliseconds of user and system CPU by name. A first round, not counted, compiles what was not compiled."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = os.pathsep.join(IMPORT_ROOTS)
    environment["POWERTOOLS_TRACE_DISABLED"] = "true"
    taken: dict[str, list[float]] = {name: [] for name in programs}
    for counted in [False] + [True] * _ROUNDS:
        for name, program in programs.items():
            spent = _cpu_of([sys.executable, "-c", program], environment)
            if counted:
                taken[name].append(spent)
    return {name: median(values) for name, values in taken.items()}


def _cpu_of(command: list[str], environment: Mapping[str, str]) -> float:
    process = subprocess.Popen(command, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command[-1]!r} ended with {process.returncode}")
    return (usage.ru_utime + usage.ru_stime) * 1000
