"""Hands uploads to the process that decodes, and judges how that ended. What it says is believed as far as it can be
checked."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from cpdb.images.limits import FORMATS, HASH_BITS, MOST_OUTPUT, SIZES
from cpdb.images.phash import WINDOWS
from cpdb.images.reasons import PictureReason

SECONDS = 30.0  # on the clock
_PROGRAM = "import sys; sys.path[:0] = {path!r}; from cpdb.images.child import serve; serve()"
_SIGNS = {"jpeg": b"\xff\xd8\xff", "webp": b"RIFF"}
# How a process ends that took more than it was given, and how a broken decoder ends.
_OVER_LIMIT = frozenset({-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGXFSZ})
_BROKEN = frozenset({-signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS, -signal.SIGFPE, -signal.SIGILL, -signal.SIGTRAP})


class WorkshopFailed(RuntimeError):
    """The fault is ours, not the picture's: the same may go well another time."""


@dataclass(frozen=True, slots=True)
class Made:
    """A rendition: its name, format, size in pixels and content."""

    name: str
    format: str
    width: int
    height: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Work:
    """What became of an upload. `rejected`: nothing else is there. `hashes`: of the whole picture, then its windows."""

    rejected: PictureReason | None = None
    digest: str | None = None
    hashes: tuple[int, ...] = ()
    renditions: tuple[Made, ...] = ()


@dataclass
class Workshop:
    """`seconds`: on the clock, that one upload may take. The process is started at the first upload and kept."""

    seconds: float = SECONDS
    _process: subprocess.Popen[bytes] | None = None
    _channel: socket.socket | None = field(default=None, repr=False)

    @property
    def pid(self) -> int | None:
        """Of the process, while there is one."""
        return self._process.pid if self._process else None

    def publish(self, data: bytes, declared: str, redactions: Sequence[Sequence[float]]) -> Work:
        return self._work(data, task="publish", declared=declared, redactions=redactions)

    def look(self, data: bytes, declared: str) -> Work:
        """Only its hashes."""
        return self._work(data, task="look", declared=declared)

    def redact(self, data: bytes, redactions: Sequence[Sequence[float]]) -> Work:
        """A large rendition of ours, drawn anew with more hidden."""
        return self._work(data, task="redact", declared="image/jpeg", redactions=redactions)

    def _work(self, data: bytes, **asked: Any) -> Work:
        """Raises `WorkshopFailed`."""
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as written:
            given.write(data)
            given.seek(0)
            try:
                code = self._ended(json.dumps(asked).encode(), given, written)
            except TimeoutError:
                self.close()
                return Work(PictureReason.TOO_DEMANDING)
            written.seek(0)
            return judged(code, written.read(MOST_OUTPUT))

    def _ended(self, message: bytes, given: IO[bytes], written: IO[bytes]) -> int:
        channel = self._channel or self._start()
        try:
            socket.send_fds(channel, [message], [given.fileno(), written.fileno()])
            answer = channel.recv(16)
        except ConnectionError:
            answer = b""
        if not answer:
            self.close()
            raise WorkshopFailed("the process is gone")
        return int(answer)

    def _start(self) -> socket.socket:
        program = _PROGRAM.format(path=_path())
        self._channel, theirs = socket.socketpair()
        self._channel.settimeout(self.seconds)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", program],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={},
                cwd="/",
                start_new_session=True,
            )
        return self._channel

    def close(self) -> None:
        """Ends the process with all that it started."""
        if self._channel is not None:
            self._channel.close()
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._channel = self._process = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _path() -> list[str]:
    """Where this package and Pillow lie; Pillow itself is not loaded here."""
    pillow = find_spec("PIL")
    if pillow is None or pillow.origin is None:
        raise WorkshopFailed("Pillow is not in this function's layers")
    return [str(Path(__file__).parents[2]), str(Path(pillow.origin).parents[1])]


def judged(code: int, output: bytes) -> Work:
    """`code`: that the process ended with. Raises `WorkshopFailed`."""
    if code in _OVER_LIMIT:
        return Work(PictureReason.TOO_DEMANDING)
    if code in _BROKEN:
        return Work(PictureReason.DAMAGED)
    if code != 0:
        raise WorkshopFailed(f"ended with {code}")
    line, _, contents = output.partition(b"\n")
    try:
        return _read(json.loads(line), contents)
    except (ValueError, TypeError, LookupError) as error:
        raise WorkshopFailed("said what makes no sense") from error


def _read(said: Any, contents: bytes) -> Work:
    if not isinstance(said, dict):
        raise TypeError("header")
    if "rejected" in said:
        return Work(PictureReason(said["rejected"]))
    hashes = tuple(int(found, 16) for found in said.get("hashes", ()))
    if len(hashes) not in (0, len(WINDOWS)) or any(found >> HASH_BITS for found in hashes):
        raise ValueError("hashes")
    return Work(None, said.get("digest"), hashes, tuple(_renditions(said.get("renditions", ()), contents)))


def _renditions(said: Sequence[Any], contents: bytes) -> Iterator[Made]:
    wanted = [(name, kind) for name in SIZES for kind in FORMATS[name]]
    if said and [(name, kind) for name, kind, *_ in said] != wanted:
        raise ValueError("renditions")
    start = 0
    for name, kind, width, height, size in said:
        content = contents[start : start + size]
        if len(content) != size or not content.startswith(_SIGNS[kind]) or max(width, height) > SIZES[name]:
            raise ValueError("rendition")
        yield Made(name, kind, width, height, content)
        start += size
