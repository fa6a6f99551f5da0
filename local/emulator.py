"""The AWS emulator: one process on the loopback interface, its state in this copy's folder."""

import json
import urllib.error
import urllib.request
from pathlib import Path

from local import processes
from local.authority import authority
from local.settings import EMULATOR, Local


def endpoint(local: Local) -> str:
    return f"http://127.0.0.1:{local.port('emulator', None)}"


def start(local: Local, port: int | None) -> None:
    pid_file = local.folder / "emulator.pid"
    chosen = local.port("emulator", port)
    if processes.running(pid_file) and answers(f"http://127.0.0.1:{chosen}"):
        return
    state = local.folder / "state"
    forget_positions(state / "lambda.json")
    environment = {
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(chosen),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(state),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(local.folder / "s3"),
        # Whom it believes when it delivers by HTTPS: subscribers on this machine.
        "SSL_CERT_FILE": str(authority(local)),
    }
    command = [str(EMULATOR / "bin" / "ministack")]
    processes.start(command, environment, pid_file, lambda: answers(f"http://127.0.0.1:{chosen}"))


def forget_positions(kept: Path) -> None:
    """It keeps how far it had handed on the streams of tables, and not the streams: what is written after a restart
    would be taken for handed on already."""
    if not kept.exists():
        return
    state = json.loads(kept.read_text())
    if state["payload"].pop("dynamodb_stream_positions", None) is not None:
        kept.write_text(json.dumps(state))


def stop(local: Local) -> None:
    processes.stop(local.folder / "emulator.pid")


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_ministack/health", timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
