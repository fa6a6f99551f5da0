"""The process that decodes: what it gives up, how it ends, and what of it is believed."""

import json
import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Callable

import pytest

from cpdb.images import child
from cpdb.images.limits import FORMATS, SIZES
from cpdb.images.reasons import PictureReason
from cpdb.images.workshop import Made, Work, Workshop, WorkshopFailed, judged
from tests.unit.cpdb.files import heic, opened, photo, written

JPEG = written(photo(640, 480))


def test_a_picture_is_drawn_and_hashed(workshop: Workshop) -> None:
    work = workshop.publish(JPEG, "image/jpeg", [(0, 0, 0.5, 0.5)])
    assert work.rejected is None
    assert len(work.hashes) == 11
    assert len(str(work.digest)) == 64
    assert [(one.name, one.format) for one in work.renditions] == [
        (name, kind) for name in SIZES for kind in FORMATS[name]
    ]
    assert opened(work.renditions[0].content).getpixel((5, 5)) == (0, 0, 0)


def test_what_is_blackened_changes_neither_hash_nor_digest(workshop: Workshop) -> None:
    plain, black = (workshop.publish(JPEG, "image/jpeg", boxes) for boxes in ([], [(0, 0, 0.5, 0.5)]))
    assert (plain.hashes, plain.digest) == (black.hashes, black.digest)
    assert plain.renditions != black.renditions


def test_looking_hashes_only(workshop: Workshop) -> None:
    work = workshop.look(JPEG, "image/jpeg")
    assert work == Work(hashes=workshop.publish(JPEG, "image/jpeg", []).hashes)


def test_a_rendition_of_ours_is_drawn_further(workshop: Workshop) -> None:
    large = workshop.publish(JPEG, "image/jpeg", [(0, 0, 0.5, 0.5)]).renditions[0].content
    work = workshop.redact(large, [(0, 0, 0.5, 0.5), (0.5, 0.5, 0.5, 0.5)])
    shown = opened(work.renditions[0].content).convert("L")
    assert (work.hashes, work.digest) == ((), None)
    assert [shown.getpixel(at) for at in ((20, 20), (620, 460))] == [0, 0]


def test_a_phones_picture_is_decoded_within_the_limits(workshop: Workshop) -> None:
    assert workshop.publish(heic(photo(400, 300)), "image/heic", []).rejected is None


def test_one_process_serves_many_pictures(workshop: Workshop) -> None:
    workshop.look(JPEG, "image/jpeg")
    process = workshop._process
    workshop.look(JPEG, "image/jpeg")
    assert workshop._process is process


def test_what_takes_too_long_is_ended_and_the_next_one_served() -> None:
    with Workshop(seconds=0.01) as workshop:
        assert workshop.publish(written(photo(3000, 2000)), "image/jpeg", []) == Work(PictureReason.TOO_DEMANDING)
        assert workshop._process is None
        workshop.seconds = 30
        assert workshop.look(JPEG, "image/jpeg").rejected is None


def test_a_process_that_is_gone_is_our_fault_and_replaced() -> None:
    with Workshop() as workshop:
        workshop.look(JPEG, "image/jpeg")
        assert workshop._process is not None
        os.killpg(workshop._process.pid, signal.SIGKILL)
        workshop._process.wait()
        with pytest.raises(WorkshopFailed):
            workshop.look(JPEG, "image/jpeg")
        assert workshop.look(JPEG, "image/jpeg").rejected is None


def test_it_knows_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a secret")
    with Workshop() as workshop:
        workshop.look(JPEG, "image/jpeg")
        assert workshop._process is not None
        with open(f"/proc/{workshop._process.pid}/environ", "rb") as environment:  # noqa: PTH123 - no file
            assert environment.read() == b""


def in_a_fork(run: Callable[[], object]) -> str:
    """What a process says that has given up everything: a result, or the error it met."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.dup2(writing, 1)
        os.closerange(3, 64)
        child.give_up_everything()
        try:
            said = str(run())
        except (OSError, MemoryError) as error:
            said = type(error).__name__
        os.write(1, said.encode()[:200])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        said = answer.read()
    os.waitpid(pid, 0)
    return said


def test_it_can_open_nothing_any_more() -> None:
    assert in_a_fork(lambda: os.open("/proc/self/environ", os.O_RDONLY)) == "OSError"
    assert in_a_fork(lambda: socket.socket(socket.AF_UNIX)) == "OSError"
    assert in_a_fork(os.pipe) == "OSError"
    assert in_a_fork(lambda: subprocess.run(["/bin/true"], check=True)) == "OSError"


def test_it_has_no_more_memory_than_it_was_given() -> None:
    assert in_a_fork(lambda: len(bytearray(child.MEMORY))) == "MemoryError"
    assert in_a_fork(lambda: len(bytearray(10 * child.MEGABYTE))) == str(10 * child.MEGABYTE)


def test_it_cannot_take_its_limits_back() -> None:
    """As whoever is not the machine's master; the functions are not."""
    limits = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE)
    said = in_a_fork(lambda: [resource.getrlimit(one) for one in limits])
    expected = (child.MEMORY, child.SECONDS, child.MOST_OUTPUT, 3)
    assert said == str([(most, most) for most in expected])


def test_a_picture_that_needs_too_much_memory_is_too_demanding(monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(*_: object) -> object:
        raise MemoryError

    monkeypatch.setattr(child, "_made", greedy)
    assert json.loads(child.outcome({}, b"")) == {"rejected": "too_demanding"}


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (-signal.SIGXCPU, PictureReason.TOO_DEMANDING),
        (-signal.SIGKILL, PictureReason.TOO_DEMANDING),
        (-signal.SIGXFSZ, PictureReason.TOO_DEMANDING),
        (-signal.SIGSEGV, PictureReason.DAMAGED),
        (-signal.SIGABRT, PictureReason.DAMAGED),
        (-signal.SIGBUS, PictureReason.DAMAGED),
    ],
)
def test_a_process_that_was_ended_rejects_its_picture(code: int, reason: PictureReason) -> None:
    assert judged(code, b"whatever") == Work(reason)


def said(**header: object) -> bytes:
    return json.dumps(header).encode() + b"\n"


RENDITIONS = [[name, kind, 10, 10, 3] for name in SIZES for kind in FORMATS[name]]
CONTENTS = b"".join(b"RIFF"[:3] if kind == "webp" else b"\xff\xd8\xff" for name in SIZES for kind in FORMATS[name])


@pytest.mark.parametrize(
    "output",
    [
        b"",
        b"no json",
        b"[]",
        said(rejected="because"),
        said(hashes=["00"]),
        said(hashes=["f" * 17] * 11),
        said(hashes=["x"] * 11),
        said(renditions=[["large", "html", 10, 10, 3]]) + b"<p>",
        said(renditions=RENDITIONS) + CONTENTS,  # the sign of a WebP is cut off
        said(renditions=[[*one[:4], 4] for one in RENDITIONS]) + b"<script>alert(1)</script>",
        said(renditions=[[*one[:2], 9000, 1, 4] for one in RENDITIONS]) + b"\xff\xd8\xff\0RIFF" * 5,
        said(renditions=[[*one[:4], "4"] for one in RENDITIONS]),
    ],
)
def test_what_makes_no_sense_is_not_believed(output: bytes) -> None:
    with pytest.raises(WorkshopFailed):
        judged(0, output)


def test_what_makes_sense_is() -> None:
    contents = [b"RIFF" if kind == "webp" else b"\xff\xd8\xff\0" for name in SIZES for kind in FORMATS[name]]
    output = said(renditions=[[*one[:4], 4] for one in RENDITIONS]) + b"".join(contents)
    names = [(name, kind) for name in SIZES for kind in FORMATS[name]]
    made = [Made(*name, 10, 10, content) for name, content in zip(names, contents, strict=True)]
    assert judged(0, output) == Work(renditions=tuple(made))


def test_a_process_that_failed_is_our_fault() -> None:
    with pytest.raises(WorkshopFailed):
        judged(1, said(digest="x"))


def test_a_layer_without_pillow_is_our_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setattr(sys, "path_importer_cache", {})
    monkeypatch.delitem(sys.modules, "PIL", raising=False)
    with pytest.raises(WorkshopFailed, match="Pillow"):
        Workshop().look(JPEG, "image/jpeg")


def test_the_process_ends_with_who_started_it() -> None:
    workshop = Workshop()
    workshop.look(JPEG, "image/jpeg")
    process = workshop._process
    assert process is not None
    workshop.close()
    assert process.returncode == -signal.SIGKILL
    workshop.close()  # once is enough, twice does no harm


def test_the_process_ends_when_nobody_speaks_to_it_any_more() -> None:
    workshop = Workshop()
    workshop.look(JPEG, "image/jpeg")
    assert workshop._channel is not None
    assert workshop._process is not None
    workshop._channel.close()
    assert workshop._process.wait(timeout=10) == 0
    workshop._channel = workshop._process = None
