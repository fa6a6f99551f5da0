"""The program of the process that decodes. It is started once, without credentials and environment, loads its code, and
forks for each upload; the fork gives up what it could still do before it looks at the first byte.

It can then open nothing, neither file nor socket, so it can start no program either, and has no more memory and time
than it was given. Whoever takes a decoder over has won a process that can say something wrong about one picture, which
`workshop` checks.

    its standard input is a socket: a line of JSON comes with two files, the upload and a place for the outcome;
    the code that the fork ended with goes back.
    {"task": "publish" | "look" | "redact", "declared": "image/jpeg", "redactions": [[0.1, 0.1, 0.2, 0.2]]}

The outcome is a line of JSON, then the renditions one after the other.
"""

import json
import os
import resource
import socket
import sys
import warnings
from typing import Any

from cpdb.images import decode, render
from cpdb.images.decode import Rejected
from cpdb.images.limits import LONGEST_MESSAGE, MOST_OUTPUT, SIZES
from cpdb.images.reasons import PictureReason
from cpdb.images.signs import HEIC, kind_of

MEGABYTE = 1024 * 1024
MEMORY = 640 * MEGABYTE  # of addresses, code included
SECONDS = 15  # of CPU


def serve() -> None:
    render.warm()
    warnings.simplefilter("ignore")  # to print one, Python would open its source
    with socket.socket(fileno=os.dup(0)) as channel:
        while True:
            message, files, _, _ = socket.recv_fds(channel, LONGEST_MESSAGE, 2)
            if not message:
                return
            pid = os.fork()
            if pid == 0:
                _work(json.loads(message), *files)
            for file in files:
                os.close(file)
            _, status = os.waitpid(pid, 0)
            channel.send(str(os.waitstatus_to_exitcode(status)).encode())


def _work(asked: dict[str, Any], given: int, written: int) -> None:
    """In the fork. Never returns."""
    code = 1
    try:
        os.dup2(given, 0)
        os.dup2(written, 1)
        os.closerange(3, 64)
        data = sys.stdin.buffer.read()
        if kind_of(data) == HEIC:
            decode.load_heif()
        give_up_everything()
        sys.stdout.buffer.write(outcome(asked, data))
        sys.stdout.buffer.flush()
        code = 0
    finally:
        os._exit(code)


def give_up_everything() -> None:
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, MOST_OUTPUT),
        (resource.RLIMIT_CORE, 0),
        # Input, output, errors, and no other.
        (resource.RLIMIT_NOFILE, 3),
    ):
        resource.setrlimit(kind, (most, most))


def outcome(asked: dict[str, Any], data: bytes) -> bytes:
    header: dict[str, Any]
    try:
        header, contents = _made(asked, data)
    except Rejected as rejected:
        header, contents = {"rejected": rejected.reason}, []
    except MemoryError:
        header, contents = {"rejected": PictureReason.TOO_DEMANDING}, []
    return b"".join([json.dumps(header).encode(), b"\n", *contents])


def _made(asked: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """`publish`: everything; `look`: hashes only; `redact`: renditions of a rendition of ours."""
    task, picture = asked["task"], decode.decoded(data, asked["declared"])
    medium = render.fitted(picture, SIZES["medium"])
    header: dict[str, Any] = {}
    if task != "redact":
        header["hashes"] = [f"{found:016x}" for found in render.hashes(medium)]
    if task == "look":
        return header, []
    if task == "publish":
        header["digest"] = render.digest(picture, medium)
    render.redact(picture, asked["redactions"])
    made = list(render.renditions(picture, None if asked["redactions"] else medium))
    header["renditions"] = [[one.name, one.format, one.width, one.height, len(one.content)] for one in made]
    return header, [one.content for one in made]
