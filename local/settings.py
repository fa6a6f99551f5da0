"""Where one copy of the local cloud keeps its things. `CEN_LOCAL_DIR` makes a second copy beside the first."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EMULATOR = ROOT / ".local" / "emulator"
REGION = "us-east-1"
ACCOUNT = "000000000000"


@dataclass(frozen=True, slots=True)
class Local:
    """`folder`: state, log, pids and stack.json of this copy."""

    folder: Path

    @property
    def stack_file(self) -> Path:
        return self.folder / "stack.json"

    @property
    def assembly(self) -> Path:
        return self.folder / "cdk.out"

    def port(self, name: str, wanted: int | None) -> int:
        """The port given, else the one used before, else a free one; remembered."""
        remembered = self.folder / f"{name}.port"
        if wanted is None and remembered.exists():
            wanted = int(remembered.read_text())
        port = wanted or _free_port()
        remembered.write_text(str(port))
        return port


def here() -> Local:
    folder = Path(os.environ.get("CEN_LOCAL_DIR") or ROOT / ".local").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return Local(folder)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def aws_environment(endpoint: str) -> dict[str, str]:
    """What makes any AWS tool talk to this copy. The key is the account, as the CDK's cache expects."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "CDK_DEFAULT_ACCOUNT": ACCOUNT,
        "CDK_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "CDK_DOCKER": "/bin/false",
        "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "1",
        "JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION": "1",
    }
