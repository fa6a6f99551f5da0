"""The whole system on one machine.

python -m local up [--port N] [--web-port N] [--no-seed]
python -m local down | clean | status
python -m local token <account name>
"""

import argparse
import json
import os
import shutil
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

from local import emulator, processes
from local.settings import REGION, ROOT, Local, aws_environment, here


def main() -> int:
    asked = _parser().parse_args()
    local = here()
    match asked.command:
        case "up":
            up(local, asked)
        case "down":
            down(local)
        case "clean":
            clean(local)
        case "status":
            status(local)
        case "token":
            return token(local, asked.account)
    return 0


def _parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(prog="python -m local", description=__doc__)
    commands = root.add_subparsers(dest="command", required=True)
    starting = commands.add_parser("up")
    starting.add_argument("--port", type=int, default=_number("PORT"))
    starting.add_argument("--web-port", type=int, default=_number("WEB_PORT"))
    starting.add_argument("--no-seed", action="store_true")
    for name in ("down", "clean", "status"):
        commands.add_parser(name)
    commands.add_parser("token").add_argument("account")
    return root


def _number(name: str) -> int | None:
    return int(os.environ[name]) if os.environ.get(name) else None


def up(local: Local, asked: argparse.Namespace) -> None:
    started = time.monotonic()

    def step[T](says: str, run: Callable[[], T]) -> T:
        begun = time.monotonic()
        print(f"{says} …", flush=True)
        done = run()
        print(f"  {time.monotonic() - begun:.1f} s", flush=True)
        return done

    from local.build import build
    from local.deploy import deploy

    step("Building the layer and the functions", build)
    step("Starting the local cloud", lambda: emulator.start(local, asked.port))
    endpoint = emulator.endpoint(local)
    os.environ.update(aws_environment(endpoint))
    outputs = step("Deploying the app with the CDK", lambda: deploy(local, endpoint))
    stack = step("Creating accounts", lambda: _describe(local, endpoint, outputs, asked.web_port))
    step("Serving the website", lambda: _serve(local, stack))
    if not asked.no_seed:
        step("Seeding real seizures through the API", lambda: _seed(local, stack))
    print(f"Up in {time.monotonic() - started:.1f} s.\n")
    status(local)


def _describe(local: Local, endpoint: str, outputs: dict[str, dict[str, str]], web_port: int | None) -> dict[str, Any]:
    """Writes `stack.json`: what clients and tests need to know of this copy."""
    from local.accounts import ensure_all

    foundation, api = outputs["cen-local-foundation"], outputs["cen-local-api"]
    stack: dict[str, Any] = {
        "api_url": f"{endpoint}/_aws/execute-api/{api['ApiId']}/local",
        "web_url": f"http://127.0.0.1:{local.port('web', web_port)}",
        "region": REGION,
        "endpoint_url": endpoint,
        "user_pool_id": foundation["UserPoolId"],
        "client_id": foundation["TestClientId"],
        "redirect_uri": "http://localhost/signed-in",
        "sign_in_url": endpoint,
        "token_url": f"{endpoint}/oauth2/token",
        "topic_arns": {"alerts": outputs["cen-local-alerts"]["TopicArn"]},
        "tables": {
            "accounts": foundation["AccountsTableName"],
            "seizures": outputs["cen-local-seizures"]["RecordsTableName"],
            "search": outputs["cen-local-seizures"]["SearchTableName"],
            "alerts": outputs["cen-local-alerts"]["RecordsTableName"],
            "pictures": outputs["cen-local-cpdb"]["PicturesTableName"],
            "catalogue": outputs["cen-local-cpdb"]["CatalogueTableName"],
            "comm": outputs["cen-local-comm"]["RecordsTableName"],
            "rings": outputs["cen-local-comm"]["KeysTableName"],
        },
        "functions": {"clock": outputs["cen-local-alerts"]["ClockName"]},
    }
    stack["accounts"] = ensure_all(stack["token_url"])
    local.stack_file.touch(mode=0o600)
    local.stack_file.write_text(json.dumps(stack, indent=1))
    return stack


def _serve(local: Local, stack: dict[str, Any]) -> None:
    pid_file = local.folder / "web.pid"
    processes.stop(pid_file)
    port = str(local.port("web", None))
    environment = {"PYTHONPATH": f"{ROOT}:{ROOT / 'layers/common'}"}
    command = [sys.executable, "-m", "local.web", port, stack["api_url"]]
    processes.start(command, environment, pid_file, lambda: _answers(f"{stack['web_url']}/v1/health"))


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _seed(local: Local, stack: dict[str, Any]) -> None:
    from local.seed.run import seed

    marker = local.folder / "seeded"
    if not marker.exists():
        marker.write_text(str(seed(stack)))


def down(local: Local) -> None:
    """Stops everything; the data stay."""
    processes.stop(local.folder / "web.pid")
    emulator.stop(local)
    print("Stopped; the data stay. `make up` goes on with them.")


def clean(local: Local) -> None:
    processes.stop(local.folder / "web.pid")
    emulator.stop(local)
    for name in ("state", "s3", "cdk.out"):
        shutil.rmtree(local.folder / name, ignore_errors=True)
    for name in ("stack.json", "accounts.json", "outputs.json", "deployed", "seeded", "emulator.port", "web.port"):
        (local.folder / name).unlink(missing_ok=True)
    shutil.rmtree(ROOT / "build", ignore_errors=True)
    print("Removed the data of the local cloud and what was built.")


def status(local: Local) -> None:
    if processes.running(local.folder / "emulator.pid") is None or not local.stack_file.exists():
        print("The local cloud is not running: make up")
        return
    stack = json.loads(local.stack_file.read_text())
    print(
        f"API      {stack['api_url']}/v1/me\nWebsite  {stack['web_url']}\nSchema   {stack['api_url']}/v1/openapi.json\n"
    )
    print(f"{'account':<12} {'tier':<13} {'administration':<15} roles (passwords in {local.stack_file.name})")
    for one in stack["accounts"]:
        roles = " ".join(one["roles"])
        print(f"{one['name']:<12} {one['tier']:<13} {one['administration'] or '-':<15} {roles}")
    print("\nAccess token of an account: make token AS=officer-fr")


def token(local: Local, name: str) -> int:
    from local.tokens import NoToken, token_for

    try:
        print(token_for(json.loads(local.stack_file.read_text()), name))
    except (NoToken, FileNotFoundError) as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
